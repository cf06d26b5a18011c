import type { Failpoint } from '@buttdial/switchboard';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { breakGround, type Child, freePort, type Ground, pause, startChild } from '../../testing/children.ts';

const areas = ['212', '415', '312', '206', '305'];
const stores = [
  ['SQLite', async () => undefined],
  [
    'PostgreSQL',
    async () => {
      const name = `pool_race_${process.pid}`;
      const admin = postgres(inject('postgresUrl'), { max: 1 });
      await admin.unsafe(`create database ${name}`);
      await admin.end();
      return inject('postgresUrl').replace(/\/[^/]*$/, `/${name}`);
    },
  ],
] as const;

/** Undefined when the server died over it. */
async function ask(
  url: string,
  token: string,
  { method, path, body }: { method: string; path: string; body?: object },
) {
  try {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
}

/** Every number that is for sale in the country belongs to somebody else. */
function sellOut({ network }: Ground): void {
  const other = `AC${'f'.repeat(32)}`;
  network.control.addAccount({ twilio: { accountSid: other, authToken: 'another-token' } });
  const taken = new Set(network.control.numbers().map(number => number.number));
  for (const area of areas)
    for (let end = 0; end < 100; end += 1) {
      const number = `+1${area}55501${String(end).padStart(2, '0')}`;
      if (!taken.has(number)) network.control.addNumber({ number, accountSid: other });
    }
}

describe.each(stores)('the last of a pool, asked for in two processes at once, on %s', (_name, database) => {
  let ground: Ground;
  let children: Child[];
  beforeAll(async () => {
    ground = await breakGround();
    const databaseUrl = await database();
    children = [];
    for (const _each of [1, 2]) {
      const settings = {
        port: await freePort(),
        dataDir: ground.dataDir,
        networkUrl: ground.networkUrl,
        patient: true,
      };
      children.push(await startChild({ ...settings, ...(databaseUrl ? { databaseUrl } : {}) }));
    }
  }, 60_000);
  afterAll(async () => {
    for (const child of children) await child.stop();
    await ground.close();
  });

  const accountNumbers = () =>
    ground.network.control.numbers().filter(number => number.account === ground.state.twilio.accountSid);
  const via = (index: number, method: string, path: string, body?: object) =>
    ask(children[index % 2]?.url ?? '', ground.state.organizationToken, { method, path, ...(body ? { body } : {}) });
  const operator = (body: object) =>
    ask(children[0]?.url ?? '', ground.state.orchestratorToken, { method: 'POST', path: '/pools', body });
  const race = async (name: string, capabilities: string[], more: object = {}) => {
    await via(0, 'POST', '/agent-pool', { maxAgents: 50 });
    const bodies = Array.from({ length: 6 }, (_each, index) => `${name}-${index}`);
    return Promise.all(
      bodies.map((agentId, index) =>
        via(index, 'POST', '/provision', { agentId, displayName: agentId, capabilities, ...more }),
      ),
    );
  };

  it('is a number: one gets it, the others are told, and nothing is left behind', async () => {
    const number = '+12065550177';
    ground.network.control.addNumber({ number, accountSid: ground.state.twilio.accountSid });
    expect((await operator({ kind: 'number', number }))?.status).toBe(200);
    sellOut(ground);
    const answers = await race('number', ['sms']);
    const won = answers.filter(answer => answer?.status === 200);
    expect(won).toHaveLength(1);
    expect(won[0]?.json.channels).toMatchObject({ phone: { number } });
    for (const answer of answers.filter(each => each?.status !== 200))
      expect(answer?.json).toMatchObject({ code: 'unavailable', field: 'country' });
    const lines = ((await via(1, 'GET', '/lines'))?.json.lines ?? []) as { address: string; channel: string }[];
    const held = lines.filter(line => line.channel === 'sms').map(line => line.address);
    expect(held.toSorted()).toEqual(
      accountNumbers()
        .map(each => each.number)
        .toSorted(),
    );
    // The losers hold no place: the pool of agents has all but one.
    const status = await via(0, 'GET', '/channel-status?agentId=test-agent-001');
    expect(status?.json.pool).toMatchObject({ activeAgents: 1, slotsRemaining: 49 });
  });

  it('is a WhatsApp sender: one gets it, the others are told, and nothing is left behind', async () => {
    const free = accountNumbers().find(each => each.number === '+12065550177');
    const credentials = `${ground.state.twilio.accountSid}:${ground.state.twilio.authToken}`;
    const registered = await fetch(`${ground.networkUrl}/twilio/v2/Channels/Senders`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(credentials)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sender_id: `whatsapp:${free?.number}`, profile: { name: 'Acme' } }),
    });
    expect(registered.status).toBe(202);
    const added = await operator({ kind: 'sender', number: free?.number });
    expect(added?.status, JSON.stringify(added?.json)).toBe(200);
    ground.network.control.judgeSender(free?.number ?? '', { status: 'ONLINE', qualityRating: 'HIGH' });
    const answers = await race('sender', ['whatsapp'], { queueWhatsapp: false });
    const won = answers.filter(answer => answer?.status === 200);
    expect(won).toHaveLength(1);
    expect(won[0]?.json.channels).toMatchObject({ whatsapp: { number: free?.number, status: 'active' } });
    for (const answer of answers.filter(each => each?.status !== 200))
      expect(answer?.json).toMatchObject({ code: 'unavailable', field: 'capabilities.whatsapp' });
    const listed = await via(1, 'GET', '/pools');
    const entries = (listed?.json.entries ?? []) as { kind: string; agentId: string }[];
    expect(entries.filter(entry => entry.kind === 'sender')).toMatchObject([
      { state: 'taken', agentId: won[0]?.json.agentId },
    ]);
  });
});

const everyPoint: readonly Failpoint[] = ['before-rent', 'after-rent', 'before-pool', 'after-pool'];
const points = process.env.TEST_FULL === undefined ? everyPoint.slice(0, 2) : everyPoint;

describe('a pool that is filled or taken from while the server is killed', () => {
  let ground: Ground;
  let port: number;
  let child: Child;
  beforeAll(async () => {
    ground = await breakGround();
    port = await freePort();
  });
  afterAll(async () => {
    await child.stop();
    await ground.close();
  });

  const restart = async (label?: Failpoint) => {
    await child?.stop();
    const place = { port, dataDir: ground.dataDir, networkUrl: ground.networkUrl };
    child = await startChild({ ...place, ...(label ? { failpoint: { label, hit: 1 } } : {}) });
  };
  const call = (method: string, path: string, body?: object) =>
    ask(`http://127.0.0.1:${port}`, ground.state.organizationToken, { method, path, ...(body ? { body } : {}) });

  /** What is rented is somebody's line or in the pool, once each, and nothing else is. */
  async function untilSame(): Promise<void> {
    for (const giveUp = Date.now() + 20_000; ; await pause(50)) {
      const lines = ((await call('GET', '/lines'))?.json.lines ?? []) as Record<string, string>[];
      const pools = ((await call('GET', '/pools'))?.json.entries ?? []) as Record<string, string>[];
      const held = [
        ...lines.filter(line => line.channel === 'sms' && line.status === 'active').map(line => line.address ?? ''),
        ...pools.filter(entry => entry.state === 'available').map(entry => entry.number ?? ''),
      ].toSorted();
      const rented = ground.network.control
        .numbers()
        .map(number => number.number)
        .toSorted();
      if (JSON.stringify(held) === JSON.stringify(rented)) return;
      if (Date.now() > giveUp) expect(rented).toEqual(held);
    }
  }

  it.each(points)('loses nothing when killed %s', async label => {
    await restart(label);
    const share = call('POST', '/shared-numbers', {});
    expect(await share).toBeUndefined();
    await child.gone;
    await restart();
    await untilSame();
    for (let answer = await call('POST', '/shared-numbers', {}); ; answer = await call('POST', '/shared-numbers', {})) {
      // The plan that the dead one left holds its name until it is given up.
      if (answer?.status === 503) await pause(100);
      else {
        expect(answer?.status).toBe(200);
        break;
      }
    }
    await untilSame();
  });

  it('puts back what an agent was to be made with when it is killed after taking it', async () => {
    await restart();
    const number = '+12065550178';
    ground.network.control.addNumber({ number, accountSid: ground.state.twilio.accountSid });
    await ask(`http://127.0.0.1:${port}`, ground.state.orchestratorToken, {
      method: 'POST',
      path: '/pools',
      body: { kind: 'number', number },
    });
    await restart('after-take');
    const body = { agentId: 'taker', displayName: 'Taker', capabilities: ['sms'] };
    expect(await call('POST', '/provision', body)).toBeUndefined();
    await child.gone;
    await restart();
    await untilSame();
    for (let answer = await call('POST', '/provision', body); ; answer = await call('POST', '/provision', body)) {
      if (answer?.status === 409) await pause(100);
      else {
        expect(answer?.json.channels).toMatchObject({ phone: { number } });
        break;
      }
    }
    await untilSame();
  });
});
