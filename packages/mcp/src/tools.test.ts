import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { countTokens } from 'gpt-tokenizer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, person, type World } from '../test/world.ts';
import { instructions, longestInstructions } from './instructions.ts';
import { toolRows } from './tools.ts';

let world: World;
const clients: Client[] = [];
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await Promise.all(clients.map(client => client.close()));
  await world.close();
});

async function connect(token: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${world.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );
  clients.push(client);
  return client;
}

async function call(token: string, name: string, input: Record<string, unknown> = {}) {
  const result = await (await connect(token)).callTool({ name, arguments: input });
  const [first, second] = result.content as { text: string }[];
  return {
    isError: result.isError ?? false,
    structured: result.structuredContent as Record<string, unknown> | undefined,
    json: JSON.parse(first!.text) as Record<string, unknown>,
    next: second?.text,
    raw: first!.text,
  };
}

describe('the list of tools', () => {
  const agentTools = [
    'comms_ping',
    'comms_send_message',
    'comms_get_message',
    'comms_list_messages',
    'comms_get_waiting_messages',
    'comms_ack_messages',
    'comms_get_channel_status',
    'comms_get_agent_limits',
    'comms_get_usage_dashboard',
  ];

  it('shows an agent what it may use, always in the same order', async () => {
    const client = await connect(world.tokens.one);
    const first = (await client.listTools()).tools.map(tool => tool.name);
    expect(first.filter(name => agentTools.includes(name))).toEqual(agentTools);
    expect((await (await connect(world.tokens.two)).listTools()).tools.map(tool => tool.name)).toEqual(first);
    expect(first).not.toContain('comms_set_agent_limits');
  });

  it('shows an organization more', async () => {
    const names = (await (await connect(world.tokens.organization)).listTools()).tools.map(tool => tool.name);
    expect(names).toEqual(
      expect.arrayContaining([
        ...agentTools,
        'comms_provision_channels',
        'comms_deprovision_channels',
        'comms_set_agent_limits',
        'comms_list_tokens',
        'comms_rotate_token',
        'comms_revoke_token',
      ]),
    );
  });

  it('stays under 5,000 tokens for an agent', async () => {
    const list = await (await connect(world.tokens.one)).listTools();
    console.log(
      'TOKENS',
      countTokens(JSON.stringify(list)),
      list.tools.map(t => `${t.name} ${countTokens(JSON.stringify(t))}`).join(', '),
    );
    expect(countTokens(JSON.stringify(list))).toBeLessThan(5000);
  });

  it('gives every tool a title, all four hints, both schemas, and takes fields it does not know', async () => {
    const { tools } = await (await connect(world.tokens.orchestrator)).listTools();
    for (const tool of tools) {
      expect(tool.title, tool.name).toBeTruthy();
      expect(Object.values(tool.annotations ?? {}), tool.name).toEqual([
        expect.any(Boolean),
        expect.any(Boolean),
        expect.any(Boolean),
        expect.any(Boolean),
      ]);
      expect(tool.outputSchema, tool.name).toBeDefined();
      expect(tool.inputSchema.additionalProperties, tool.name).toBeUndefined();
    }
  });

  it('never calls something read-only that the operation says changes something', () => {
    for (const row of toolRows) {
      const operation = world.switchboard.operations.get(row.operation);
      expect(operation, row.operation).toBeDefined();
      expect(row.hints.readOnlyHint, row.tool).toBe(operation?.readOnly);
    }
  });

  it('comes with instructions that no client cuts off', async () => {
    expect(instructions.length).toBeLessThanOrEqual(longestInstructions);
    expect((await connect(world.tokens.one)).getInstructions()).toBe(instructions);
  });
});

describe('results', () => {
  it('hold the same compact JSON in the first text block as in the structured content', async () => {
    const { structured, json, raw } = await call(world.tokens.one, 'comms_ping', { message: 'hi' });
    expect(json).toEqual(structured);
    expect(json).toMatchObject({
      status: 'ok',
      server: 'butt-dial-mcp',
      echo: 'hi',
      providers: { database: 'sqlite' },
    });
    expect(raw).toBe(JSON.stringify(json));
  });

  it('name unknown arguments instead of refusing them', async () => {
    const { isError, json } = await call(world.tokens.one, 'comms_ping', { message: 'hi', colour: 'red' });
    expect(isError).toBe(false);
    expect(json.warnings).toEqual([expect.stringContaining('colour')]);
  });

  it('send once for one idempotency key, and refuse it for another text', async () => {
    const input = { to: person, body: 'only once', idempotencyKey: 'key-1' };
    const first = await call(world.tokens.one, 'comms_send_message', input);
    const again = await call(world.tokens.one, 'comms_send_message', input);
    expect(again.json.id).toBe(first.json.id);
    await world.sandbox.control.settled();
    expect(world.sandbox.control.thread(person).filter(message => message.text === 'only once')).toHaveLength(1);
    const other = await call(world.tokens.one, 'comms_send_message', { ...input, body: 'something else' });
    expect(other).toMatchObject({ isError: true, json: { code: 'conflict' } });
  });

  it('follow a message to its state', async () => {
    const sent = await call(world.tokens.one, 'comms_send_message', { to: person, body: 'where are you' });
    const state = await call(world.tokens.one, 'comms_get_message', { id: sent.json.id });
    expect(state.json).toMatchObject({ id: sent.json.id, to: person, channel: 'sms' });
    const list = await call(world.tokens.one, 'comms_list_messages', { limit: 5 });
    expect((list.json.messages as { id: string }[])[0]?.id).toBe(sent.json.id);
  });
});

describe('errors', () => {
  it('say what is wrong, in which field and what to do', async () => {
    const { isError, json, structured } = await call(world.tokens.one, 'comms_send_message', { body: 'to nobody' });
    expect(isError).toBe(true);
    expect(structured).toBeUndefined();
    expect(json).toMatchObject({
      code: 'invalid-input',
      field: 'to',
      error: expect.any(String),
      remedy: expect.any(String),
    });
    expect(Object.keys(json)).not.toContain('stack');
  });

  it('carry rule and citation when law refuses', async () => {
    const { isError, json } = await call(world.tokens.one, 'comms_send_message', { to: '911', body: 'help' });
    expect(isError).toBe(true);
    expect(json).toMatchObject({ code: 'refused', ruleIds: [expect.any(String)], citations: expect.any(Array) });
    expect(json.error).toMatch(/^Compliance: /);
  });

  it('carry the limit that was reached, under the names of older clients', async () => {
    await call(world.tokens.organization, 'comms_set_agent_limits', {
      agentId: 'agent-two',
      limits: { maxActionsPerMinute: 1 },
    });
    await call(world.tokens.two, 'comms_send_message', { to: person, body: 'one' });
    const { isError, json } = await call(world.tokens.two, 'comms_send_message', { to: person, body: 'two' });
    expect(isError).toBe(true);
    expect(json).toMatchObject({
      code: 'limit-exceeded',
      limitType: 'per-minute',
      current: 1,
      max: 1,
      resetDescription: expect.any(String),
    });
  });

  it('refuse an agent what only its organization may do, before looking at the input', async () => {
    const { isError, json } = await call(world.tokens.one, 'comms_set_agent_limits', {});
    expect(isError).toBe(true);
    expect(json).toMatchObject({ code: 'forbidden', remedy: expect.stringContaining('organization token') });
  });

  it('refuse one agent the name of another, and an organization the agents of others', async () => {
    expect((await call(world.tokens.one, 'comms_list_messages', { agentId: 'agent-two' })).json.code).toBe('forbidden');
    expect((await call(world.tokens.organization, 'comms_list_messages', { agentId: 'stranger' })).json.code).toBe(
      'not-found',
    );
    expect((await call(world.tokens.organization, 'comms_rotate_token', { agentId: 'stranger' })).json.code).toBe(
      'not-found',
    );
  });

  it('answer a tool that does not exist with a protocol error', async () => {
    const client = await connect(world.tokens.one);
    await expect(client.callTool({ name: 'comms_nothing', arguments: {} })).rejects.toMatchObject({ code: -32602 });
  });

  it('are counted by tool and outcome', async () => {
    await call(world.tokens.one, 'comms_ping');
    await call(world.tokens.one, 'comms_send_message', {});
    expect(world.counted).toContain('mcp_tool_calls_total {"tool":"comms_ping","outcome":"ok"}');
    expect(world.counted).toContain('mcp_tool_calls_total {"tool":"comms_send_message","outcome":"invalid-input"}');
  });
});
