import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const person = '+15559876543';
const agentNumber = '+12125550101';
let house: Installation;
beforeAll(async () => {
  house = await install();
});
afterAll(() => house.close());

const ask = (method: string, path: string, body?: object) =>
  house.api(method, path, { token: house.tokens.organization, ...(body ? { body } : {}) });
const choose = (settings: object) => ask('PATCH', '/organization/settings', settings);
const send = async (body: string) =>
  String((await house.api('POST', '/send-message', { body: { to: person, body } })).json.id);
const body = async (id: string) => (await ask('GET', `/messages/${id}/body`)).json;

/** Written by the person, fetched and acknowledged by the agent: its own body is gone. */
async function received(text: string): Promise<string> {
  house.demo.network.control.sendFromPhone({ from: person, to: agentNumber, text });
  const fetched = await house.until(
    () => house.api('GET', '/waiting-messages?ack=on_fetch'),
    answer => Number(answer.json.count) > 0,
  );
  const [message] = fetched.json.messages as { id: string }[];
  return message?.id ?? '';
}

describe('bodies that an organization keeps', () => {
  it('are none unless it says so', async () => {
    const id = await send('Gone with the wind');
    expect(await body(id)).toMatchObject({ code: 'not-found' });
  });

  it('are kept from then on, in and out, for so long, sealed', async () => {
    expect((await choose({ keepBodiesDays: 10 })).json).toMatchObject({ settings: { keepBodiesDays: 10 } });
    const out = await send('Kept secret 4711');
    const into = await received('Answer secret 4712');
    await house.until(
      () => body(into),
      answer => answer.code === undefined,
    );
    expect(await body(out)).toMatchObject({ direction: 'out', body: 'Kept secret 4711', channel: 'sms' });
    expect(await body(into)).toMatchObject({ direction: 'in', body: 'Answer secret 4712' });
    const { at, expiresAt } = (await body(out)) as { at: string; expiresAt: string };
    expect(new Date(expiresAt).getTime() - new Date(at).getTime()).toBe(10 * 86_400_000);
    const kept = await house.demo.store.privacy.keptBody('default', out);
    expect(Buffer.from(kept?.sealed ?? []).toString('latin1')).not.toContain('4711');
    expect((await house.api('GET', `/messages/${out}/body`)).status).toBe(403);
  });

  it('never hold a one-time code', async () => {
    await house.api('POST', '/otp/send', { body: { to: person, channel: 'sms' } });
    const { messages } = (await ask('GET', '/messages?agentId=test-agent-001')).json as { messages: { id: string }[] };
    await house.demo.switchboard.drain();
    expect(await body(messages[0]?.id ?? '')).toMatchObject({ code: 'not-found' });
  });

  it('are in an export and go with an erasure, and the audit trail holds', async () => {
    const exported = await ask('POST', '/privacy/export', { address: person });
    const texts = (exported.json.bodies as { body: string }[]).map(each => each.body);
    expect(texts).toEqual(expect.arrayContaining(['Kept secret 4711', 'Answer secret 4712']));
    const erased = await ask('POST', '/privacy/erase', { address: person });
    expect(erased.json).toMatchObject({ erased: { bodies: texts.length } });
    expect((await ask('POST', '/privacy/export', { address: person })).json).toMatchObject({
      bodies: [],
      messages: [],
    });
    const verified = await ask('GET', '/audit/verify');
    expect(verified.json).toMatchObject({ ok: true });
  });

  it('are forgotten all together when it no longer wants them', async () => {
    const into = await received('Hello once more');
    await house.until(
      () => body(into),
      answer => answer.code === undefined,
    );
    expect((await choose({ keepBodiesDays: null })).json).toMatchObject({ settings: {}, changed: ['keepBodiesDays'] });
    expect(await body(into)).toMatchObject({ code: 'not-found' });
  });
});
