import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const phone = '+15559876543';
const agentNumber = '+12125550101';
let house: Installation;
beforeAll(async () => {
  house = await install();
});
afterAll(() => house.close());

interface Tools {
  call(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>>;
  names(): Promise<readonly string[]>;
  close(): Promise<void>;
}

type Result = { readonly content?: unknown; readonly isError?: unknown };
const read = (result: Result) => {
  const [first] = result.content as readonly { readonly text: string }[];
  return { ...(JSON.parse(first?.text ?? '{}') as Record<string, unknown>), isError: result.isError === true };
};

async function throughOldSse(): Promise<Tools> {
  // As in the integration guide: nothing but the address.
  const transport = new SSEClientTransport(
    new URL(`${house.url}/sse?token=${house.tokens.one}&agentId=test-agent-001`),
  );
  const client = new Client({ name: 'my-agent', version: '1.0.0' });
  await client.connect(transport);
  return toolsOf(client);
}

async function throughStreamable(): Promise<Tools> {
  const headers = { authorization: `Bearer ${house.tokens.one}` };
  const client = new Client({ name: 'my-agent', version: '1.0.0' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${house.url}/mcp`), { requestInit: { headers } }) as Parameters<
      typeof client.connect
    >[0],
  );
  return toolsOf(client);
}

async function throughModern(): Promise<Tools> {
  const headers = { authorization: `Bearer ${house.tokens.one}` };
  const client = new ModernClient({ name: 'my-agent', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new ModernTransport(new URL(`${house.url}/mcp`), { requestInit: { headers } }));
  return toolsOf(client);
}

function toolsOf(client: {
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<unknown>;
  listTools(): Promise<{ tools: readonly { name: string }[] }>;
  close(): Promise<void>;
}): Tools {
  return {
    call: async (name, args) => read((await client.callTool({ name, arguments: args })) as Result),
    names: async () => (await client.listTools()).tools.map(tool => tool.name),
    close: () => client.close(),
  };
}

describe.each([
  ['the old /sse, as in the integration guide', throughOldSse],
  ['/mcp with the 1.x SDK', throughStreamable],
  ['/mcp with the 2.x client, in the new era', throughModern],
])('an agent through %s', (_name, connect) => {
  let tools: Tools;
  beforeAll(async () => {
    tools = await connect();
  });
  afterAll(() => tools.close());

  it('sees its own tools and no others', async () => {
    const names = await tools.names();
    expect(names).toContain('comms_send_message');
    expect(names).not.toContain('comms_provision_channels');
  });

  it('sends SMS, WhatsApp and e-mail, and gets an answer', async () => {
    house.demo.network.control.sendFromPhone({
      from: phone,
      to: agentNumber,
      channel: 'whatsapp',
      text: 'Hello agent',
    });
    const waiting = await tools.call('comms_get_waiting_messages', { waitSeconds: 10 });
    const messages = waiting.messages as readonly { id: string; body: string; untrusted: boolean }[];
    expect(messages[0]).toMatchObject({ body: 'Hello agent', untrusted: true });
    expect(await tools.call('comms_ack_messages', { ids: messages.map(message => message.id) })).toMatchObject({
      acknowledged: messages.length,
    });
    for (const message of [
      { to: phone, body: 'Hello from my AI agent!', channel: 'sms' },
      { to: phone, body: 'Hello on WhatsApp', channel: 'whatsapp' },
      { to: 'ada@example.com', body: 'Dear Ada', channel: 'email', subject: 'Hello' },
    ]) {
      const before = house.demo.network.ledger().sends.length;
      expect(await tools.call('comms_send_message', message)).toMatchObject({
        isError: false,
        success: true,
        channel: message.channel,
        status: 'sent',
      });
      expect(house.demo.network.ledger().sends.slice(before)).toEqual([
        expect.objectContaining({ to: message.to, channel: message.channel }),
      ]);
    }
  });

  it('reads why it is refused', async () => {
    expect(await tools.call('comms_send_message', { to: '911', body: 'help' })).toMatchObject({
      isError: true,
      code: 'refused',
      ruleIds: ['SAFE-EMERGENCY'],
    });
  });
});
