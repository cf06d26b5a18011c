import { useMemo } from 'react';
import { useLanguage } from './languages/language.tsx';

/** Numbers, money and times as the person's language writes them. */
export interface Formats {
  count(value: number): string;
  /** USD; small amounts keep the digits that matter. */
  money(value: number): string;
  /** Hours and minutes. */
  clock(at: Date): string;
  /** With seconds. */
  exact(at: Date): string;
  day(at: Date): string;
  full(at: Date): string;
  /** "3 minutes ago". */
  ago(at: Date, now?: Date): string;
}

/** The formats of the chosen language, in the zone of the browser. */
export function useFormats(): Formats {
  const { tag } = useLanguage();
  return useMemo(() => createFormats(tag), [tag]);
}

function createFormats(tag: string): Formats {
  const count = new Intl.NumberFormat(tag);
  const cents = new Intl.NumberFormat(tag, { style: 'currency', currency: 'USD' });
  const fractions = new Intl.NumberFormat(tag, { style: 'currency', currency: 'USD', maximumFractionDigits: 4 });
  const clock = new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const exact = new Intl.DateTimeFormat(tag, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const day = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short' });
  const full = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'medium' });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'short' });
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  return {
    count: value => count.format(value),
    money: value => (value !== 0 && Math.abs(value) < 1 ? fractions : cents).format(value),
    clock: at => clock.format(at),
    exact: at => exact.format(at),
    day: at => day.format(at),
    full: at => full.format(at),
    ago(at, now = new Date()) {
      const passed = at.getTime() - now.getTime();
      const [unit, length] = units.find(([, each]) => Math.abs(passed) >= each) ?? (['second', 1000] as const);
      return relative.format(Math.round(passed / length), unit);
    },
  };
}
