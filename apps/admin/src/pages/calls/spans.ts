import type { Call, CallLine } from '../../data/calls.ts';

/** Somebody was heard, milliseconds from the answer on. */
export interface Span {
  readonly who: CallLine['who'];
  readonly fromMs: number;
  readonly toMs: number;
  readonly isInterrupted: boolean;
  readonly sequence: number;
}

// A line is told when it was heard to its end. People and machines speak about so fast.
const msPerCharacter = 70;
const leastMs = 250;

/** The lines of a call as spans of time. Where a line began is told by its length, and by the end of the one before. */
export function spansOf(call: Pick<Call, 'answeredAt' | 'events'>): readonly Span[] {
  const { answeredAt, events } = call;
  if (answeredAt === undefined) return [];
  const startMs = Date.parse(answeredAt);
  let lastMs = 0;
  return events
    .filter((event): event is CallLine => event.kind === 'line')
    .map(line => {
      const toMs = Math.max(lastMs + leastMs, Date.parse(line.at) - startMs);
      const fromMs = Math.max(lastMs, toMs - Math.max(leastMs, line.text.length * msPerCharacter));
      lastMs = toMs;
      return { who: line.who, fromMs, toMs, isInterrupted: line.isInterrupted ?? false, sequence: line.sequence };
    });
}

/** How long each side was heard, in milliseconds. */
export function heardMs(spans: readonly Span[], who: Span['who']): number {
  return spans.filter(span => span.who === who).reduce((sum, span) => sum + span.toMs - span.fromMs, 0);
}

/** The middle one of some numbers; undefined without any. */
export function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Minutes and seconds, as clocks of calls show them. */
export function callClock(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** What of a line was to be said and was not heard. */
export function unheard(line: Pick<CallLine, 'text' | 'generated'>): string {
  const { text, generated = '' } = line;
  return generated.startsWith(text) ? generated.slice(text.length) : generated;
}
