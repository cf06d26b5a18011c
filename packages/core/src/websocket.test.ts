import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { faultOf, openSocket } from './adapter/index.ts';
import { type Opened, systemRuntime } from './index.ts';

const runtime = systemRuntime();
const reading = { table: {}, now: new Date(0), code: () => undefined };
let server: Server;
let sockets: WebSocketServer;
let base: string;
const wires: Duplex[] = [];
let onSocket: (socket: WebSocket, headers: Record<string, unknown>) => void;
let refuse: { readonly status: number; readonly headers: Record<string, string> } | 'silently' | undefined;

beforeEach(async () => {
  refuse = undefined;
  onSocket = () => undefined;
  server = createServer();
  sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, wire, head) => {
    wires.push(wire);
    if (refuse === 'silently') return;
    if (!refuse) return sockets.handleUpgrade(request, wire, head, socket => onSocket(socket, request.headers));
    const headers = Object.entries({ ...refuse.headers, 'content-length': '2' }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    wire.end(`HTTP/1.1 ${refuse.status} No\r\n${headers.join('\r\n')}\r\n\r\n{}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  for (const wire of wires.splice(0)) wire.destroy();
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

const opening = (signal = new AbortController().signal) => ({
  url: new URL(`${base}/listen`),
  headers: { authorization: 'Token t' },
  signal,
});

async function opened(signal?: AbortSignal) {
  const answer = await openSocket(runtime, opening(signal));
  if (answer.outcome !== 'open') throw new Error(answer.outcome);
  return answer.socket;
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}

const { timeout } = runtime;

describe('a socket to a vendor', () => {
  it('carries text and bytes both ways, from the first message on, and tells how it ended', async () => {
    const arrived: unknown[] = [];
    onSocket = (socket, headers) => {
      arrived.push(headers.authorization);
      // Before anybody on the other side can have begun to read.
      socket.send('hello');
      socket.send(Buffer.from([1, 2]));
      socket.on('message', (data: Buffer, isBinary) => {
        arrived.push(isBinary ? [...data] : String(data));
        if (arrived.length === 3) socket.close(4001, 'enough');
      });
    };
    const socket = await opened();
    socket.send('text');
    socket.send(Uint8Array.from([3, 4]));
    expect(await all(socket.incoming)).toEqual(['hello', Uint8Array.from([1, 2])]);
    expect(await socket.closed).toEqual({ code: 4001, reason: 'enough' });
    expect(arrived).toEqual(['Token t', 'text', [3, 4]]);
    // Too late, and no failure.
    socket.send('more');
  });
  it('ends when the connection breaks, with 1006', async () => {
    onSocket = socket => socket.terminate();
    const socket = await opened();
    expect(await all(socket.incoming)).toEqual([]);
    expect(await socket.closed).toEqual({ code: 1006, reason: '' });
  });
  it('closes when the caller aborts, and its stream ends at once', async () => {
    const ended = Promise.withResolvers<number>();
    onSocket = socket => socket.on('close', code => ended.resolve(code));
    const stop = new AbortController();
    const socket = await opened(stop.signal);
    stop.abort(new Error('enough'));
    expect(await all(socket.incoming)).toEqual([]);
    expect(await ended.promise).toBe(1000);
  });
});

describe('a socket that does not open', () => {
  it('gives the HTTP answer that refused it, from which a fault is read', async () => {
    refuse = { status: 429, headers: { 'retry-after': '3' } };
    const answer = await openSocket(runtime, opening());
    expect(answer).toMatchObject({ outcome: 'answered', status: 429, text: '{}' });
    if (answer.outcome === 'open') throw new Error('open');
    expect(faultOf(answer, reading)).toMatchObject({ kind: 'rate-limited', retryAfterMs: 3000 });
  });
  it('is unreached where nobody listens', async () => {
    const { port } = server.address() as AddressInfo;
    const nobody = createServer();
    nobody.listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const free = (nobody.address() as AddressInfo).port;
    nobody.close();
    await once(nobody, 'close');
    expect(free).not.toBe(port);
    const url = new URL(`ws://127.0.0.1:${free}/`);
    expect(await openSocket(runtime, { ...opening(), url })).toEqual({ outcome: 'unreached' });
  });
  it('is lost where no answer comes in time', async () => {
    refuse = 'silently';
    expect(await openSocket(runtime, { ...opening(), timeoutMs: 50 })).toEqual({
      outcome: 'lost',
      reason: 'timed-out',
    });
  });
  it('rejects with the reason of the signal, before and under way', async () => {
    const reason = new Error('changed my mind');
    await expect(openSocket(runtime, opening(AbortSignal.abort(reason)))).rejects.toBe(reason);
    refuse = 'silently';
    const stop = new AbortController();
    const waiting = openSocket(runtime, opening(stop.signal));
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
  it('says so where the runtime opens none', async () => {
    const asked = openSocket({ timeout }, opening());
    await expect(asked).rejects.toMatchObject({ code: 'configuration' });
    const broken = {
      timeout,
      connect: (): Promise<Opened> => Promise.reject(Object.assign(new Error('gone'), { code: 'EPIPE' })),
    };
    expect(await openSocket(broken, opening())).toEqual({ outcome: 'lost', reason: 'connection-lost' });
  });
});
