import type { Output } from '@buttdial/client';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Section } from '../../ui/surface.tsx';

/** What a message would cost at most, and what is left of the agent's caps. */
export function Budget({ budget }: { readonly budget: NonNullable<Output<'messages.send'>['dryRun']> }) {
  const words = useWords();
  const formats = useFormats();
  const { price, line, limitsLeft } = budget;
  const count = (value: number | null) => (value === null ? words.common.unlimited : formats.count(value));
  const money = (value: number | null) => (value === null ? words.common.unlimited : formats.money(value));
  return (
    <Section title={words.compliance.left}>
      <Facts
        rows={[
          [words.compliance.price, formats.money(price.max)],
          [words.common.from, `${line.address} (${line.provider})`],
          [words.overview.actions, count(limitsLeft.actionsToday)],
          [words.overview.spend, money(limitsLeft.spendToday)],
          [words.overview.spendMonth, money(limitsLeft.spendThisMonth)],
        ]}
      />
    </Section>
  );
}
