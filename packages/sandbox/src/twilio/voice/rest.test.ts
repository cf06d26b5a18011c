import { beforeEach, describe, expect, it } from 'vitest';
import { accountSid, authToken, ourNumber, phone, twilioClient, virtualRuntime } from '../../../test/support.ts';
import { createSandbox, type Sandbox } from '../../index.ts';

const nothing = '<Response><Pause length="10"/></Response>';
let sandbox: Sandbox;
let clock: ReturnType<typeof virtualRuntime>['clock'];
let posted: Record<string, string>[];

beforeEach(() => {
  const world = virtualRuntime();
  clock = world.clock;
  posted = [];
  const mine = posted;
  sandbox = createSandbox({
    runtime: world.runtime,
    clock,
    seed: 'rest',
    accounts: [{ name: 'ours', twilio: { accountSid, authToken } }],
    callbackFetch: async (_url, init) => {
      mine.push(Object.fromEntries(new URLSearchParams(String(init?.body))));
      return new Response(nothing, { headers: { 'content-type': 'text/xml' } });
    },
  });
  sandbox.control.addNumber({ number: ourNumber, accountSid, voiceUrl: 'http://product.invalid/voice' });
});

const client = () => twilioClient('http://sandbox.invalid/twilio', sandbox.fetch);
const raw = async (path: string, form: Record<string, string>) => {
  const response = await sandbox.fetch(`http://sandbox.invalid/twilio/2010-04-01/Accounts/${accountSid}${path}`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
    body: new URLSearchParams(form),
  });
  return { status: response.status, ...((await response.json()) as { code?: number }) };
};

describe('creating a call', () => {
  const good = { From: ourNumber, To: phone, Twiml: nothing };
  it.each([
    ['a parameter that Twilio does not have', { Twmil: 'x' }, 20001],
    ['nobody to call', { To: '' }, 21201],
    ['nobody who calls', { From: '' }, 21213],
    ['somebody who is no number', { To: 'Ada' }, 21211],
    ['a caller who is no number', { From: 'Ada' }, 21212],
    ['a caller of somebody else', { From: '+12125550177' }, 21210],
    ['a number that is not valid', { To: '+15005550001' }, 21217],
    ['a number out of reach', { To: '+15005550002' }, 21214],
    ['a country that is not enabled', { To: '+15005550003' }, 21215],
    ['a number that is blocked', { To: '+15005550004' }, 21216],
    ['too long instructions', { Twiml: 'x'.repeat(4001) }, 21205],
    ['a callback that is no address', { StatusCallback: 'nowhere' }, 21609],
  ])('refuses %s', async (_what, change, code) => {
    expect(await raw('/Calls.json', { ...good, ...change })).toMatchObject({ status: 400, code });
    expect(sandbox.ledger().calls).toEqual([]);
  });

  it('asks for instructions of one kind or the other', async () => {
    expect(await raw('/Calls.json', { From: ourNumber, To: phone })).toMatchObject({ code: 21205 });
  });

  it('reports the end only, unless told otherwise', async () => {
    await client().calls.create({
      from: ourNumber,
      to: phone,
      twiml: '<Response><Hangup/></Response>',
      statusCallback: 'http://product.invalid/status',
    });
    await clock.advance(10_000);
    expect(posted).toMatchObject([{ CallStatus: 'completed', CallDuration: '0', SequenceNumber: '0' }]);
  });

  it('waits for the verdict about who answers, unless it is wanted later', async () => {
    const url = 'http://product.invalid/voice';
    await client().calls.create({ from: ourNumber, to: phone, url, machineDetection: 'Enable' });
    await clock.advance(10_000);
    expect(posted[0]).toMatchObject({ AnsweredBy: 'human', CallStatus: 'in-progress' });
  });
});

describe('the calls of an account', () => {
  it('are listed newest first, by either side, state and time, and fetched one by one', async () => {
    const other = '+15559870001';
    const made = [];
    for (const to of [phone, other, phone]) {
      made.push(await client().calls.create({ from: ourNumber, to, twiml: nothing }));
      await clock.advance(20_000);
    }
    const newest = made.map(call => call.sid).reverse();
    const sids = async (filter: object) => (await client().calls.list(filter)).map(call => call.sid);
    expect(await sids({})).toEqual(newest);
    expect(await sids({ to: other })).toEqual([made[1]!.sid]);
    expect(await sids({ from: other })).toEqual([]);
    expect(await sids({ status: 'completed' })).toEqual(newest);
    expect(await sids({ startTimeAfter: new Date('2026-03-03T00:00:00Z') })).toEqual([]);
    expect(await sids({ startTimeAfter: new Date('2026-03-02T00:00:00Z') })).toEqual(newest);
    const one = await client().calls(made[0]!.sid).fetch();
    expect(one).toMatchObject({ status: 'completed', duration: '10', price: '-0.01400', direction: 'outbound-api' });
    const { balance } = await client().balance.fetch();
    expect(Number(balance)).toBeCloseTo(100 - 3 * 0.014);
  });

  it('cannot be changed once they are over, nor by somebody else', async () => {
    const { sid } = await client().calls.create({ from: ourNumber, to: phone, twiml: nothing });
    await clock.advance(60_000);
    expect(await raw(`/Calls/${sid}.json`, { Status: 'completed' })).toMatchObject({ code: 21220 });
    expect(await raw(`/Calls/CA${'0'.repeat(32)}.json`, { Status: 'completed' })).toMatchObject({ status: 404 });
  });

  it('under way take a new address, and are not canceled any more', async () => {
    const { sid } = await client().calls.create({ from: ourNumber, to: phone, twiml: nothing });
    expect(await raw(`/Calls/${sid}.json`, { Twiml: nothing })).toMatchObject({ code: 21220 });
    await clock.advance(3000);
    expect(await client().calls(sid).update({ status: 'canceled' })).toMatchObject({ status: 'in-progress' });
    expect(await raw(`/Calls/${sid}.json`, { Status: 'paused' })).toMatchObject({ status: 400 });
    await client().calls(sid).update({ url: 'http://product.invalid/next' });
    await clock.advance(100);
    expect(posted.at(-1)).toMatchObject({ CallSid: sid, CallStatus: 'in-progress' });
  });
});

describe('the network', () => {
  it('places a call whose answer was lost, and none that was refused before', async () => {
    const create = () => client().calls.create({ from: ourNumber, to: phone, twiml: nothing });
    sandbox.control.addFault({ kind: 'reset', path: '/2010-04-01/*Calls.json', times: 1 });
    await expect(create()).rejects.toThrow();
    sandbox.control.addFault({ kind: 'failing', path: '/2010-04-01/*Calls.json', times: 1 });
    await expect(create()).rejects.toThrow();
    expect(sandbox.ledger().calls).toHaveLength(1);
  });

  it('forgets calls under way at a reset, and comes to rest', async () => {
    await client().calls.create({ from: ourNumber, to: phone, twiml: nothing });
    await clock.advance(3000);
    sandbox.control.reset();
    await sandbox.control.settled();
    expect(sandbox.control.calls()).toEqual([]);
    expect(clock.waiting()).toBe(0);
  });
});

describe('the controls over HTTP', () => {
  const control = async (path: string, body?: object, method = body ? 'POST' : 'GET') => {
    const init = body ? { method, body: JSON.stringify(body) } : { method };
    const response = await sandbox.fetch(`http://sandbox.invalid/control${path}`, init);
    return { status: response.status, body: await response.json() };
  };

  it('call, answer, speak, press, hang up and tell', async () => {
    const seen: string[] = [];
    sandbox.control.listen(event => event.kind === 'call' && seen.push(event.call.status));
    expect(await control(`/phones/${phone}/character`, { kind: 'manual' }, 'PUT')).toMatchObject({ status: 200 });
    expect(await control(`/phones/${phone}/character`)).toMatchObject({ body: { kind: 'manual' } });
    const { sid } = await client().calls.create({ from: ourNumber, to: phone, twiml: nothing });
    expect(await control(`/calls/${sid}/say`, { text: 'Hello?' })).toMatchObject({ status: 409 });
    await clock.advance(500);
    expect(await control(`/calls/${sid}/answer`, {})).toMatchObject({ body: { status: 'in-progress' } });
    expect(await control(`/calls/${sid}/answer`, {})).toMatchObject({ status: 409 });
    await control(`/calls/${sid}/say`, { text: 'Hello?' });
    await control(`/calls/${sid}/press`, { digits: '1' });
    expect(await control(`/calls/${sid}/press`, { digits: 'x' })).toMatchObject({ status: 400 });
    await clock.advance(1000);
    await control(`/calls/${sid}/hang-up`, {});
    const { body } = await control(`/calls?with=${encodeURIComponent(phone)}&account=ours`);
    const transcript = [{ text: 'Hello?' }, { text: '(1)' }];
    expect(body).toMatchObject({ data: [{ id: sid, status: 'completed', transcript }] });
    expect(await control(`/calls/${sid}/hang-up`, {})).toMatchObject({ status: 409 });
    expect(await control('/calls/CA0/hang-up', {})).toMatchObject({ status: 404 });
    expect([...new Set(seen)]).toEqual(['queued', 'ringing', 'in-progress', 'completed']);
  });

  it('let a phone call a number, and nobody else', async () => {
    const made = await control('/calls', { from: phone, to: ourNumber, character: { kind: 'silence' } });
    expect(made).toMatchObject({ status: 201, body: { direction: 'inbound', status: 'ringing' } });
    await clock.advance(100);
    expect(posted[0]).toMatchObject({ Direction: 'inbound', CallStatus: 'ringing', From: phone, To: ourNumber });
    expect(await control('/calls', { from: phone, to: '+12125550199' })).toMatchObject({ status: 404 });
    expect(await control('/calls', { from: ourNumber, to: ourNumber })).toMatchObject({ status: 409 });
    expect(await control('/calls', { from: '+12025550000', to: ourNumber })).toMatchObject({ status: 400 });
    expect(await control(`/phones/${ourNumber}/character`, { kind: 'busy' }, 'PUT')).toMatchObject({ status: 409 });
  });
});
