import { afterEach, describe, expect, it } from 'vitest';
import { type CallWorld, callWorld, person } from '../../testing/call-world.ts';

let world: CallWorld;
afterEach(() => world.close());

const ask = { to: person, mission: 'say hello', maxDurationSeconds: 60 };
const dialed = () => world.heard().filter(call => call.direction === 'outbound-api');
const lines = (call: Readonly<Record<string, unknown>>) =>
  (call.events as { kind: string; who?: string }[]).filter(event => event.kind === 'line' && event.who === 'caller');
const spent = async () => (await world.store.limits.use('default', world.runtime.now(), 'one')).spendTodayMicros;

describe('a dial whose answer got lost', () => {
  it('goes on where the carrier did dial, is not dialed again, and is billed once', async () => {
    world = await callWorld({ character: { kind: 'human' } });
    world.sandbox.control.addFault({ kind: 'reset', vendor: 'twilio', method: 'POST', path: '*Calls.json', times: 1 });
    const { id } = await world.run('calls.make', ask);
    const ended = await world.ended(String(id));
    expect(dialed()).toHaveLength(1);
    expect(dialed()[0]).toMatchObject({ to: person, answeredAt: expect.anything() });
    expect(ended.status).not.toBe('failed');
    expect(lines(ended).length).toBeGreaterThan(0);
    expect(await spent()).toBe(Math.round((ended.cost as number) * 1_000_000));
    expect(await world.store.ledger.open('default')).toEqual({ count: 0, reservedMicros: 0 });
  });

  it('ends where nothing came of it, and what was reserved stands: nobody knows', async () => {
    world = await callWorld({ character: { kind: 'human' } });
    world.sandbox.control.addFault({
      kind: 'reset',
      executed: false,
      vendor: 'twilio',
      method: 'POST',
      path: '*Calls.json',
      times: 1,
    });
    const { id } = await world.run('calls.make', ask);
    const ended = await world.ended(String(id));
    expect(dialed()).toEqual([]);
    expect(ended).toMatchObject({ status: 'failed', endedReason: { by: 'carrier', code: 'not-known' } });
    expect(await spent()).toBeGreaterThan(0);
    expect(await world.store.ledger.open('default')).toEqual({ count: 0, reservedMicros: 0 });
  });
});
