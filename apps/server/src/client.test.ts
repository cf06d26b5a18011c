import {
  type ApiError,
  type Client,
  createClient,
  isApiError,
  type LeasedMessage,
  type Output,
} from '@buttdial/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const phone = '+15559876543';
const agentNumber = '+12125550101';
let house: Installation;
let agent: Client;
let organization: Client;
beforeAll(async () => {
  house = await install();
  agent = createClient({ url: house.url, token: house.tokens.one });
  organization = createClient({ url: house.url, token: house.tokens.organization });
});
afterAll(() => house.close());

const control = () => house.demo.network.control;
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('It did not fail.'),
    (error: ApiError) => error,
  );

// A token that was good a moment ago is believed for up to half a second.
const refused = (client: Client) =>
  house.until(
    () =>
      client.ping().then(
        () => undefined,
        (error: ApiError) => error.code,
      ),
    code => code === 'unauthenticated',
  );

describe('the typed client', () => {
  it('sends, and asks until it is delivered', async () => {
    const sent = await agent.messages.send({ to: phone, body: 'From the client' });
    expect(sent).toMatchObject({ success: true, status: 'sent', channel: 'sms', from: agentNumber, to: phone });
    const delivered = await house.until(
      () => agent.messages.get({ id: sent.id }),
      message => message.status === 'delivered',
    );
    expect(delivered.externalId).toBe(sent.externalId);
    expect(control().thread(phone).at(-1)).toMatchObject({ text: 'From the client' });
    const { messages } = await agent.messages.list({ limit: 1, channel: 'sms' });
    expect(messages.map(message => message.id)).toEqual([sent.id]);
  });

  it('hears what is written, one by one, and what is acknowledged is gone', async () => {
    control().sendFromPhone({ from: phone, to: agentNumber, text: 'One' });
    const heard: string[] = [];
    for await (const message of agent.inbox.messages({ signal: AbortSignal.timeout(20_000) })) {
      expect(message).toMatchObject({ from: phone, channel: 'sms', untrusted: true, deliveries: 1 });
      heard.push(message.body);
      await message.ack();
      await message.ack();
      if (heard.length === 2) break;
      // Comes in while the loop waits for it.
      control().sendFromPhone({ from: phone, to: agentNumber, text: 'Two' });
    }
    expect(heard).toEqual(['One', 'Two']);
    expect((await house.demo.store.depth()).inboxWaiting).toBe(0);
  });

  it('hears for one agent with the token of the organization, until it is told to stop', async () => {
    const stop = new AbortController();
    const listening = (async () => {
      const heard: LeasedMessage[] = [];
      for await (const message of organization.inbox.messages({ agentId: 'test-agent-002', signal: stop.signal })) {
        heard.push(message);
        await message.ack();
        // The next request is under way, or about to be, when the signal comes.
        setImmediate(() => stop.abort());
      }
      return heard;
    })();
    await agent.messages.send({ to: 'test-agent-002', body: 'Are you there?' });
    expect(await listening).toMatchObject([{ agentId: 'test-agent-002', body: 'Are you there?' }]);
  });

  it('sends once, though the first answer is lost on the way', async () => {
    let requests = 0;
    const losing: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      requests += 1;
      if (requests > 1) return response;
      await response.arrayBuffer();
      throw new TypeError('The line went dead.');
    };
    const unlucky = createClient({ url: house.url, token: house.tokens.one, fetch: losing });
    const sent: Output<'messages.send'> = await unlucky.messages.send({ to: phone, body: 'Only once, please' });
    expect(sent.status).toBe('sent');
    expect(requests).toBe(2);
    expect(house.demo.network.ledger().sends.filter(send => send.text === 'Only once, please')).toHaveLength(1);
  });

  it('waits with the agent, and lets go when it is told to', async () => {
    const started = agent.inbox.fetch({ waitSeconds: 25 }, { signal: AbortSignal.timeout(50) });
    expect(await failure(started)).toMatchObject({ name: 'TimeoutError' });
    expect(isApiError(await failure(started))).toBe(false);
  });

  it('throws what the law, a limit, the access and the input refuse, typed', async () => {
    const law = await failure(agent.messages.send({ to: '911', body: 'Help' }));
    expect(law).toMatchObject({
      name: 'ApiError',
      code: 'refused',
      status: 403,
      operation: 'messages.send',
      ruleIds: ['SAFE-EMERGENCY'],
    });
    expect(law.citations).not.toHaveLength(0);
    expect(law.remedy).toMatch(/\w/);
    expect(await failure(agent.messages.send({ to: '', body: 'x' }))).toMatchObject({
      code: 'invalid-input',
      field: 'to',
    });
    expect(await failure(agent.agents.list())).toMatchObject({ code: 'forbidden', status: 403 });
    expect(await failure(agent.messages.get({ id: 'none' }))).toMatchObject({ code: 'not-found', field: 'id' });
    await organization.limits.set({ agentId: 'test-agent-002', limits: { maxActionsPerDay: 1 } });
    const two = createClient({ url: `${house.url}/api/v1`, token: house.tokens.two });
    await two.messages.send({ to: phone, body: 'The one of today' });
    const over = await failure(two.messages.send({ to: phone, body: 'One too many' }));
    expect(over).toMatchObject({
      code: 'limit-exceeded',
      status: 429,
      limit: { current: 1, max: 1, resetsAt: expect.any(Date) },
    });
  });

  it('runs a house: provision, rotate, revoke, deprovision', async () => {
    const made = await organization.agents.provision({
      agentId: 'by-client',
      displayName: 'By Client',
      capabilities: ['sms', 'email'],
    });
    const first = createClient({ url: house.url, token: made.securityToken });
    expect(await first.ping({ message: 'hello' })).toMatchObject({ status: 'ok', echo: 'hello' });
    const { token, tokenId } = await organization.tokens.rotate({ agentId: 'by-client' });
    await refused(first);
    const second = createClient({ url: house.url, token });
    const { lines } = await second.agents.status();
    expect(lines.map(line => line.channel)).toEqual(expect.arrayContaining(['email', 'sms']));
    expect(await organization.tokens.revoke({ tokenId })).toEqual({ success: true });
    await refused(second);
    expect(await organization.agents.deprovision({ agentId: 'by-client' })).toMatchObject({ status: 'deprovisioned' });
    expect((await organization.callbacks.secret()).secret).toMatch(/^whsec_/);
  });
});
