import { ButtdialError, type Runtime } from '@buttdial/core';
import { type AuthInfo, type Server, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { type Caller, refusal } from './gate.ts';
import { toAuthInfo } from './sdk2-context.ts';
import type { Streams } from './streams.ts';
import type { Waking } from './waking.ts';
import { createWatching, tellChange, type Watching } from './watching.ts';

/** How many sessions one process and one token keep; the one that was used longest ago makes room. */
const MOST = 1000;
const MOST_OF_A_TOKEN = 32;

interface Session {
  readonly tokenId: string;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly end: () => void;
}

/**
 * Sessions of clients up to protocol 2025-11-25 on `/mcp`. They exist only so that this process can ask such a client
 * something, or tell it of changes. Nothing depends on them: a request whose session is not here is served without one,
 * so several processes need no affinity.
 */
export interface Sessions {
  /** @returns undefined when the session is not here. */
  serve(request: Request, caller: Caller, body?: unknown): Promise<Response> | undefined;
  /** For an `initialize` request. */
  begin(request: Request, caller: Caller, body: unknown): Promise<Response>;
  close(): void;
}

interface Parts {
  readonly createServer: (method?: string, watching?: Watching) => Server;
  readonly waking: Waking;
  readonly streams: Streams;
  readonly runtime: Pick<Runtime, 'log' | 'randomBytes'>;
}

export function createSessions(parts: Parts): Sessions {
  const sessions = new Map<string, Session>();
  const ended = new Set<string>();

  function serve(request: Request, caller: Caller, body?: unknown): Promise<Response> | undefined {
    const id = request.headers.get('mcp-session-id');
    if (id === null) return undefined;
    if (ended.has(id)) return Promise.resolve(unknownSession());
    const session = sessions.get(id);
    if (!session) return undefined;
    if (session.tokenId !== caller.principal.tokenId) return Promise.resolve(notYours());
    sessions.delete(id);
    sessions.set(id, session);
    return session.transport.handleRequest(request, { parsedBody: body, authInfo: authOf(caller) });
  }

  async function begin(request: Request, caller: Caller, body: unknown): Promise<Response> {
    makeRoom(sessions, caller.principal.tokenId);
    const id = Buffer.from(parts.runtime.randomBytes(24)).toString('base64url');
    const session = await openSession(parts, caller, {
      id,
      started: started => void sessions.set(id, started),
      deleted: () => remember(ended, id),
      gone: () => void sessions.delete(id),
    });
    const response = await session.transport.handleRequest(request, { parsedBody: body, authInfo: authOf(caller) });
    if (!sessions.has(id)) session.end();
    return response;
  }

  return {
    serve,
    begin,
    close() {
      for (const session of [...sessions.values()]) session.end();
    },
  };
}

interface Life {
  readonly id: string;
  readonly started: (session: Session) => void;
  readonly deleted: () => void;
  readonly gone: () => void;
}

async function openSession(parts: Parts, caller: Caller, life: Life): Promise<Session> {
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: () => life.id,
    onsessioninitialized: () => life.started(session),
    onsessionclosed: life.deleted,
  });
  const watching = createWatching(
    parts.waking,
    change => void tellChange(server, change).catch(() => parts.runtime.log.debug('mcp.notification_lost')),
  );
  const server = parts.createServer(undefined, watching);
  const end = () => void server.close().catch(() => parts.runtime.log.debug('mcp.session_close_failed'));
  const leave = parts.streams.follow(caller, end);
  const session: Session = { tokenId: caller.principal.tokenId, transport, end };
  server.onclose = () => {
    watching.close();
    leave();
    life.gone();
  };
  await server.connect(transport);
  return session;
}

function makeRoom(sessions: ReadonlyMap<string, Session>, tokenId: string): void {
  const ofToken = [...sessions.values()].filter(session => session.tokenId === tokenId);
  if (ofToken.length >= MOST_OF_A_TOKEN) ofToken[0]?.end();
  if (sessions.size >= MOST) sessions.values().next().value?.end();
}

function remember(ended: Set<string>, id: string): void {
  ended.add(id);
  const oldest = ended.values().next().value;
  if (ended.size > MOST && oldest !== undefined) ended.delete(oldest);
}

function authOf(caller: Caller): AuthInfo {
  return toAuthInfo(caller.principal, caller.token);
}

function notYours(): Response {
  return refusal(
    new ButtdialError('forbidden', 'This session was opened with another token.', {
      remedy: 'Connect again with this token.',
    }),
  );
}

function unknownSession(): Response {
  return Response.json(
    { jsonrpc: '2.0', id: null, error: { code: -32001, message: 'Session not found' } },
    { status: 404 },
  );
}
