import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { PhoneOutgoing } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { client } from '../../data/client.ts';
import { phonesQuery } from '../../data/network.ts';
import { type AgentStatus, agentsQuery } from '../../data/queries.ts';
import { useEntrance, useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { controlClass } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Envelope } from './composer.tsx';
import type { Conversation } from './conversation.ts';

const transports = ['auto', 'relay', 'media'] as const;
type Transport = (typeof transports)[number];

interface CallDeskProps {
  readonly agent: AgentStatus;
  readonly conversation: Conversation;
}

/** Where a call is begun: whom, and what it is about. */
export function CallDesk({ agent, conversation }: CallDeskProps) {
  const words = useWords();
  const mayCall = useMay('calls.make');
  const [mission, setMission] = useState('');
  const [transport, setTransport] = useState<Transport>('auto');
  const calling = useCalling(agent.agentId, conversation.to);
  const ready = conversation.to.trim() !== '' && conversation.from !== undefined && mayCall;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !calling.isPending) calling.mutate({ mission: mission.trim(), transport });
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-3">
      <Envelope conversation={conversation} />
      <Others agent={agent} conversation={conversation} />
      <textarea
        aria-label={words.calls.mission}
        placeholder={words.calls.missionPlaceholder}
        value={mission}
        onChange={event => setMission(event.target.value)}
        rows={2}
        dir="auto"
        className={classNames(controlClass, 'w-full resize-y py-2.5 text-lg leading-6')}
      />
      {calling.error ? <Problem error={calling.error} /> : null}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <WhichLine transport={transport} onChange={setTransport} />
        <Price conversation={conversation} />
        <Button type="submit" look="primary" className="min-w-28" disabled={!ready || calling.isPending}>
          <PhoneOutgoing size={17} aria-hidden="true" className="rtl:-scale-x-100" />
          {calling.isPending ? words.calls.calling : words.calls.call}
        </Button>
      </div>
    </form>
  );
}

function useCalling(agentId: string, to: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ mission, transport }: { readonly mission: string; readonly transport: Transport }) =>
      client.calls.make({ agentId, to: to.trim(), transport, ...(mission === '' ? {} : { mission }) }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['calls'] }),
  });
}

interface WhichLineProps {
  readonly transport: Transport;
  readonly onChange: (transport: Transport) => void;
}

// Sound can be heard in the browser; text is the same everywhere.
function WhichLine({ transport, onChange }: WhichLineProps) {
  const words = useWords();
  return (
    <label className="flex items-center gap-2 text-sm">
      <span className="text-soft">{words.calls.transport}</span>
      <select
        value={transport}
        onChange={event => onChange(transports.find(each => each === event.target.value) ?? 'auto')}
        className="h-9 rounded-md border border-edge bg-surface px-2 font-medium"
      >
        {transports.map(each => (
          <option key={each} value={each}>
            {each === 'auto' ? words.calls.transportAuto : words.calls.transports[each]}
          </option>
        ))}
      </select>
    </label>
  );
}

// Nobody should have to know a number by heart to hear two agents talk.
function Others({ agent, conversation }: CallDeskProps) {
  const { session } = useEntrance();
  const { data: agents = [] } = useQuery(agentsQuery);
  const { data: phones = [] } = useQuery({ ...phonesQuery, enabled: session?.network ?? false });
  const choices = [
    ...phones.map(phone => ({ value: phone.number, label: phone.name })),
    ...agents
      .filter(each => each.status === 'active' && each.agentId !== agent.agentId)
      .map(each => ({ value: each.agentId, label: each.displayName })),
  ].slice(0, 6);
  return (
    <div className="flex flex-wrap gap-1.5">
      {choices.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          aria-pressed={conversation.to === value}
          onClick={() => conversation.change({ to: value })}
          className={classNames(
            'max-w-full truncate rounded-full border px-3 py-1 text-sm transition',
            conversation.to === value ? 'border-ink bg-sunken font-medium' : 'border-line text-soft hover:border-edge',
          )}
        >
          <bdi>{label}</bdi>
        </button>
      ))}
    </div>
  );
}

function Price({ conversation }: Pick<CallDeskProps, 'conversation'>) {
  const words = useWords();
  const { mode } = useEntrance();
  const says =
    conversation.from === undefined
      ? words.console.lineMissing(words.channels.voice ?? 'voice')
      : mode === 'live'
        ? words.console.realNetwork
        : words.shell.demoHint;
  return <p className="min-w-40 flex-1 text-pretty text-soft text-sm">{says}</p>;
}
