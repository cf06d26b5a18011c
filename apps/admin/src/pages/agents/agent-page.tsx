import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { AudioWaveform, ChevronLeft } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../data/client.ts';
import { type AgentStatus, agentQuery } from '../../data/queries.ts';
import { useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, Avatar, ChannelName } from '../../ui/address.tsx';
import { StateBadge } from '../../ui/badge.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Section, SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';
import { say } from '../../ui/toasts.tsx';
import { Connect } from './connect.tsx';
import { LimitsForm } from './limits-form.tsx';
import { Tokens } from './tokens.tsx';

const route = getRouteApi('/agents/$agentId');

/** One agent: its lines, what it may, how it signs in, how it is connected. */
export function AgentPage() {
  const words = useWords();
  const { agentId } = route.useParams();
  const agent = useQuery(agentQuery(agentId));
  return (
    <>
      <Link
        to="/agents"
        className="-ms-1 mb-3 inline-flex items-center gap-1 rounded-md px-1 text-soft text-sm hover:text-ink"
      >
        <ChevronLeft size={16} aria-hidden="true" className="rtl:-scale-x-100" />
        {words.agents.title}
      </Link>
      {agent.error ? <Problem error={agent.error} onRetry={() => void agent.refetch()} /> : null}
      {agent.isPending ? <SkeletonRows count={6} /> : null}
      {agent.data ? <Known agent={agent.data} /> : null}
    </>
  );
}

function Known({ agent }: { readonly agent: AgentStatus }) {
  const words = useWords();
  const mayEnd = useMay('agents.deprovision') && agent.status === 'active';
  return (
    <>
      <Head agent={agent} />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <Section title={words.agents.lines}>
          <Lines agent={agent} />
        </Section>
        <Section title={words.agents.tokens} lead={words.agents.tokensLead} className="lg:row-span-2">
          <Tokens agentId={agent.agentId} isActive={agent.status === 'active'} />
          <div className="mt-5 border-line border-t pt-4">
            <Connect />
          </div>
        </Section>
        <Section title={words.agents.limits} lead={words.agents.limitsLead}>
          <LimitsForm agentId={agent.agentId} />
        </Section>
      </div>
      {mayEnd ? <End agent={agent} /> : null}
    </>
  );
}

function Head({ agent }: { readonly agent: AgentStatus }) {
  const words = useWords();
  return (
    <header className="mb-5 flex flex-wrap items-center gap-4">
      <Avatar name={agent.displayName} size="lg" />
      <div className="min-w-0 flex-1 max-sm:min-w-[70%]">
        <h1 className="truncate font-bold text-2xl">
          <bdi>{agent.displayName}</bdi>
        </h1>
        <p className="flex flex-wrap items-center gap-x-2 text-soft text-sm">
          <Address>{agent.agentId}</Address>
          <span>
            {words.agents.since} <Time at={agent.provisionedAt} look="full" />
          </span>
        </p>
      </div>
      <StateBadge state={agent.status} />
      {agent.status === 'active' ? (
        <Link to="/console" search={{ agent: agent.agentId }} className={buttonClass('primary')}>
          <AudioWaveform size={16} aria-hidden="true" />
          {words.nav.console}
        </Link>
      ) : null}
    </header>
  );
}

function Lines({ agent }: { readonly agent: AgentStatus }) {
  const words = useWords();
  if (agent.lines.length === 0) return <p className="text-soft">{words.agents.noLines}</p>;
  return (
    <ul className="grid">
      {agent.lines.map(line => (
        <li
          key={`${line.channel} ${line.address}`}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-t py-2.5 first:border-t-0 first:pt-0"
        >
          <span className="w-26 text-soft">
            <ChannelName channel={line.channel} />
          </span>
          <Address className="min-w-0 flex-1 truncate">{line.address}</Address>
          {line.waiting > 0 ? (
            <span className="text-sm">
              {line.waiting} {words.agents.waiting}
            </span>
          ) : null}
          <StateBadge state={line.status} />
        </li>
      ))}
    </ul>
  );
}

function End({ agent }: { readonly agent: AgentStatus }) {
  const words = useWords();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const ending = useMutation({
    mutationFn: () => client.agents.deprovision({ agentId: agent.agentId }),
    onSuccess: async () => {
      await queries.invalidateQueries();
      say(words.agents.ended);
      void navigate({ to: '/agents' });
    },
  });
  return (
    <div className="mt-6 flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line border-dashed p-4">
      <p className="text-soft text-sm">{words.agents.endLead}</p>
      <Button look="danger" onClick={() => setOpen(true)}>
        {words.agents.end}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={words.agents.end}>
        <form
          className="grid grid-cols-1 gap-4"
          onSubmit={event => {
            event.preventDefault();
            if (typed === agent.agentId) ending.mutate();
          }}
        >
          <p>{words.agents.endLead}</p>
          <Field label={words.agents.endConfirm(agent.agentId)}>
            {ids => (
              <TextInput
                {...ids}
                dir="ltr"
                autoComplete="off"
                value={typed}
                onChange={event => setTyped(event.target.value)}
              />
            )}
          </Field>
          {ending.error ? <Problem error={ending.error} /> : null}
          <Button type="submit" look="danger" disabled={typed !== agent.agentId || ending.isPending}>
            {words.agents.endDo}
          </Button>
        </form>
      </Dialog>
    </div>
  );
}
