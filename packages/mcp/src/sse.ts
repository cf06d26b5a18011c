import type { IncomingMessage, ServerResponse } from 'node:http';
import { ButtdialError, type Runtime } from '@buttdial/core';
import { type Operation, runOperation, type Samplers } from '@buttdial/switchboard';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import type { Caller } from './gate.ts';
import type { Methods } from './methods.ts';
import { sampleBy } from './sampling.ts';
import { createServer1 } from './sdk1.ts';
import type { Streams } from './streams.ts';
import { createTold, type Told } from './waiting.ts';
import type { Waking } from './waking.ts';
import { createWatching, tellChange } from './watching.ts';

const KEEP_ALIVE_MS = 15_000;

/** One request on Node: the older transport writes to the raw response. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** What a `GET /sse` asks for besides its caller. */
export interface SseRequest {
  /** Whose waiting messages are told as the connection opens. */
  readonly agentId: string | undefined;
  readonly ack: 'explicit' | 'on_write';
  /** Where the client posts to; holds the token when the client gave it in the URL, since such clients send no header. */
  readonly endpoint: string;
}

/** `/sse` and `/messages`: the HTTP+SSE transport of 2024, for clients that know nothing else. */
export interface Sse {
  /** Answers on the exchange itself. @throws `forbidden`, `not-found`, `limit-exceeded`. */
  open(exchange: Exchange, caller: Caller, request: SseRequest): Promise<void>;
  /** @returns false when there is no such session. @throws `forbidden` when it is another one's. */
  post(
    exchange: Exchange,
    caller: Caller,
    message: { readonly sessionId: string; readonly body: unknown },
  ): Promise<boolean>;
  close(): void;
}

/** What the older transport is made of. */
export interface SseParts {
  readonly methods: Methods;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly identity: { readonly name: string; readonly version: string };
  readonly instructions: string;
  readonly waking: Waking;
  readonly streams: Streams;
  readonly runtime: Runtime;
  readonly samplers?: Samplers;
}

interface Session {
  readonly transport: SSEServerTransport;
  readonly tokenId: string;
  readonly end: () => void;
}

export function createSse(parts: SseParts): Sse {
  const sessions = new Map<string, Session>();
  return {
    async open(exchange, caller, request) {
      const agentId = await agentOf(parts.operations, caller, request.agentId);
      const leave = parts.streams.open(caller, () => end());
      const { transport, server, over } = connectionOf(parts, exchange, { ...request, caller, agentId });
      const id = transport.sessionId;
      const end = () => void server.close().catch(() => parts.runtime.log.debug('mcp.session_close_failed'));
      over.signal.addEventListener('abort', () => {
        leave();
        sessions.delete(id);
      });
      sessions.set(id, { transport, tokenId: caller.principal.tokenId, end });
      await server.connect(transport);
      keepAlive(parts.runtime, exchange.outgoing, over.signal).catch(() =>
        parts.runtime.log.debug('mcp.keep_alive_ended'),
      );
    },
    async post(exchange, caller, { sessionId, body }) {
      const session = sessions.get(sessionId);
      if (!session) return false;
      if (session.tokenId !== caller.principal.tokenId) throw notYours();
      const { principal, token } = caller;
      const auth = { token, clientId: principal.tokenId, scopes: [], extra: { principal } };
      await session.transport.handlePostMessage(Object.assign(exchange.incoming, { auth }), exchange.outgoing, body);
      return true;
    },
    close() {
      for (const session of [...sessions.values()]) session.end();
    },
  };
}

interface Connection {
  readonly transport: SSEServerTransport;
  readonly server: Server;
  /** Aborts when the connection is gone. */
  readonly over: AbortController;
}

type Wanted = Omit<SseRequest, 'agentId'> & { readonly caller: Caller; readonly agentId: string | undefined };

/** A server over one connection, which follows changes and tells what waits once the client is ready. */
function connectionOf(parts: SseParts, exchange: Exchange, wanted: Wanted): Connection {
  const { runtime, methods } = parts;
  const over = new AbortController();
  const watching = createWatching(
    parts.waking,
    change => void tellChange(server, change).catch(() => runtime.log.debug('mcp.notification_lost')),
  );
  over.signal.addEventListener('abort', () => watching.close());
  const told = waitingFor(parts, wanted, {
    signal: over.signal,
    tell: data => server.sendLoggingMessage({ level: 'info', logger: 'waiting-message', data }),
  });
  const own = told ? { ...methods, callTool: told.callTool(methods.callTool) } : methods;
  const server = createServer1({ ...parts, methods: own }, watching);
  server.oninitialized = () => {
    void told?.run().catch(() => runtime.log.warn('mcp.waiting_not_told'));
    lendModel(parts, server, { agentId: wanted.agentId, signal: over.signal });
  };
  server.onclose = () => over.abort();
  return { transport: new SSEServerTransport(wanted.endpoint, exchange.outgoing), server, over };
}

/** A client that offers sampling answers its agent's telephone with its own model, as long as it is connected. */
function lendModel(
  { samplers }: SseParts,
  server: Server,
  { agentId, signal }: { readonly agentId: string | undefined; readonly signal: AbortSignal },
): void {
  if (!samplers || agentId === undefined || !server.getClientCapabilities()?.sampling) return;
  signal.addEventListener('abort', samplers.add(agentId, sampleBy(server)), { once: true });
}

function waitingFor(
  { operations, runtime }: SseParts,
  { agentId, ack, caller }: Wanted,
  connection: { readonly signal: AbortSignal; readonly tell: (data: object) => Promise<void> },
): Told | undefined {
  if (agentId === undefined) return undefined;
  return createTold({
    operations,
    principal: caller.principal,
    agentId,
    ack,
    now: () => runtime.now(),
    ...connection,
  });
}

function notYours(): ButtdialError {
  return new ButtdialError('forbidden', 'This connection was opened with another token.', {
    remedy: 'Post with the token that opened it.',
  });
}

/** The agent a connection is for: the token's own, or one that the caller may act for. */
async function agentOf(
  operations: ReadonlyMap<string, Operation>,
  { principal }: Caller,
  named: string | undefined,
): Promise<string | undefined> {
  if (named === undefined) return principal.kind === 'agent' ? principal.agentId : undefined;
  const status = operations.get('agents.status');
  if (status) await runOperation(status, { agentId: named }, { principal, signal: new AbortController().signal });
  return named;
}

/** Proxies drop a connection on which nothing moves. */
async function keepAlive(runtime: Runtime, outgoing: ServerResponse, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await runtime.sleep(KEEP_ALIVE_MS, signal);
    outgoing.write(': keepalive\n\n');
  }
}
