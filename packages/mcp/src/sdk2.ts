import { isButtdialError, type Runtime } from '@buttdial/core';
import type { Principal } from '@buttdial/switchboard';
import {
  type AuthInfo,
  type CallToolResult,
  type CompleteResult,
  createRequestStateCodec,
  type GetPromptResult,
  type InputRequests,
  type InputRequiredResult,
  inputRequired,
  type ListPromptsResult,
  type ListResourcesResult,
  type ListResourceTemplatesResult,
  type ListToolsResult,
  ProtocolError,
  type ReadResourceResult,
  type RequestStateCodec,
  ResourceNotFoundError,
  Server,
  type ServerContext,
  type ServerOptions,
} from '@modelcontextprotocol/server';
import { isAsk, type Methods } from './methods.ts';
import type { Ask, Context } from './registrar.ts';
import { toProtocolError } from './results.ts';
import type { Watching } from './watching.ts';

type State = Readonly<Record<string, unknown>>;

/** What the servers of one installation share; each request or session gets a fresh server over it. */
export interface Serving {
  readonly methods: Methods;
  readonly identity: { readonly name: string; readonly version: string };
  readonly instructions: string;
  readonly runtime: Pick<Runtime, 'log' | 'newId'>;
  /** At least 32 bytes; the same on every instance, or a question cannot be answered on another one. */
  readonly stateKey: Uint8Array;
}

const capabilities = {
  tools: { listChanged: true },
  resources: { subscribe: true, listChanged: true },
  prompts: { listChanged: true },
  completions: {},
  logging: {},
};
// Lists differ by caller, and a token's rights may change at any time.
const hint = { ttlMs: 60_000, cacheScope: 'private' as const };
const cacheHints = {
  'tools/list': hint,
  'prompts/list': hint,
  'resources/list': hint,
  'resources/templates/list': hint,
  'server/discover': hint,
};

/** Who a request comes from, as the SDK carries it to the handlers. */
export function toAuthInfo(principal: Principal, token: string): AuthInfo {
  return { token, clientId: principal.tokenId, scopes: [], extra: { principal } };
}

function principalOf(ctx: ServerContext): Principal {
  const principal = ctx.http?.authInfo?.extra?.principal;
  if (principal === undefined) throw new ProtocolError(-32603, 'The request came in without a caller.');
  return principal as Principal;
}

/** Makes servers of SDK 2 over the methods. Called once; the result is called for every request or session. */
export function createServerFactory(serving: Serving): (method?: string, watching?: Watching) => Server {
  const codec = createRequestStateCodec<State>({
    key: serving.stateKey,
    bind: ctx => ctx.http?.authInfo?.clientId ?? '',
  });
  const options: ServerOptions = {
    capabilities,
    instructions: serving.instructions,
    cacheHints,
    requestState: { verify: codec.verify },
  };
  const handlers = handlerTable(serving, codec);
  return (method, watching) => {
    const server = new Server(serving.identity, options);
    server.onerror = error => serving.runtime.log.debug('mcp.protocol_error', { error: error.name });
    // A request of the modern era names its method in a header that was checked against the body: one handler is enough.
    const only = method === undefined ? undefined : handlers[method as keyof typeof handlers];
    if (only) only(server);
    else for (const register of Object.values(handlers)) register(server);
    if (watching) watch(server, serving, watching);
    return server;
  };
}

function handlerTable(serving: Serving, codec: RequestStateCodec<State>) {
  const { methods } = serving;
  const told = <Result>({ mcpReq }: ServerContext, work: () => Promise<Result>) =>
    work().catch(error => Promise.reject(protocolError(error, mcpReq.method, serving)));
  const asked = async <Result extends object>(result: Result | Ask, ctx: ServerContext) =>
    isAsk(result) ? toQuestion(result, codec, ctx) : result;
  return {
    'tools/call': (server: Server) =>
      server.setRequestHandler('tools/call', ({ params }, ctx) =>
        told(
          ctx,
          async () =>
            (await asked(await methods.callTool(params, contextOf(server, ctx, serving)), ctx)) as
              | CallToolResult
              | InputRequiredResult,
        ),
      ),
    'tools/list': (server: Server) =>
      server.setRequestHandler(
        'tools/list',
        (_, ctx) => methods.listTools(principalOf(ctx)) as unknown as ListToolsResult,
      ),
    'resources/list': (server: Server) =>
      server.setRequestHandler(
        'resources/list',
        (_, ctx) => methods.listResources(principalOf(ctx)) as unknown as ListResourcesResult,
      ),
    'resources/templates/list': (server: Server) =>
      server.setRequestHandler(
        'resources/templates/list',
        () => methods.listTemplates() as unknown as ListResourceTemplatesResult,
      ),
    'resources/read': (server: Server) =>
      server.setRequestHandler('resources/read', ({ params }, ctx) =>
        methods
          .readResource(params.uri, contextOf(server, ctx, serving))
          .then(result => result as ReadResourceResult)
          .catch(error =>
            Promise.reject(
              isMissing(error)
                ? new ResourceNotFoundError(params.uri)
                : protocolError(error, 'resources/read', serving),
            ),
          ),
      ),
    'prompts/list': (server: Server) =>
      server.setRequestHandler('prompts/list', () => methods.listPrompts() as unknown as ListPromptsResult),
    'prompts/get': (server: Server) =>
      server.setRequestHandler('prompts/get', ({ params }, ctx) =>
        told(
          ctx,
          async () =>
            (await asked(await methods.getPrompt(params, contextOf(server, ctx, serving)), ctx)) as
              | GetPromptResult
              | InputRequiredResult,
        ),
      ),
    'completion/complete': (server: Server) =>
      server.setRequestHandler('completion/complete', ({ params }, ctx) =>
        told(ctx, async () => (await methods.complete(params, principalOf(ctx))) as unknown as CompleteResult),
      ),
  };
}

// Only a session has where to send changes to; without one the methods are unknown.
function watch(server: Server, serving: Serving, watching: Watching): void {
  const follow = async (uri: string, principal: Principal) => {
    if (!(await serving.methods.mayWatch(uri, principal))) throw new ResourceNotFoundError(uri);
    watching.add(uri);
  };
  server.setRequestHandler('resources/subscribe', async ({ params }, ctx) => {
    await follow(params.uri, principalOf(ctx)).catch(error =>
      Promise.reject(protocolError(error, 'resources/subscribe', serving)),
    );
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', ({ params }) => {
    watching.delete(params.uri);
    return {};
  });
}

async function toQuestion(
  result: Ask,
  codec: RequestStateCodec<State>,
  ctx: ServerContext,
): Promise<InputRequiredResult> {
  const inputRequests = result.ask as unknown as InputRequests;
  return inputRequired(
    result.state ? { inputRequests, requestState: await codec.mint(result.state, ctx) } : { inputRequests },
  );
}

function contextOf(server: Server, ctx: ServerContext, serving: Serving): Context {
  const { mcpReq } = ctx;
  const progressToken = mcpReq._meta?.progressToken;
  const quietly = (sending: Promise<void>) => sending.catch(() => serving.runtime.log.debug('mcp.notification_lost'));
  return {
    principal: principalOf(ctx),
    signal: mcpReq.signal,
    clientCapabilities: { ...server.getClientCapabilities() },
    answers: mcpReq.inputResponses ?? {},
    state: mcpReq.requestState<State>(),
    progressToken,
    progress: async update => {
      if (progressToken === undefined) return;
      await quietly(mcpReq.notify({ method: 'notifications/progress', params: { progressToken, ...update } }));
    },
    log: (level, data) => quietly(mcpReq.log(level, data, serving.identity.name)),
  };
}

function isMissing(error: unknown): boolean {
  return isButtdialError(error) && error.code === 'not-found';
}

/** Only our own words reach the client. */
function protocolError(error: unknown, method: string, { runtime }: Serving): ProtocolError {
  if (error instanceof ProtocolError) return error;
  const { code, message, data } = toProtocolError(error, method, runtime);
  return new ProtocolError(code, message, data);
}
