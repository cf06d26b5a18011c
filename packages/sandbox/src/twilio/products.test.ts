import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountSid, authToken, instantSandbox, ourNumber, phone, twilioClient } from '../../test/support.ts';
import type { Sandbox } from '../index.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = instantSandbox({ behaviour: { whatsappReview: 'hold' } });
  sandbox.control.addNumber({ number: ourNumber, accountSid });
});
afterEach(() => sandbox.close());

const base = 'http://sandbox.invalid/twilio';
const client = () => twilioClient(base, sandbox.fetch);
const senders = '/v2/Channels/Senders';

async function ask(method: string, path: string, body?: object) {
  const response = await sandbox.fetch(`${base}${path}`, {
    method,
    headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, json: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}
const register = (number = ourNumber) =>
  ask('POST', senders, { sender_id: `whatsapp:${number}`, profile: { name: 'Acme' } });

describe('WhatsApp senders', () => {
  it('wait for Meta, then hear and send, and stop when they are shut off', async () => {
    const made = await register();
    expect(made).toMatchObject({ status: 202, json: { status: 'CREATING', sender_id: `whatsapp:${ourNumber}` } });
    const sid = String(made.json.sid);
    const webhook = { callback_url: 'http://product.invalid/whatsapp', callback_method: 'POST' };
    expect((await ask('POST', `${senders}/${sid}`, { webhook })).status).toBe(202);
    const [listed] = await client().messaging.v2.channelsSenders.list({ channel: 'whatsapp' });
    expect(listed).toMatchObject({ sid, status: 'PENDING_VERIFICATION', properties: { qualityRating: 'UNKNOWN' } });
    const send = () => client().messages.create({ from: `whatsapp:${ourNumber}`, to: `whatsapp:${phone}`, body: 'Hi' });
    await expect(send()).rejects.toMatchObject({ code: 63007 });
    sandbox.control.judgeSender(ourNumber, { status: 'ONLINE', qualityRating: 'HIGH' });
    expect(await send()).toMatchObject({ status: 'queued' });
    sandbox.control.judgeSender(ourNumber, { status: 'OFFLINE', qualityRating: 'LOW' });
    const [shutOff] = await client().messaging.v2.channelsSenders.list({ channel: 'whatsapp' });
    expect(shutOff).toMatchObject({ status: 'OFFLINE', properties: { qualityRating: 'LOW' } });
    expect(await client().messaging.v2.channelsSenders(sid).remove()).toBe(true);
    expect(await client().messaging.v2.channelsSenders.list({ channel: 'whatsapp' })).toEqual([]);
  });

  it('are approved when they are next looked at, unless the review is held', async () => {
    sandbox.control.changeBehaviour({ whatsappReview: 'approve' });
    await register();
    const [listed] = await client().messaging.v2.channelsSenders.list({ channel: 'whatsapp' });
    expect(listed).toMatchObject({ status: 'ONLINE', properties: { qualityRating: 'HIGH' } });
  });

  it('are numbers of the account, once, and nobody else’s', async () => {
    expect((await register('+12125550177')).json).toMatchObject({ code: 63110 });
    expect((await ask('POST', senders, { nonsense: true })).status).toBe(400);
    await register();
    expect((await register()).status).toBe(409);
    expect(() => sandbox.control.judgeSender('+12125550177', { status: 'ONLINE' })).toThrow('No such WhatsApp sender');
  });
});

describe('subaccounts', () => {
  it('are accounts of their own until they are closed, with everything they rent', async () => {
    const made = await client().api.v2010.accounts.create({ friendlyName: 'Acme' });
    const [listed] = await client().api.v2010.accounts.list({ friendlyName: 'Acme', status: 'active' });
    expect(listed).toMatchObject({ sid: made.sid, authToken: made.authToken, ownerAccountSid: accountSid });
    expect(await client().api.v2010.accounts(made.sid).fetch()).toMatchObject({ friendlyName: 'Acme' });
    const theirs = await sandbox.fetch(`${base}/2010-04-01/Accounts/${made.sid}/IncomingPhoneNumbers.json`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${made.sid}:${made.authToken}`)}` },
      body: new URLSearchParams({ PhoneNumber: '+12125550166' }),
    });
    expect(theirs.status).toBe(201);
    expect(sandbox.control.numbers().map(number => number.number)).toContain('+12125550166');
    await client().api.v2010.accounts(made.sid).update({ status: 'closed' });
    expect(sandbox.control.numbers().map(number => number.number)).not.toContain('+12125550166');
    const late = await sandbox.fetch(`${base}/2010-04-01/Accounts/${made.sid}.json`, {
      headers: { authorization: `Basic ${btoa(`${made.sid}:${made.authToken}`)}` },
    });
    expect(late.status).toBe(401);
    expect(await client().api.v2010.accounts.list({ status: 'active', friendlyName: 'Acme' })).toEqual([]);
  });
});

describe('Verify', () => {
  const service = () => client().verify.v2.services(`VA${'1'.repeat(32)}`);
  const code = () => /(\d{6})/.exec(sandbox.control.thread(phone).at(-1)?.text ?? '')?.[1] ?? '';
  const check = (given: string) => service().verificationChecks.create({ to: phone, code: given });

  it('sends the same code again, takes it once, and forgets it then', async () => {
    const started = await service().verifications.create({ to: phone, channel: 'sms' });
    expect(started).toMatchObject({ status: 'pending', to: phone });
    const first = code();
    await service().verifications.create({ to: phone, channel: 'sms' });
    expect(code()).toBe(first);
    const wrong = first === '000000' ? '000001' : '000000';
    expect(await check(wrong)).toMatchObject({ status: 'pending', valid: false });
    expect(await check(first)).toMatchObject({ status: 'approved', valid: true });
    await expect(check(first)).rejects.toMatchObject({ status: 404 });
  });

  it('has five checks and five sends', async () => {
    for (const _send of [1, 2, 3, 4, 5]) await service().verifications.create({ to: phone, channel: 'sms' });
    await expect(service().verifications.create({ to: phone, channel: 'sms' })).rejects.toMatchObject({ code: 60203 });
    const wrong = code() === '000000' ? '000001' : '000000';
    for (const _check of [1, 2, 3, 4, 5]) await check(wrong);
    await expect(check(wrong)).rejects.toMatchObject({ code: 60202 });
    await expect(service().verifications.create({ to: '+15005550001', channel: 'sms' })).rejects.toMatchObject({
      code: 60200,
    });
  });
});
