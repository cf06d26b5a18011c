import type { AgentProfile } from '@buttdial/core';
import type { NewCharacter } from '@buttdial/sandbox';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallWorld, numbers, person } from '../../testing/call-world.ts';
import { type WatchedWorld, watchedWorld } from '../../testing/ringing.ts';

const full = process.env.TEST_FULL !== undefined;
const other = '+15559870001';

const agreeing: NewCharacter = { kind: 'human', lines: ['Hello?', 'Yes?', 'Yes, please.', 'Good.', 'Bye.'] };
const characters: readonly NewCharacter[] = [
  agreeing,
  agreeing,
  { kind: 'human', lines: ['Hello?', 'No, not now.'] },
  { kind: 'human', lines: ['Hello?', 'Stop calling me.'] },
  { kind: 'human', lines: ['Hello?'], line: { socketBreaksAfterMs: 4_000 } },
  { kind: 'busy' },
  { kind: 'no-answer' },
  { kind: 'silence' },
  { kind: 'voicemail' },
  { kind: 'leaver' },
];

/** Every way in which somebody's telephone may come to ring. */
const ways: Readonly<Record<string, (world: CallWorld) => Promise<unknown>>> = {
  make: world => world.run('calls.make', asked),
  again: async world => {
    await world.run('calls.make', { ...asked, idempotencyKey: 'one-call' });
    await world.run('calls.make', { ...asked, idempotencyKey: 'one-call' });
  },
  scheduled: world => world.run('calls.make', { ...asked, scheduleAt: '2026-03-02T17:00:20.000Z' }),
  agents: world => world.run('calls.make', { ...asked, to: 'two' }),
  'voice message': world => world.run('calls.voiceMessage', { to: person, text: 'Your parcel is here.' }),
  'on behalf': world => world.run('calls.onBehalf', { requesterPhone: person, target: other, targetName: 'Grace' }),
  'bridge call': world =>
    world.run('calls.bridge', { ...bridge, action: 'call', callerNumber: person }, 'organization'),
  'bridge route': async world => {
    await world.run('calls.bridge', { ...bridge, action: 'setup' }, 'organization');
    callIn(world);
  },
  cold: world => handOver(world, 'cold'),
  warm: world => handOver(world, 'warm'),
};
const asked = { to: person, mission: 'say hello', maxDurationSeconds: 60, voicemail: 'leave' };
const bridge = { localNumber: numbers.one, destinationNumber: other };

function callIn(world: CallWorld): void {
  world.sandbox.control.callFromPhone({ from: person, to: numbers.one, character: { kind: 'manual' } });
}

async function handOver(world: CallWorld, mode: string): Promise<void> {
  callIn(world);
  await world.pass(6_000);
  const { calls } = (await world.run('calls.list', {})) as { calls: { id: string }[] };
  if (calls[0]) await world.run('calls.transfer', { callId: calls[0].id, to: other, mode, waitSeconds: 5 });
}

const troubles = [
  'none',
  'lost answer of the carrier',
  'carrier is down',
  'before-call',
  'after-call',
  'before-dial',
  'after-dial',
  'before-call-settle',
  'after-call-settle',
] as const;
/** Mostly what lets the phone ring, for one obstacle is enough. */
const mostly = <Value>(usual: Value, ...others: Value[]) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...others) });
interface Course {
  readonly first: NewCharacter;
  readonly second: NewCharacter;
  readonly trouble: string;
  readonly operator: string[];
  readonly organization: string[] | string | undefined;
  readonly agent: string[] | undefined;
  readonly concurrent: number;
  readonly secondsPerDay: number;
  readonly spendPerDay: number;
  readonly optedOut: string;
  readonly happenings: readonly { readonly afterMs: number; readonly what: string }[];
}
const usual: Omit<Course, 'trouble'> = {
  first: agreeing,
  second: agreeing,
  operator: ['+'],
  organization: undefined,
  agent: undefined,
  concurrent: 5,
  secondsPerDay: 3_600,
  spendPerDay: 50,
  optedOut: 'nobody',
  happenings: [],
};
const course: fc.Arbitrary<Course> = fc.record({
  first: fc.constantFrom(...characters),
  second: fc.constantFrom(...characters),
  trouble: mostly<string>(...troubles),
  operator: mostly<string[]>(usual.operator, ['+1'], ['+1555987'], []),
  organization: mostly<string[] | string | undefined>(usual.organization, ['+1'], [], 'nonsense'),
  agent: mostly<string[] | undefined>(usual.agent, ['+1555987'], []),
  concurrent: mostly(usual.concurrent, 1, 2),
  secondsPerDay: mostly(usual.secondsPerDay, 30, 150),
  spendPerDay: mostly(usual.spendPerDay, 0.01, 0.05),
  optedOut: mostly(usual.optedOut, person, other),
  happenings: fc.array(
    fc.record({
      afterMs: fc.integer({ min: 0, max: 15_000 }),
      what: fc.constantFrom('next server', 'phone hangs up', 'hang_up', 'cancel', 'phone speaks'),
    }),
    { maxLength: 3 },
  ),
});
async function open(given: Course): Promise<WatchedWorld> {
  let isArmed = true;
  const calls: NonNullable<AgentProfile['calls']> = given.agent ? { allowPrefixes: given.agent } : {};
  const watched = await watchedWorld({
    character: given.first,
    profiles: { one: { calls } },
    limits: { maxSpendMicrosPerDay: given.spendPerDay * 1_000_000 },
    rules: {
      maxSeconds: 120,
      allowPrefixes: given.operator,
      caps: {
        concurrentPerAgent: given.concurrent,
        concurrentPerOrganization: 20,
        secondsPerDayPerAgent: given.secondsPerDay,
      },
    },
    // Once: whoever comes after the crash goes on.
    // What nobody can know is looked after sooner than in life.
    courier: { reconcileAfterMs: [10_000, 30_000, 60_000] },
    failpoint: label => {
      if (label !== given.trouble || !isArmed) return;
      isArmed = false;
      throw new Error('The server went down here.');
    },
  });
  const { control } = watched.world.sandbox;
  control.addPhone({ number: other, name: 'Grace' });
  control.setCharacter(other, given.second);
  if (given.trouble === 'lost answer of the carrier')
    control.addFault({ kind: 'reset', executed: true, path: '*Calls*', method: 'POST', times: 1 });
  if (given.trouble === 'carrier is down')
    control.addFault({ kind: 'failing', status: 503, path: '*Calls*', method: 'POST', times: 2 });
  if (given.organization !== undefined)
    await watched.world.store.organizations.update('default', {
      settingsPatch: { callAllowPrefixes: given.organization },
    });
  if (given.optedOut !== 'nobody')
    await watched.world.run('consent.suppress', { addresses: [given.optedOut] }, 'organization');
  return watched;
}

/** What a way answers when it may not, or cannot: refusals are part of a course. */
function expected(refusal: unknown): void {
  const isOurs = typeof Reflect.get(Object(refusal), 'code') === 'string';
  if (!isOurs && !String(refusal).includes('The server went down here.')) throw refusal;
}

async function befall(world: CallWorld, what: string): Promise<void> {
  const live = world.heard().find(call => call.answeredAt !== undefined && call.endedAt === undefined);
  if (what === 'next server') return world.replace();
  if (what === 'phone hangs up' && live) return void world.sandbox.control.hangUpCall(live.id);
  if (what === 'phone speaks' && live) return void world.sandbox.control.sayInCall(live.id, 'Yes, please.');
  const { calls } = (await world.run('calls.list', { state: 'live' })) as { calls: { id: string }[] };
  const [one] = calls;
  if (one && (what === 'hang_up' || what === 'cancel'))
    await world.run('calls.control', { id: one.id, action: what }).catch(expected);
}

/** Whose number stands on every list, written down once more. */
function mayRing(to: string, { operator, organization, agent }: Course): boolean {
  const isOn = (list: unknown) =>
    list === undefined || (Array.isArray(list) && list.some(prefix => to.startsWith(String(prefix))));
  return [operator, organization, agent].every(isOn);
}

/** Until everything is over and paid, and a minute more in which nothing may come after it. */
async function comeToRest(world: CallWorld): Promise<void> {
  if (full) return world.pass(400_000);
  const isOver = async () => {
    const { calls } = (await world.run('calls.list', { limit: 200 })) as { calls: { state: string }[] };
    return calls.every(call => call.state === 'ended') && (await world.store.ledger.open('default')).count === 0;
  };
  // What was scheduled begins within the first minute.
  await world.pass(60_000);
  for (let passed = 60; passed < 340 && !(await isOver()); passed += 20) await world.pass(20_000);
  await world.pass(60_000);
}

async function check({ world, broken, rung, reserved, settled }: WatchedWorld, given: Course): Promise<void> {
  const { calls } = (await world.run('calls.list', { limit: 200 })) as { calls: { id: string; state: string }[] };
  expect(broken).toEqual([]);
  expect(calls.filter(call => call.state !== 'ended')).toEqual([]);
  for (const to of rung) expect([to, mayRing(to, given)]).toEqual([to, true]);
  if (given.optedOut !== 'nobody') expect(rung).not.toContain(given.optedOut);
  expect([...settled.values()].filter(times => times !== 1)).toEqual([]);
  expect(calls.filter(call => !settled.has(call.id))).toEqual([]);
  expect(await world.store.ledger.open('default')).toEqual({ count: 0, reservedMicros: 0 });
  const span = { since: new Date(0), until: new Date(8.64e15), by: 'total' } as const;
  const books = await world.store.ledger.vouchers('default', span);
  const ends = books.filter(line => line.kind !== 'correction').reduce((sum, line) => sum + line.count, 0);
  expect(ends).toBe(reserved.size);
  for (const call of world.heard().filter(({ direction }) => direction !== 'inbound')) {
    const row = await rowOf(world, call.id, call.to);
    expect([call.to, row?.decision?.effect]).toEqual([call.to, 'allow']);
    expect(reserved.has(String(row?.id))).toBe(true);
  }
}

/** A leg that the carrier dialed for us has an id there that we may never have heard of. */
async function rowOf(world: CallWorld, vendorId: string, to: string) {
  const rows = (await world.store.calls.list('default', {}, { limit: 200 })).filter(
    row => row.direction === 'outbound',
  );
  return rows.find(row => row.vendorId === vendorId) ?? rows.find(row => row.to === to);
}

describe.each(Object.entries(ways))('a phone that rings by %s', (_, way) => {
  it('was allowed and paid for before, and is settled once, whatever happens', async () => {
    let rings = 0;
    await fc.assert(
      fc.asyncProperty(course, async given => {
        const watched = await open(given);
        try {
          await way(watched.world).catch(expected);
          for (const { afterMs, what } of given.happenings) {
            await watched.world.pass(afterMs);
            await befall(watched.world, what);
          }
          await comeToRest(watched.world);
          rings += watched.rung.length;
          await check(watched, given);
        } finally {
          await watched.world.close();
        }
      }),
      {
        numRuns: full ? 200 : troubles.length + 3,
        endOnFailure: true,
        examples: troubles.map((trouble): [Course] => [{ ...usual, trouble }]),
      },
    );
    // Nothing is proved by phones that stay silent.
    expect(rings).toBeGreaterThan(0);
  }, 600_000);
});
