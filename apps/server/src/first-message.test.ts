import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const phone = '+15559876543';
const agentNumber = '+12125550101';
let house: Installation;
beforeAll(async () => {
  house = await install();
});
afterAll(() => house.close());

type Waiting = {
  messages: { id: string; from: string; body: string; channel: string; untrusted: boolean; subject?: string }[];
  count: number;
};
const stateOf = async (id: unknown) => (await house.api('GET', `/messages/${id}`)).json.status;
const control = () => house.demo.network.control;

describe('the first message', () => {
  it('goes out as SMS through the real adapter, is seen on the phone and reported delivered', async () => {
    const sent = await house.api('POST', '/send-message', { body: { to: phone, body: 'Hello from my AI agent!' } });
    expect(sent.status).toBe(200);
    expect(sent.json).toMatchObject({
      success: true,
      status: 'sent',
      channel: 'sms',
      from: agentNumber,
      to: phone,
      genderContext: { agentGender: 'neutral', targetGender: 'male' },
    });
    expect(sent.json.externalId).toMatch(/^SM[0-9a-f]{32}$/);
    expect(sent.json.messageId).toBe(sent.json.externalId);
    await house.until(
      () => stateOf(sent.json.id),
      state => state === 'delivered',
    );
    expect(control().thread(phone).at(-1)).toMatchObject({
      text: 'Hello from my AI agent!',
      with: agentNumber,
      direction: 'received',
    });
  });

  it('gets its answer back by a signed webhook, leased, acknowledged and then gone', async () => {
    control().sendFromPhone({ from: phone, to: agentNumber, text: 'Hi agent, who are you?' });
    const { json } = await house.api('GET', '/waiting-messages?waitSeconds=10');
    const waiting = json as unknown as Waiting;
    expect(waiting.messages).toHaveLength(1);
    expect(waiting.messages[0]).toMatchObject({
      from: phone,
      body: 'Hi agent, who are you?',
      channel: 'sms',
      untrusted: true,
    });
    expect((await house.api('GET', '/waiting-messages')).json.count).toBe(0);
    expect(
      (await house.api('POST', '/waiting-messages/ack', { body: { ids: [waiting.messages[0]?.id] } })).json,
    ).toEqual({ acknowledged: 1 });
  });

  it('works as WhatsApp once the contact has written', async () => {
    control().sendFromPhone({ from: phone, to: agentNumber, channel: 'whatsapp', text: 'Hello on WhatsApp' });
    const { json } = await house.api('GET', '/waiting-messages?waitSeconds=10&channel=whatsapp&ack=on_fetch');
    expect((json as unknown as Waiting).messages[0]).toMatchObject({ channel: 'whatsapp', body: 'Hello on WhatsApp' });
    const sent = await house.api('POST', '/send-message', {
      body: { to: phone, body: 'And back', channel: 'whatsapp' },
    });
    expect(sent.json).toMatchObject({ success: true, channel: 'whatsapp' });
    await house.until(
      () => control().thread(phone, { channel: 'whatsapp' }).at(-1),
      last => last?.text === 'And back' && last.direction === 'received',
    );
  });

  it('works as e-mail, with its answer', async () => {
    const sent = await house.api('POST', '/send-message', {
      body: { to: 'ada@example.com', body: 'Dear Ada', subject: 'Hello', channel: 'email' },
    });
    expect(sent.json).toMatchObject({
      success: true,
      channel: 'email',
      from: 'test-agent-001@agents.example.com',
      subject: 'Hello',
    });
    await house.until(
      () => stateOf(sent.json.id),
      state => state === 'delivered',
    );
    const mail = control().mails('ada@example.com').at(-1);
    expect(mail).toMatchObject({ subject: 'Hello', text: 'Dear Ada' });
    control().replyToMail(mail?.id ?? '', { text: 'Dear agent' });
    const { json } = await house.api('GET', '/waiting-messages?waitSeconds=10&channel=email&ack=on_fetch');
    expect((json as unknown as Waiting).messages[0]).toMatchObject({
      from: 'ada@example.com',
      body: 'Dear agent',
      subject: 'Re: Hello',
    });
  });

  it('reaches another agent by its id', async () => {
    const sent = await house.api('POST', '/send-message', { body: { to: 'test-agent-002', body: 'Ping from one' } });
    expect(sent.json).toMatchObject({ to: '+12125550102' });
    const { json } = await house.api('GET', '/waiting-messages?waitSeconds=10&ack=on_fetch', {
      token: house.tokens.two,
    });
    expect((json as unknown as Waiting).messages[0]).toMatchObject({ from: agentNumber, body: 'Ping from one' });
  });

  it('waits when it is scheduled, and can be asked about', async () => {
    const sendAt = new Date(Date.now() + 600).toISOString();
    const sent = await house.api('POST', '/send-message', { body: { to: phone, body: 'Later', sendAt } });
    expect(sent.json).toMatchObject({ status: 'queued', externalId: null, sendsAt: sendAt });
    await house.until(
      () => stateOf(sent.json.id),
      state => state === 'sent' || state === 'delivered',
    );
    const listed = (await house.api('GET', '/messages?limit=1')).json;
    expect(listed).toMatchObject({ count: 1, messages: [{ id: sent.json.id, agentId: 'test-agent-001' }] });
    expect(JSON.stringify(listed)).not.toContain('Later');
  });

  it('is sent once for one idempotency key, and a key cannot change its mind', async () => {
    const once = () =>
      house.api('POST', '/send-message', {
        body: { to: phone, body: 'Only once' },
        headers: { 'idempotency-key': 'once-1' },
      });
    const answers = await Promise.all(Array.from({ length: 20 }, once));
    expect(new Set(answers.map(answer => JSON.stringify(answer.json))).size).toBe(1);
    expect(house.demo.network.ledger().sends.filter(send => send.text === 'Only once')).toHaveLength(1);
    const other = await house.api('POST', '/send-message', {
      body: { to: phone, body: 'Something else' },
      headers: { 'idempotency-key': 'once-1' },
    });
    expect(other).toMatchObject({ status: 409, json: { code: 'conflict' } });
  });

  it('tells of fields that it does not know', async () => {
    const { json } = await house.api('POST', '/send-message', { body: { to: phone, body: 'x', colour: 'red' } });
    expect(json.warnings).toEqual(['Unknown field "colour" was ignored.']);
  });

  it('stops at STOP, says so once, and starts again at START', async () => {
    const stubborn = '+15559876599';
    const say = (text: string) => control().sendFromPhone({ from: stubborn, to: agentNumber, text });
    say('STOP');
    await house.until(
      () => control().thread(stubborn),
      thread => thread.some(message => message.direction === 'received' && message.text.includes('unsubscribed')),
    );
    const refused = await house.api('POST', '/send-message', { body: { to: stubborn, body: 'Please?' } });
    expect(refused).toMatchObject({ status: 403, json: { code: 'refused' } });
    expect(refused.json.ruleIds).not.toHaveLength(0);
    say('START');
    await house.until(
      () => control().thread(stubborn),
      thread => thread.some(message => message.text.includes('re-subscribed')),
    );
    expect((await house.api('POST', '/send-message', { body: { to: stubborn, body: 'Welcome back' } })).status).toBe(
      200,
    );
  });

  it('is provisioned, used and given back', async () => {
    const made = await house.api('POST', '/provision', {
      token: house.tokens.organization,
      body: { agentId: 'new-agent', displayName: 'New Agent', capabilities: ['sms', 'email'] },
    });
    expect(made.status).toBe(200);
    const { securityToken, channels } = made.json as {
      securityToken: string;
      channels: { phone: { number: string }; email: { address: string } };
    };
    expect(channels.email.address).toBe('new-agent@agents.example.com');
    const sent = await house.api('POST', '/send-message', {
      token: securityToken,
      body: { to: phone, body: 'I am new' },
    });
    expect(sent.json).toMatchObject({ success: true, from: channels.phone.number });
    control().sendFromPhone({ from: phone, to: channels.phone.number, text: 'Welcome' });
    const inbox = await house.api('GET', '/waiting-messages?waitSeconds=10', { token: securityToken });
    expect(inbox.json.count).toBe(1);
    const gone = await house.api('POST', '/deprovision', {
      token: house.tokens.organization,
      body: { agentId: 'new-agent' },
    });
    expect(gone.json).toMatchObject({ success: true, status: 'deprovisioned', numberReleased: true });
    await house.until(
      async () => (await house.api('GET', '/channel-status', { token: securityToken })).status,
      status => status === 401,
    );
    expect(
      control()
        .numbers()
        .some(number => number.number === channels.phone.number),
    ).toBe(false);
  });
});

describe('an agent that is ended', () => {
  it('sends nothing any more, not even what it had scheduled', async () => {
    const { organization } = house.tokens;
    const made = await house.api('POST', '/provision', {
      token: organization,
      body: { agentId: 'short-lived', displayName: 'Short-lived', capabilities: { email: true } },
    });
    const sendAt = new Date(Date.now() + 700).toISOString();
    const scheduled = await house.api('POST', '/send-message', {
      token: String(made.json.securityToken),
      body: { to: 'ada@example.com', channel: 'email', subject: 'Too late', body: 'Never sent', sendAt },
    });
    expect(scheduled.json).toMatchObject({ status: 'queued' });
    await house.api('POST', '/deprovision', { token: organization, body: { agentId: 'short-lived' } });
    const ended = await house.until(
      async () => (await house.api('GET', `/messages/${scheduled.json.id}`, { token: organization })).json,
      message => message.status !== 'queued' && message.status !== 'sending',
    );
    expect(ended).toMatchObject({ status: 'failed', reason: 'The agent was ended before the message left.' });
    expect(house.demo.network.ledger().sends.filter(sent => sent.text === 'Too late')).toEqual([]);
  });
});

describe('a callback', () => {
  it('posts what came in, signed after Standard Webhooks, and again until it is taken', async () => {
    const seen: { headers: IncomingMessage['headers']; body: string }[] = [];
    const application = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(seen.length === 1 ? 500 : 200).end();
    });
    await new Promise<void>(resolve => application.listen(0, '127.0.0.1', resolve));
    const { port } = application.address() as AddressInfo;
    const own = await install({
      env: { AGENTOS_CALLBACK_URL: `http://127.0.0.1:${port}/in/{agentId}` },
      parts: { callback: { scheduleMs: [0, 50, 100], pollMs: 20 } },
    });
    try {
      own.demo.network.control.sendFromPhone({ from: phone, to: agentNumber, text: 'To your application' });
      await own.until(
        () => seen.length,
        count => count === 2,
      );
      const last = seen[1];
      const { secret } = (await own.api('GET', '/callback-secret', { token: own.tokens.organization })).json as {
        secret: string;
      };
      const signed = `${last?.headers['webhook-id']}.${last?.headers['webhook-timestamp']}.${last?.body}`;
      const expected = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
        .update(signed)
        .digest('base64');
      expect(last?.headers['webhook-signature']).toBe(`v1,${expected}`);
      expect(JSON.parse(last?.body ?? '')).toMatchObject({
        agentId: 'test-agent-001',
        channel: 'sms',
        direction: 'inbound',
        from: phone,
        to: agentNumber,
        body: 'To your application',
        untrusted: true,
      });
      await own.until(
        async () => (await own.demo.store.depth()).inboxWaiting,
        waiting => waiting === 0,
      );
    } finally {
      await own.close();
      application.close();
    }
  });
});
