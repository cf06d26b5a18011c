import { useEffect, useState } from 'react';
import { type Call, isLive } from '../../data/calls.ts';
import { useWords } from '../../languages/language.tsx';
import { callClock, heardMs, type Span, spansOf } from './spans.ts';

const rows = ['agent', 'caller'] as const;

/** Who had the floor, from the answer on: one row for each side. */
export function Floor({ call }: { readonly call: Call }) {
  const words = useWords();
  const spans = spansOf(call);
  const nowMs = useNow(call.answeredAt !== undefined && isLive(call));
  if (call.answeredAt === undefined) return <p className="text-soft text-sm">{words.calls.timelineEmpty}</p>;
  const endMs = call.endedAt ? Date.parse(call.endedAt) : nowMs;
  const allMs = Math.max(1000, endMs - Date.parse(call.answeredAt), spans.at(-1)?.toMs ?? 0);
  const clock = (who: Span['who']) => callClock(heardMs(spans, who));
  return (
    <div>
      <div role="img" aria-label={words.calls.timelineOf(clock('agent'), clock('caller'))} className="grid gap-1.5">
        {rows.map(who => (
          <div key={who} className="grid grid-cols-[5.5rem_minmax(0,1fr)] items-center gap-2" aria-hidden="true">
            <span className="truncate text-soft text-xs">{words.calls[who]}</span>
            <Row spans={spans.filter(span => span.who === who)} allMs={allMs} />
          </div>
        ))}
      </div>
      <p className="mt-1 flex justify-between ps-24 text-soft text-xs tabular-nums" dir="ltr" aria-hidden="true">
        <span>0:00</span>
        <span>{callClock(allMs)}</span>
      </p>
    </div>
  );
}

// Time runs from left to right in every language here, as on the instruments it is drawn after.
function Row({ spans, allMs }: { readonly spans: readonly Span[]; readonly allMs: number }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 1000 14"
      preserveAspectRatio="none"
      className="h-3.5 w-full rounded-sm bg-sunken"
    >
      {spans.map(span => (
        <rect
          key={span.sequence}
          x={(span.fromMs / allMs) * 1000}
          width={Math.max(2, ((span.toMs - span.fromMs) / allMs) * 1000)}
          y="0"
          height="14"
          className={span.isInterrupted ? 'fill-wrong' : span.who === 'agent' ? 'fill-page-deep' : 'fill-ink'}
        />
      ))}
    </svg>
  );
}

function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
