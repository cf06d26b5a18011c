import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, type World } from '../test/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

async function openSse(
  token: string,
): Promise<{ readonly status: number; ended(): Promise<void>; readonly controller: AbortController }> {
  const controller = new AbortController();
  const response = await fetch(`${world.url}/sse?token=${token}`, { signal: controller.signal });
  return {
    status: response.status,
    controller,
    async ended() {
      const reader = response.body!.getReader();
      while (!(await reader.read()).done);
    },
  };
}

async function rotate(agentId: string): Promise<{ readonly token: string; readonly tokenId: string }> {
  const headers = {
    authorization: `Bearer ${world.tokens.organization}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'comms_rotate_token', arguments: { agentId } },
  });
  const text = await (await fetch(`${world.url}/mcp`, { method: 'POST', headers, body })).text();
  return JSON.parse(/^data: (.*)$/m.exec(text)![1]!).result.structuredContent;
}

it('one token may keep 64 connections, and gets room again when one closes', async () => {
  const opened = await Promise.all(Array.from({ length: 64 }, () => openSse(world.tokens.one)));
  expect(opened.map(({ status }) => status)).toEqual(Array(64).fill(200));
  expect((await openSse(world.tokens.one)).status).toBe(429);
  expect((await openSse(world.tokens.organization)).status).toBe(200);
  opened[0]!.controller.abort();
  await expect.poll(async () => (await openSse(world.tokens.one)).status).toBe(200);
  for (const { controller } of opened) controller.abort();
});

it('a connection ends when its token is replaced, others stay', async () => {
  const first = await rotate('agent-two');
  const connection = await openSse(first.token);
  expect(connection.status).toBe(200);
  await rotate('agent-two');
  await connection.ended();
  expect((await openSse(first.token)).status).toBe(401);
});

it('a connection that a just revoked token still got ends as well', async () => {
  const first = await rotate('agent-two');
  expect((await openSse(first.token)).status).toBe(200);
  await rotate('agent-two');
  // For half a second the token is believed.
  const late = await openSse(first.token);
  if (late.status === 200) await late.ended();
  await expect.poll(async () => (await openSse(first.token)).status, { timeout: 5000 }).toBe(401);
});

it('closing the doors ends what is open', async () => {
  const other = await openWorld();
  const response = await fetch(`${other.url}/sse?token=${other.tokens.one}`);
  await other.mcp.close();
  const reader = response.body!.getReader();
  while (!(await reader.read()).done);
  await other.close();
});
