import { useEffect, useState } from 'react';
import { useFormats } from '../formats.ts';

/** A moment in the person's own zone; UTC on hover. */
export function Time({
  at,
  look = 'clock',
}: {
  readonly at: string | Date;
  readonly look?: 'clock' | 'exact' | 'ago' | 'full';
}) {
  const formats = useFormats();
  const now = useNow(look === 'ago');
  const date = typeof at === 'string' ? new Date(at) : at;
  const text =
    look === 'ago'
      ? formats.ago(date, now)
      : look === 'full'
        ? formats.full(date)
        : isToday(date)
          ? look === 'exact'
            ? formats.exact(date)
            : formats.clock(date)
          : `${formats.day(date)}, ${formats.clock(date)}`;
  return (
    <time dateTime={date.toISOString()} title={utc(date)} className="whitespace-nowrap tabular-nums">
      {text}
    </time>
  );
}

function utc(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function isToday(date: Date): boolean {
  return date.toDateString() === new Date().toDateString();
}

function useNow(ticking: boolean): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (!ticking) return undefined;
    const timer = setInterval(() => setNow(new Date()), 15_000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
