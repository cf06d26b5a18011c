import { beginCall, stepCall } from '../src/session/reduce.ts';
import type { CallEffect, CallEvent, CallSettings, CallState, TimerName } from '../src/session/state.ts';

export const settings: CallSettings = {
  direction: 'outbound',
  language: 'en-US',
  callerIdentity: 'Ada $1 & Co',
  topic: 'a table for two',
  disclose: true,
  voicemail: { policy: 'leave', message: 'Please call back.' },
  maxDurationMs: 600_000,
  ringMs: 30_000,
};
export const inbound: CallSettings = { ...settings, direction: 'inbound', greeting: 'Pizzeria Roma.' };

/** A call with its clock and timers, and nothing else. */
export function simulate(given: CallSettings = settings) {
  let [state, effects] = beginCall(given);
  const all: CallEffect[] = [];
  const timers = new Map<TimerName, number>();
  let nowMs = 0;

  function apply(done: readonly CallEffect[]): void {
    for (const effect of done) {
      all.push(effect);
      if (effect.kind === 'start-timer') timers.set(effect.name, nowMs + effect.afterMs);
      if (effect.kind === 'stop-timer') timers.delete(effect.name);
      if (effect.kind === 'settle') timers.clear();
    }
  }

  function send(...events: readonly CallEvent[]): void {
    for (const event of events) {
      [state, effects] = stepCall(state, event, nowMs);
      apply(effects);
    }
  }

  function pass(milliseconds: number): void {
    const untilMs = nowMs + milliseconds;
    for (let due = next(untilMs); due; due = next(untilMs)) {
      nowMs = Math.max(nowMs, due[1]);
      timers.delete(due[0]);
      send({ kind: 'timer', name: due[0] });
    }
    nowMs = untilMs;
  }

  const next = (untilMs: number) => [...timers].filter(([, at]) => at <= untilMs).sort((a, b) => a[1] - b[1])[0];
  apply(effects);
  return {
    send,
    pass,
    timers,
    state: (): CallState => state,
    of: <K extends CallEffect['kind']>(kind: K) =>
      all.filter(effect => effect.kind === kind) as Extract<CallEffect, { kind: K }>[],
    kinds: () => all.map(effect => effect.kind).filter(kind => !kind.endsWith('timer')),
    said: () => all.flatMap(effect => (effect.kind === 'say' ? [effect.text] : [])),
    result: () => all.flatMap(effect => (effect.kind === 'settle' ? [effect.result] : []))[0],
  };
}

export const heard = (text: string): CallEvent => ({ kind: 'heard', text, final: true });
export const spoken: readonly CallEvent[] = [
  { kind: 'agent-speaking', on: true },
  { kind: 'disclosed', isWhole: true },
  { kind: 'agent-speaking', on: false },
];
export const disclosure = 'Hello, this is an AI assistant calling for Ada $1 & Co about a table for two.';

export function answered(given: CallSettings = settings) {
  const call = simulate(given);
  if (given.direction === 'outbound')
    call.send({ kind: 'allowed' }, { kind: 'dialed' }, { kind: 'ringing' }, { kind: 'answered' });
  call.send({ kind: 'connected' });
  return call;
}

export function talking(given: CallSettings = settings) {
  const call = answered(given);
  if (given.direction === 'outbound') call.send(heard('Hello?'));
  call.send(...spoken);
  return call;
}
