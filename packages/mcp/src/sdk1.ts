import { ButtdialError, isButtdialError, type Runtime } from '@buttdial/core';
import type { Principal } from '@buttdial/switchboard';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  CompleteRequestSchema,
  type CompleteResult,
  type CreateMessageRequest,
  type ElicitRequestFormParams,
  GetPromptRequestSchema,
  type GetPromptResult,
  ListPromptsRequestSchema,
  type ListPromptsResult,
  ListResourcesRequestSchema,
  type ListResourcesResult,
  ListResourceTemplatesRequestSchema,
  type ListResourceTemplatesResult,
  ListToolsRequestSchema,
  type ListToolsResult,
  McpError,
  ReadResourceRequestSchema,
  type ReadResourceResult,
  type ServerNotification,
  type ServerRequest,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import { isAsk, type Methods } from './methods.ts';
import type { Ask, Context, Question } from './registrar.ts';
import { toProtocolError } from './results.ts';
import type { Watching } from './watching.ts';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

interface Serving {
  readonly methods: Methods;
  readonly identity: { readonly name: string; readonly version: string };
  readonly instructions: string;
  readonly runtime: Pick<Runtime, 'log' | 'newId'>;
}

// One for all: a server of its own would compile a new validator for every connection, which costs more than the rest.
const jsonSchemaValidator = new AjvJsonSchemaValidator();
const capabilities = {
  tools: { listChanged: true },
  resources: { subscribe: true, listChanged: true },
  prompts: { listChanged: true },
  completions: {},
  logging: {},
};
const RESOURCE_NOT_FOUND = -32002;
const MOST_ROUNDS = 8;
/** People answer these. */
const ANSWER_WITHIN_MS = 600_000;

/** A server of SDK 1 for one connection of the older transport. */
export function createServer1(serving: Serving, watching: Watching): Server {
  const { identity, instructions, runtime } = serving;
  const server = new Server(identity, { capabilities, instructions, jsonSchemaValidator });
  server.onerror = error => runtime.log.debug('mcp.protocol_error', { error: error.name });
  registerLists(server, serving.methods);
  registerCalls(server, serving);
  registerWatching(server, serving, watching);
  return server;
}

function registerLists(server: Server, methods: Methods): void {
  server.setRequestHandler(
    ListToolsRequestSchema,
    (_, extra) => methods.listTools(principalOf(extra)) as unknown as ListToolsResult,
  );
  server.setRequestHandler(
    ListResourcesRequestSchema,
    async (_, extra) => (await methods.listResources(principalOf(extra))) as unknown as ListResourcesResult,
  );
  server.setRequestHandler(
    ListResourceTemplatesRequestSchema,
    () => methods.listTemplates() as unknown as ListResourceTemplatesResult,
  );
  server.setRequestHandler(ListPromptsRequestSchema, () => methods.listPrompts() as unknown as ListPromptsResult);
}

function registerCalls(server: Server, serving: Serving): void {
  const { methods } = serving;
  const answer = async <Result extends object>(
    method: string,
    extra: Extra,
    run: (context: Context) => Promise<Result | Ask>,
  ): Promise<Result> => {
    try {
      return await untilAnswered(server, run, contextOf(server, extra, serving));
    } catch (error) {
      throw mcpError(error, method, serving);
    }
  };
  server.setRequestHandler(
    CallToolRequestSchema,
    ({ params }, extra) =>
      answer('tools/call', extra, context => methods.callTool(params, context)) as Promise<CallToolResult>,
  );
  server.setRequestHandler(
    ReadResourceRequestSchema,
    ({ params }, extra) =>
      answer('resources/read', extra, context =>
        methods.readResource(params.uri, context),
      ) as unknown as Promise<ReadResourceResult>,
  );
  server.setRequestHandler(
    GetPromptRequestSchema,
    ({ params }, extra) =>
      answer('prompts/get', extra, context =>
        methods.getPrompt(params, context),
      ) as unknown as Promise<GetPromptResult>,
  );
  server.setRequestHandler(
    CompleteRequestSchema,
    ({ params }, extra) =>
      answer('completion/complete', extra, ({ principal }) =>
        methods.complete(params, principal),
      ) as unknown as Promise<CompleteResult>,
  );
}

function registerWatching(server: Server, serving: Serving, watching: Watching): void {
  server.setRequestHandler(SubscribeRequestSchema, async ({ params }, extra) => {
    if (!(await serving.methods.mayWatch(params.uri, principalOf(extra)))) {
      throw new McpError(RESOURCE_NOT_FOUND, 'There is no such resource.');
    }
    try {
      watching.add(params.uri);
    } catch (error) {
      throw mcpError(error, 'resources/subscribe', serving);
    }
    return {};
  });
  server.setRequestHandler(UnsubscribeRequestSchema, ({ params }) => {
    watching.delete(params.uri);
    return {};
  });
}

function principalOf({ authInfo }: Extra): Principal {
  const principal = authInfo?.extra?.principal;
  if (principal === undefined) throw new McpError(-32603, 'The request came in without a caller.');
  return principal as Principal;
}

function contextOf(server: Server, extra: Extra, { runtime, identity }: Serving): Context {
  const progressToken = extra._meta?.progressToken;
  const quietly = (sending: Promise<void>) => sending.catch(() => runtime.log.debug('mcp.notification_lost'));
  return {
    principal: principalOf(extra),
    signal: extra.signal,
    clientCapabilities: { ...server.getClientCapabilities() },
    takesTasks: false,
    answers: {},
    state: undefined,
    progressToken,
    progress: async update => {
      if (progressToken === undefined) return;
      await quietly(extra.sendNotification({ method: 'notifications/progress', params: { progressToken, ...update } }));
    },
    log: (level, data) => quietly(server.sendLoggingMessage({ level, data, logger: identity.name })),
  };
}

/** This transport can ask in the middle of a call, so the rounds of a question happen here. */
async function untilAnswered<Result extends object>(
  server: Server,
  run: (context: Context) => Promise<Result | Ask>,
  first: Context,
): Promise<Result> {
  let context = first;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const result = await run(context);
    if (!isAsk(result)) return result;
    const answers = await Promise.all(
      Object.entries(result.ask).map(async ([key, question]) => [key, await put(server, question)] as const),
    );
    context = { ...first, answers: Object.fromEntries(answers), state: result.state };
  }
  throw new ButtdialError('unavailable', 'The client was asked too often.', {
    remedy: 'Call again with every argument that was asked for.',
  });
}

const capabilityOf = {
  'elicitation/create': 'elicitation',
  'sampling/createMessage': 'sampling',
  'roots/list': 'roots',
} as const;

function put(server: Server, { method, params }: Question): Promise<object> {
  const capability = capabilityOf[method];
  if (!server.getClientCapabilities()?.[capability]) {
    throw new ButtdialError('unavailable', `This needs a client that offers ${capability}.`, {
      remedy: 'Use another client, or give every argument in the call.',
    });
  }
  const options = { timeout: ANSWER_WITHIN_MS };
  switch (method) {
    case 'elicitation/create':
      return server.elicitInput(params as ElicitRequestFormParams, options);
    case 'sampling/createMessage':
      return server.createMessage(params as CreateMessageRequest['params'], options);
    case 'roots/list':
      return server.listRoots(undefined, options);
  }
}

/** Only our own words reach the client. */
function mcpError(error: unknown, method: string, { runtime }: Serving): McpError {
  if (error instanceof McpError) return error;
  if (method === 'resources/read' && isButtdialError(error) && error.code === 'not-found')
    return new McpError(RESOURCE_NOT_FOUND, error.message);
  const { code, message, data } = toProtocolError(error, method, runtime);
  return new McpError(code, message, data);
}
