import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const person = '+15559876543';
const agentId = 'test-agent-001';
const mirror = 'https://mirror.example.com/sms';

interface Posted {
  readonly headers: Headers;
  readonly text: string;
}

let house: Installation;
let posted: Posted[];
/** What the mirror answers next; afterwards it takes everything. */
let answers: (() => Promise<Response>)[];
beforeAll(async () => {
  posted = [];
  answers = [];
  const outsideFetch: typeof fetch = async (_url, init) => {
    posted.push({ headers: new Headers(init?.headers), text: String(init?.body) });
    return (answers.shift() ?? (async () => new Response()))();
  };
  house = await install({ parts: { outside: { outsideFetch, resolveHost: async () => ['93.184.216.34'] } } });
});
afterAll(() => house.close());

const ask = (method: string, path: string, body?: object) =>
  house.api(method, path, { token: house.tokens.organization, ...(body ? { body } : {}) });
const edit = (routeDuplication: object | null) => ask('PATCH', `/agents/${agentId}`, { routeDuplication });
const send = (body: object) => house.api('POST', '/send-message', { body });
const told = (count: number) =>
  house.until(
    () => posted.length,
    length => length === count,
  );
const events = async (event: string) =>
  (await house.demo.store.audit.list('default', 1, 1000)).filter(link => link.body.includes(`"event":"${event}"`));
const count = async (name: string, outcome: string) => {
  const page = await (await fetch(`${house.url}/metrics`)).text();
  return page.split('\n').find(line => line.startsWith(name) && line.includes(`outcome="${outcome}"`)) ?? '';
};

describe('copies of an agent’s traffic', () => {
  it('go nowhere unless somebody says so, and only where something can be sent to', async () => {
    await send({ to: person, body: 'Nobody else reads this' });
    expect(posted).toEqual([]);
    expect((await edit({ smsUrl: 'http://127.0.0.1/x' })).json).toMatchObject({ field: 'routeDuplication.smsUrl' });
    expect((await edit({ emailBcc: 'nonsense' })).json).toMatchObject({ field: 'routeDuplication.emailBcc' });
    expect((await edit({ faxNumber: '1' })).status).toBe(400);
    const agent = { token: house.tokens.one, body: { routeDuplication: { smsUrl: mirror } } };
    expect((await house.api('PATCH', `/agents/${agentId}`, agent)).status).toBe(403);
  });

  it('of texts are posted in and out, signed like callbacks', async () => {
    expect((await edit({ smsUrl: mirror, emailBcc: 'archive@example.com', recordCalls: true })).status).toBe(200);
    const sent = await send({ to: person, body: 'Out it goes' });
    await told(1);
    house.demo.network.control.sendFromPhone({ from: person, to: '+12125550101', text: 'In it comes' });
    await told(2);
    expect(posted.map(each => JSON.parse(each.text))).toMatchObject([
      { type: 'message.mirrored', id: sent.json.id, agentId, direction: 'outbound', to: person, body: 'Out it goes' },
      { type: 'message.mirrored', agentId, direction: 'inbound', untrusted: true, from: person, body: 'In it comes' },
    ]);
    const { json } = await ask('GET', '/callback-secret');
    const key = Buffer.from(String(json.secret).replace('whsec_', ''), 'base64');
    for (const { headers, text } of posted) {
      const signed = `${headers.get('webhook-id')}.${headers.get('webhook-timestamp')}.${text}`;
      const signature = createHmac('sha256', key).update(signed).digest('base64');
      expect(headers.get('webhook-signature')).toBe(`v1,${signature}`);
    }
  });

  it('of e-mails that leave are sent to one address, and of codes to none', async () => {
    await send({ to: 'ada@example.com', channel: 'email', subject: 'Dinner', body: 'At eight' });
    await house.until(
      () => house.demo.network.control.mails('archive@example.com'),
      mails => mails.length === 1,
    );
    const [copy] = house.demo.network.control.mails('archive@example.com');
    expect(copy).toMatchObject({ subject: 'Dinner', text: 'At eight' });
    expect(copy?.headers).toMatchObject({ 'X-Original-To': 'ada@example.com' });
    expect(house.demo.network.control.mails('ada@example.com')).toHaveLength(1);
    await house.api('POST', '/otp/send', { body: { to: person, channel: 'sms' } });
    expect(posted).toHaveLength(2);
  });

  it('never hold the message up: it has left while the mirror hangs', async () => {
    const hanging = Promise.withResolvers<void>();
    answers = [() => hanging.promise.then(() => new Response())];
    const sent = await send({ to: person, body: 'Does not wait' });
    expect(sent.json).toMatchObject({ status: 'sent' });
    await told(3);
    hanging.resolve();
    await house.until(
      () => count('buttdial_mirrors_total', 'delivered'),
      line => line !== '',
    );
  });

  it('that cannot be delivered are counted and noted once, and the message is none the worse', async () => {
    // Of a copy that may have arrived no second one is sent.
    house.demo.network.control.addFault({ kind: 'garbled', to: 'archive@example.com' });
    for (const subject of ['One', 'Two']) {
      const sent = await send({ to: 'ada@example.com', channel: 'email', subject, body: 'x' });
      expect(sent.json).toMatchObject({ status: 'sent' });
    }
    await house.until(
      () => events('mirror.failed'),
      links => links.length === 1,
    );
    await house.until(
      () => count('buttdial_mirrors_total', 'failed'),
      line => line.endsWith(' 2'),
    );
    expect(await events('mirror.failed')).toHaveLength(1);
    house.demo.network.control.clearFaults();
  });

  it('stop when they are switched off', async () => {
    const before = posted.length;
    expect((await edit(null)).status).toBe(200);
    await send({ to: person, body: 'Alone again' });
    // Whatever was switched off is seen by the next message.
    await send({ to: person, body: 'And again' });
    expect(posted).toHaveLength(before);
  });
});
