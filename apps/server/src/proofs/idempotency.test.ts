import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { breakGround, type Child, freePort, type Ground, persist, startChild } from '../../testing/children.ts';

describe('one idempotency key, a hundred times, over four processes on one PostgreSQL', () => {
  let ground: Ground;
  let children: readonly Child[];
  beforeAll(async () => {
    ground = await breakGround();
    const admin = postgres(inject('postgresUrl'), { max: 1 });
    const name = `idempotency_${process.pid}`;
    await admin.unsafe(`create database ${name}`);
    await admin.end();
    const databaseUrl = inject('postgresUrl').replace(/\/[^/]*$/, `/${name}`);
    children = await Promise.all(
      Array.from({ length: 4 }, async () =>
        startChild({
          port: await freePort(),
          dataDir: ground.dataDir,
          networkUrl: ground.networkUrl,
          patient: true,
          databaseUrl,
        }),
      ),
    );
    ground.point(children[0]?.url ?? '');
  }, 120_000);
  afterAll(async () => {
    await Promise.all(children.map(child => child.stop()));
    await ground.close();
  });
  const token = () => ground.state.agentTokens['test-agent-001'] ?? '';
  const send = (index: number, body: string) =>
    persist(() => children[index % 4]?.url ?? '', token(), { key: 'the-one', body: { to: '+15559876543', body } });

  it('makes one vendor request and a hundred equal answers', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => send(index, 'once over four')));
    expect(new Set(answers.map(answer => answer.status))).toEqual(new Set([200]));
    expect(new Set(answers.map(answer => JSON.stringify(answer.json))).size).toBe(1);
    expect(ground.network.ledger().requests.filter(request => request.method === 'POST')).toHaveLength(1);
  });

  it('refuses another body with 409', async () => {
    expect((await send(2, 'something else')).status).toBe(409);
  });

  it('holds a cap exactly: 100 parallel sends, cap 10, four processes', async () => {
    const limits = await fetch(`${children[1]?.url}/api/v1/agent-limits`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ground.state.organizationToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ agentId: 'test-agent-002', limits: { maxActionsPerMinute: 10 } }),
    });
    expect(limits.status).toBe(200);
    const other = ground.state.agentTokens['test-agent-002'] ?? '';
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        persist(() => children[index % 4]?.url ?? '', other, {
          key: `capped-${index}`,
          body: { to: '+15559876543', body: `capped ${index}` },
        }),
      ),
    );
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(10);
    expect(answers.filter(answer => answer.status === 429)).toHaveLength(90);
  });
});
