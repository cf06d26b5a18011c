import { isButtdialError } from '@buttdial/core';
import type { Principal } from '@buttdial/switchboard';
import {
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
  type ReadResourceResult,
  type RequestStateCodec,
  ResourceNotFoundError,
  Server,
  type ServerContext,
  type ServerOptions,
} from '@modelcontextprotocol/server';
import { isAsk } from './methods.ts';
import type { Ask, ToolResult } from './registrar.ts';
import {
  contextOf,
  principalOf,
  protocolError,
  type Served,
  type Serving,
  type State,
  takesTasks,
} from './sdk2-context.ts';
import { missing, taskHandlers } from './sdk2-tasks.ts';
import { createSealedStates } from './sealed-state.ts';
import { tasksExtension } from './tasks.ts';
import type { Watching } from './watching.ts';

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

/** Makes servers of SDK 2 over the methods. Called once; the result is called for every request or session. */
export function createServerFactory(given: Serving): (method?: string, watching?: Watching) => Server {
  const serving: Served = { ...given, states: createSealedStates(given.stateKey, given.runtime) };
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
  const tasks = taskHandlers(serving);
  return (method, watching) => {
    // Only a request of the modern era names its method; older clients know tasks of another kind.
    const extensions = method === undefined ? {} : { extensions: { [tasksExtension]: {} } };
    const server = new Server(serving.identity, { ...options, capabilities: { ...capabilities, ...extensions } });
    server.onerror = error => serving.runtime.log.debug('mcp.protocol_error', { error: error.name });
    // Its header was checked against the body: one handler is enough.
    const only = method === undefined ? undefined : ({ ...handlers, ...tasks } as Handlers)[method];
    if (only) only(server);
    else for (const register of Object.values(handlers)) register(server);
    if (watching) watch(server, serving, watching);
    return server;
  };
}

type Handlers = Readonly<Record<string, ((server: Server) => void) | undefined>>;

function handlerTable(serving: Served, codec: RequestStateCodec<State>) {
  const { methods } = serving;
  const told = <Result>({ mcpReq }: ServerContext, work: () => Promise<Result>) =>
    work().catch(error => Promise.reject(protocolError(error, mcpReq.method, serving)));
  const asked = async <Result extends object>(result: Result | Ask, ctx: ServerContext) =>
    isAsk(result) ? toQuestion(result, { codec, states: serving.states }, ctx) : result;
  return {
    'tools/call': (server: Server) =>
      server.setRequestHandler('tools/call', ({ params }, ctx) =>
        told(ctx, async () => {
          if (methods.needsTasks(params.name) && !takesTasks(server, ctx)) throw missing();
          return (await asked(inPlace(await methods.callTool(params, contextOf(server, ctx, serving))), ctx)) as
            | CallToolResult
            | InputRequiredResult;
        }),
      ),
    'tools/list': (server: Server) =>
      server.setRequestHandler(
        'tools/list',
        (_, ctx) => methods.listTools(principalOf(ctx)) as unknown as ListToolsResult,
      ),
    'resources/list': (server: Server) =>
      server.setRequestHandler(
        'resources/list',
        async (_, ctx) => (await methods.listResources(principalOf(ctx))) as unknown as ListResourcesResult,
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

/** A task takes the place of the answer: its handle alone, the rest is told by `tasks/get`. */
function inPlace(result: ToolResult | Ask): object {
  if (isAsk(result) || !result.task) return result;
  const { inputRequests: _questions, result: _result, error: _error, ...handle } = result.task;
  return { resultType: 'task', ...handle };
}

// Only a session has where to send changes to; without one the methods are unknown.
function watch(server: Server, serving: Served, watching: Watching): void {
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
  { codec, states }: { readonly codec: RequestStateCodec<State>; readonly states: Served['states'] },
  ctx: ServerContext,
): Promise<InputRequiredResult> {
  const inputRequests = result.ask as unknown as InputRequests;
  return inputRequired(
    result.state
      ? { inputRequests, requestState: await codec.mint(states.seal(result.state), ctx) }
      : { inputRequests },
  );
}

function isMissing(error: unknown): boolean {
  return isButtdialError(error) && error.code === 'not-found';
}
