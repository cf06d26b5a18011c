import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { breakGround, type Child, freePort, type Ground, pause, startChild } from '../../testing/children.ts';

const stores = [
  ['SQLite', async () => undefined],
  [
    'PostgreSQL',
    async () => {
      const name = `revocation_${process.pid}`;
      const admin = postgres(inject('postgresUrl'), { max: 1 });
      await admin.unsafe(`create database ${name}`);
      await admin.end();
      return inject('postgresUrl').replace(/\/[^/]*$/, `/${name}`);
    },
  ],
] as const;

describe.each(stores)('a token that one process revokes, on %s', (_name, database) => {
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

  const ask = async (index: number, token: string, path: string, method = 'GET') => {
    const response = await fetch(`${children[index]?.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: '{}' } : {}),
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };

  it('is refused by the other one in every request that begins a second later', async () => {
    const token = ground.state.agentTokens['test-agent-001'] ?? '';
    // The other process knows it by heart by now.
    for (let times = 0; times < 20; times += 1) expect((await ask(1, token, '/ping')).status).toBe(200);
    const path = '/agents/test-agent-001/regenerate-token';
    const rotated = await ask(0, ground.state.organizationToken, path, 'POST');
    expect(rotated.status).toBe(200);
    const revokedAt = Date.now();
    const late: number[] = [];
    const refusals: number[] = [];
    while (late.length < 20) {
      const beganAt = Date.now();
      const { status } = await ask(1, token, '/ping');
      if (beganAt - revokedAt >= 1_000) late.push(status);
      if (status !== 200) refusals.push(status);
      await pause(20);
    }
    // Whoever goes on with it is slowed down after a while.
    expect(refusals[0]).toBe(401);
    expect(late.filter(status => status !== 401 && status !== 429)).toEqual([]);
  });
});
