import { type Call, isLive } from '../../data/calls.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { median } from './spans.ts';

/** How long the other party waited for each answer. */
export function Latency({ call }: { readonly call: Call }) {
  const words = useWords();
  const formats = useFormats();
  const gaps = call.gapsMs ?? [];
  if (gaps.length === 0)
    return (
      <p className="text-soft text-sm">
        {call.gapsMs === undefined && !isLive(call) ? words.calls.latencyGone : words.calls.latencyEmpty}
      </p>
    );
  const slowest = Math.max(...gaps);
  // Answers only ever come behind the ones before.
  const turns = gaps.map((gap, turn) => ({ gap, turn }));
  const milliseconds = (value: number) => words.calls.milliseconds(formats.count(Math.round(value)));
  return (
    <div className="grid grid-cols-1 gap-3">
      <dl className="flex flex-wrap gap-x-6 gap-y-1">
        <Figure label={words.calls.median} value={milliseconds(median(gaps) ?? 0)} />
        <Figure label={words.calls.slowest} value={milliseconds(slowest)} />
      </dl>
      <ol className="flex h-12 items-end gap-1" aria-label={words.calls.latency}>
        {turns.map(({ gap, turn }) => (
          <li
            key={turn}
            title={milliseconds(gap)}
            className="min-w-1.5 max-w-6 flex-1 rounded-t-sm bg-page-deep"
            style={{ height: `${Math.max(6, (gap / Math.max(1, slowest)) * 100)}%` }}
          >
            <span className="sr-only">{milliseconds(gap)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Figure({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt className="text-soft text-xs">{label}</dt>
      <dd className="font-display font-semibold text-lg tabular-nums">{value}</dd>
    </div>
  );
}
