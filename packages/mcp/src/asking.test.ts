import { Client as Client2, StreamableHTTPClientTransport as Http2 } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport as Http1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../test/world.ts';
import type { Context, Registrar } from './registrar.ts';

const hints = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
const question = {
  method: 'elicitation/create',
  params: {
    mode: 'form',
    message: 'Which colour?',
    requestedSchema: { type: 'object', properties: { colour: { type: 'string' } }, required: ['colour'] },
  },
} as const;
const sampling = {
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text: 'Say hi' } }], maxTokens: 5 },
} as const;

/** Asks a person in one round, and the model and the roots in the next. */
function registerAsking(registrar: Registrar): void {
  registrar.tool(
    'asking',
    { title: 'Asking', description: 'Asks.', input: { type: 'object' }, annotations: hints },
    async (_, context: Context) => {
      const round = Number(context.state?.round ?? 0);
      if (round === 0) return { ask: { person: question }, state: { round: 1 } };
      if (round === 1)
        return {
          ask: { model: sampling, roots: { method: 'roots/list' } },
          state: { round: 2, person: context.answers.person },
        };
      return {
        content: [{ type: 'text', text: JSON.stringify({ person: context.state?.person, ...context.answers }) }],
      };
    },
  );
  registrar.tool(
    'always asking',
    { title: 'Always', description: 'Never stops.', input: { type: 'object' }, annotations: hints },
    async () => ({ ask: { person: question } }),
  );
}

let world: World;
beforeAll(async () => {
  world = await openWorld({ extend: registerAsking });
});
afterAll(() => world.close());

const identity = { name: 'test', version: '1.0.0' };
const capabilities = { elicitation: { form: {} }, sampling: {}, roots: {} };
const picked = { action: 'accept', content: { colour: 'blue' } } as const;
const said = { role: 'assistant', model: 'test-model', content: { type: 'text', text: 'hi' } } as const;
const roots = { roots: [{ uri: 'file:///tmp' }] };
const header = () => ({ requestInit: { headers: { authorization: `Bearer ${world.tokens.one}` } } });

function client1(): Client1 {
  const client = new Client1(identity, { capabilities });
  client.setRequestHandler(ElicitRequestSchema, () => picked);
  client.setRequestHandler(CreateMessageRequestSchema, () => said);
  client.setRequestHandler(ListRootsRequestSchema, () => roots);
  return client;
}

interface Calling {
  callTool(call: { name: string }): Promise<unknown>;
  close(): Promise<void>;
}

const connections: Readonly<Record<string, () => Promise<Calling>>> = {
  '/sse': async () => {
    const client = client1();
    await client.connect(new SSEClientTransport(new URL(`${world.url}/sse?token=${world.tokens.one}`)));
    return client;
  },
  'a session on /mcp': async () => {
    const client = client1();
    await client.connect(new Http1(new URL(`${world.url}/mcp`), header()) as never);
    return client;
  },
  'the modern era on /mcp': async () => {
    const client = new Client2(identity, { capabilities, versionNegotiation: { mode: 'auto' } });
    client.setRequestHandler('elicitation/create', () => picked);
    client.setRequestHandler('sampling/createMessage', () => said);
    client.setRequestHandler('roots/list', () => roots);
    await client.connect(new Http2(new URL(`${world.url}/mcp`), header()));
    return client;
  },
};

describe.each(Object.entries(connections))('a tool that asks, over %s', (_, connect) => {
  it('gets its answers round by round', async () => {
    const client = await connect();
    const result = (await client.callTool({ name: 'asking' })) as { content: { text: string }[] };
    expect(JSON.parse(result.content[0]!.text)).toMatchObject({
      person: picked,
      model: { content: { text: 'hi' } },
      roots,
    });
    await client.close();
  });
});

describe('over /sse', () => {
  it('a tool is told when the client cannot be asked', async () => {
    const client = new Client1(identity);
    await client.connect(new SSEClientTransport(new URL(`${world.url}/sse?token=${world.tokens.one}`)));
    await expect(client.callTool({ name: 'asking' })).rejects.toThrow('needs a client that offers elicitation');
    await client.close();
  });

  it('a tool that never stops asking is stopped', async () => {
    const client = client1();
    await client.connect(new SSEClientTransport(new URL(`${world.url}/sse?token=${world.tokens.one}`)));
    await expect(client.callTool({ name: 'always asking' })).rejects.toThrow('asked too often');
    await client.close();
  });
});
