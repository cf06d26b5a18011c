import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const person = '+15559876543';
let house: Installation;
beforeAll(async () => {
  house = await install();
  const body = { otpProvider: 'vendor' };
  const chosen = await house.api('PATCH', '/organization/settings', { token: house.tokens.organization, body });
  expect(chosen.status).toBe(200);
});
afterAll(() => house.close());

const send = (to = person, channel = 'sms') => house.api('POST', '/otp/send', { body: { to, channel } });
const verify = (code: string, contactAddress = person) =>
  house.api('POST', '/otp/verify', { body: { contactAddress, code } });
const onPhone = (phone = person) =>
  /is: (\d{6})/.exec(house.demo.network.control.thread(phone).at(-1)?.text ?? '')?.[1] ?? 'none';

describe('one-time codes made by the vendor', () => {
  it('reach the person in the vendor’s words, and are right once', async () => {
    const sent = await send();
    expect(sent.json).toMatchObject({ success: true, channel: 'sms', to: person });
    const code = onPhone();
    expect(JSON.stringify(sent.json)).not.toContain(code);
    expect((await verify(code)).json).toEqual({ valid: true });
    expect((await verify(code)).json).toMatchObject({ valid: false });
  });

  it('go through limits, law and books like every message', async () => {
    const { messages } = (
      await house.api('GET', '/messages?agentId=test-agent-001', { token: house.tokens.organization })
    ).json as { messages: { status: string; purpose: string; externalId: string }[] };
    expect(messages[0]).toMatchObject({ purpose: 'otp', externalId: expect.stringMatching(/^VE/) });
    const stopped = '+15559870004';
    house.demo.network.control.sendFromPhone({ from: stopped, to: '+12125550101', text: 'STOP' });
    await house.until(
      () => house.demo.store.inbox.waiting('default', 'test-agent-001'),
      waiting => waiting.sms === 1,
    );
    expect((await send(stopped)).json).toMatchObject({ code: 'refused' });
    expect(onPhone(stopped)).toBe('none');
  });

  it('have three tries, and five are sent in an hour', async () => {
    const other = '+15559870005';
    expect((await send(other)).status).toBe(200);
    const code = onPhone(other);
    const wrong = code === '000000' ? '000001' : '000000';
    for (const _try of [1, 2, 3]) expect((await verify(wrong, other)).json).toMatchObject({ valid: false });
    expect((await verify(code, other)).json).toMatchObject({ valid: false });
    for (const _send of [2, 3, 4, 5]) expect((await send(other)).status).toBe(200);
    expect((await send(other)).json).toMatchObject({ code: 'limit-exceeded', limitType: 'otp' });
  });

  it('are an error while the vendor does not say, never right or wrong', async () => {
    const other = '+15559870006';
    await send(other);
    house.demo.network.control.addFault({ kind: 'failing', path: '*VerificationCheck', times: 1 });
    expect((await verify(onPhone(other), other)).status).toBeGreaterThanOrEqual(500);
    expect((await verify(onPhone(other), other)).json).toEqual({ valid: true });
    house.demo.network.control.addFault({
      kind: 'failing',
      path: '*Verifications',
      status: 400,
      code: 60200,
      times: 1,
    });
    expect((await send('+15559870007')).json).toMatchObject({ code: 'vendor-failed' });
    expect((await verify('123456', '+15559870007')).json).toMatchObject({ valid: false });
  });

  it('are refused where the vendor has none to offer, and go back to our own', async () => {
    expect((await send(`U${'0'.repeat(32)}`, 'line')).json).toMatchObject({ code: 'invalid-input' });
    const body = { otpProvider: null };
    await house.api('PATCH', '/organization/settings', { token: house.tokens.organization, body });
    await send('+15559870008');
    const [message] = await house.until(
      () => house.demo.network.control.thread('+15559870008'),
      thread => thread.length === 1,
    );
    expect(message?.text).toContain('works for 5 minutes');
  });
});
