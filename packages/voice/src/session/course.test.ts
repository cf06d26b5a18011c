import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inbound, settings, simulate } from '../../test/simulate.ts';
import type { CallEvent, TimerName } from './state.ts';

describe('whatever happens', () => {
  const names: readonly TimerName[] = [
    'policy',
    'ring',
    'hello',
    'screening',
    'voicemail',
    'voicemail-cap',
    'silence',
    'digits',
    'warning',
    'max-duration',
    'transfer',
    'reconnect',
    'last-words',
    'wrap-up',
  ];
  const simple = [
    'allowed',
    'dialed',
    'refused',
    'ringing',
    'answered',
    'busy',
    'not-answered',
    'declined',
    'carrier-failed',
    'leg-ended',
    'connected',
    'line-lost',
    'beep',
    'brain-failed',
    'cancel',
    'transfer-allowed',
    'transfer-failed',
    'consult-answered',
    'transferred',
    'wrapped',
  ] as const;
  const texts = [
    'hello',
    'please leave a message',
    'record your name',
    'press one',
    'please hold',
    'stop calling me',
    'a table for two at seven would be lovely',
  ];
  const event: fc.Arbitrary<CallEvent> = fc.oneof(
    fc.constantFrom(...simple.map(kind => ({ kind }))),
    fc.record({ kind: fc.constant('denied' as const), code: fc.string() }),
    fc.record({ kind: fc.constant('heard' as const), text: fc.constantFrom(...texts), final: fc.boolean() }),
    fc.record({ kind: fc.constantFrom('caller-speaking' as const, 'agent-speaking' as const), on: fc.boolean() }),
    fc.record({ kind: fc.constant('digit' as const), digit: fc.constantFrom('1', '9') }),
    fc.record({ kind: fc.constant('disclosed' as const), isWhole: fc.boolean() }),
    fc.record({
      kind: fc.constant('answered-by' as const),
      who: fc.constantFrom('human' as const, 'machine' as const),
    }),
    fc.record({
      kind: fc.constant('hang-up' as const),
      by: fc.constantFrom('agent' as const, 'brain' as const),
      lastWords: fc.string(),
    }),
    fc.record({
      kind: fc.constant('transfer' as const),
      transfer: fc.record({
        mode: fc.constantFrom('cold' as const, 'warm' as const),
        to: fc.constant('+1'),
        stay: fc.boolean(),
      }),
    }),
    fc.record({ kind: fc.constant('timer' as const), name: fc.constantFrom(...names) }),
  );
  const course = fc.array(fc.tuple(event, fc.constantFrom(0, 0, 100, 2000, 10_000)), { maxLength: 40 });
  const either = fc.constantFrom(settings, inbound, { ...settings, voicemail: { policy: 'hang-up' as const } });

  it('a call settles exactly once, last, and then nothing happens any more', () => {
    fc.assert(
      fc.property(either, course, (given, events) => {
        const call = simulate(given);
        for (const [one, passed] of events) {
          call.send(one);
          call.pass(passed);
        }
        // Left alone, every call ends by its own timers.
        call.pass(2 * 3_600_000);
        expect(call.state().phase).toBe('ended');
        expect([call.of('settle').length, call.kinds().at(-1), call.timers.size]).toEqual([1, 'settle', 0]);
        const before = [call.state(), call.kinds().length];
        for (const [one] of events) call.send(one);
        expect([call.state(), call.kinds().length]).toEqual(before);
      }),
      { numRuns: 1500 },
    );
  });
  it('nothing is dialed before it was allowed, and nothing said before the disclosure', () => {
    fc.assert(
      fc.property(course, events => {
        const call = simulate();
        for (const [one, passed] of events) {
          call.send(one);
          call.pass(passed);
          const hasActed = call.of('dial').length + call.of('say').length + call.of('open-brain').length > 0;
          if (hasActed) expect(events.some(([each]) => each.kind === 'allowed')).toBe(true);
        }
        expect(call.of('dial').length).toBeLessThanOrEqual(1);
        const first = call.of('say')[0];
        if (first) expect(first.text.includes('an AI assistant') && first.isProtected).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
