import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, person, type World } from '../test/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

function post(token: string, body: unknown, session?: string) {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...(session ? { 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' } : {}),
  };
  return fetch(`${world.url}/mcp`, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function begin(token: string): Promise<string> {
  const response = await post(token, {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
  });
  await response.text();
  return response.headers.get('mcp-session-id') ?? '';
}

const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
const subscribe = {
  jsonrpc: '2.0',
  id: 3,
  method: 'resources/subscribe',
  params: { uri: 'buttdial://inbox/agent-one' },
};

describe('a session of an older client on /mcp', () => {
  it('belongs to the token that opened it', async () => {
    const session = await begin(world.tokens.one);
    expect(session).toMatch(/^[\w-]{32}$/);
    expect((await post(world.tokens.one, list, session)).status).toBe(200);
    for (const token of [world.tokens.two, world.tokens.organization])
      expect((await post(token, list, session)).status).toBe(403);
  });

  it('is not needed: a request with one that is not here is served all the same', async () => {
    const response = await post(world.tokens.one, list, 'of-another-process');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('comms_send_message');
    expect(await (await post(world.tokens.one, subscribe, 'of-another-process')).text()).toContain('-32601');
  });

  it('is unknown after its end', async () => {
    const session = await begin(world.tokens.one);
    const headers = { authorization: `Bearer ${world.tokens.one}`, 'mcp-session-id': session };
    expect((await fetch(`${world.url}/mcp`, { method: 'DELETE', headers })).status).toBe(200);
    expect((await post(world.tokens.one, list, session)).status).toBe(404);
  });

  it('makes room for newer ones of its token, but not for those of others', async () => {
    const mine = await begin(world.tokens.two);
    const first = await begin(world.tokens.one);
    for (let count = 0; count < 32; count += 1) await begin(world.tokens.one);
    expect(await (await post(world.tokens.one, subscribe, first)).text()).toContain('-32601');
    const other = { ...subscribe, params: { uri: 'buttdial://inbox/agent-two' } };
    expect(await (await post(world.tokens.two, other, mine)).text()).toContain('"result":{}');
  });

  it('hears of messages for the inbox that it subscribed to, and may not follow others', async () => {
    const client = new Client({ name: 'test', version: '1.0.0' });
    const heard = Promise.withResolvers<string>();
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => heard.resolve(params.uri));
    const opened = Promise.withResolvers<void>();
    const watched: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (init?.method === 'GET') opened.resolve();
      return response;
    };
    const transport = new StreamableHTTPClientTransport(new URL(`${world.url}/mcp`), {
      fetch: watched,
      requestInit: { headers: { authorization: `Bearer ${world.tokens.one}` } },
    });
    await client.connect(transport as never);
    await opened.promise;
    await client.subscribeResource({ uri: 'buttdial://inbox/agent-one' });
    await expect(client.subscribeResource({ uri: 'buttdial://inbox/stranger' })).rejects.toThrow('Resource not found');
    world.sandbox.control.sendFromPhone({ from: person, to: '+12125550101', text: 'news' });
    expect(await heard.promise).toBe('buttdial://inbox/agent-one');
    await client.close();
  });
});
