import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../../testing/installation.ts';
import { createPage } from '../../testing/page.ts';

// Nothing with this in it may come out of a door that the other organization opens.
const canary = 'canary8824';
const person = '+15559876543';

interface Tenant {
  readonly id: string;
  readonly agentId: string;
  readonly tokens: Readonly<Record<'organization' | 'agent', string>>;
}

let house: Installation;
let theirs: Tenant;
let own: Tenant;
beforeAll(async () => {
  house = await install();
  theirs = await tenant(canary);
  own = await tenant('own');
}, 60_000);
afterAll(() => house.close());

async function tenant(name: string): Promise<Tenant> {
  const operator = { token: house.tokens.orchestrator };
  const made = await house.api('POST', '/organizations', { ...operator, body: { name: `${name} Ltd`, slug: name } });
  const organization = String(made.json.adminToken);
  const agentId = `${name}-agent`;
  const agent = await house.api('POST', '/provision', {
    token: organization,
    body: { agentId, displayName: name, capabilities: ['sms', 'email'], greeting: name },
  });
  return { id: String(made.json.orgId), agentId, tokens: { organization, agent: String(agent.json.securityToken) } };
}

/** Something happens at the other organization. */
async function busy(): Promise<void> {
  const line = (await house.demo.store.lines.ofAgent(theirs.id, theirs.agentId)).find(each => each.channel === 'sms');
  const before = (await house.demo.store.inbox.waiting(theirs.id, theirs.agentId)).sms ?? 0;
  await house.api('POST', '/send-message', { token: theirs.tokens.agent, body: { to: person, body: canary } });
  house.demo.network.control.sendFromPhone({ from: person, to: line?.address ?? '', text: canary });
  await house.until(
    () => house.demo.store.inbox.waiting(theirs.id, theirs.agentId),
    waiting => waiting.sms === before + 1,
  );
}

/** A call of the other organization, and what was said in it. */
async function theirCall(): Promise<string> {
  const now = new Date();
  const id = `call-${canary}`;
  const { store } = house.demo;
  await store.addCall({
    id,
    organizationId: theirs.id,
    agentId: theirs.agentId,
    direction: 'inbound',
    state: 'ringing',
    from: person,
    to: person,
    contactKey: canary,
    connection: 'twilio',
    vendorId: canary,
    brain: 'script',
    transport: 'relay',
    sealedPlan: new Uint8Array([1]),
    maxSeconds: 60,
    currency: 'USD',
    dueAt: now,
    now,
    lease: { owner: canary, leaseMs: 600_000 },
    auditBody: '{"event":"call.ringing"}',
  });
  expect(await store.calls.get(theirs.id, id)).toMatchObject({ agentId: theirs.agentId });
  return id;
}

async function connect(token: string) {
  const client = new Client({ name: 'neighbour', version: '1.0.0' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  const transport = new StreamableHTTPClientTransport(new URL(`${house.url}/mcp`), { requestInit });
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return client;
}

const kinds = ['organization', 'agent'] as const;

describe.each(kinds)('what an %s token of one organization sees of another over MCP', kind => {
  it('is nothing, through every tool that names an agent', async () => {
    const client = await connect(own.tokens[kind]);
    const { tools } = await client.listTools();
    // An agent's own tools name nobody: whom it names all the same is not heeded.
    const naming = tools.filter(tool => kind === 'agent' || 'agentId' in (tool.inputSchema.properties ?? {}));
    expect(naming.length).toBeGreaterThan(5);
    await busy();
    for (const { name, inputSchema } of naming) {
      // The rest of the input need not be right: who is named comes first, or nothing is done.
      const required = (inputSchema.required ?? []) as string[];
      const input = Object.fromEntries(required.map(field => [field, sample(inputSchema, field)]));
      const making = name === 'comms_provision_channels' || name === 'comms_onboard_customer';
      if (making) continue;
      const result = await client.callTool({ name, arguments: { ...input, agentId: theirs.agentId } });
      const told = JSON.stringify(result).replaceAll(theirs.agentId, '');
      if (kind === 'organization') expect(result.isError, `${name}: ${told}`).toBe(true);
      expect(told, name).not.toContain(canary);
    }
    await client.close();
  });

  it('is nothing, as a resource, a subscription or a name to complete', async () => {
    const client = await connect(own.tokens[kind]);
    const named: Readonly<Record<string, string>> = { agentId: theirs.agentId, id: await theirCall() };
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.length).toBeGreaterThan(1);
    for (const { uriTemplate } of resourceTemplates) {
      const uri = uriTemplate.replace(/\{(\w+)\}/g, (_, name) => named[name] ?? expect.fail(`What is ${name}?`));
      await expect(client.readResource({ uri }), uri).rejects.toThrow();
      await expect(client.subscribeResource({ uri }), uri).rejects.toThrow();
    }
    const completedCalls = await client.complete({
      ref: { type: 'ref/resource', uri: 'call://{id}/transcript' },
      argument: { name: 'id', value: 'call-' },
    });
    expect(completedCalls.completion.values).toEqual([]);
    const listed = JSON.stringify(await client.listResources());
    expect(listed).not.toContain(canary);
    const completed = await client.complete({
      ref: { type: 'ref/resource', uri: 'buttdial://inbox/{agentId}' },
      argument: { name: 'agentId', value: 'canary' },
    });
    expect(completed.completion.values).toEqual([]);
    await client.close();
  });

  it('is refused at the older door before anything is streamed', async () => {
    for (const query of [`agentId=${theirs.agentId}`, `agentId=${theirs.agentId}&token=${own.tokens[kind]}`]) {
      const headers = query.includes('token=') ? {} : { authorization: `Bearer ${own.tokens[kind]}` };
      const response = await fetch(`${house.url}/sse?${query}`, { headers });
      expect([401, 403, 404]).toContain(response.status);
      expect(response.headers.get('content-type')).not.toContain('text/event-stream');
      await response.body?.cancel();
    }
  });
});

describe('what the pages of one organization hear of another', () => {
  it('is nothing, while its own comes through', async () => {
    const page = createPage(house);
    await page.call('POST', '/admin/api/session', { body: { token: own.tokens.organization } });
    const live = await fetch(`${house.url}/admin/api/live`, { headers: { cookie: page.cookie } });
    expect(live.status).toBe(200);
    const reader = (live.body ?? expect.fail('Nothing is streamed.')).pipeThrough(new TextDecoderStream()).getReader();
    let heard = (await reader.read()).value ?? '';
    await busy();
    // What happens after it comes through, so whatever was to be heard before has been heard.
    const sent = await house.api('POST', '/send-message', {
      token: own.tokens.agent,
      body: { to: person, body: 'Mine' },
    });
    while (!heard.includes(String(sent.json.id)))
      heard += (await reader.read()).value ?? expect.fail('The stream ended.');
    await reader.cancel();
    expect(heard).not.toContain(canary);
    expect(heard).not.toContain(theirs.id);
  });
});

describe('the sockets of calls', () => {
  it('let nobody in who names an agent and has no ticket', async () => {
    for (const path of ['voice-ws', 'voice-ws/ticket', 'media']) {
      const url = `${house.url.replace(/^http/, 'ws')}/webhooks/${theirs.agentId}/${path}`;
      const socket = new WebSocket(url);
      const ended = await new Promise<string>(resolve => {
        socket.addEventListener('open', () => resolve('open'));
        socket.addEventListener('error', () => resolve('refused'));
        socket.addEventListener('close', () => resolve('refused'));
      });
      expect(ended, path).toBe('refused');
    }
  });
});

type Property = { type?: string; enum?: unknown[]; anyOf?: Property[] };

function sample(schema: { properties?: Record<string, object> | undefined }, field: string): unknown {
  const samples: Record<string, unknown> = { to: person, contactAddress: person, body: 'x', text: 'x', code: '123456' };
  const property = (schema.properties?.[field] ?? {}) as Property;
  const { type, enum: values } = property.anyOf?.[0] ?? property;
  if (values) return values[0];
  if (field in samples) return samples[field];
  if (type === 'array') return ['x'];
  if (type === 'object') return {};
  if (type === 'integer' || type === 'number') return 1;
  return type === 'boolean' ? true : 'x';
}
