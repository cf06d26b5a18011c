import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const stores = [
  ['SQLite', async () => ({})],
  [
    'PostgreSQL',
    async () => {
      const name = `pools_${process.pid}`;
      const admin = postgres(inject('postgresUrl'), { max: 1 });
      await admin.unsafe(`create database ${name}`);
      await admin.end();
      return { DATABASE_URL: inject('postgresUrl').replace(/\/[^/]*$/, `/${name}`) };
    },
  ],
] as const;
const person = '+15559876543';

interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly number: string;
  readonly state: string;
  readonly quality: string | null;
  readonly agentId: string | null;
}

describe.each(stores)('pools of numbers and WhatsApp senders, on %s', (_store, environment) => {
  let house: Installation;
  beforeAll(async () => {
    house = await install({
      env: { ...(await environment()), INITIAL_AGENT_POOL_SIZE: '50' },
      parts: { pools: { pollMs: 25 } },
    });
    house.demo.network.control.changeBehaviour({ whatsappReview: 'hold' });
  }, 60_000);
  afterAll(() => house.close());

  const ask = (method: string, path: string, body?: object) =>
    house.api(method, path, { token: house.tokens.organization, ...(body ? { body } : {}) });
  const entries = async () => (await ask('GET', '/pools')).json.entries as Entry[];
  const wish = async (pools: object) => {
    expect((await ask('PATCH', '/organization/settings', { pools })).status).toBe(200);
  };
  const provision = (agentId: string, capabilities: string[], more: object = {}) =>
    ask('POST', '/provision', { agentId, displayName: agentId, capabilities, ...more });
  const rented = () => house.demo.network.control.numbers().map(number => number.number);
  const whatsapp = async (agentId: string) => {
    const { json } = await ask('GET', `/channel-status?agentId=${agentId}`);
    return (json.channels as { whatsapp: { status: string; senderSid: string | null } }).whatsapp;
  };
  const judge = (number: string, status: 'ONLINE' | 'OFFLINE', qualityRating: 'HIGH' | 'LOW' = 'HIGH') =>
    house.demo.network.control.judgeSender(number, { status, qualityRating });

  it('are empty until somebody wishes for something, and hold what was wished for', async () => {
    const before = rented().length;
    expect(await entries()).toEqual([]);
    await wish({ numbers: 2, monthlyBudget: 50 });
    await house.until(entries, list => list.length === 2);
    expect(await entries()).toMatchObject(Array(2).fill({ kind: 'number', state: 'available', agentId: null }));
    expect(rented()).toHaveLength(before + 2);
    const chain = await house.demo.store.audit.list('default', 1, 1000);
    expect(chain.filter(link => link.body.includes('"pool.rented"'))).toHaveLength(2);
  });

  it('give their numbers to agents first, and are filled up behind them', async () => {
    const waiting = (await entries()).map(entry => entry.number);
    const made = await provision('pooled-agent', ['sms']);
    const { number } = (made.json.channels as { phone: { number: string } }).phone;
    expect(waiting).toContain(number);
    await house.until(entries, list => list.filter(entry => entry.state === 'available').length === 2);
    expect((await entries()).find(entry => entry.number === number)).toMatchObject({ state: 'given' });
    // It is pointed at the agent: who writes to it reaches the agent.
    house.demo.network.control.sendFromPhone({ from: person, to: number, text: 'Hello' });
    await house.until(
      () => house.demo.store.inbox.waiting('default', 'pooled-agent'),
      inbox => inbox.sms === 1,
    );
    const orphans = await house.api('GET', '/numbers/orphans', { token: house.tokens.orchestrator });
    expect(orphans.json.orphans).toEqual([]);
  });

  it('rent no more than the budget of the organization and its day allow', async () => {
    const free = async () => (await entries()).filter(entry => entry.state === 'available').length;
    await wish({ numbers: 10, monthlyBudget: 3.5, maxRentalsPerDay: 100 });
    await house.until(free, count => count === 3);
    await house.demo.switchboard.drain();
    expect(await free()).toBe(3);
    await wish({ numbers: 10, monthlyBudget: 100, maxRentalsPerDay: 5 });
    await house.until(free, count => count === 4);
    await house.demo.switchboard.drain();
    expect((await entries()).length).toBe(5);
    await wish({ numbers: 0 });
    for (const entry of (await entries()).filter(each => each.state === 'available'))
      expect((await ask('DELETE', `/pools/${entry.id}`)).status).toBe(200);
    expect(await free()).toBe(0);
    expect((await ask('DELETE', '/pools/nonsense')).status).toBe(404);
  });

  it('let agents wait for a sender in the order of asking, and connect them when one is approved', async () => {
    for (const agentId of ['first', 'second']) {
      const made = await provision(agentId, ['whatsapp']);
      expect(made.json.channels).toMatchObject({ whatsapp: { number: null, senderSid: null, status: 'queued' } });
      expect(await whatsapp(agentId)).toMatchObject({ status: 'queued', senderSid: null });
    }
    expect((await ask('GET', '/pools')).json.waiting).toBe(2);
    const early = await ask('POST', '/send-message', { agentId: 'first', to: person, body: 'Hi', channel: 'whatsapp' });
    expect(early.json).toMatchObject({ code: 'unavailable', field: 'channel' });
    const refused = await provision('impatient', ['whatsapp'], { queueWhatsapp: false });
    expect(refused.json).toMatchObject({ code: 'unavailable', field: 'capabilities.whatsapp' });
    expect((await ask('GET', '/channel-status?agentId=impatient')).status).toBe(404);

    await wish({ senders: 1, monthlyBudget: 100, maxRentalsPerDay: 100, displayName: 'Acme' });
    const [pending] = await house.until(
      async () => (await entries()).filter(entry => entry.kind === 'sender'),
      list => list.length === 1,
    );
    expect(pending).toMatchObject({ state: 'pending', quality: null });
    judge(pending?.number ?? '', 'ONLINE');
    await house.until(
      () => whatsapp('first'),
      status => status.status === 'active',
    );
    expect(await whatsapp('first')).toMatchObject({ senderSid: expect.stringMatching(/^XE/) });
    expect(await whatsapp('second')).toMatchObject({ status: 'queued' });
    house.demo.network.control.sendFromPhone({
      from: person,
      to: pending?.number ?? '',
      text: 'On WhatsApp',
      channel: 'whatsapp',
    });
    await house.until(
      () => house.demo.store.inbox.waiting('default', 'first'),
      inbox => inbox.whatsapp === 1,
    );
    // What an agent has is believed for half a second.
    const sent = await house.until(
      () => ask('POST', '/send-message', { agentId: 'first', to: person, body: 'Hi', channel: 'whatsapp' }),
      answer => answer.status === 200,
    );
    expect(sent.json).toMatchObject({ status: 'sent', from: pending?.number });
  });

  it('take a sender back when its agent ends, and tell how it is rated', async () => {
    const [taken] = (await entries()).filter(entry => entry.agentId === 'first' && entry.kind === 'sender');
    judge(taken?.number ?? '', 'ONLINE', 'LOW');
    const rating = async () => (await entries()).find(entry => entry.id === taken?.id);
    await house.until(rating, entry => entry?.quality === 'low');
    expect(await rating()).toMatchObject({ state: 'taken' });
    const ended = await ask('POST', '/deprovision', { agentId: 'first' });
    expect(ended.json).toMatchObject({ whatsappReturned: true, numberReleased: false });
    // The one who waited next has it.
    await house.until(
      () => whatsapp('second'),
      status => status.status === 'active',
    );
    expect(await rating()).toMatchObject({ state: 'taken', agentId: 'second' });
  });

  it('give back at the vendor what the channel rejects', async () => {
    const [pending] = await house.until(
      async () => (await entries()).filter(entry => entry.kind === 'sender' && entry.state === 'pending'),
      list => list.length === 1,
    );
    await wish({ senders: 0 });
    expect(rented()).toContain(pending?.number);
    judge(pending?.number ?? '', 'OFFLINE');
    await house.until(rented, numbers => !numbers.includes(pending?.number ?? ''));
    expect(house.demo.network.control.senders().map(sender => sender.number)).not.toContain(pending?.number);
    expect((await entries()).map(entry => entry.id)).not.toContain(pending?.id);
  });

  it('take what the account has already, from the operator only', async () => {
    const number = '+13125550188';
    house.demo.network.control.addNumber({ number, accountSid: house.demo.state.twilio.accountSid });
    const add = (token: string, body: object) => house.api('POST', '/pools', { token, body });
    const mine = { kind: 'number', number, organizationId: 'default' };
    expect((await add(house.tokens.organization, mine)).json).toMatchObject({ code: 'forbidden' });
    expect((await add(house.tokens.orchestrator, mine)).json).toMatchObject({ entry: { number, state: 'available' } });
    expect((await add(house.tokens.orchestrator, mine)).json).toMatchObject({ code: 'conflict' });
    const strange = { ...mine, number: '+13125550189' };
    expect((await add(house.tokens.orchestrator, strange)).json).toMatchObject({ code: 'not-found', field: 'number' });
    const had = { ...mine, number: '+12125550101' };
    expect((await add(house.tokens.orchestrator, had)).json).toMatchObject({ code: 'conflict' });
  });
});

describe('a production server', () => {
  it('rents nothing in the background unless its operator allows it', async () => {
    const house = await install({ env: { POOL_MAX_RENTALS_PER_MONTH: '0' }, parts: { pools: { pollMs: 25 } } });
    try {
      const before = house.demo.network.control.numbers().length;
      const body = { pools: { numbers: 3, monthlyBudget: 100 } };
      await house.api('PATCH', '/organization/settings', { token: house.tokens.organization, body });
      await house.demo.switchboard.drain();
      expect(house.demo.network.control.numbers()).toHaveLength(before);
    } finally {
      await house.close();
    }
  });
});
