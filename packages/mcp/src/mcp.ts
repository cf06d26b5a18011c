import { ButtdialError, type Runtime, type Store } from '@buttdial/core';
import { type Metrics, type Samplers, type Switchboard, toProblem } from '@buttdial/switchboard';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context as HttpContext } from 'hono';
import { readJson } from './body.ts';
import { offerCallTasks } from './call-tasks.ts';
import { createCatalog } from './catalog.ts';
import { bearer, type Caller, type GateSettings, knownHosts, proveCaller, refusal } from './gate.ts';
import { offerInbox } from './inbox.ts';
import { instructions } from './instructions.ts';
import { createMethods } from './methods.ts';
import { offerTools } from './offer.ts';
import { offerPrompts } from './prompts.ts';
import type { Registrar } from './registrar.ts';
import { toToolError } from './results.ts';
import { createServerFactory } from './sdk2.ts';
import type { Sse, SseParts } from './sse.ts';
import { createStreamable, type Streamable } from './streamable.ts';
import { createStreams } from './streams.ts';
import { offerTranscripts } from './transcripts.ts';
import { createWaking } from './waking.ts';

/** What an operator decides about the MCP doors. */
export interface McpSettings extends GateSettings {
  /** What clients see as the server's name; `butt-dial-mcp` is the compatible one. */
  readonly serverName: string;
  readonly version: string;
  /** Whether the older `/sse` and `/messages` are offered. */
  readonly sseEnabled: boolean;
  /** Whether `/sse` and `/messages` take the token from the URL, where logs of proxies may keep it. */
  readonly allowQueryToken: boolean;
}

/** What the MCP doors are built from. */
export interface McpOptions {
  readonly switchboard: Pick<Switchboard, 'operations' | 'authenticate'>;
  /** Wakes subscriptions, and says when to look at tokens again. */
  readonly store: Pick<Store, 'watch'>;
  readonly runtime: Runtime;
  readonly metrics: Metrics;
  readonly settings: McpSettings;
  /** Signs what a question to the client carries back: 32 bytes, the same on every instance. Random when left out. */
  readonly stateKey?: Uint8Array;
  /** Where clients that offer sampling lend their model to their agent's telephone. */
  readonly samplers?: Samplers;
  /** More tools, resources and prompts, registered after the product's own. */
  readonly extend?: (registrar: Registrar) => void;
}

/** The MCP doors. */
export interface Mcp {
  /** `/mcp`, `/sse`, `/messages`, and 404 for OAuth discovery. Mount at the root: `app.route('/', mcp.routes)`. */
  readonly routes: Hono<{ Bindings: HttpBindings }>;
  /** Ends every open stream and session, and takes no more. */
  close(): Promise<void>;
}

type Env = { Bindings: HttpBindings };

/**
 * The operations of a switchboard as MCP tools: Streamable HTTP for both eras of the protocol at `/mcp`, and the older
 * HTTP+SSE at `/sse` and `/messages`, which need Node's own request and response (`@hono/node-server`).
 * Every request carries a bearer token; what its caller may not use, it does not see.
 * @example app.route('/', createMcp({ switchboard, store, runtime, metrics, settings }).routes);
 */
export function createMcp(options: McpOptions): Mcp {
  const { switchboard, settings, runtime } = options;
  const waking = createWaking(options.store);
  const { registrar, catalog } = createCatalog(what => waking.publish({ kind: `${what}_list_changed` }));
  offerTools(registrar, { operations: switchboard.operations, runtime, metrics: options.metrics });
  offerInbox(registrar, switchboard.operations);
  offerTranscripts(registrar, switchboard.operations);
  offerCallTasks(registrar, switchboard.operations);
  offerPrompts(registrar);
  options.extend?.(registrar);

  const methods = createMethods(catalog, (error, tool) => toToolError(error, tool, runtime));
  const streams = createStreams(options);
  const identity = { name: settings.serverName, version: settings.version };
  const shared = { methods, waking, streams, runtime, identity, instructions };
  const createServer = createServerFactory({ ...shared, stateKey: options.stateKey ?? runtime.randomBytes(32) });
  const streamable = createStreamable({ ...shared, createServer });
  const { samplers } = options;
  const sse = lateSse({ ...shared, operations: switchboard.operations, ...(samplers && { samplers }) });
  return {
    routes: routes(options, streamable, sse),
    async close() {
      sse.close();
      await streamable.close();
      streams.close();
    },
  };
}

// The older transport is loaded for its first client: it brings a second SDK along.
function lateSse(parts: SseParts): Sse {
  let loaded: Promise<Sse> | undefined;
  const load = () => {
    loaded ??= import('./sse.ts').then(({ createSse }) => createSse(parts));
    return loaded;
  };
  return {
    open: async (...request) => (await load()).open(...request),
    post: async (...request) => (await load()).post(...request),
    close: () => void loaded?.then(sse => sse.close()),
  };
}

function routes(options: McpOptions, streamable: Streamable, sse: Sse): Hono<Env> {
  const { switchboard, settings } = options;
  const app = new Hono<Env>();
  app.onError(error => refusal(error));
  // Clients drop the header they were given as soon as anything here looks like OAuth.
  app.all('/.well-known/:name{(?:oauth-|openid-).+}', c => c.json({ error: 'Not found' }, 404));
  for (const path of ['/mcp', '/sse', '/messages']) app.use(path, knownHosts(settings));

  app.all('/mcp', async c => {
    const caller = await proveCaller(switchboard, bearer(c.req.header('authorization')));
    if (c.req.method !== 'POST') return streamable.serve(c.req.raw, caller, undefined);
    const body = await readJson(c.req);
    return body === undefined ? notJson() : streamable.serve(c.req.raw, caller, body);
  });
  if (!settings.sseEnabled) return app;
  app.get('/sse', async c => openSse(c, sse, await sseCaller(c, options)));
  app.post('/messages', async c => postMessage(c, sse, await sseCaller(c, options)));
  return app;
}

function notJson(): Response {
  return Response.json(
    { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'The body is not JSON.' } },
    { status: 400 },
  );
}

interface SseCaller extends Caller {
  readonly tokenInUrl: boolean;
}

async function sseCaller(c: HttpContext<Env>, { switchboard, settings }: McpOptions): Promise<SseCaller> {
  const inHeader = bearer(c.req.header('authorization'));
  const inUrl = c.req.query('token');
  if (inHeader === undefined && inUrl !== undefined && !settings.allowQueryToken) {
    throw new ButtdialError('unauthenticated', 'This server takes no token from the URL.', {
      remedy: 'Send the header "Authorization: Bearer <token>".',
    });
  }
  const caller = await proveCaller(switchboard, inHeader ?? inUrl);
  return { ...caller, tokenInUrl: inHeader === undefined };
}

async function openSse(c: HttpContext<Env>, sse: Sse, caller: SseCaller): Promise<Response> {
  const ack = c.req.query('ack') === 'on_write' ? 'on_write' : 'explicit';
  const endpoint = caller.tokenInUrl ? `/messages?token=${encodeURIComponent(caller.token)}` : '/messages';
  await sse.open(exchange(c), caller, { agentId: c.req.query('agentId'), ack, endpoint });
  return RESPONSE_ALREADY_SENT;
}

async function postMessage(c: HttpContext<Env>, sse: Sse, caller: SseCaller): Promise<Response> {
  const body = await readJson(c.req);
  if (body === undefined) return notJson();
  const found = await sse.post(exchange(c), caller, { sessionId: c.req.query('sessionId') ?? '', body });
  return found
    ? RESPONSE_ALREADY_SENT
    : c.json({ ...toProblem(new ButtdialError('invalid-input', 'Unknown session')), remedy: 'Open /sse again.' }, 400);
}

function exchange(c: HttpContext<Env>): HttpBindings {
  if (!c.env?.outgoing)
    throw new ButtdialError('unavailable', 'The /sse transport needs a Node HTTP server.', { remedy: 'Use /mcp.' });
  return c.env;
}
