import type { Output } from '@buttdial/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { PartyPopper } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { client } from '../../data/client.ts';
import { messageQuery } from '../../data/queries.ts';
import { useWords } from '../../languages/language.tsx';
import { StateBadge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Segments, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Section } from '../../ui/surface.tsx';

type Agent = Output<'agents.provision'>;
type Channel = 'sms' | 'email';

const simulated = { sms: '+15559876543', email: 'ada@example.com' } as const;

/** A message of the new agent to the person who made it, followed until it arrives. */
export function ProofOfLife({ agent, isPractice }: { readonly agent: Agent; readonly isPractice: boolean }) {
  const words = useWords();
  const channels = (['sms', 'email'] as const).filter(each =>
    each === 'sms' ? agent.channels.phone?.number : agent.channels.email?.address,
  );
  const [channel, setChannel] = useState<Channel>(channels[0] ?? 'sms');
  const [to, setTo] = useState(isPractice ? simulated[channel] : '');
  const [text, setText] = useState(words.setup.aliveText(agent.displayName));
  const sending = useSending(agent.agentId, channel);
  if (channels.length === 0) return null;
  const choose = (next: Channel) => {
    setChannel(next);
    setTo(isPractice ? simulated[next] : '');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (to.trim() !== '' && text.trim() !== '') sending.mutate({ to: to.trim(), text });
  };
  return (
    <Section title={words.setup.alive} lead={words.setup.aliveLead}>
      <form noValidate onSubmit={submit} className="grid grid-cols-1 gap-4">
        {channels.length > 1 ? (
          <div>
            <Segments
              label={words.common.channel}
              value={channel}
              onChange={choose}
              options={channels.map(value => ({ value, label: words.channels[value] }))}
            />
          </div>
        ) : null}
        <To channel={channel} to={to} onChange={setTo} />
        <Field label={words.console.body}>
          {ids => <TextInput {...ids} dir="auto" value={text} onChange={event => setText(event.target.value)} />}
        </Field>
        {sending.error ? <Problem error={sending.error} /> : null}
        <div>
          <Button type="submit" look="primary" disabled={sending.isPending || to.trim() === ''}>
            {sending.isPending ? words.console.sending : words.setup.send}
          </Button>
        </div>
      </form>
      {sending.data ? <Outcome id={sending.data.id} /> : null}
    </Section>
  );
}

interface ToProps {
  readonly channel: Channel;
  readonly to: string;
  readonly onChange: (to: string) => void;
}

function To({ channel, to, onChange }: ToProps) {
  const words = useWords();
  const [type, placeholder] = channel === 'email' ? (['email', 'you@example.com'] as const) : (['tel', '+1…'] as const);
  return (
    <Field label={words.setup.aliveTo}>
      {ids => (
        <TextInput
          {...ids}
          dir="ltr"
          type={type}
          autoComplete={type}
          placeholder={placeholder}
          value={to}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

function useSending(agentId: string, channel: Channel) {
  const words = useWords();
  const subject = channel === 'email' ? { subject: words.setup.alive } : {};
  return useMutation({
    mutationFn: ({ to, text }: { readonly to: string; readonly text: string }) =>
      client.messages.send({ agentId, channel, to, body: text, ...subject }),
  });
}

const ended = ['delivered', 'failed', 'refused', 'unknown'];

function Outcome({ id }: { readonly id: string }) {
  const words = useWords();
  const { data: message } = useQuery({
    ...messageQuery(id),
    refetchInterval: query => (ended.includes(query.state.data?.status ?? '') ? false : 700),
  });
  if (!message) return null;
  return (
    <div role="status" className="mt-4 grid animate-arrive gap-1.5 rounded-md bg-sunken p-3">
      <p className="flex flex-wrap items-center gap-2" data-state={message.status}>
        <StateBadge state={message.status} />
        {message.status === 'delivered' ? (
          <span className="flex items-center gap-1.5 font-semibold">
            <PartyPopper size={17} aria-hidden="true" />
            {words.setup.arrived}
          </span>
        ) : null}
        {message.status === 'sent' ? words.setup.onItsWay : null}
      </p>
      {message.reason ? <p dir="auto">{message.reason}</p> : null}
    </div>
  );
}
