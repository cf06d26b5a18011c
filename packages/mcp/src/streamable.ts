import type { Runtime } from '@buttdial/core';
import {
  CLIENT_CAPABILITIES_META_KEY,
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  type McpHttpHandler,
  type Server,
} from '@modelcontextprotocol/server';
import type { Caller } from './gate.ts';
import type { Methods } from './methods.ts';
import { toAuthInfo } from './sdk2-context.ts';
import { missing } from './sdk2-tasks.ts';
import { createSessions, type Sessions } from './sessions.ts';
import type { Streams } from './streams.ts';
import { tasksExtension } from './tasks.ts';
import type { Waking } from './waking.ts';
import { mostWatched, type Watching } from './watching.ts';

/** `/mcp`: Streamable HTTP for both eras of the protocol. */
export interface Streamable {
  /** @param body parsed JSON of a POST; undefined for other methods. */
  serve(request: Request, caller: Caller, body: unknown): Promise<Response>;
  close(): Promise<void>;
}

interface Parts {
  readonly createServer: (method?: string, watching?: Watching) => Server;
  readonly methods: Methods;
  readonly waking: Waking;
  readonly streams: Streams;
  readonly runtime: Runtime;
}

export function createStreamable(parts: Parts): Streamable {
  const { createServer, waking, runtime } = parts;
  const handler = createMcpHandler(
    ({ era, requestInfo }) =>
      createServer(era === 'modern' ? (requestInfo?.headers.get('mcp-method') ?? undefined) : undefined),
    {
      bus: waking,
      onerror: error => runtime.log.debug('mcp.request_rejected', { error: error.name }),
    },
  );
  const sessions = createSessions(parts);
  return {
    serve: (request, caller, body) => route({ ...parts, handler, sessions }, request, { caller, body }),
    async close() {
      sessions.close();
      await handler.close();
    },
  };
}

type Inner = Parts & { readonly handler: McpHttpHandler; readonly sessions: Sessions };

async function route(
  inner: Inner,
  request: Request,
  { caller, body }: { readonly caller: Caller; readonly body: unknown },
): Promise<Response> {
  const { handler, sessions } = inner;
  const options = {
    authInfo: toAuthInfo(caller.principal, caller.token),
    ...(body === undefined ? {} : { parsedBody: body }),
  };
  if (isListen(body)) return listen(inner, request, { caller, body });
  const begins = isInitializeRequest(body);
  if ((begins || request.headers.has('mcp-session-id')) && (await isLegacyRequest(request, body))) {
    if (begins) return sessions.begin(request, caller, body);
    const answer = sessions.serve(request, caller, body);
    if (answer) return answer;
  }
  return handler.fetch(request, options);
}

interface Listen {
  readonly method: 'subscriptions/listen';
  readonly id?: unknown;
  readonly params?: {
    readonly notifications?: { readonly resourceSubscriptions?: unknown; readonly taskIds?: unknown };
    readonly _meta?: { readonly [CLIENT_CAPABILITIES_META_KEY]?: { readonly extensions?: object } };
  };
}

function isListen(body: unknown): body is Listen {
  return typeof body === 'object' && body !== null && 'method' in body && body.method === 'subscriptions/listen';
}

// Tasks are told of by `tasks/get` alone, which the extension allows; who does not know them may not ask for them here.
function declaresTasks({ params }: Listen): boolean {
  return tasksExtension in (params?._meta?.[CLIENT_CAPABILITIES_META_KEY]?.extensions ?? {});
}

function undeclared({ id = null }: Listen): Response {
  const { code, message, data } = missing();
  return Response.json({ jsonrpc: '2.0', id, error: { code, message, data } }, { status: 400 });
}

/** The SDK follows any URI it is given, so those of others are taken out first; the acknowledgement tells what is left. */
async function listen(
  inner: Inner,
  request: Request,
  { caller, body }: { readonly caller: Caller; readonly body: Listen },
): Promise<Response> {
  const notifications = body.params?.notifications;
  if (notifications?.taskIds !== undefined && !declaresTasks(body)) return undeclared(body);
  const wanted = notifications?.resourceSubscriptions;
  const allowed = Array.isArray(wanted) ? await allowedOf(inner.methods, wanted, caller) : undefined;
  const parsedBody = allowed
    ? { ...body, params: { ...body.params, notifications: { ...notifications, resourceSubscriptions: allowed } } }
    : body;
  const ended = new AbortController();
  const leave = inner.streams.open(caller, () => ended.abort());
  const signal = AbortSignal.any([request.signal, ended.signal]);
  signal.addEventListener('abort', leave, { once: true });
  const asked = new Request(request.url, { method: 'POST', headers: request.headers, signal });
  const response = await inner.handler.fetch(asked, {
    authInfo: toAuthInfo(caller.principal, caller.token),
    parsedBody,
  });
  return whenOver(response, leave);
}

async function allowedOf(
  methods: Methods,
  wanted: readonly unknown[],
  { principal }: Caller,
): Promise<readonly string[]> {
  const named = wanted.filter(uri => typeof uri === 'string').slice(0, mostWatched);
  const may = await Promise.all(named.map(uri => methods.mayWatch(uri, principal)));
  return named.filter((_, index) => may[index]);
}

function whenOver(response: Response, over: () => void): Response {
  if (!response.body) {
    over();
    return response;
  }
  const body = response.body.pipeThrough(new TransformStream({ flush: over }));
  return new Response(body, { status: response.status, headers: response.headers });
}
