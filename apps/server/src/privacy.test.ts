import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const person = '+12125550166';
const agentNumber = '+12125550101';
let house: Installation;
beforeAll(async () => {
  house = await install();
});
afterAll(() => house.close());

const send = (to: string) => house.api('POST', '/send-message', { body: { to, body: 'Hello' } });
const ask = (verb: 'export' | 'erase', address: string, token = house.tokens.organization) =>
  house.api('POST', `/privacy/${verb}`, { token, body: { address } });
async function write(text: string) {
  const waiting = (await house.demo.store.depth()).inboxWaiting;
  house.demo.network.control.sendFromPhone({ from: person, to: agentNumber, text });
  await house.until(
    async () => (await house.demo.store.depth()).inboxWaiting,
    count => count > waiting,
  );
}

describe('what is kept about one address', () => {
  it('can be seen whole by its organization, in any spelling, on every channel', async () => {
    await send(person);
    await write('Nice to meet you');
    await house.api('POST', '/consent', { body: { contactAddress: person, channel: 'sms', notes: 'by phone' } });
    const { status, json } = await ask('export', '+1 (212) 555-0166');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      messages: [{ to: person, status: expect.any(String) }],
      inbox: [{ from: person, body: 'Nice to meet you', channel: 'sms' }],
      consent: [{ kind: 'granted', level: 'express', notes: 'by phone' }],
      lastInboundAt: { sms: expect.any(String) },
    });
  });

  it('is not shown to agents, and not asked for without an address', async () => {
    expect((await ask('export', person, house.tokens.one)).status).toBe(403);
    expect((await ask('erase', person, house.tokens.one)).status).toBe(403);
    expect((await ask('export', 'nobody in particular')).json).toMatchObject({
      code: 'invalid-input',
      field: 'address',
    });
  });

  it('can be erased; then nobody writes to it, until the person does', async () => {
    const later = new Date(Date.now() + 60_000).toISOString();
    await house.api('POST', '/send-message', { body: { to: person, body: 'Later', sendAt: later } });
    expect((await ask('erase', person)).json).toEqual({
      success: true,
      erased: { messages: 2, inbox: 1, consent: 1, bodies: 0, calls: 0, recordings: 0 },
      underWay: 0,
    });
    const { json } = await ask('export', person);
    expect(json).toMatchObject({ messages: [], inbox: [], lastInboundAt: {}, consent: [{ source: 'erasure' }] });
    expect((await send(person)).json).toMatchObject({ code: 'refused', ruleIds: ['GDPR-ERASED'] });
    await write('It is me again');
    expect((await send(person)).status).toBe(200);
  });

  it('an opt-out survives, as a keyed hash', async () => {
    await write('please never text me again');
    await ask('erase', person);
    expect((await send(person)).json.ruleIds).toEqual(['GDPR-ERASED', 'OPTOUT-INTERNAL']);
    await write('hm');
    expect((await send(person)).json.ruleIds).toEqual(['OPTOUT-INTERNAL']);
  });

  it('is in the audit trail, without the address', async () => {
    const chain = await house.demo.store.audit.list('default', 1, 1000);
    const erased = chain.filter(link => link.body.includes('contact.erased'));
    expect(erased).toHaveLength(2);
    expect(JSON.stringify(erased)).not.toContain('5550166');
  });
});
