import { Client as Client2, StreamableHTTPClientTransport as Http2 } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport as Http1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, person, type World } from '../test/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const header = (token: string) => ({ requestInit: { headers: { authorization: `Bearer ${token}` } } });
const identity = { name: 'test', version: '1.0.0' };

interface AnyClient {
  listTools(): Promise<{ tools: readonly { name: string }[] }>;
  callTool(call: { name: string; arguments?: Record<string, unknown> }): Promise<unknown>;
  close(): Promise<void>;
}

const connections: Readonly<Record<string, () => Promise<AnyClient>>> = {
  'SDK 1 on /mcp': async () => {
    const client = new Client1(identity);
    // The class and the interface differ in `undefined` under exact optional types.
    await client.connect(new Http1(new URL(`${world.url}/mcp`), header(world.tokens.one)) as never);
    return client as AnyClient;
  },
  'SDK 1 on /sse, with the URL of the guide': async () => {
    const client = new Client1(identity);
    await client.connect(
      new SSEClientTransport(new URL(`${world.url}/sse?token=${world.tokens.one}&agentId=agent-one`)),
    );
    return client as AnyClient;
  },
  'SDK 2 on /mcp, 2025-11-25': async () => {
    const client = new Client2(identity);
    await client.connect(new Http2(new URL(`${world.url}/mcp`), header(world.tokens.one)));
    return client as unknown as AnyClient;
  },
  'SDK 2 on /mcp, 2026-07-28': async () => {
    const client = new Client2(identity, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new Http2(new URL(`${world.url}/mcp`), header(world.tokens.one)));
    expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    return client as unknown as AnyClient;
  },
};

describe.each(Object.entries(connections))('%s', (name, connect) => {
  it('lists what an agent may use, and sends a message that arrives on a phone', async () => {
    const client = await connect();
    const { tools } = await client.listTools();
    expect(tools.map(tool => tool.name)).toContain('comms_send_message');
    expect(tools.map(tool => tool.name)).not.toContain('comms_provision_channels');
    const body = `hello from ${name}`;
    const sent = (await client.callTool({ name: 'comms_send_message', arguments: { to: person, body } })) as {
      isError?: boolean;
      structuredContent: Record<string, unknown>;
      content: { text: string }[];
    };
    expect(sent.isError, JSON.stringify(sent)).toBeFalsy();
    expect(sent.structuredContent).toMatchObject({ success: true, status: 'sent', channel: 'sms', to: person });
    expect(JSON.parse(sent.content[0]!.text)).toEqual(sent.structuredContent);
    await world.sandbox.control.settled();
    expect(world.sandbox.control.thread(person).map(message => message.text)).toContain(body);
    await client.close();
  });
});
