import { Check, Inbox, Paperclip, Reply } from 'lucide-react';
import { useState } from 'react';
import { type HeldMessage, useInbox } from '../../data/inbox.ts';
import type { AgentStatus } from '../../data/queries.ts';
import { useEntrance, useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, ChannelIcon } from '../../ui/address.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { isOurs, Sound } from '../../ui/sound.tsx';
import { Empty, Section } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';
import type { ConsoleChannel } from './conversation.ts';

interface InboxPanelProps {
  readonly agent: AgentStatus;
  readonly onReply: (change: { readonly channel: ConsoleChannel; readonly to: string }) => void;
}

/** What people wrote to the agent. In the demo this page fetches it; beside a real agent it does so only when told. */
export function InboxPanel({ agent, onReply }: InboxPanelProps) {
  const words = useWords();
  const { mode } = useEntrance();
  const [receiving, setReceiving] = useState(mode === 'demo');
  const mayReceive = useMay('inbox.fetch');
  const { messages, elsewhere } = useInbox(agent.agentId, receiving && mayReceive);
  const receive = mayReceive ? <Receive on={receiving} onChange={setReceiving} /> : undefined;
  return (
    <Section title={words.console.inbox} actions={receive}>
      {messages.length === 0 && elsewhere === 0 ? (
        <Empty icon={<Inbox size={19} />} title={words.console.inboxEmpty} lead={words.console.inboxEmptyLead} />
      ) : null}
      {elsewhere > 0 ? (
        <p className="mb-2.5 rounded-md bg-waiting-wash px-3 py-2 text-sm text-waiting">
          {receiving && mayReceive ? words.console.inboxElsewhere(elsewhere) : words.console.receiveOff(elsewhere)}
        </p>
      ) : null}
      <ol className="grid gap-2.5" aria-label={words.console.inbox} aria-live="polite" aria-relevant="additions">
        {messages.slice(0, 20).map(message => (
          <Received key={message.id} message={message} onReply={onReply} />
        ))}
      </ol>
    </Section>
  );
}

function Receive({ on, onChange }: { readonly on: boolean; readonly onChange: (on: boolean) => void }) {
  const words = useWords();
  return (
    <label className="flex cursor-pointer items-center gap-2 text-soft text-sm" title={words.console.receiveHint}>
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        checked={on}
        onChange={event => onChange(event.target.checked)}
        className="peer sr-only"
      />
      <span
        aria-hidden="true"
        className="relative h-5 w-9 rounded-full bg-edge transition after:absolute after:start-0.5 after:top-0.5 after:size-4 after:rounded-full after:bg-surface after:transition-all peer-checked:bg-done peer-checked:after:start-4.5 peer-focus-visible:outline-2 peer-focus-visible:outline-ink peer-focus-visible:outline-offset-2"
      />
      {words.console.receive}
    </label>
  );
}

interface ReceivedProps extends Pick<InboxPanelProps, 'onReply'> {
  readonly message: HeldMessage;
}

function Received({ message, onReply }: ReceivedProps) {
  const words = useWords();
  const { channel, from } = message;
  return (
    <li
      className={classNames(
        'grid animate-arrive gap-1.5 rounded-md border px-3 py-2.5 transition',
        message.acknowledged ? 'border-line' : 'border-page-deep bg-page/15',
      )}
    >
      <div className="flex items-center gap-2 text-soft text-sm">
        <ChannelIcon channel={channel} size={14} />
        <Address className="min-w-0 flex-1 truncate">{from}</Address>
        {message.deliveries > 1 ? <span>{words.console.again(message.deliveries)}</span> : null}
        <Time at={message.createdAt} />
      </div>
      {message.subject ? (
        <p dir="auto" className="font-semibold">
          {message.subject}
        </p>
      ) : null}
      <p dir="auto" className="whitespace-pre-wrap">
        {message.body || words.console.noText}
      </p>
      <Attachments message={message} />
      <Foot message={message} onReply={onReply} />
    </li>
  );
}

function Foot({ message, onReply }: ReceivedProps) {
  const words = useWords();
  const { channel, from } = message;
  const canReply = channel === 'sms' || channel === 'whatsapp' || channel === 'email';
  return (
    <div className="flex flex-wrap items-center gap-2">
      {message.acknowledged ? (
        <span
          className="inline-flex flex-1 items-center gap-1 whitespace-nowrap text-done text-xs"
          title={words.console.ackedHint}
        >
          <Check size={13} aria-hidden="true" />
          {words.console.acked}
        </span>
      ) : null}
      {canReply ? (
        <Button small look="quiet" className="-me-1 px-1.5" onClick={() => onReply({ channel, to: from })}>
          <Reply size={15} aria-hidden="true" className="rtl:-scale-x-100" />
          {words.console.reply}
        </Button>
      ) : null}
    </div>
  );
}

function Attachments({ message }: { readonly message: HeldMessage }) {
  if (message.attachments.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-1.5">
      {message.attachments.map(file =>
        isOurs(file.url) ? (
          <li key={file.url} className="w-full">
            <Sound url={file.url} durationSeconds={file.durationSeconds} />
          </li>
        ) : (
          <li
            key={JSON.stringify(file)}
            className="inline-flex max-w-full items-center gap-1 rounded-full bg-sunken px-2 py-0.5 text-xs"
          >
            <Paperclip size={12} aria-hidden="true" />
            <bdi className="truncate">{file.name ?? file.contentType ?? '?'}</bdi>
          </li>
        ),
      )}
    </ul>
  );
}
