import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  accountSid,
  apiKey,
  authToken,
  instantSandbox,
  ourNumber,
  phone,
  twilioClient,
  virtualRuntime,
} from '../test/support.ts';
import type { Listening, NewFault, Sandbox } from './index.ts';

let sandbox: Sandbox;
let listening: Listening;

beforeEach(async () => {
  sandbox = instantSandbox();
  sandbox.control.addNumber({ number: ourNumber, accountSid });
  sandbox.control.addDomain({ domain: 'agents.example', apiKey });
  listening = await sandbox.listen();
});

afterEach(async () => {
  await sandbox.close();
});

const form = () => ({
  method: 'POST',
  headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
  body: new URLSearchParams({ From: ourNumber, To: phone, Body: 'x' }),
});
const path = `/twilio/2010-04-01/Accounts/${accountSid}/Messages.json`;
const ways: readonly (readonly [string, (init?: RequestInit) => Promise<Response>])[] = [
  ['in process', init => sandbox.fetch(`http://sandbox.invalid${path}`, { ...form(), ...init })],
  ['over a socket', init => fetch(listening.url + path, { ...form(), ...init })],
];
const sends = () => sandbox.ledger().sends.length;

describe.each(ways)('%s', (_way, ask) => {
  it.each<[string, NewFault, number, number]>([
    ['rate-limited', { kind: 'rate-limited', retryAfterSeconds: 7 }, 429, 0],
    ['failing before', { kind: 'failing', status: 503 }, 503, 0],
    ['failing after', { kind: 'failing', executed: true }, 500, 1],
    ['garbled', { kind: 'garbled' }, 201, 1],
  ])('%s', async (_name, fault, status, executed) => {
    sandbox.control.addFault(fault);
    const response = await ask();
    expect([response.status, sends()]).toEqual([status, executed]);
    if (status === 429)
      expect([response.headers.get('retry-after'), ((await response.json()) as { code: number }).code]).toEqual([
        '7',
        20429,
      ]);
    if (status === 201) await expect(response.json()).rejects.toThrow(SyntaxError);
  });

  it.each([true, false])('reset, executed: %s', async executed => {
    sandbox.control.addFault({ kind: 'reset', executed });
    await expect(ask()).rejects.toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } });
    expect(sends()).toBe(executed ? 1 : 0);
    expect(sandbox.ledger().requests).toMatchObject([{ fault: 'reset', account: 'ours', method: 'POST' }]);
  });

  it.each([true, false])('hanging, executed: %s', async executed => {
    sandbox.control.addFault({ kind: 'hanging', executed });
    const stop = new AbortController();
    const struck = new Promise<void>(resolve =>
      sandbox.control.listen(event => event.kind === 'request' && event.request.fault === 'hanging' && resolve()),
    );
    const asked = ask({ signal: stop.signal });
    await struck;
    stop.abort(new Error('too long'));
    await expect(asked).rejects.toThrow('too long');
    expect(sends()).toBe(executed ? 1 : 0);
  });

  it('half an answer', async () => {
    sandbox.control.addFault({ kind: 'half-answer' });
    const response = await ask();
    expect(response.status).toBe(201);
    await expect(response.text()).rejects.toThrow('terminated');
    expect(sends()).toBe(1);
  });

  it('a slow drip that arrives whole', async () => {
    sandbox.control.addFault({ kind: 'dripping', bytesPerStep: 64, stepMs: 0 });
    expect(await (await ask()).json()).toMatchObject({ status: 'queued' });
  });
});

describe('which requests are hit', () => {
  const messages = () => twilioClient('http://sandbox.invalid/twilio', sandbox.fetch).messages;
  const outcome = async (to: string) =>
    messages()
      .create({ from: ourNumber, to, body: 'x' })
      .then(
        () => 'sent',
        (error: { status: number }) => error.status,
      );

  it('the next so many, by recipient, path and account', async () => {
    sandbox.control.addFault({ kind: 'failing', times: 2, to: phone });
    sandbox.control.addFault({
      kind: 'rate-limited',
      times: 1,
      path: '/2010-04-01/*/Messages.json',
      method: 'GET',
      account: 'ours',
    });
    expect([await outcome('+12125550150'), await outcome(phone), await outcome(phone), await outcome(phone)]).toEqual([
      'sent',
      500,
      500,
      'sent',
    ]);
    await expect(messages().list()).rejects.toMatchObject({ status: 429 });
    expect(await messages().list()).toHaveLength(2);
    expect(sandbox.control.faults()).toEqual([]);
  });

  it('mail by recipient and sender', async () => {
    sandbox.control.addFault({
      kind: 'rate-limited',
      vendor: 'resend',
      to: 'ada@example.com',
      from: 'support@agents.example',
    });
    const send = (to: string) => {
      const body = JSON.stringify({
        from: 'Support <support@agents.example>',
        to: [`Somebody <${to}>`],
        subject: 's',
        text: 't',
      });
      return fetch(`${listening.url}/resend/emails`, {
        method: 'POST',
        body,
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      });
    };
    const refused = await send('Ada@example.com');
    expect([refused.status, await refused.json()]).toEqual([
      429,
      expect.objectContaining({ name: 'rate_limit_exceeded' }),
    ]);
    expect((await send('grace@example.com')).status).toBe(200);
    sandbox.control.clearFaults();
    expect((await send('ada@example.com')).status).toBe(200);
  });

  it('by chance, drawn from the seed', async () => {
    const run = async (seed: string) => {
      const other = instantSandbox({ seed });
      other.control.addNumber({ number: ourNumber, accountSid });
      other.control.addFault({ kind: 'failing', probability: 0.5 });
      const statuses: number[] = [];
      for (let count = 0; count < 24; count++)
        statuses.push((await other.fetch(`http://sandbox.invalid${path}`, form())).status);
      return statuses.join();
    };
    const first = await run('a');
    expect(first).toContain('500');
    expect(first).toContain('201');
    expect(await run('a')).toBe(first);
    expect(await run('b')).not.toBe(first);
  });
});

describe('late answers on a virtual clock', () => {
  it('act at once and answer later, or act later', async () => {
    const { runtime, clock } = virtualRuntime();
    const other = instantSandbox({ runtime, clock });
    other.control.addNumber({ number: ourNumber, accountSid });
    for (const executed of [true, false]) {
      const before = other.ledger().sends.length;
      other.control.addFault({ kind: 'delayed', delayMs: 60_000, executed, times: 1 });
      const asked = other.fetch(`http://sandbox.invalid${path}`, form());
      await other.control.advance(59_999);
      expect(other.ledger().sends.length - before).toBe(executed ? 1 : 0);
      await other.control.advance(1);
      expect((await asked).status).toBe(201);
      expect(other.ledger().sends.length - before).toBe(1);
    }
  });
});
