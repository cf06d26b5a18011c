import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { authToken, type CallWorld, callWorld, person } from '../../testing/call-world.ts';

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

  // An hour and a day in life.
  const horizon = 300_000;
  const courier = { reconcileAfterMs: [60_000, horizon], giveUpAfterMs: 2 * horizon };
  const open = () => world.store.ledger.open('default');
  const endings = (call: Readonly<Record<string, unknown>>) =>
    (call.events as { kind: string }[]).filter(event => event.kind === 'ended');
  const loseDial = (executed: boolean) =>
    world.sandbox.control.addFault({
      kind: 'reset',
      executed,
      vendor: 'twilio',
      method: 'POST',
      path: '*Calls.json',
      times: 1,
    });
  const loseList = () =>
    world.sandbox.control.addFault({ kind: 'failing', vendor: 'twilio', method: 'GET', path: '*Calls.json' });

  it('ends where nothing came of it; what was reserved stands until the carrier’s list was silent for long enough', async () => {
    world = await callWorld({ character: { kind: 'human' }, courier });
    loseDial(false);
    const { id } = await world.run('calls.make', ask);
    const ended = await world.ended(String(id));
    expect(dialed()).toEqual([]);
    expect(ended).toMatchObject({ status: 'failed', endedReason: { by: 'carrier', code: 'not-known' }, cost: null });
    await world.pass(horizon - 120_000);
    expect(await spent()).toBeGreaterThan(0);
    expect(await open()).toMatchObject({ count: 1 });
    await world.pass(240_000);
    expect(await spent()).toBe(0);
    expect(await open()).toEqual({ count: 0, reservedMicros: 0 });
    expect(endings(await world.run('calls.get', { id }))).toHaveLength(1);
  });

  it.each([
    [{ kind: 'busy' }, 'busy'],
    [{ kind: 'no-answer' }, 'no-answer'],
  ] as const)('is recognised in the carrier’s list where no report came either: %o', async (character, status) => {
    world = await callWorld({ character });
    world.sandbox.control.changeBehaviour({ loseCallbacks: 1 });
    loseDial(true);
    const { id } = await world.run('calls.make', ask);
    const ended = await world.ended(String(id));
    expect(ended).toMatchObject({ status, externalId: dialed()[0]?.id });
    expect(endings(ended)).toHaveLength(1);
    expect(await spent()).toBe(0);
    expect(await open()).toEqual({ count: 0, reservedMicros: 0 });
  });

  it('is given up when its time is over, of the same clock as the call itself', async () => {
    world = await callWorld({ character: { kind: 'busy' }, courier });
    world.sandbox.control.changeBehaviour({ loseCallbacks: 1 });
    world.sandbox.control.addFault({
      kind: 'hanging',
      vendor: 'twilio',
      method: 'POST',
      path: '*Calls.json',
      times: 1,
    });
    const { id } = await world.run('calls.make', ask);
    const ended = await world.ended(String(id));
    expect(dialed()).toEqual([]);
    expect(ended).toMatchObject({ status: 'failed', endedReason: { by: 'carrier', code: 'not-known' } });
    await world.pass(horizon + 120_000);
    expect(await spent()).toBe(0);
  });

  it('is not taken for another call to the same number', async () => {
    world = await callWorld({ character: { kind: 'busy' } });
    await world.ended(String((await world.run('calls.make', ask)).id));
    loseDial(false);
    const { id } = await world.run('calls.make', ask);
    expect(await world.ended(String(id))).toMatchObject({ status: 'failed', endedReason: { code: 'not-known' } });
    expect(dialed()).toHaveLength(1);
  });

  it('is looked for again while the carrier does not answer, and costs what the carrier says then', async () => {
    world = await callWorld({ character: { kind: 'busy' }, courier });
    world.sandbox.control.changeBehaviour({ loseCallbacks: 1 });
    const silence = loseList();
    loseDial(true);
    const { id } = await world.run('calls.make', ask);
    expect(await world.ended(String(id))).toMatchObject({ status: 'failed', endedReason: { code: 'not-known' } });
    await world.pass(120_000);
    expect(await open()).toMatchObject({ count: 1 });
    world.sandbox.control.clearFaults(silence.id);
    await world.pass(horizon);
    expect(await spent()).toBe(0);
    expect(await open()).toEqual({ count: 0, reservedMicros: 0 });
    const span = { since: new Date(0), until: new Date(8e15), by: 'total' } as const;
    expect(await world.store.ledger.vouchers('default', span)).toMatchObject([{ kind: 'settlement', count: 1 }]);
    expect(await world.run('calls.get', { id })).toMatchObject({ cost: 0 });
  });

  it('stays on the bill, at what was reserved, where the carrier does not answer for too long', async () => {
    world = await callWorld({ character: { kind: 'busy' }, courier });
    world.sandbox.control.changeBehaviour({ loseCallbacks: 1 });
    loseList();
    loseDial(true);
    const { id } = await world.run('calls.make', ask);
    await world.ended(String(id));
    await world.pass(horizon);
    expect(await open()).toMatchObject({ count: 1 });
    await world.pass(3 * horizon);
    expect(await open()).toEqual({ count: 0, reservedMicros: 0 });
    const span = { since: new Date(0), until: new Date(8e15), by: 'total' } as const;
    const [settled, ...more] = await world.store.ledger.vouchers('default', span);
    expect(more).toEqual([]);
    expect(settled).toMatchObject({ kind: 'settlement', count: 1 });
    expect(settled?.spentMicros).toBeGreaterThan(0);
    expect(await spent()).toBe(settled?.spentMicros);
    expect(await world.run('calls.get', { id })).toMatchObject({ cost: (settled?.spentMicros ?? 0) / 1_000_000 });
  });

  it('is settled by a report that comes late, with our reference, once', async () => {
    world = await callWorld({ character: { kind: 'busy' } });
    world.sandbox.control.changeBehaviour({ loseCallbacks: 1 });
    loseList();
    loseDial(true);
    const { id } = await world.run('calls.make', ask);
    await world.ended(String(id));
    const [taken] = world.sandbox.ledger().calls;
    const url = new URL(`https://product.invalid/webhooks/one/voice/status?ref=${taken?.ref}`);
    const form = { CallSid: taken?.id ?? '', CallStatus: 'completed', CallDuration: '61', SequenceNumber: '3' };
    const text = Object.entries(form).sort().flat().join('');
    const signature = createHmac('sha1', authToken)
      .update(url.href + text)
      .digest('base64');
    const hook = {
      method: 'POST',
      url,
      headers: new Headers({
        'x-twilio-signature': signature,
        'content-type': 'application/x-www-form-urlencoded',
      }),
      body: new TextEncoder().encode(new URLSearchParams(form).toString()),
    };
    for (let time = 0; time < 3; time++)
      expect(await world.switchboard.calls.receive({ agentId: 'one', step: 'status' }, hook)).toMatchObject({
        status: 200,
      });
    expect(await spent()).toBe(28_000);
    expect(await world.run('calls.get', { id })).toMatchObject({ cost: 0.028 });
  });
});
