import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { type Call, callQuery, isLive } from '../../data/calls.ts';
import { useWords } from '../../languages/language.tsx';
import { Address } from '../../ui/address.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Section, SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';
import { CallFacts, Notes, Outcome, TranscriptFile } from './call-facts.tsx';
import { CallState } from './call-state.tsx';
import { Controls } from './controls.tsx';
import { Floor } from './floor.tsx';
import { Latency } from './latency.tsx';
import { Recordings } from './recordings.tsx';
import { Transcript } from './transcript.tsx';

const route = getRouteApi('/calls/$callId');

/** One call: what was heard, who had the floor, how fast the answers came, and what it was worth. */
export function CallPage() {
  const words = useWords();
  const { callId } = route.useParams();
  const call = useQuery(callQuery(callId));
  return (
    <>
      <Link
        to="/calls"
        className="-ms-1 mb-3 inline-flex items-center gap-1 rounded-md px-1 text-soft text-sm hover:text-ink"
      >
        <ChevronLeft size={16} aria-hidden="true" className="rtl:-scale-x-100" />
        {words.calls.title}
      </Link>
      {call.error ? <Problem error={call.error} onRetry={() => void call.refetch()} /> : null}
      {call.isPending ? <SkeletonRows count={7} /> : null}
      {call.data ? <Known call={call.data} /> : null}
    </>
  );
}

function Known({ call }: { readonly call: Call }) {
  const words = useWords();
  return (
    <>
      <Head call={call} />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="grid grid-cols-1 gap-4">
          <Section
            title={words.calls.transcript}
            lead={words.calls.transcriptLead}
            actions={<TranscriptFile call={call} />}
          >
            <Transcript call={call} className="h-[min(32rem,60dvh)]" />
            <div className="mt-4">
              <Controls call={call} />
            </div>
          </Section>
          <Section title={words.calls.timeline} lead={words.calls.timelineLead}>
            <Floor call={call} />
          </Section>
        </div>
        <Aside call={call} />
      </div>
    </>
  );
}

function Head({ call }: { readonly call: Call }) {
  const words = useWords();
  return (
    <header className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1">
        <h1 className="truncate font-bold text-2xl">
          <Address>{call.direction === 'inbound' ? call.from : call.to}</Address>
        </h1>
        <p className="flex flex-wrap items-center gap-x-2 text-soft text-sm">
          {words.calls[call.direction]} · <bdi>{call.agentId}</bdi> · <Time at={call.createdAt} look="full" />
        </p>
      </div>
      <CallState call={call} />
      {isLive(call) && call.phase ? (
        <p role="status" className="text-soft text-sm">
          {words.calls.phases[call.phase] ?? call.phase}
        </p>
      ) : null}
    </header>
  );
}

function Aside({ call }: { readonly call: Call }) {
  const words = useWords();
  return (
    <div className="grid grid-cols-1 gap-4">
      <Section title={words.calls.latency} lead={words.calls.latencyLead}>
        <Latency call={call} />
      </Section>
      <Section title={words.calls.outcome}>
        <Outcome call={call} />
      </Section>
      <Section title={words.calls.facts}>
        <CallFacts call={call} />
      </Section>
      <Section title={words.calls.recordings}>
        <Recordings call={call} />
      </Section>
      <Section title={words.calls.notes}>
        <Notes call={call} />
      </Section>
    </div>
  );
}
