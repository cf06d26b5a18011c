import { Check, Handshake, type LucideIcon, RotateCcw, ShieldBan } from 'lucide-react';
import type { ContactDetail } from '../../data/lists.ts';
import { useWords } from '../../languages/language.tsx';
import { washes } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Time } from '../../ui/time.tsx';

type LedgerLine = ContactDetail['ledger'][number];

const looks: Readonly<Record<string, { readonly icon: LucideIcon; readonly tone: keyof typeof washes }>> = {
  granted: { icon: Check, tone: 'done' },
  start: { icon: RotateCcw, tone: 'done' },
  revoked: { icon: ShieldBan, tone: 'wrong' },
  stop: { icon: ShieldBan, tone: 'wrong' },
  relationship: { icon: Handshake, tone: 'moving' },
};

/** Every line about a contact, newest first. */
export function Ledger({ lines }: { readonly lines: readonly LedgerLine[] }) {
  const words = useWords();
  if (lines.length === 0) return <p className="text-soft">{words.contacts.ledgerEmpty}</p>;
  return (
    <ol className="grid">
      {lines.toReversed().map(line => (
        <Line key={line.id} line={line} />
      ))}
    </ol>
  );
}

function Line({ line }: { readonly line: LedgerLine }) {
  const words = useWords();
  const { icon: Icon, tone } = looks[line.kind] ?? { icon: Check, tone: 'quiet' };
  const purposes = line.purposes?.map(purpose => words.contacts.purposeNames[purpose] ?? purpose).join(', ');
  const level = line.level === undefined ? undefined : (words.contacts.levels[line.level] ?? line.level);
  return (
    <li className="flex gap-3 border-line border-t py-3 first:border-t-0 first:pt-0">
      <span className={classNames('grid size-8 shrink-0 place-items-center rounded-full', washes[tone])}>
        <Icon size={15} aria-hidden="true" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline justify-between gap-x-3">
          <span className="font-medium">
            {words.contacts.kinds[line.kind] ?? line.kind}
            <span className="font-normal text-soft">
              {' · '}
              {line.channel === '*' ? words.contacts.everyChannel : (words.channels[line.channel] ?? line.channel)}
            </span>
          </span>
          <span className="text-soft text-sm">
            <Time at={line.at} look="full" />
          </span>
        </p>
        <p className="text-soft text-sm">
          <bdi>{[level, purposes, line.source].filter(Boolean).join(' · ')}</bdi>
        </p>
        {line.notes ? (
          <p dir="auto" className="text-sm">
            {line.notes}
          </p>
        ) : null}
        {line.expiresAt ? (
          <p className="text-soft text-sm">
            {words.contacts.until} <Time at={line.expiresAt} look="full" />
          </p>
        ) : null}
      </div>
    </li>
  );
}
