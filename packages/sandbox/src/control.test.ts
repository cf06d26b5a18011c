import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountSid, apiKey, authToken, instantSandbox, ourNumber, phone, virtualRuntime } from '../test/support.ts';
import type { Listening, Sandbox } from './index.ts';

let sandbox: Sandbox;
let listening: Listening;

beforeEach(async () => {
  sandbox = instantSandbox({ accounts: [] });
  listening = await sandbox.listen();
});

afterEach(async () => {
  await sandbox.close();
});

async function control(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${listening.url}/control${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
}

describe('over HTTP', () => {
  it('sets a network up, lets people write, and shows what happened', async () => {
    expect(
      (await control('POST', '/accounts', { name: 'ours', twilio: { accountSid, authToken }, resend: { apiKey } }))
        .status,
    ).toBe(201);
    expect(
      (await control('POST', '/numbers', { number: ourNumber, accountSid, smsUrl: 'http://127.0.0.1:9/sms' })).status,
    ).toBe(201);
    expect((await control('POST', '/domains', { domain: 'agents.example', apiKey })).status).toBe(201);
    expect((await control('POST', '/phones', { number: phone, name: 'Ada' })).json).toEqual({
      number: phone,
      name: 'Ada',
    });
    expect((await control('POST', `/phones/${phone}/messages`, { to: ourNumber, text: 'hello' })).json).toMatchObject({
      phone,
      with: ourNumber,
      direction: 'sent',
      channel: 'sms',
      text: 'hello',
    });
    expect(
      (
        await control('POST', '/mails', {
          from: 'ada@example.com',
          to: ['support@agents.example'],
          subject: 'Hi',
          text: 'x',
        })
      ).json,
    ).toMatchObject({ mailbox: 'ada@example.com', direction: 'sent' });
    expect((await control('GET', '/settled')).status).toBe(204);
    expect(
      (
        await control(
          'GET',
          `/phones/${encodeURIComponent(phone)}/messages?with=${encodeURIComponent(ourNumber)}&channel=sms`,
        )
      ).json,
    ).toMatchObject({ data: [{ text: 'hello' }] });
    expect((await control('GET', '/phones')).json).toEqual({ data: [{ number: phone, name: 'Ada' }] });
    expect((await control('GET', '/mailboxes')).json).toEqual({ data: [{ address: 'ada@example.com', mails: 1 }] });
    expect((await control('GET', `/ledger?account=${accountSid}`)).json).toMatchObject({
      callbacks: [{ event: 'sms.inbound', failure: 'connection' }, { attempt: 2 }],
      alerts: [{ code: 11200 }],
    });
    expect((await control('GET', '/ledger?account=nobody')).json).toMatchObject({ requests: [], callbacks: [] });
    expect((await control('POST', '/reset')).status).toBe(204);
    expect((await control('GET', '/accounts')).json).toEqual({ data: [] });
  });

  it('sets and clears faults and behaviour', async () => {
    const fault = await control('POST', '/faults', { kind: 'rate-limited', times: 3 });
    expect(fault).toMatchObject({ status: 201, json: { id: 1, kind: 'rate-limited', retryAfterSeconds: 1, hits: 0 } });
    expect((await control('DELETE', '/faults/1')).status).toBe(204);
    expect((await control('GET', '/faults')).json).toEqual({ data: [] });
    expect((await control('PATCH', '/behaviour', { duplicateCallbacks: 0.5 })).json).toMatchObject({
      duplicateCallbacks: 0.5,
      messageSentMs: 0,
    });
  });

  it.each([
    ['POST', '/faults', { kind: 'sabotage' }, 400, 'invalid-input'],
    ['POST', '/accounts', { twilio: { accountSid: 'AC1', authToken: 'x' } }, 400, 'invalid-input'],
    ['POST', '/numbers', { number: ourNumber, accountSid: 'nobody' }, 404, 'not-found'],
    ['POST', '/phones', { number: '+14155551234' }, 400, 'invalid-input'],
    ['POST', '/phones', { number: phone, colour: 'red' }, 400, 'invalid-input'],
    ['POST', '/mails/none/reply', { text: 'x' }, 404, 'not-found'],
    ['POST', '/clock/advance', { milliseconds: 1 }, 409, 'conflict'],
    ['PATCH', '/behaviour', { loseCallbacks: 2 }, 400, 'invalid-input'],
    ['GET', '/nothing', undefined, 404, 'not-found'],
  ])('answers %s %s %j with a typed error', async (method, path, body, status, error) => {
    expect(await control(method, path, body)).toMatchObject({ status, json: { error, message: expect.any(String) } });
  });

  it('answers a body that is no JSON with a typed error', async () => {
    const response = await fetch(`${listening.url}/control/phones`, { method: 'POST', body: '{' });
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ error: 'invalid-input' }),
    ]);
  });

  it('streams what happens', async () => {
    const response = await fetch(`${listening.url}/control/events`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    sandbox.control.sendFromPhone({ from: phone, to: '+12125550150', text: 'between phones' });
    let seen = '';
    while (!seen.includes('between phones')) seen += (await reader.read()).value;
    expect(seen).toMatch(/^event: phone-message\ndata: \{"kind":"phone-message"/);
    await reader.cancel();
  });

  it('is not steered under a foreign name', async () => {
    const { request } = await import('node:http');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(listening.url);
      request({ hostname, port, path: '/control/phones', headers: { host: 'evil.example' } }, response => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});

describe('in process', () => {
  it('moves a virtual clock', async () => {
    const { runtime, clock } = virtualRuntime();
    const virtual = instantSandbox({ runtime, clock });
    await virtual.control.advance(90_000);
    expect(virtual.control.now().toISOString()).toBe('2026-03-02T15:01:30.000Z');
  });

  it('gives two runs different ids unless told otherwise', () => {
    const id = (seed?: string) => {
      const one = instantSandbox({ seed });
      return one.control.addNumber({ number: ourNumber, accountSid }).sid;
    };
    expect(id('s')).toBe(id('s'));
    expect(id()).not.toBe(id());
  });

  it('keeps the newest and counts the rest', () => {
    const small = instantSandbox({ historyLimit: 3 });
    for (const text of ['a', 'b', 'c', 'd']) small.control.sendFromPhone({ from: phone, to: '+12125550150', text });
    expect(small.control.thread(phone).map(message => message.text)).toEqual(['b', 'c', 'd']);
  });
});
