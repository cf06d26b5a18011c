import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError, type ClientConfig, createClient, isApiError } from './index.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
/** What the n-th request is answered with: an answer, a cut connection, or silence. */
type Reply =
  | { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> }
  | 'cut'
  | 'silence';

const problem = (status: number, code: string, more: object = {}): Reply => {
  const detail = `It is ${code}.`;
  return { status, body: { type: 'about:blank', title: 'No', status, code, detail, error: detail, ...more } };
};
const sent: Reply = { status: 200, body: { success: true, id: 'm1', status: 'sent' } };
const send = { to: '+12125550123', body: 'Hello' };

let running: Server | undefined;
afterEach(stop);

function stop(): void {
  running?.close();
  running?.closeAllConnections();
}

/** A server that answers as told, its last reply for ever, and a client of it whose waiting takes no time. */
async function house(replies: readonly Reply[], config: Partial<ClientConfig> = {}) {
  const seen: Seen[] = [];
  const waits: number[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    const reply = replies[Math.min(seen.length, replies.length) - 1] ?? 'silence';
    if (reply === 'cut') request.socket.destroy();
    else if (reply !== 'silence') {
      const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
      response.writeHead(reply.status, reply.headers).end(body);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running = server;
  const client = createClient({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: 'bd_test_agent_1',
    random: () => 1,
    sleep: async milliseconds => void waits.push(milliseconds),
    ...config,
  });
  return { client, seen, waits, server };
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('It did not fail.'),
    (error: ApiError) => error,
  );

describe('a call', () => {
  it('puts each field where the operation wants it', async () => {
    const { client, seen } = await house([{ status: 200, body: {} }]);
    await client.tokens.rotate({ agentId: 'a/b?c', label: 'new' });
    await client.messages.list({ limit: 3, channel: 'sms' });
    await client.tokens.revoke({ tokenId: 't1', organizationId: 'o1' });
    await client.ping();
    expect(seen.map(({ method, url, body }) => ({ method, url, body }))).toEqual([
      { method: 'POST', url: '/api/v1/agents/a%2Fb%3Fc/regenerate-token', body: '{"label":"new"}' },
      { method: 'GET', url: '/api/v1/messages?limit=3&channel=sms', body: '' },
      { method: 'DELETE', url: '/api/v1/tokens/t1?organizationId=o1', body: '' },
      { method: 'GET', url: '/api/v1/ping', body: '' },
    ]);
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer bd_test_agent_1',
      'content-type': 'application/json',
    });
  });

  it('accepts the address with the path of the API, and refuses what is none', async () => {
    const { seen, server } = await house([{ status: 200, body: {} }]);
    const { port } = server.address() as AddressInfo;
    await createClient({ url: `http://127.0.0.1:${port}/under/here/api/v1/` }).ping();
    expect(seen[0]?.url).toBe('/under/here/api/v1/ping');
    expect(seen[0]?.headers.authorization).toBeUndefined();
    expect(() => createClient({ url: 'somewhere' })).toThrow(TypeError);
  });

  it.each(['', '.', '..'])('never lets "%s" in a path lead to another operation', async id => {
    const { client, seen } = await house([sent]);
    expect(await failure(client.messages.get({ id }))).toMatchObject({ code: 'invalid-input', field: 'id' });
    expect(seen).toHaveLength(0);
  });

  it('throws what the server refuses, with all that it says', async () => {
    const nextAllowedAt = '2026-11-20T13:00:00.000Z';
    const refusal = problem(403, 'refused', {
      ruleIds: ['R1'],
      citations: ['47 CFR'],
      remedy: 'Wait.',
      nextAllowedAt,
      requestId: 'r1',
    });
    const limit = problem(429, 'limit-exceeded', {
      limitType: 'maxActionsPerDay',
      current: 5,
      max: 5,
      resetsAt: nextAllowedAt,
      retryAfterMs: 60_000,
    });
    const { client, seen } = await house([refusal, limit]);
    const refused = await failure(client.messages.send(send));
    expect(refused).toBeInstanceOf(ApiError);
    expect(isApiError(refused)).toBe(true);
    expect(refused).toMatchObject({
      code: 'refused',
      status: 403,
      message: 'It is refused.',
      operation: 'messages.send',
      remedy: 'Wait.',
      ruleIds: ['R1'],
      citations: ['47 CFR'],
      nextAllowedAt: new Date(nextAllowedAt),
      requestId: 'r1',
      limit: undefined,
    });
    const limited = await failure(client.messages.send(send));
    expect(limited).toMatchObject({
      code: 'limit-exceeded',
      retryAfterMs: 60_000,
      ruleIds: [],
      limit: { type: 'maxActionsPerDay', current: 5, max: 5, resetsAt: new Date(nextAllowedAt) },
    });
    expect(seen).toHaveLength(2);
  });

  it.each([
    { status: 200, body: '<html>Welcome to the hotel</html>' },
    { status: 418, body: '"teapot"' },
    { status: 301, body: '', headers: { location: '/elsewhere' } },
  ])('knows that $status with $body is no Butt-Dial server', async reply => {
    const { client, seen } = await house([reply]);
    expect(await failure(client.messages.send(send))).toMatchObject({ code: 'unreadable', status: reply.status });
    expect(seen).toHaveLength(1);
  });
});

describe('after an accident', () => {
  it.each<[string, Reply]>([
    ['a cut connection', 'cut'],
    ['502 of a proxy', { status: 502, body: '<html>' }],
    ['503', problem(503, 'unavailable')],
    ['504', problem(504, 'timed-out')],
  ])('of %s a send is repeated with one and the same key', async (_, reply) => {
    const { client, seen, waits } = await house([reply, reply, sent]);
    expect(await client.messages.send(send)).toMatchObject({ id: 'm1' });
    const keys = seen.map(each => each.headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(waits).toEqual([250, 500]);
  });

  it('takes the key of the call, then of the input, then of the client', async () => {
    const { client, seen } = await house([sent], { idempotencyKey: () => 'made' });
    await client.messages.send({ ...send, idempotencyKey: 'input' }, { idempotencyKey: 'call' });
    await client.messages.send({ ...send, idempotencyKey: 'input' });
    await client.messages.send(send);
    expect(seen.map(each => each.headers['idempotency-key'])).toEqual(['call', 'input', 'made']);
  });

  it('repeats a read, at most as often as told', async () => {
    const { client, seen } = await house(['cut'], { maxRetries: 4 });
    expect(await failure(client.limits.get())).toMatchObject({ code: 'unreachable', status: 0 });
    expect(seen).toHaveLength(5);
  });

  it('never repeats what could happen twice', async () => {
    const { client, seen } = await house([problem(503, 'unavailable')]);
    await failure(client.agents.provision({ displayName: 'A', capabilities: ['sms'] }));
    await failure(client.tokens.revoke({ tokenId: 't' }));
    await failure(client.inbox.fetch({ ack: 'on_fetch' }));
    expect(seen).toHaveLength(3);
  });

  it('does not ask again about an outcome, nor when told to stay away for minutes', async () => {
    const { client, seen } = await house([
      problem(502, 'vendor-failed'),
      problem(503, 'unavailable', { retryAfterMs: 120_000 }),
    ]);
    expect(await failure(client.messages.send(send))).toMatchObject({ code: 'vendor-failed' });
    expect(await failure(client.messages.send(send))).toMatchObject({ code: 'unavailable', retryAfterMs: 120_000 });
    expect(seen).toHaveLength(2);
  });

  it('waits as long as the server asks, and with jitter otherwise', async () => {
    const asked: Reply = { status: 503, body: '', headers: { 'retry-after': '3' } };
    const { client, waits } = await house([asked, 'cut', sent], { random: () => 0 });
    await client.messages.send(send);
    expect(waits).toEqual([3000, 250]);
  });

  it('gives up an attempt after its time', async () => {
    const { client, seen } = await house(['silence'], { timeoutMs: 250, maxRetries: 1 });
    expect(await failure(client.ping())).toMatchObject({ code: 'timed-out', status: 0 });
    expect(seen).toHaveLength(2);
  });

  it('obeys the signal, in an attempt and between two', async () => {
    const { client, server } = await house(['silence']);
    const controller = new AbortController();
    const asked = once(server, 'request').then(() => controller.abort(new Error('Enough.')));
    await expect(client.ping({}, { signal: controller.signal })).rejects.toThrow('Enough.');
    await asked;
    stop();
    const waiting = await house(['cut'], {
      sleep: async (_, signal) => {
        between.abort(new Error('Enough waited.'));
        signal?.throwIfAborted();
      },
    });
    const between = new AbortController();
    await expect(waiting.client.ping({}, { signal: between.signal })).rejects.toThrow('Enough waited.');
    await expect(waiting.client.ping({}, { signal: between.signal })).rejects.toThrow('Enough waited.');
    expect(waiting.seen).toHaveLength(1);
  });
});

describe('listening to the inbox', () => {
  const page = (...ids: string[]): Reply => ({
    status: 200,
    body: { messages: ids.map(id => ({ id, agentId: 'a', body: id })) },
  });

  it('asks explicitly, survives accidents, acknowledges what it is told to, and ends with the signal', async () => {
    const acked: Reply = { status: 200, body: { acknowledged: 1 } };
    const { client, seen } = await house([
      page('1'),
      'cut',
      acked,
      'cut',
      problem(503, 'unavailable'),
      page(),
      page('2'),
    ]);
    const controller = new AbortController();
    const heard: string[] = [];
    for await (const message of client.inbox.messages({ agentId: 'a', signal: controller.signal })) {
      heard.push(message.body);
      if (message.id === '1') await message.ack();
      else controller.abort();
    }
    expect(heard).toEqual(['1', '2']);
    expect(seen[0]?.url).toBe('/api/v1/waiting-messages?agentId=a&limit=1&waitSeconds=25&ack=explicit');
    expect(seen.slice(1, 3).map(each => each.body)).toEqual(Array(2).fill('{"agentId":"a","ids":["1"]}'));
  });

  it('ends quietly when it is stopped while it waits, or in the middle of a batch', async () => {
    const { client, server } = await house([page('1', '2'), 'silence']);
    const batch = new AbortController();
    const heard: string[] = [];
    for await (const message of client.inbox.messages({ signal: batch.signal, limit: 2 })) {
      heard.push(message.id);
      batch.abort();
    }
    expect(heard).toEqual(['1']);
    const waiting = new AbortController();
    server.once('request', () => waiting.abort());
    for await (const message of client.inbox.messages({ signal: waiting.signal })) heard.push(message.id);
    expect(heard).toEqual(['1']);
  });

  it('throws what is refused', async () => {
    const { client, seen } = await house([problem(401, 'unauthenticated')]);
    expect(await failure(client.inbox.messages().next())).toMatchObject({ code: 'unauthenticated' });
    expect(seen).toHaveLength(1);
  });
});

describe('a list as a table', () => {
  it('is handed on as it comes', async () => {
    const { client, seen } = await house([
      { status: 200, body: 'id,to\r\n1,ada\r\n', headers: { 'content-type': 'text/csv; charset=utf-8' } },
    ]);
    const table = await client.csv('messages.list', { status: 'failed', limit: 200 });
    expect(await new Response(table).text()).toBe('id,to\r\n1,ada\r\n');
    expect(seen[0]).toMatchObject({ method: 'GET', url: '/api/v1/messages?status=failed&limit=200' });
    expect(seen[0]?.headers.accept).toBe('text/csv');
  });

  it('is refused like any other call, and is none where the server has none', async () => {
    const refusing = await house([problem(403, 'forbidden')]);
    await expect(refusing.client.csv('contacts.list')).rejects.toMatchObject({ code: 'forbidden', status: 403 });
    stop();
    const without = await house([{ status: 200, body: {} }]);
    await expect(without.client.csv('agents.list')).rejects.toMatchObject({ code: 'unreadable' });
    stop();
    const cut = await house(['cut']);
    await expect(cut.client.csv('messages.list')).rejects.toMatchObject({ code: 'unreachable' });
    expect(cut.seen).toHaveLength(1);
  });
});
