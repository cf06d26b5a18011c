import { systemRuntime } from '@buttdial/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

let house: Installation;
let aheadMs = 0;
beforeAll(async () => {
  const real = systemRuntime();
  house = await install({ runtime: { ...real, now: () => new Date(real.now().getTime() + aheadMs) } });
});
afterAll(() => house.close());

const send = (to: string, more: object = {}) =>
  house.api('POST', '/otp/send', { body: { to, channel: 'sms', ...more } });
const verify = async (contactAddress: string, code: string, token = house.tokens.one) =>
  (await house.api('POST', '/otp/verify', { token, body: { contactAddress, code } })).json;
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** The code that the person reads on the phone. */
async function codeOn(phone: string, times = 1): Promise<string> {
  const thread = await house.until(
    () => house.demo.network.control.thread(phone).filter(each => / code\. /.test(each.text)),
    texts => texts.length >= times,
  );
  return /\b\d{6}\b/.exec(thread.at(-1)?.text ?? '')?.[0] ?? '';
}

describe('a one-time code', () => {
  it('is on the phone and nowhere else, and works once', async () => {
    const phone = '+15559870001';
    const { status, json } = await send(phone, { purpose: 'sign-in' });
    expect(status).toBe(200);
    expect(json).toMatchObject({ success: true, expiresIn: '5 minutes', channel: 'sms', to: phone });
    const code = await codeOn(phone);
    expect(code).toMatch(/^\d{6}$/);
    expect(JSON.stringify(json)).not.toContain(code);
    expect(house.demo.network.control.thread(phone).at(-1)?.text).toContain('your sign-in code');
    expect(await verify(phone, code)).toEqual({ valid: true });
    expect(await verify(phone, code)).toMatchObject({ valid: false });
  });

  it('works in any spelling of the number', async () => {
    await send('+1 (555) 987-0002');
    expect(await verify('+1-555-987-0002', await codeOn('+15559870002'))).toEqual({ valid: true });
  });

  it('goes by e-mail too', async () => {
    expect((await send('code@example.com', { channel: 'email' })).status).toBe(200);
    const mail = await house.until(
      () => house.demo.network.control.mails('code@example.com').at(-1),
      found => found !== undefined,
    );
    const code = /\b\d{6}\b/.exec(mail?.text ?? '')?.[0] ?? '';
    expect(await verify('CODE@example.com', code)).toEqual({ valid: true });
  });

  it('has three tries', async () => {
    const phone = '+15559870003';
    await send(phone);
    const code = await codeOn(phone);
    expect((await verify(phone, other(code))).reason).toContain('Tries left: 2');
    expect((await verify(phone, other(code))).reason).toContain('Tries left: 1');
    expect((await verify(phone, other(code))).reason).toContain('last try');
    expect(await verify(phone, code)).toMatchObject({ valid: false, reason: expect.stringContaining('No code works') });
  });

  it('gives its three tries to all who guess at once together', async () => {
    const phone = '+15559870004';
    await send(phone);
    const code = await codeOn(phone);
    const guesses = await Promise.all(Array.from({ length: 40 }, () => verify(phone, other(code))));
    expect(guesses.filter(guess => /not the code/.test(String(guess.reason)))).toHaveLength(3);
    expect(await verify(phone, code)).toMatchObject({ valid: false });
  });

  it('is of no use to another agent, and stops working when a newer one is sent', async () => {
    const phone = '+15559870005';
    await send(phone);
    const first = await codeOn(phone);
    expect(await verify(phone, first, house.tokens.two)).toMatchObject({ valid: false });
    await send(phone);
    const second = await codeOn(phone, 2);
    expect(await verify(phone, second)).toEqual({ valid: true });
    expect(await verify(phone, first)).toMatchObject({ valid: false });
  });

  it('ends after five minutes', async () => {
    const phone = '+15559870006';
    await send(phone);
    const code = await codeOn(phone);
    aheadMs += 5 * 60_000;
    expect(await verify(phone, code)).toMatchObject({ valid: false, reason: expect.stringContaining('5 minutes') });
  });

  it('is sent to one contact five times an hour, by whomever and however many at once', async () => {
    const phone = '+15559870007';
    const asked = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        house.api('POST', '/otp/send', {
          token: index % 2 ? house.tokens.one : house.tokens.two,
          body: { to: phone, channel: 'sms' },
        }),
      ),
    );
    const refused = asked.filter(answer => answer.status === 429);
    expect(asked.filter(answer => answer.status === 200)).toHaveLength(5);
    expect(refused).toHaveLength(25);
    expect(refused[0]?.json).toMatchObject({ limitType: 'otp', max: 5, remedy: expect.stringContaining('Wait until') });
    expect(house.demo.network.ledger().sends.filter(each => each.to === phone)).toHaveLength(5);
    aheadMs += 3_600_000;
    expect((await send(phone)).status).toBe(200);
  });

  it.each([
    ['+15559870008', 'fax', 'channel'],
    ['not a number', 'sms', 'to'],
  ])('is refused for %s on %s', async (to, channel, field) => {
    expect(await send(to, { channel })).toMatchObject({ status: 400, json: { field } });
  });

  it('does not go to somebody who said stop, and then nothing is left to guess', async () => {
    const phone = '+15559870009';
    house.demo.network.control.sendFromPhone({ from: phone, to: '+12125550101', text: 'STOP' });
    await house.until(
      () => house.demo.network.control.thread(phone).length,
      count => count >= 2,
    );
    expect(await send(phone)).toMatchObject({ status: 403, json: { code: 'refused' } });
    expect((await verify(phone, '000000')).reason).toContain('No code works');
  });
});
