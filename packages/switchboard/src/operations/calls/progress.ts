import type { CallRecord } from '@buttdial/core';
import type { Happening } from '../../calls/happenings.ts';
import type { Deps } from '../../deps.ts';
import type { Caller } from '../../operation.ts';
import { eventsOf } from './view.ts';

/** Tells a client that keeps its request open how the call goes: each phase, each line as it was heard. */
export function tellProgress({ progress }: Caller, news: readonly Happening[]): void {
  for (const event of news) {
    if (event.kind === 'phase') progress?.(event.phase, fractionOf(event));
    if (event.kind === 'line') progress?.(`${event.who}: ${event.text}`, fractionOf(event));
    if (event.kind === 'ended') progress?.(`ended: ${event.status}`, 1);
  }
}

const fractions: Readonly<Record<string, number>> = {
  'policy-check': 0,
  queued: 0.02,
  dialing: 0.05,
  ringing: 0.1,
  screening: 0.2,
  ending: 0.95,
  'wrap-up': 0.95,
};
const answered = 0.2;
const ending = 0.95;
// After so many events half of a conversation is taken to be over: nobody knows how long it lasts.
const halfway = 20;

function fractionOf(event: Happening): number {
  const known = event.kind === 'phase' ? fractions[event.phase] : undefined;
  return known ?? answered + (ending - answered) * (event.sequence / (event.sequence + halfway));
}

/** Tells what happens from now on. @returns how to stop. */
export function followProgress(deps: Deps, call: CallRecord, caller: Caller): () => void {
  if (!caller.progress) return () => undefined;
  let seen: number | undefined;
  let telling = Promise.resolve();
  const tell = async () => {
    const events = await eventsOf(deps, call, seen ?? 0);
    const isFirst = seen === undefined;
    seen = events.at(-1)?.sequence ?? seen ?? 0;
    tellProgress(caller, isFirst ? events.slice(-1) : events);
  };
  const next = () => {
    telling = telling.then(tell).catch(error => {
      deps.runtime.log.debug('call.progress-lost', { error: error instanceof Error ? error.name : 'unknown' });
    });
  };
  next();
  return deps.store.watch(wake => wake.topic === 'call' && wake.callId === call.id && next());
}
