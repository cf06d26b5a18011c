import { AudioLines, NotebookPen, Scissors } from 'lucide-react';
import type { Call, CallEvent, CallLine } from '../../data/calls.ts';
import { useWords } from '../../languages/language.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Scroller } from '../../ui/scroller.tsx';
import { Empty } from '../../ui/surface.tsx';
import { callClock, unheard } from './spans.ts';

/** What was said in a call, as it was heard, and what happened between. */
export function Transcript({ call, className }: { readonly call: Call; readonly className?: string }) {
  const words = useWords();
  const newest = call.events.at(-1);
  const isSilent = !call.events.some(event => event.kind === 'line');
  return (
    <div className={classNames('flex min-h-0 flex-col', className ?? 'h-96')}>
      <Scroller label={words.calls.transcript} bottom={newest && String(newest.sequence)}>
        {together(call.events).map(events => (
          <Happening key={events[0].sequence} events={events} startMs={Date.parse(call.answeredAt ?? call.createdAt)} />
        ))}
        {isSilent && call.state === 'ended' ? <Empty title={words.calls.transcriptEmpty} /> : null}
      </Scroller>
    </div>
  );
}

type Together = readonly [CallEvent, ...CallEvent[]];

// Phases that follow each other are one line: what counts is what was said between them.
function together(events: readonly CallEvent[]): readonly Together[] {
  const groups: [CallEvent, ...CallEvent[]][] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (event.kind === 'phase' && last?.[0].kind === 'phase') last.push(event);
    else groups.push([event]);
  }
  return groups;
}

interface HappeningProps {
  readonly events: Together;
  readonly startMs: number;
}

function Happening({ events, startMs }: HappeningProps) {
  const words = useWords();
  const [event] = events;
  switch (event.kind) {
    case 'line':
      return <Line line={event} startMs={startMs} />;
    case 'phase':
      return (
        <Aside>
          {events
            .map(each => (each.kind === 'phase' ? (words.calls.phases[each.phase] ?? each.phase) : ''))
            .join(' · ')}
        </Aside>
      );
    case 'note':
      return (
        <p
          dir="auto"
          className="flex animate-arrive items-start gap-1.5 self-center rounded-md bg-waiting-wash px-2.5 py-1 text-sm"
        >
          <NotebookPen size={14} aria-label={words.calls.note} role="img" className="mt-0.5 shrink-0 text-waiting" />
          <span className="min-w-0">{event.text}</span>
        </p>
      );
    case 'ended':
      return <Aside>{words.calls.states[event.status] ?? event.status}</Aside>;
  }
}

function Aside({ children }: { readonly children: string }) {
  return <p className="animate-arrive self-center text-balance text-center text-soft text-xs">{children}</p>;
}

function Line({ line, startMs }: { readonly line: CallLine; readonly startMs: number }) {
  const words = useWords();
  const isAgent = line.who === 'agent';
  const rest = unheard(line);
  return (
    <div
      data-line={line.who}
      className={classNames(
        'max-w-[85%] animate-arrive rounded-[1.15rem] px-3.5 py-2 leading-5',
        isAgent ? 'self-end rounded-ee-md bg-page text-on-page' : 'self-start rounded-es-md bg-sunken',
      )}
    >
      <p className="sr-only">{isAgent ? words.calls.agent : words.calls.caller}</p>
      <p dir="auto" className="whitespace-pre-wrap">
        {line.text}
        {rest ? (
          <del className="opacity-80">
            <span className="sr-only">{words.calls.notHeard} </span>
            {rest}
          </del>
        ) : null}
      </p>
      <p className="mt-0.5 flex flex-wrap items-center gap-x-2 text-[0.6875rem] tabular-nums opacity-85">
        <span dir="ltr">{callClock(Date.parse(line.at) - startMs)}</span>
        {line.isInterrupted ? (
          <span className="inline-flex items-center gap-1">
            <Scissors size={11} aria-hidden="true" />
            {words.calls.interrupted}
          </span>
        ) : null}
        {line.isApproximate ? (
          <span className="inline-flex items-center gap-1">
            <AudioLines size={11} aria-hidden="true" />
            {words.calls.approximate}
          </span>
        ) : null}
      </p>
    </div>
  );
}
