import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { client } from '../../data/client.ts';
import { mailboxesQuery, phonesQuery } from '../../data/network.ts';
import { type AgentStatus, agentsQuery } from '../../data/queries.ts';
import { useEntrance } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { ChannelIcon } from '../../ui/address.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { controlClass, Field, Segments, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import type { ConsoleChannel, Conversation } from './conversation.ts';
import { rememberText } from './sent-texts.ts';

const channels: readonly ConsoleChannel[] = ['sms', 'whatsapp', 'email', 'voice'];

interface ComposerProps {
  readonly agent: AgentStatus;
  readonly conversation: Conversation;
}

/** Where a message is written. It is sent once, and what the server says about it is shown here. */
export function Composer({ agent, conversation }: ComposerProps) {
  const words = useWords();
  const [draft, setDraft] = useState({ subject: '', body: '' });
  const area = useRef<HTMLTextAreaElement>(null);
  const sending = useSending(agent.agentId, conversation, () => {
    setDraft({ subject: '', body: '' });
    area.current?.focus();
  });
  const ready = conversation.to !== '' && draft.body.trim() !== '' && conversation.from !== undefined;
  const send = () => ready && !sending.isPending && sending.mutate(draft);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) send();
  };
  return (
    <form
      className="grid grid-cols-1 gap-3"
      onSubmit={event => {
        event.preventDefault();
        send();
      }}
    >
      <Envelope conversation={conversation} />
      {conversation.channel === 'email' ? (
        <TextInput
          aria-label={words.console.subject}
          placeholder={words.console.subject}
          value={draft.subject}
          dir="auto"
          onChange={event => setDraft({ ...draft, subject: event.target.value })}
        />
      ) : null}
      <textarea
        ref={area}
        aria-label={words.console.body}
        placeholder={words.console.bodyPlaceholder(agent.displayName)}
        value={draft.body}
        onChange={event => setDraft({ ...draft, body: event.target.value })}
        onKeyDown={onKeyDown}
        rows={2}
        dir="auto"
        className={classNames(controlClass, 'w-full resize-y py-2.5 text-lg leading-6')}
      />
      {sending.error ? <Problem error={sending.error} /> : null}
      <Footer conversation={conversation} busy={sending.isPending} ready={ready} />
    </form>
  );
}

interface FooterProps {
  readonly conversation: Conversation;
  readonly busy: boolean;
  readonly ready: boolean;
}

function Footer({ conversation, busy, ready }: FooterProps) {
  const words = useWords();
  const { mode } = useEntrance();
  const { channel, from } = conversation;
  const price = mode === 'live' ? words.console.realNetwork : words.shell.demoHint;
  return (
    <div className="flex items-center justify-between gap-3">
      <p className="text-pretty text-soft text-sm">
        {from === undefined ? words.console.lineMissing(words.channels[channel] ?? channel) : price}
      </p>
      <Button type="submit" look="primary" className="min-w-28" disabled={!ready || busy}>
        {busy ? words.console.sending : words.console.send}
        <SendHorizontal size={17} aria-hidden="true" className="rtl:-scale-x-100" />
      </Button>
    </div>
  );
}

function useSending(agentId: string, { channel, to }: Conversation, onSent: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ subject, body }: { readonly subject: string; readonly body: string }) => {
      if (channel === 'voice') return;
      const mail = channel === 'email' ? { subject: subject.trim() || subjectOf(body) } : {};
      const sent = await client.messages.send({ agentId, to: to.trim(), channel, body, ...mail });
      rememberText(sent.id, body);
    },
    onSuccess: onSent,
    onSettled: () => queries.invalidateQueries({ queryKey: ['messages'] }),
  });
}

// A mail needs a subject: its first words, as people would cut them.
function subjectOf(body: string): string {
  const [line = ''] = body.trim().split('\n');
  return line.length <= 60 ? line : `${line.slice(0, 60).replace(/\s+\S*$/, '')}…`;
}

/** Over what, and to whom. */
export function Envelope({ conversation }: { readonly conversation: Conversation }) {
  const words = useWords();
  const { channel, to, change } = conversation;
  const known = useKnownAddresses(channel);
  return (
    <div className="grid grid-cols-1 gap-3 2xl:grid-cols-[auto_minmax(0,1fr)] 2xl:items-end">
      <div className="overflow-x-auto">
        <Segments
          label={words.common.channel}
          value={channel}
          onChange={next => change({ channel: next })}
          options={channels.map(each => ({
            value: each,
            label: (
              <>
                <span className="max-sm:hidden">
                  <ChannelIcon channel={each} size={15} />
                </span>
                {words.channels[each]}
              </>
            ),
          }))}
        />
      </div>
      <Field label={<span className="sr-only">{words.console.to}</span>}>
        {ids => (
          <div className="relative">
            <span className="-translate-y-1/2 pointer-events-none absolute start-3 top-1/2 text-soft text-sm">
              {words.console.to}
            </span>
            <TextInput
              {...ids}
              list="known-addresses"
              dir="ltr"
              className="ps-10 font-mono text-sm rtl:ps-3 rtl:pe-12"
              value={to}
              placeholder={words.console.toHint}
              spellCheck={false}
              autoComplete="off"
              onChange={event => change({ to: event.target.value })}
            />
            <datalist id="known-addresses">
              {known.map(each => (
                <option key={each.value} value={each.value}>
                  {each.label}
                </option>
              ))}
            </datalist>
          </div>
        )}
      </Field>
    </div>
  );
}

function useKnownAddresses(channel: ConsoleChannel): readonly { readonly value: string; readonly label: string }[] {
  const { session } = useEntrance();
  const enabled = session?.network ?? false;
  const { data: phones = [] } = useQuery({ ...phonesQuery, enabled });
  const { data: boxes = [] } = useQuery({ ...mailboxesQuery, enabled });
  const { data: agents = [] } = useQuery({ ...agentsQuery, enabled: channel === 'voice' });
  if (channel === 'email') return boxes.map(box => ({ value: box.address, label: box.address }));
  const known = phones.map(phone => ({ value: phone.number, label: phone.name }));
  if (channel !== 'voice') return known;
  return [...known, ...agents.map(agent => ({ value: agent.agentId, label: agent.displayName }))];
}
