import { normalizeAddress, type RawWebhook, type Runtime, systemRuntime } from '@buttdial/core';
import { createResend } from '@buttdial/provider-resend';
import { createTwilio } from '@buttdial/provider-twilio';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, type NewFault, type Sandbox } from './src/index.ts';
import { accountSid, apiKey, authToken, ourNumber, phone, webhookSecret } from './test/support.ts';

let sandbox: Sandbox;
let runtime: Runtime;
let posted: RawWebhook[];

beforeEach(() => {
  // Late callbacks of the test before must not land in this one's list.
  const mine: RawWebhook[] = [];
  posted = mine;
  const callbackFetch: typeof fetch = async (url, init) => {
    const body = new TextEncoder().encode(String(init?.body));
    mine.push({ method: 'POST', url: new URL(String(url)), headers: new Headers(init?.headers), body });
    return new Response();
  };
  const accounts = [{ name: 'ours', twilio: { accountSid, authToken }, resend: { apiKey, webhookSecret } }];
  const behaviour = { messageSentMs: 0, messageDeliveredMs: 0, mailDeliveredMs: 0 };
  sandbox = createSandbox({ runtime: systemRuntime(), seed: 'adapters', callbackFetch, accounts, behaviour });
  sandbox.control.addNumber({ number: ourNumber, accountSid, smsUrl: 'http://product.invalid/sms' });
  sandbox.control.addDomain({ domain: 'agents.example', apiKey, webhookUrl: 'http://product.invalid/mail' });
  runtime = { ...systemRuntime(), fetch: sandbox.fetch };
});

const statusUrl = new URL('http://product.invalid/status?ref=attempt-1');
const call = (timeoutMs = 5_000) => ({ signal: AbortSignal.timeout(timeoutMs), idempotencyKey: 'key-1', statusUrl });

describe('the real Twilio adapter', () => {
  const adapter = () =>
    createTwilio({ accountSid, authToken, baseUrl: 'http://sandbox.invalid/twilio', timeoutMs: 200 }, runtime);
  const send = () =>
    adapter().messaging.send(
      { channel: 'sms', from: ourNumber, to: phone, content: { kind: 'text', text: 'hello' } },
      call(),
    );
  const sent = () => sandbox.ledger().sends.length;

  it('sends, verifies and reads the reports, and finds the message again', async () => {
    expect(await adapter().check(call())).toBeUndefined();
    const receipt = await send();
    expect(receipt).toMatchObject({ outcome: 'accepted', vendorId: sandbox.ledger().sends[0]?.id });
    await sandbox.control.settled();
    for (const hook of posted) expect(await adapter().webhooks.verify(hook)).toBe(true);
    const events = (await Promise.all(posted.map(hook => adapter().webhooks.read(hook)))).flat();
    expect(events.at(-1)).toMatchObject({ kind: 'status', ref: 'attempt-1', status: 'delivered' });
    const now = sandbox.control.now().getTime();
    const query = {
      channel: 'sms',
      from: ourNumber,
      to: phone,
      since: new Date(now - 60_000),
      until: new Date(now + 60_000),
    } as const;
    expect(await adapter().messaging.find(query, call())).toMatchObject([{ text: 'hello', status: 'delivered' }]);
  });

  it('reads what a phone writes', async () => {
    sandbox.control.sendFromPhone({ from: phone, to: ourNumber, text: 'hi' });
    await sandbox.control.settled();
    expect(await adapter().webhooks.verify(posted[0]!)).toBe(true);
    expect(await adapter().webhooks.read(posted[0]!)).toMatchObject([
      { kind: 'message', channel: 'sms', from: phone, to: ourNumber, text: 'hi' },
    ]);
  });

  it.each<[string, NewFault, object, number]>([
    [
      'a full house',
      { kind: 'rate-limited', retryAfterSeconds: 3 },
      { outcome: 'refused', fault: { kind: 'rate-limited', retryAfterMs: 3000 } },
      0,
    ],
    ['a lost answer', { kind: 'reset' }, { outcome: 'uncertain', reason: 'connection-lost' }, 1],
    ['half an answer', { kind: 'half-answer' }, { outcome: 'uncertain' }, 1],
    ['nonsense', { kind: 'garbled' }, { outcome: 'uncertain', reason: 'garbled' }, 1],
    ['silence', { kind: 'hanging', executed: true }, { outcome: 'uncertain', reason: 'timed-out' }, 1],
    ['a failure that may have acted', { kind: 'failing', executed: true }, { outcome: 'uncertain' }, 1],
  ])('calls %s by its name', async (_what, fault, receipt, executed) => {
    sandbox.control.addFault(fault);
    expect(await send()).toMatchObject(receipt);
    expect(sent()).toBe(executed);
  });

  it('rents, points and releases numbers', async () => {
    const { numbers } = adapter();
    const [found] = await numbers.search({ country: 'US', capabilities: ['sms'], areaCode: '312', limit: 1 }, call());
    const rented = await numbers.rent(found!.number, { sms: new URL('http://product.invalid/a') }, call());
    expect(rented.outcome).toBe('accepted');
    const vendorId = rented.outcome === 'accepted' ? rented.vendorId : '';
    expect(await numbers.point(vendorId, { sms: new URL('http://product.invalid/b') }, call())).toMatchObject({
      outcome: 'accepted',
    });
    expect(await numbers.list(call())).toHaveLength(2);
    expect(await numbers.release(vendorId, call())).toMatchObject({ outcome: 'accepted' });
    expect(sandbox.control.numbers()).toHaveLength(1);
  });
});

describe('the real Resend adapter', () => {
  const adapter = () => createResend({ apiKey, webhookSecret, baseUrl: 'http://sandbox.invalid/resend' }, runtime);
  const mail = {
    from: 'support@agents.example',
    fromName: 'Support, "really"',
    to: 'ada@example.com',
    subject: 'Hi',
    text: 'hello',
  };

  it('sends once under one key, reads the events, and fetches the text of a reply', async () => {
    expect(await adapter().check(call())).toBeUndefined();
    const [first, again] = [await adapter().email.send(mail, call()), await adapter().email.send(mail, call())];
    expect(first).toMatchObject({ outcome: 'accepted' });
    expect(again).toEqual(first);
    await sandbox.control.settled();
    const [arrived] = sandbox.control.mails('ada@example.com');
    sandbox.control.replyToMail(arrived!.id, { text: 'hello back' });
    await sandbox.control.settled();
    for (const hook of posted) expect(await adapter().webhooks.verify(hook)).toBe(true);
    const events = (await Promise.all(posted.map(hook => adapter().webhooks.read(hook)))).flat();
    expect(events).toMatchObject([
      { kind: 'status', status: 'sent', ref: 'attempt-1' },
      { kind: 'status', status: 'delivered', ref: 'attempt-1' },
      {
        kind: 'message',
        channel: 'email',
        from: 'ada@example.com',
        to: normalizeAddress('email', mail.from),
        text: 'hello back',
      },
    ]);
    expect(sandbox.ledger().sends).toMatchObject([{ ref: 'attempt-1' }]);
  });

  it('finds and adds domains', async () => {
    expect(await adapter().email.domains?.add('new.example', call())).toMatchObject({
      name: 'new.example',
      verified: false,
    });
    expect(await adapter().email.domains?.get('agents.example', call())).toMatchObject({ verified: true });
  });
});
