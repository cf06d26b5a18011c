import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { safetyPack } from '@buttdial/compliance';
import {
  type Channel,
  type Limits,
  type Provider,
  type Runtime,
  type Store,
  systemRuntime,
  type TokenKind,
} from '@buttdial/core';
import { createResend } from '@buttdial/provider-resend';
import { createSqlite } from '@buttdial/provider-sqlite';
import { createTwilio } from '@buttdial/provider-twilio';
import { createSandbox, type Sandbox } from '@buttdial/sandbox';
import {
  createJudge,
  createPriceOfUse,
  createQuote,
  createRootKeys,
  createSealer,
  createSwitchboard,
  createVault,
  type Deps,
  defaultCourier,
  defaultPlans,
  defaultPrices,
  hashToken,
  isChannel,
  newToken,
  type Switchboard,
} from '@buttdial/switchboard';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { createMcp, type Mcp, type McpOptions } from '../src/index.ts';

/** Two agents of one organization and one of another, on real adapters over the simulated network. */
export interface World {
  readonly url: string;
  readonly store: Store;
  readonly switchboard: Switchboard;
  readonly sandbox: Sandbox;
  readonly mcp: Mcp;
  readonly counted: readonly string[];
  readonly logged: readonly string[];
  /** The bare HTTP app, with `/mcp` and a REST-like `/send` beside it. */
  readonly app: Hono<{ Bindings: HttpBindings }>;
  readonly tokens: {
    readonly one: string;
    readonly two: string;
    readonly stranger: string;
    readonly organization: string;
    readonly orchestrator: string;
  };
  close(): Promise<void>;
}

export const person = '+12125550199';
const accountSid = `AC${'ab'.repeat(16)}`;
const authToken = 'an-auth-token';
const agents = [
  { id: 'agent-one', organizationId: 'acme', number: '+12125550101' },
  { id: 'agent-two', organizationId: 'acme', number: '+12125550102' },
  { id: 'stranger', organizationId: 'other', number: '+12125550103' },
] as const;

export async function openWorld(
  options: {
    readonly settings?: Partial<McpOptions['settings']>;
    readonly extend?: McpOptions['extend'];
    readonly leaseMs?: number;
  } = {},
): Promise<World> {
  const logged: string[] = [];
  const counted: string[] = [];
  const write = (event: string, fields?: object) => void logged.push(`${event} ${JSON.stringify(fields ?? {})}`);
  const runtime = systemRuntime({ debug: write, info: write, warn: write, error: write });
  const server = createAdaptorServer({
    fetch: (request, bindings) => app.fetch(request, bindings as HttpBindings),
    overrideGlobalObjects: false,
  }) as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sandbox = createSandbox({ runtime });
  sandbox.control.addAccount({
    twilio: { accountSid, authToken },
    resend: { apiKey: 're_key', webhookSecret: 'whsec_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' },
  });
  sandbox.control.addDomain({ domain: 'agents.example.com', apiKey: 're_key' });
  sandbox.control.addPhone({ number: person, name: 'Person' });
  const store = await createSqlite({ file: ':memory:' }, runtime).store.open();
  const tokens = await seed(store, runtime, { sandbox, url });
  const metrics = {
    count: (name: string, labels?: object) => void counted.push(`${name} ${JSON.stringify(labels ?? {})}`),
    observe: () => undefined,
  };
  const switchboard = createSwitchboard({
    store,
    runtime,
    metrics,
    ...(await partsOf(sandbox, runtime)),
    providers: {
      vault: createVault({ store, runtime, rootKeys: createRootKeys([runtime.randomBytes(32)]) }),
      offer: async () => undefined,
    },
    post: { send: async () => undefined, assertReady: () => undefined },
    settings: settingsOf(url, options.leaseMs),
  });
  const mcp = createMcp({
    switchboard,
    store,
    runtime,
    metrics,
    settings: {
      serverName: 'butt-dial-mcp',
      version: '0.0.1',
      publicUrl: new URL(url),
      allowedHosts: [],
      allowedOrigins: ['https://app.example.com'],
      sseEnabled: true,
      allowQueryToken: true,
      ...options.settings,
    },
    ...(options.extend ? { extend: options.extend } : {}),
  });
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route('/', mcp.routes);
  app.post('/webhooks/:agentId/:channel', async c => {
    const { agentId, channel } = c.req.param();
    if (!isChannel(channel)) return c.notFound();
    const hook = {
      method: 'POST' as const,
      url: new URL(`${url}${c.req.path}`),
      headers: c.req.raw.headers,
      body: new Uint8Array(await c.req.arrayBuffer()),
    };
    const answer = await switchboard.receive({ agentId, channel }, hook);
    return c.body(answer.body, answer.status, { 'content-type': answer.contentType });
  });
  return {
    url,
    store,
    switchboard,
    sandbox,
    mcp,
    counted,
    logged,
    app,
    tokens,
    async close() {
      await mcp.close();
      server.closeAllConnections();
      server.close();
      await switchboard.stop();
      sandbox.close();
      await store.close();
    },
  };
}

async function partsOf(
  sandbox: Sandbox,
  runtime: Runtime,
): Promise<Pick<Deps, 'connections' | 'priceOfUse' | 'sealer' | 'quote' | 'judge' | 'outsideFetch' | 'resolveHost'>> {
  const world: Runtime = { ...runtime, fetch: sandbox.fetch };
  const providers: Readonly<Record<string, Provider>> = {
    twilio: createTwilio({ accountSid, authToken, baseUrl: 'http://sandbox.invalid/twilio' }, world),
    resend: createResend(
      {
        apiKey: 're_key',
        webhookSecret: 'whsec_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
        baseUrl: 'http://sandbox.invalid/resend',
      },
      world,
    ),
  };
  const get = (_organizationId: string, name: string) =>
    providers[name] ? { name, provider: providers[name] } : undefined;
  return {
    connections: {
      get,
      serving: (organizationId, channel) => get(organizationId, channel === 'email' ? 'resend' : 'twilio'),
      slots: { telephony: 'twilio', email: 'resend' },
    },
    sealer: createSealer(runtime.randomBytes(32), runtime),
    quote: createQuote(defaultPrices),
    priceOfUse: createPriceOfUse(defaultPrices.models),
    judge: createJudge([safetyPack]),
    outsideFetch: sandbox.fetch,
    resolveHost: async () => ['93.184.215.14'],
  };
}

function settingsOf(url: string, leaseMs = 60_000): Deps['settings'] {
  return {
    publicUrl: new URL(url),
    tokenMode: 'test',
    serverName: 'butt-dial-mcp',
    version: '0.0.1',
    edition: 'community',
    emailDomain: 'agents.example.com',
    owner: 'test',
    plans: defaultPlans,
    courier: defaultCourier,
    inbox: { leaseMs, longestWaitSeconds: 25 },
    callback: { scheduleMs: [0], timeoutMs: 1000, concurrency: 1, pollMs: 1000 },
    defaultLimits: {},
    agentPoolSize: 5,
  };
}

async function seed(
  store: Store,
  runtime: Runtime,
  { sandbox, url }: { readonly sandbox: Sandbox; readonly url: string },
): Promise<World['tokens']> {
  const createdAt = runtime.now();
  const record = (kind: TokenKind) => {
    const secret = newToken(kind, 'test', runtime);
    return {
      secret,
      record: { id: runtime.newId(), kind, hash: hashToken(secret), label: 'test', scopes: [], createdAt },
    };
  };
  const [organization, orchestrator] = [record('organization'), record('orchestrator')];
  for (const id of ['acme', 'other']) {
    const token = id === 'acme' ? { ...organization.record, organizationId: id } : undefined;
    await store.createOrganization({ id, name: id, slug: id, mode: 'sandbox', settings: {}, createdAt }, token, '{}');
  }
  await store.addOrchestratorToken(orchestrator.record);
  const secrets: string[] = [];
  for (const { id, organizationId, number } of agents) {
    const { secret, record: token } = record('agent');
    secrets.push(secret);
    const line = (channel: Channel, address: string, connection: string) => ({
      id: runtime.newId(),
      channel,
      address,
      connection,
      status: 'active' as const,
      createdAt,
    });
    const limits: Limits = {};
    const { kind: _kind, ...rest } = token;
    await store.agents.create(organizationId, {
      id,
      displayName: id,
      profile: {},
      createdAt,
      limits,
      lines: [line('sms', number, 'twilio'), line('email', `${id}@agents.example.com`, 'resend')],
      token: rest,
      auditBody: '{}',
    });
    sandbox.control.addNumber({ number, accountSid, smsUrl: `${url}/webhooks/${id}/sms` });
  }
  const [one = '', two = '', stranger = ''] = secrets;
  return { one, two, stranger, organization: organization.secret, orchestrator: orchestrator.secret };
}
