import type { Switchboard } from '@buttdial/switchboard';
import type { TextBrain } from '@buttdial/voice';
import { afterEach, describe, expect, it } from 'vitest';
import { type CallWorld, callWorld, numbers, person } from '../../testing/call-world.ts';

let world: CallWorld;
afterEach(() => world.close());

const greeting = 'You have reached the bakery.';
const answer = 'Yes, we do.';
// They go on long after a session that waits for its socket has given up.
const questions = Array.from({ length: 10 }, (_, at) => `Do you have cake number ${at}?`);

/** It never ends a call. */
const baker: TextBrain = {
  async *open() {
    // The greeting says it.
  },
  async *onTurn() {
    yield { kind: 'text', text: answer };
  },
  onHeard: () => undefined,
};

/** What the network knows was spoken into a call by us. */
const spoken = (id: string) =>
  world
    .heard()
    .filter(call => call.id === id)
    .flatMap(call => call.transcript.filter(line => line.by === 'account').map(line => line.text));

type Calls = Switchboard['calls'];
type Servers = Readonly<Record<'first' | 'second', Switchboard>>;

/** A carrier that hears nothing of one server in time, and asks the other. Its socket comes to whichever is said. */
function repeating(servers: Servers, socketAt: keyof Servers, afterFirst: () => void): Switchboard {
  const { first, second } = servers;
  const receive: Calls['receive'] = async (route, hook) => {
    if (route.step === 'voice') {
      await first.calls.receive(route, hook);
      afterFirst();
    }
    return second.calls.receive(route, hook);
  };
  return { ...second, calls: { ...second.calls, receive, admitSocket: servers[socketAt].calls.admitSocket } };
}

describe('a call that the carrier announces at two servers', () => {
  it.each([
    { name: 'has its socket at the first', socketAt: 'first' },
    { name: 'has its socket at the second', socketAt: 'second' },
    { name: 'has its socket at the second, when the first is gone', socketAt: 'second', isGone: true },
  ] as const)('is talked in by one of them alone: $name', async ({ socketAt, ...how }) => {
    world = await callWorld({ profiles: { one: { greeting } }, scripted: () => baker });
    const servers = { first: world.switchboard, second: world.beside() };
    let stopped: Promise<unknown> | undefined;
    const leave = () => {
      if ('isGone' in how) stopped = servers.first.stop();
    };
    world.reach(repeating(servers, socketAt, leave));
    const character = { kind: 'manual' } as const;
    const { id } = world.sandbox.control.callFromPhone({ from: person, to: numbers.one, character });
    for (const question of questions) {
      await world.pass(6_000);
      world.sandbox.control.sayInCall(id, question);
    }
    await world.pass(6_000);
    await stopped;
    world.sandbox.control.hangUpCall(id);
    const { calls } = (await world.run('calls.list', {})) as { calls: { id: string }[] };
    expect(calls).toHaveLength(1);
    await world.ended(calls[0]!.id);
    expect(spoken(id)).toEqual([
      'Hello, you are speaking with an AI assistant.',
      greeting,
      ...questions.map(() => answer),
    ]);
    await world.pass(120_000);
    const { events } = await world.run('calls.get', { id: calls[0]!.id });
    expect((events as { kind: string }[]).filter(event => event.kind === 'ended')).toHaveLength(1);
  });
});
