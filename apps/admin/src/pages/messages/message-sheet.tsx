import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PhoneOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { type Timeline, timelineQuery } from '../../data/lists.ts';
import { useEntrance } from '../../data/session.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, ChannelName } from '../../ui/address.tsx';
import { StateBadge } from '../../ui/badge.tsx';
import { CopyButton, Snippet } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Empty, SkeletonRows } from '../../ui/surface.tsx';
import { Judgement } from './judgement.tsx';
import { Again } from './send-again.tsx';
import { Steps } from './steps.tsx';

/** One message beside the list: what became of it, when, and why. */
export function MessageSheet({ id, onClose }: { readonly id: string | undefined; readonly onClose: () => void }) {
  const words = useWords();
  return (
    <Dialog look="side" open={id !== undefined} onClose={onClose} title={words.messages.detail}>
      {id === undefined ? null : <Known id={id} />}
    </Dialog>
  );
}

function Known({ id }: { readonly id: string }) {
  const words = useWords();
  const { data, error, refetch } = useQuery(timelineQuery(id));
  if (error && 'status' in error && error.status === 404)
    return <Empty icon={<PhoneOff size={20} />} title={words.messages.missing} lead={words.messages.missingLead} />;
  if (error) return <Problem error={error} onRetry={() => void refetch()} />;
  return data ? <Details timeline={data} /> : <SkeletonRows count={6} />;
}

function Details({ timeline }: { readonly timeline: Timeline }) {
  const words = useWords();
  const { publicUrl } = useEntrance();
  const { message, decision } = timeline;
  return (
    <div className="grid grid-cols-1 gap-6">
      <header className="grid grid-cols-1 gap-2">
        <div className="flex items-center gap-3">
          <StateBadge state={message.status} />
          <ChannelName channel={message.channel} />
        </div>
        <p className="flex items-center gap-1 font-medium text-lg">
          <Address>{message.to}</Address>
          <CopyButton text={message.to} />
        </p>
        <p className="text-soft">{words.stateHints[message.status]}</p>
      </header>
      <Part title={words.messages.timeline}>
        <Steps timeline={timeline} />
      </Part>
      {decision ? (
        <Part title={words.messages.judged}>
          <Judgement decision={decision} />
        </Part>
      ) : null}
      <Reason timeline={timeline} />
      <Again timeline={timeline} />
      <Part title={words.messages.ids}>
        <MessageFacts message={message} />
      </Part>
      <Part title={words.messages.ask}>
        <Snippet text={`curl ${publicUrl}/api/v1/messages/${message.id}/timeline -H "Authorization: Bearer $TOKEN"`} />
      </Part>
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold">{title}</h3>
      {children}
    </section>
  );
}

// A refusal by law is told by its judgement; this is for what a vendor said.
function Reason({ timeline: { message } }: { readonly timeline: Timeline }) {
  const words = useWords();
  if (!message.reason || message.ruleIds) return null;
  return (
    <Part title={words.messages.why}>
      <p dir="auto" className="rounded-md border border-line bg-sunken p-3">
        {message.reason}
      </p>
    </Part>
  );
}

function MessageFacts({ message }: { readonly message: Timeline['message'] }) {
  const words = useWords();
  const formats = useFormats();
  return (
    <Facts
      rows={[
        [words.messages.ourId, <Address key="id">{message.id}</Address>],
        [words.messages.vendorId, message.externalId ? <Address key="vendor">{message.externalId}</Address> : '—'],
        [words.common.from, <Address key="from">{message.from}</Address>],
        [
          words.common.agent,
          <Link key="agent" to="/agents/$agentId" params={{ agentId: message.agentId }} className="underline">
            {message.agentId}
          </Link>,
        ],
        [words.messages.purpose, words.contacts.purposeNames[message.purpose] ?? message.purpose],
        [words.common.cost, message.cost === null ? words.messages.unknownCost : formats.money(message.cost)],
      ]}
    />
  );
}
