import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const stores = [
  ['SQLite', async () => ({})],
  [
    'PostgreSQL',
    async () => {
      const name = `identity_${process.pid}`;
      const admin = postgres(inject('postgresUrl'), { max: 1 });
      await admin.unsafe(`create database ${name}`);
      await admin.end();
      return { DATABASE_URL: inject('postgresUrl').replace(/\/[^/]*$/, `/${name}`) };
    },
  ],
] as const;
const [ada, grace, stranger] = ['+15559876543', '+15559870002', '+15559870003'];

describe.each(stores)('a number that an organization shares, on %s', (_store, environment) => {
  let house: Installation;
  let shared: string;
  beforeAll(async () => {
    house = await install({
      env: { ...(await environment()), IDENTITY_MODE: 'shared', INITIAL_AGENT_POOL_SIZE: '50' },
    });
  }, 60_000);
  afterAll(() => house.close());

  const ask = (method: string, path: string, body?: object) =>
    house.api(method, path, { token: house.tokens.organization, ...(body ? { body } : {}) });
  const send = (agentId: string, to: string) => ask('POST', '/send-message', { agentId, to, body: `From ${agentId}` });
  const write = (from: string, to = shared) =>
    house.demo.network.control.sendFromPhone({ from, to, text: `Answer of ${from}` });
  const waiting = (agentId: string) => house.demo.store.inbox.waiting('default', agentId);
  const gets = (agentId: string, count: number) =>
    house.until(
      () => waiting(agentId),
      inbox => inbox.sms === count,
    );

  it('is rented once, whoever comes first, and all of them send from it', async () => {
    const before = house.demo.network.control.numbers().length;
    const made = await Promise.all(
      ['red', 'blue'].map(agentId =>
        ask('POST', '/provision', { agentId, displayName: agentId, capabilities: ['sms'] }),
      ),
    );
    const phones = made.map(answer => (answer.json.channels as { phone: { number: string } }).phone);
    shared = phones[0]?.number ?? '';
    expect(phones).toEqual([
      { number: shared, status: 'shared' },
      { number: shared, status: 'shared' },
    ]);
    expect(house.demo.network.control.numbers()).toHaveLength(before + 1);
    expect((await send('red', ada)).json).toMatchObject({ status: 'sent', from: shared });
    const status = await ask('GET', '/channel-status?agentId=blue');
    expect(status.json.channels).toMatchObject({ phone: { number: shared, status: 'shared' } });
  });

  it('brings an answer to the agent that wrote last to whoever answers', async () => {
    write(ada);
    await gets('red', 1);
    expect((await send('blue', ada)).json).toMatchObject({ status: 'sent', from: shared });
    expect((await send('red', grace)).json).toMatchObject({ status: 'sent' });
    write(ada);
    await gets('blue', 1);
    write(grace);
    await gets('red', 2);
    // Not the one that was refused or has not left yet.
    const later = new Date(Date.now() + 3_600_000).toISOString();
    await ask('POST', '/send-message', { agentId: 'red', to: ada, body: 'Later', sendAt: later });
    write(ada);
    await gets('blue', 2);
  });

  it('rings at the agent that wrote last to whoever calls', async () => {
    house.demo.network.control.callFromPhone({ from: ada, to: shared });
    const calls = await house.until(
      async () => (await ask('GET', '/calls')).json.calls as { agentId: string; direction: string; from: string }[],
      list => list.length === 1,
    );
    expect(calls).toMatchObject([{ agentId: 'blue', direction: 'inbound', from: ada }]);
  });

  it('brings a stranger to the inbox of the organization, or to its default agent', async () => {
    write(stranger);
    await gets('inbox-default', 1);
    const chosen = await ask('PATCH', '/organization/settings', { defaultAgentId: 'blue' });
    expect(chosen.json).toMatchObject({ settings: { defaultAgentId: 'blue' }, changed: ['defaultAgentId'] });
    write(stranger);
    await gets('blue', 3);
    const unknown = await ask('PATCH', '/organization/settings', { defaultAgentId: 'nobody' });
    expect(unknown.status).toBe(404);
  });

  it('outlives its agents: who ended is asked no more, the number stays', async () => {
    expect((await ask('POST', '/deprovision', { agentId: 'red' })).json).toMatchObject({ numberReleased: false });
    write(grace);
    await gets('blue', 4);
    expect((await ask('POST', '/deprovision', { agentId: 'inbox-default' })).json).toMatchObject({ code: 'conflict' });
    expect(house.demo.network.control.numbers().map(each => each.number)).toContain(shared);
    // A stop counts for all who share it.
    house.demo.network.control.sendFromPhone({ from: grace, to: shared, text: 'STOP' });
    await gets('blue', 5);
    expect((await send('blue', grace)).json).toMatchObject({ code: 'refused' });
  });

  it('takes no place of the pool, and more of them can be made', async () => {
    const more = await ask('POST', '/shared-numbers', { country: 'GB' });
    expect(more.json).toMatchObject({ number: expect.stringMatching(/^\+44/), inboxAgentId: 'inbox-default' });
    // The one that looks most like the recipient's is used.
    // Which lines there are is believed for half a second.
    await house.until(
      async () => (await send('blue', '+442079460199')).json.from,
      from => from === more.json.number,
    );
    expect((await send('blue', '+12125550155')).json).toMatchObject({ from: shared });
    const status = await ask('GET', '/channel-status?agentId=blue');
    expect(status.json.pool).toMatchObject({ activeAgents: 1 });
    expect((await ask('GET', '/numbers/orphans')).status).toBe(403);
  });
});

describe('a hybrid', () => {
  it('gives a number of their own to agents that answer calls or ask for one', async () => {
    const house = await install({ env: { INITIAL_AGENT_POOL_SIZE: '50' } });
    try {
      const token = house.tokens.organization;
      await house.api('PATCH', '/organization/settings', { token, body: { identityMode: 'hybrid' } });
      const phone = async (agentId: string, body: object) => {
        const made = await house.api('POST', '/provision', { token, body: { agentId, displayName: agentId, ...body } });
        return (made.json.channels as { phone: { number: string; status: string } }).phone.status;
      };
      expect(await phone('texts', { capabilities: ['sms'] })).toBe('shared');
      expect(await phone('calls', { capabilities: ['voiceAi'] })).toBe('active');
      expect(await phone('own', { capabilities: ['sms'], identity: 'dedicated' })).toBe('active');
      expect(await phone('told', { capabilities: ['voiceAi'], identity: 'shared' })).toBe('shared');
    } finally {
      await house.close();
    }
  });
});
