import type { Facts } from '@buttdial/core';
import { expect, it } from 'vitest';
import { withCalls, withEarlier, withOthers } from './under-way.ts';

const at = (ms: number) => new Date(Date.UTC(2026, 10, 20) + ms);
const call = (messageId: string, ms: number) =>
  ({ messageId, channel: 'voice', purpose: 'marketing', at: at(ms) }) as const;
const text = (messageId: string, ms: number) => ({ ...call(messageId, ms), channel: 'sms' }) as const;
const facts = (...underWay: Facts['underWay'][number][]): Facts => ({
  ledger: [],
  lastInboundAt: {},
  attempts: [{ channel: 'sms', purpose: 'marketing', at: at(-1) }],
  underWay,
  lists: {},
  erased: false,
});
const counted = ({ attempts }: Facts) => attempts.map(attempt => attempt.at.getTime() - at(0).getTime());

it('counts every other one for a message', () => {
  expect(counted(withOthers(facts(text('a', 1), text('b', 2), call('c', 3)), 'b'))).toEqual([1, 3, -1]);
  expect(counted(withOthers(facts(text('b', 2)), 'b'))).toEqual([-1]);
});

it('counts calls that ring already, whoever asks', () => {
  expect(counted(withCalls(facts(text('a', 1), call('c', 3))))).toEqual([3, -1]);
});

it('counts for a call what began before it, so that of two at once one may ring', () => {
  const both = facts(call('a', 1), call('b', 1), call('c', 2));
  expect(['a', 'b', 'c'].map(id => counted(withEarlier(both, id)).length)).toEqual([1, 2, 3]);
  expect(counted(withEarlier(both, undefined))).toEqual([1, 1, 2, -1]);
});
