import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PhoneCall } from 'lucide-react';
import { callQuery, isLive, newestCallQuery } from '../../data/calls.ts';
import { useWords } from '../../languages/language.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Empty, Section, SkeletonRows } from '../../ui/surface.tsx';
import { CallState } from '../calls/call-state.tsx';
import { Controls } from '../calls/controls.tsx';
import { Floor } from '../calls/floor.tsx';
import { Latency } from '../calls/latency.tsx';
import { Transcript } from '../calls/transcript.tsx';

interface CallPanelProps {
  readonly agentId: string;
  readonly title: string;
  readonly lead?: string;
}

/** The newest call of an agent, as it goes. */
export function CallPanel({ agentId, title, lead }: CallPanelProps) {
  const words = useWords();
  const newest = useQuery(newestCallQuery(agentId));
  return (
    <Section title={title} lead={lead}>
      {newest.error ? <Problem error={newest.error} onRetry={() => void newest.refetch()} /> : null}
      {newest.isPending ? <SkeletonRows count={4} /> : null}
      {newest.data === null ? (
        <Empty icon={<PhoneCall size={19} />} title={words.calls.panelEmpty} lead={words.calls.panelEmptyLead} />
      ) : null}
      {newest.data ? <Followed key={newest.data.id} id={newest.data.id} /> : null}
    </Section>
  );
}

function Followed({ id }: { readonly id: string }) {
  const words = useWords();
  const { data: call, error, refetch } = useQuery(callQuery(id));
  if (error) return <Problem error={error} onRetry={() => void refetch()} />;
  if (!call) return <SkeletonRows count={4} />;
  return (
    <div className="grid grid-cols-1 gap-4" data-call={call.id}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <CallState call={call} />
        <p role="status" className="min-w-0 flex-1 text-soft text-sm">
          {isLive(call) && call.phase ? (words.calls.phases[call.phase] ?? call.phase) : ''}
        </p>
        <Link to="/calls/$callId" params={{ callId: call.id }} className="text-sm underline">
          {words.calls.open}
        </Link>
      </div>
      <Transcript call={call} className="h-80" />
      <Floor call={call} />
      <div>
        <h3 className="mb-1.5 font-semibold text-sm">{words.calls.latency}</h3>
        <Latency call={call} />
      </div>
      <Controls call={call} />
    </div>
  );
}
