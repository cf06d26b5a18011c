import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../test/world.ts';

let world: World;
let strict: World;
beforeAll(async () => {
  world = await openWorld();
  strict = await openWorld({ settings: { allowQueryToken: false } });
});
afterAll(() => Promise.all([world.close(), strict.close()]));

const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };

function post(headers: Record<string, string>, body: unknown = list, path = '/mcp') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${world.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: text,
  });
}

/** `fetch` does not let a Host header be chosen. */
function statusAs(host: string, headers: Record<string, string>): Promise<number> {
  const { hostname, port } = new URL(world.url);
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        hostname,
        port,
        path: '/mcp',
        method: 'POST',
        headers: {
          host,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
      },
      answer => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    asking.on('error', reject);
    asking.end(JSON.stringify(list));
  });
}

const bearerOf = (token: string) => ({ authorization: `Bearer ${token}` });

describe('the gate of /mcp', () => {
  it.each([
    ['no token', {}],
    ['a token of another shape', bearerOf('nonsense')],
    [
      'a well-formed token that nobody made',
      bearerOf('bd_test_agent_00000000000000000000000000000000000000000000000000'),
    ],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
  ])('answers 401 with a plain challenge for %s', async (_, headers) => {
    const response = await post(headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ code: 'unauthenticated', error: expect.any(String) });
  });

  it('takes no token from the URL', async () => {
    expect((await post({}, list, `/mcp?token=${world.tokens.one}`)).status).toBe(401);
  });

  it('asks for the token on every method, also where there is nothing to get', async () => {
    for (const method of ['GET', 'DELETE', 'PUT'])
      expect((await fetch(`${world.url}/mcp`, { method })).status).toBe(401);
    expect((await fetch(`${world.url}/mcp`, { headers: bearerOf(world.tokens.one) })).status).toBe(405);
  });

  it('has no sign of OAuth', async () => {
    for (const path of [
      'oauth-protected-resource',
      'oauth-protected-resource/mcp',
      'oauth-authorization-server',
      'openid-configuration',
    ]) {
      expect((await fetch(`${world.url}/.well-known/${path}`)).status, path).toBe(404);
    }
  });

  it('refuses bodies over 1 MB and bodies that are not JSON', async () => {
    const big = { ...list, params: { padding: 'x'.repeat(1 << 20) } };
    expect((await post(bearerOf(world.tokens.one), big)).status).toBe(413);
    const streamed = await fetch(`${world.url}/mcp`, {
      method: 'POST',
      headers: bearerOf(world.tokens.one),
      body: new Blob([JSON.stringify(big)]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(streamed.status).toBe(413);
    const broken = await post(bearerOf(world.tokens.one), '{"jsonrpc":');
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ error: { code: -32700 } });
  });

  it('reads a body that comes without a length', async () => {
    const chunked = await fetch(`${world.url}/mcp`, {
      method: 'POST',
      headers: {
        ...bearerOf(world.tokens.one),
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: new Blob([JSON.stringify(list)]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(200);
  });

  it('refuses host names and origins that it does not know', async () => {
    const auth = bearerOf(world.tokens.one);
    expect(await statusAs('evil.example.com', auth)).toBe(403);
    expect(await statusAs('localhost', auth)).toBe(200);
    expect(await statusAs('192.168.7.7:3100', auth)).toBe(200);
    expect(await statusAs('localhost', { ...auth, origin: 'https://evil.example.com' })).toBe(403);
    expect(await statusAs('localhost', { ...auth, origin: 'https://app.example.com' })).toBe(200);
    expect(await statusAs('localhost', { ...auth, origin: 'null' })).toBe(403);
  });
});

describe('the gate of /sse', () => {
  it('answers 401 without a token, and for one in the URL when the operator does not want that', async () => {
    expect((await fetch(`${world.url}/sse`)).status).toBe(401);
    expect((await fetch(`${world.url}/sse?token=nonsense`)).status).toBe(401);
    const refused = await fetch(`${strict.url}/sse?token=${strict.tokens.one}`);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ remedy: expect.stringContaining('Authorization') });
  });

  it('refuses an agent the name of another, and an organization the agents of others', async () => {
    expect((await fetch(`${world.url}/sse?token=${world.tokens.one}&agentId=agent-two`)).status).toBe(403);
    expect((await fetch(`${world.url}/sse?token=${world.tokens.organization}&agentId=stranger`)).status).toBe(404);
  });

  it('refuses posts without a token, to no session, and to the session of another', async () => {
    const opened = await open(world, `/sse?token=${world.tokens.one}`);
    expect(opened.endpoint).toContain('token=');
    const path = opened.endpoint.replace(/token=[^&]+&?/, '');
    expect((await post({}, list, path)).status).toBe(401);
    expect((await post(bearerOf(world.tokens.two), list, path)).status).toBe(403);
    expect((await post(bearerOf(world.tokens.organization), list, path)).status).toBe(403);
    expect((await post(bearerOf(world.tokens.one), list, path)).status).toBe(202);
    const unknown = await post(bearerOf(world.tokens.one), list, '/messages?sessionId=nothing');
    expect(unknown.status).toBe(400);
    expect(await unknown.json()).toMatchObject({ error: 'Unknown session' });
    await opened.close();
  });

  it('gives the endpoint without the token to those who sent it in the header', async () => {
    const opened = await open(world, '/sse', bearerOf(world.tokens.one));
    expect(opened.endpoint).not.toContain('token');
    await opened.close();
  });

  it('is not there when the operator turns it off', async () => {
    const off = await openWorld({ settings: { sseEnabled: false } });
    expect((await fetch(`${off.url}/sse?token=${off.tokens.one}`)).status).toBe(404);
    await off.close();
  });
});

async function open(at: World, path: string, headers: Record<string, string> = {}) {
  const controller = new AbortController();
  const response = await fetch(`${at.url}${path}`, { headers, signal: controller.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const { value = '' } = await reader.read();
  return {
    endpoint: /data: (\S+)/.exec(value)?.[1] ?? '',
    async close() {
      await reader.cancel();
      controller.abort();
    },
  };
}
