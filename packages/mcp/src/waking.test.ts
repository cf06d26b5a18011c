import { Client as Client2, StreamableHTTPClientTransport as Http2 } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import {
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, person, type World } from '../test/world.ts';

let world: World;
const open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map(client => client.close()));
  await world.close();
});

async function modern(token: string): Promise<Client2> {
  const client = new Client2({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new Http2(new URL(`${world.url}/mcp`), { requestInit: { headers: { authorization: `Bearer ${token}` } } }),
  );
  open.push(client);
  return client;
}

interface Told {
  readonly type: string;
  readonly messageId: string;
  readonly body: string;
}

async function older(
  query: string,
): Promise<{ readonly client: Client1; readonly told: Told[]; readonly updated: string[]; heard(): Promise<void> }> {
  const client = new Client1({ name: 'test', version: '1.0.0' });
  const told: Told[] = [];
  const updated: string[] = [];
  let wake = Promise.withResolvers<void>();
  const note = () => {
    wake.resolve();
    wake = Promise.withResolvers();
  };
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
    expect(params).toMatchObject({ level: 'info', logger: 'waiting-message' });
    told.push(params.data as Told);
    note();
  });
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
    updated.push(params.uri);
    note();
  });
  const first = wake.promise;
  await client.connect(new SSEClientTransport(new URL(`${world.url}/sse?${query}`)));
  open.push(client);
  return { client, told, updated, heard: () => (told.length + updated.length > 0 ? Promise.resolve() : first) };
}

async function write(text: string, to = '+12125550101'): Promise<void> {
  world.sandbox.control.sendFromPhone({ from: person, to, text });
  await world.sandbox.control.settled();
}

const json = (result: unknown) => JSON.parse((result as { content: { text: string }[] }).content[0]!.text);

describe('the inbox resource', () => {
  it('says what waits without handing it out', async () => {
    await write('first');
    const client = await modern(world.tokens.one);
    expect((await client.listResources()).resources.map(resource => resource.uri)).toEqual([
      'buttdial://inbox/agent-one',
    ]);
    expect((await client.listResourceTemplates()).resourceTemplates.map(template => template.uriTemplate)).toEqual([
      'buttdial://inbox/{agentId}',
      'call://{id}/transcript',
    ]);
    for (let round = 0; round < 2; round += 1) {
      const { contents } = await client.readResource({ uri: 'buttdial://inbox/agent-one' });
      expect(JSON.parse((contents[0] as { text: string }).text)).toMatchObject({ count: 1, waiting: { sms: 1 } });
    }
    expect(json(await client.callTool({ name: 'comms_get_waiting_messages', arguments: {} })).count).toBe(1);
  });

  it('is closed to others', async () => {
    for (const token of [world.tokens.two, world.tokens.stranger]) {
      const client = await modern(token);
      await expect(client.readResource({ uri: 'buttdial://inbox/agent-one' })).rejects.toMatchObject({ code: -32602 });
    }
    const organization = await modern(world.tokens.organization);
    await expect(organization.readResource({ uri: 'buttdial://inbox/stranger' })).rejects.toMatchObject({
      code: -32602,
    });
    expect((await organization.readResource({ uri: 'buttdial://inbox/agent-one' })).contents).toHaveLength(1);
  });

  it('suggests agents to those who may see them', async () => {
    const complete = async (token: string) =>
      (
        await (
          await modern(token)
        ).complete({
          ref: { type: 'ref/resource', uri: 'buttdial://inbox/{agentId}' },
          argument: { name: 'agentId', value: 'agent-' },
        })
      ).completion.values;
    expect(await complete(world.tokens.organization)).toEqual(['agent-one', 'agent-two']);
    expect(await complete(world.tokens.two)).toEqual(['agent-two']);
    expect(await complete(world.tokens.stranger)).toEqual([]);
  });
});

describe('a subscription of the modern era', () => {
  it('hears of a message for its agent, and of no others', async () => {
    const client = await modern(world.tokens.one);
    const heard = Promise.withResolvers<string>();
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => heard.resolve(params.uri));
    const subscription = await client.listen({
      resourceSubscriptions: [
        'buttdial://inbox/agent-one',
        'buttdial://inbox/agent-two',
        'buttdial://inbox/stranger',
        'buttdial://inbox/nobody',
      ],
    });
    expect(subscription.honoredFilter.resourceSubscriptions).toEqual(['buttdial://inbox/agent-one']);
    await write('not for you', '+12125550103');
    await write('for you');
    expect(await heard.promise).toBe('buttdial://inbox/agent-one');
    await subscription.close();
  });

  it('ends when its token is revoked', async () => {
    const rotated = json(
      await (await modern(world.tokens.organization)).callTool({
        name: 'comms_rotate_token',
        arguments: { agentId: 'agent-two' },
      }),
    );
    const response = await listenRaw(rotated.token);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toContain('acknowledged');
    await (await modern(world.tokens.organization)).callTool({
      name: 'comms_revoke_token',
      arguments: { tokenId: rotated.tokenId },
    });
    for (;;) {
      const { done } = await reader.read();
      if (done) break;
    }
    expect((await listenRaw(rotated.token)).status).toBe(401);
  });
});

function listenRaw(token: string): Promise<Response> {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'subscriptions/listen',
  };
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 7,
    method: 'subscriptions/listen',
    params: { notifications: { resourceSubscriptions: ['buttdial://inbox/agent-two'] }, _meta },
  });
  return fetch(`${world.url}/mcp`, { method: 'POST', headers, body });
}

describe('a connection on /sse', () => {
  it('is told what waits as it opens, and its tools still hand it out until it is acknowledged', async () => {
    await write('hello there');
    const { client, told, heard } = await older(`token=${world.tokens.one}&agentId=agent-one`);
    await heard();
    expect(told).toEqual([
      expect.objectContaining({
        type: 'waiting-message',
        channel: 'sms',
        direction: 'inbound',
        reason: 'waiting',
        from: person,
        body: 'hello there',
        untrusted: true,
        summary: expect.any(String),
        receivedAt: expect.any(String),
      }),
    ]);
    const fetched = await client.callTool({ name: 'comms_get_waiting_messages', arguments: {} });
    expect(json(fetched)).toEqual(fetched.structuredContent);
    expect(json(fetched)).toMatchObject({ count: 1, messages: [{ id: told[0]!.messageId, body: 'hello there' }] });
    expect(
      json(await client.callTool({ name: 'comms_ack_messages', arguments: { ids: [told[0]!.messageId] } })),
    ).toEqual({ acknowledged: 1 });
    expect(json(await client.callTool({ name: 'comms_get_waiting_messages', arguments: {} })).count).toBe(0);
  });

  it('acknowledges as it writes when asked to, as older servers did', async () => {
    await write('written off');
    const { client, heard } = await older(`token=${world.tokens.one}&ack=on_write`);
    await heard();
    expect(json(await client.callTool({ name: 'comms_get_channel_status', arguments: {} })).agentId).toBe('agent-one');
    expect(json(await client.callTool({ name: 'comms_get_waiting_messages', arguments: {} })).count).toBe(0);
    expect(await world.store.inbox.waiting('acme', 'agent-one')).toEqual({});
  });

  it('hears of new messages for a resource that it subscribed to, and cannot subscribe to that of another', async () => {
    const { client, updated, heard } = await older(`token=${world.tokens.one}`);
    await client.subscribeResource({ uri: 'buttdial://inbox/agent-one' });
    await expect(client.subscribeResource({ uri: 'buttdial://inbox/agent-two' })).rejects.toMatchObject({
      code: -32002,
    });
    await write('news');
    await heard();
    expect(updated).toContain('buttdial://inbox/agent-one');
  });

  it('tells an organization of the agent that it names', async () => {
    await write('for agent two', '+12125550102');
    const { told, heard } = await older(`token=${world.tokens.organization}&agentId=agent-two`);
    await heard();
    expect(told[0]).toMatchObject({ body: 'for agent two', agentId: 'agent-two' });
  });
});

describe('a long poll', () => {
  it('returns as soon as a message comes, and reports progress while it waits', async () => {
    const client = await modern(world.tokens.one);
    const waiting = Promise.withResolvers<string>();
    const fetching = client.callTool(
      { name: 'comms_get_waiting_messages', arguments: { waitSeconds: 20 } },
      { onprogress: ({ message }) => waiting.resolve(message ?? '') },
    );
    expect(await waiting.promise).toContain('Waiting');
    await write('at last');
    expect(json(await fetching)).toMatchObject({ count: 1, messages: [{ body: 'at last', untrusted: true }] });
  });
});

describe('what a stranger wrote', () => {
  it('comes without markup where the text says it all, and with invisible characters spelled out', async () => {
    await write('pay\u202e now');
    const client = await modern(world.tokens.one);
    const { messages } = json(await client.callTool({ name: 'comms_get_waiting_messages', arguments: {} }));
    expect(messages[0]).toMatchObject({ untrusted: true, body: 'pay\\u202e now' });
    expect(messages[0]).not.toHaveProperty('html');
  });
});
