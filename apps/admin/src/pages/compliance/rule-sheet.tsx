import { ExternalLink, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Rule } from '../../data/lists.ts';
import { useWords } from '../../languages/language.tsx';
import { ChannelName } from '../../ui/address.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { placeOf, Verified } from './verified.tsx';

/** One rule: where and when it holds, what it asks for, and the law behind it. */
export function RuleSheet({ rule, onClose }: { readonly rule: Rule | undefined; readonly onClose: () => void }) {
  return (
    <Dialog
      look="side"
      open={rule !== undefined}
      onClose={onClose}
      title={<span className="font-mono text-base">{rule?.id}</span>}
    >
      {rule ? <Details rule={rule} /> : null}
    </Dialog>
  );
}

function Details({ rule }: { readonly rule: Rule }) {
  const words = useWords();
  return (
    <div className="grid grid-cols-1 gap-6">
      <Law rule={rule} />
      <section>
        <h3 className="mb-2 font-semibold">{words.compliance.asksFor}</h3>
        <Says rule={rule} />
      </section>
      <Facts rows={factsOf(rule, words)} />
      {rule.url ? (
        <p>
          <a
            href={rule.url}
            target="_blank"
            rel="noreferrer noopener"
            className="inline-flex items-center gap-1.5 underline"
          >
            {words.compliance.source}
            <ExternalLink size={14} aria-hidden="true" />
          </a>
        </p>
      ) : null}
    </div>
  );
}

function Law({ rule }: { readonly rule: Rule }) {
  const words = useWords();
  return (
    <div className="grid gap-2">
      <div>
        <Verified state={rule.verified} />
      </div>
      <p className="font-medium text-lg">
        <bdi>{rule.citation}</bdi>
      </p>
      <p className="text-soft text-sm">{words.compliance.verifiedHints[rule.verified]}</p>
      {rule.notes ? <p dir="auto">{rule.notes}</p> : null}
      {rule.locked ? (
        <p className="inline-flex items-center gap-2 text-soft text-sm">
          <Lock size={14} aria-hidden="true" />
          {words.compliance.locked}
        </p>
      ) : null}
    </div>
  );
}

function factsOf(rule: Rule, words: ReturnType<typeof useWords>): readonly (readonly [string, ReactNode])[] {
  const dates = [
    rule.from ? `${words.compliance.from} ${rule.from}` : '',
    rule.to ? `${words.compliance.until} ${rule.to}` : '',
  ].filter(Boolean);
  return [
    [words.compliance.place, placeOf(rule, words.compliance.everywhere)],
    [words.common.kind, words.compliance.kinds[rule.kind]],
    [
      words.common.channel,
      <span key="channels" className="flex flex-wrap gap-x-3">
        {rule.channels.map(channel => (
          <ChannelName key={channel} channel={channel} />
        ))}
      </span>,
    ],
    [
      words.messages.purpose,
      rule.purposes
        .map(each => (each === '*' ? words.common.any : (words.contacts.purposeNames[each] ?? each)))
        .join(', '),
    ],
    ...(dates.length > 0 ? [[words.compliance.inForce, dates.join(' ')] as const] : []),
  ];
}

type Windows = Readonly<Record<string, readonly (readonly [string, string])[]>>;

function Says({ rule: { kind, says } }: { readonly rule: Rule }) {
  const words = useWords();
  if (kind === 'hours') return <Hours windows={says.windows as Windows} />;
  if (kind === 'cap') return <p>{words.compliance.cap(Number(says.max), Number(says.windowHours))}</p>;
  if (typeof says.instruction === 'string') return <p dir="auto">{says.instruction}</p>;
  const told = Object.values(says).flat().map(String);
  return told.length > 0 ? <p className="font-mono text-sm">{told.join(', ')}</p> : <p className="text-soft">—</p>;
}

function Hours({ windows }: { readonly windows: Windows }) {
  const words = useWords();
  return (
    <Facts
      rows={Object.entries(windows).map(([day, open]) => [
        words.compliance.windows[day] ?? day,
        <span key={day} dir="ltr" className="tabular-nums">
          {open.length === 0 ? words.compliance.closed : open.map(([from, to]) => `${from}–${to}`).join(', ')}
        </span>,
      ])}
    />
  );
}
