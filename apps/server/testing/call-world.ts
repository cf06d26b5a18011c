import {
  type AgentProfile,
  type Limits,
  type Log,
  type Provider,
  type RawWebhook,
  type Runtime,
  type Socket,
  type Store,
  type StoreOpener,
  silentLog,
  systemRuntime,
} from '@buttdial/core';
import { createSqlite } from '@buttdial/provider-sqlite';
import { createTwilio } from '@buttdial/provider-twilio';
import { createSandbox, createVirtualClock, type NewCharacter, type PhoneCall, type Sandbox } from '@buttdial/sandbox';
import {
  type Ability,
  type Archive,
  type CallRules,
  type CallStep,
  type CourierSettings,
  callbackScheduleMs,
  createPriceOfUse,
  createQuote,
  createRootKeys,
  createSealer,
  createSwitchboard,
  createVault,
  type Deps,
  defaultCallRules,
  defaultCourier,
  defaultPlans,
  defaultPrices,
  type ModelPrice,
  type Principal,
  runOperation,
  type Switchboard,
} from '@buttdial/switchboard';
import { createQueue } from '@buttdial/voice/wire';
import { readConfig } from '../src/config.ts';
import { scriptedTalk } from '../src/demo/scripted-talk.ts';
import { judgeOf } from '../src/judging.ts';
import { type ElsewhereWorld, mediaElsewhere } from './media-elsewhere.ts';

/** A moment at which nobody is asleep. */
export const afternoon = new Date('2026-03-02T17:00:00.000Z');
export const person = '+15559876543';
export const numbers = { one: '+12125550101', two: '+12125550102' } as const;
const accountSid = `AC${'ab'.repeat(16)}`;
/** Signs what the simulated Twilio posts. */
export const authToken = 'an-auth-token';
/** Opens the simulated OpenAI, at `/openai/v1`. */
export const modelKey = 'sk-calls';
const publicUrl = new URL('https://product.invalid');

type AgentId = keyof typeof numbers;
type Value = Readonly<Record<string, unknown>>;

/** A whole installation under a virtual clock: switchboard, store, the real adapter and the simulated network, without sockets. */
export interface CallWorld {
  readonly switchboard: Switchboard;
  readonly store: Store;
  readonly sandbox: Sandbox;
  readonly runtime: Runtime;
  readonly logged: readonly string[];
  readonly counted: readonly string[];
  /** Runs an operation as an agent, or the organization, while time passes. */
  run(name: string, input: Value, as?: AgentId | 'organization'): Promise<Value>;
  /** Lets time pass. */
  pass(milliseconds: number): Promise<void>;
  /** The process of the frames dies, where there is one. */
  killMedia(): void;
  /** What the carrier asked when it opened sockets, in order. */
  readonly sockets: readonly Parameters<Switchboard['calls']['admitSocket']>[];
  /** The call as the network saw it. */
  heard(): readonly PhoneCall[];
  /** Lets time pass until the call has ended, at most ten minutes. */
  ended(id: string, as?: AgentId): Promise<Value>;
  /** Another server on the same store and network, in place of this one: what it had under way is left as it is. */
  replace(): Promise<void>;
  /** One more server on the same store and network. */
  beside(): Switchboard;
  /** From now on the carrier comes to this one. */
  reach(server: Switchboard): void;
  close(): Promise<void>;
}

export interface CallWorldOptions {
  readonly rules?: Partial<CallRules>;
  readonly abilities?: (runtime: Runtime) => Pick<Provider, 'speech' | 'transcription' | 'language' | 'realtime'>;
  readonly profiles?: { readonly [Id in AgentId]?: AgentProfile };
  readonly limits?: Limits;
  readonly scripted?: Deps['scripted'] | 'none';
  readonly character?: NewCharacter;
  readonly store?: (runtime: Runtime) => StoreOpener;
  readonly judge?: Deps['judge'];
  readonly failpoint?: Deps['failpoint'];
  readonly courier?: Partial<CourierSettings>;
  readonly models?: readonly ModelPrice[];
  /** Whatever is outside of the simulated network. */
  readonly outside?: typeof fetch;
  /** Sends e-mails; agents get a mailbox then. */
  readonly email?: Provider['email'];
  readonly archive?: (parts: Pick<Deps, 'sealer' | 'runtime'>) => Archive;
  readonly seed?: string;
  /** Frames of raw audio are handled behind a channel of messages, as in a process of their own. */
  readonly elsewhere?: boolean;
}

export async function callWorld(options: CallWorldOptions = {}): Promise<CallWorld> {
  await loadSdk();
  const clock = createVirtualClock(afternoon);
  const logged: string[] = [];
  const counted: string[] = [];
  const sockets: Asked[] = [];
  const others: Switchboard[] = [];
  const base: Runtime = {
    ...systemRuntime(logInto(logged)),
    now: clock.now,
    sleep: clock.sleep,
    timeout: clock.timeout,
  };
  let switchboard: Switchboard;
  const sandbox = createSandbox({
    runtime: { ...base, log: silentLog },
    clock,
    seed: options.seed ?? 'calls',
    accounts: [{ name: 'ours', twilio: { accountSid, authToken }, openai: { apiKey: modelKey } }],
    callbackFetch: (url, init) => takeWebhook(switchboard, new Request(url, init)),
    openSocket: (url, headers) => {
      const asked = askedFor(url, headers);
      sockets.push(asked);
      return openSocket({ switchboard, media, carrier: () => carrier }, asked);
    },
  });
  for (const id of Object.keys(numbers) as AgentId[])
    sandbox.control.addNumber({
      number: numbers[id],
      accountSid,
      voiceUrl: `${publicUrl.origin}/webhooks/${id}/voice`,
    });
  sandbox.control.addPhone({ number: person, name: 'Ada' });
  if (options.character) sandbox.control.setCharacter(person, options.character);
  const runtime: Runtime = { ...base, fetch: sandbox.fetch, connect: sandbox.connect };
  const opener = options.store?.(runtime) ?? createSqlite({ file: ':memory:', clock: 'runtime' }, runtime).store;
  const store = await opener.open();
  await seed(store, runtime, options);
  const key = runtime.randomBytes(32);
  const carrier = createTwilio({ accountSid, authToken, baseUrl: 'http://sandbox.invalid/twilio' }, runtime);
  const able: Provider = options.abilities?.(runtime) ?? {};
  const media = options.elsewhere ? mediaElsewhere(runtime, () => able) : undefined;
  const make = () => createSwitchboard(depsOf({ options, runtime, store, key, counted, carrier, able, media }));
  switchboard = make();
  switchboard.start();

  const pass = (milliseconds: number) => clock.advance(milliseconds);
  async function run(name: string, input: Value, as: AgentId | 'organization' = 'one'): Promise<Value> {
    const own = { organizationId: 'default', tokenId: `token-${as}` };
    const principal: Principal =
      as === 'organization' ? { kind: 'organization', ...own } : { kind: 'agent', agentId: as, ...own };
    const operation = switchboard.operations.get(name);
    if (!operation) throw new Error(`There is no operation ${name}.`);
    let isDone = false;
    const answer = runOperation(operation, input, { principal, signal: new AbortController().signal }).finally(() => {
      isDone = true;
    });
    answer.catch(() => isDone);
    for (let tries = 0; !isDone && tries < 600; tries++) await pass(100);
    return (await answer).value;
  }
  return {
    get switchboard() {
      return switchboard;
    },
    store,
    sandbox,
    runtime,
    logged,
    counted,
    sockets,
    killMedia: () => media?.kill(),
    run,
    pass,
    heard: () => sandbox.control.calls(),
    async ended(id, as) {
      for (let seconds = 0; seconds < 600; seconds++) {
        const call = await run('calls.get', { id }, as);
        if (call.state === 'ended') return call;
        await pass(1_000);
      }
      throw new Error('The call has not ended in ten minutes.');
    },
    async replace() {
      const before = switchboard;
      switchboard = make();
      switchboard.start();
      const stopped = before.stop();
      await pass(10_000);
      await stopped;
    },
    beside() {
      const server = make();
      server.start();
      others.push(server);
      return server;
    },
    reach(server) {
      others.push(switchboard);
      switchboard = server;
    },
    async close() {
      const stopped = Promise.all([...new Set([switchboard, ...others])].map(server => server.stop()));
      await pass(10_000);
      await stopped;
      await sandbox.close();
      await store.close();
    },
  };
}

/** Twilio's SDK is loaded by the first request, which takes real time; of that a virtual clock knows nothing. */
async function loadSdk(): Promise<void> {
  const nobody = { ...systemRuntime(), fetch: async () => new Response('{}', { status: 503 }) };
  const call = { signal: new AbortController().signal, idempotencyKey: 'load' };
  await createTwilio({ accountSid, authToken }, nobody).check(call);
}

function logInto(logged: string[]): Log {
  const write = (event: string, fields?: object) => void logged.push(`${event} ${JSON.stringify(fields ?? {})}`);
  return { debug: write, info: write, warn: write, error: write };
}

async function seed(store: Store, runtime: Runtime, { profiles, limits, email }: CallWorldOptions): Promise<void> {
  const createdAt = runtime.now();
  const organization = {
    id: 'default',
    name: 'Default',
    slug: 'default',
    mode: 'sandbox',
    settings: {},
    createdAt,
  } as const;
  await store.createOrganization(organization, undefined, '{}');
  for (const id of Object.keys(numbers) as AgentId[])
    await store.agents.create('default', {
      id,
      displayName: id === 'one' ? 'Agent One' : 'Agent Two',
      profile: profiles?.[id] ?? {},
      createdAt,
      limits: limits ?? {},
      lines: [
        {
          id: `line-${id}`,
          channel: 'voice',
          address: numbers[id],
          connection: 'twilio',
          status: 'active',
          createdAt,
        },
        ...(email ? [mailbox(id, createdAt)] : []),
      ],
      auditBody: '{}',
    });
}

function mailbox(id: AgentId, createdAt: Date) {
  const address = `${id}@agents.example.com`;
  return { id: `mail-${id}`, channel: 'email', address, connection: 'mailer', status: 'active', createdAt } as const;
}

interface Making {
  readonly options: CallWorldOptions;
  readonly runtime: Runtime;
  readonly store: Store;
  readonly key: Uint8Array;
  readonly counted: string[];
  readonly carrier: Provider;
  readonly able: Provider;
  readonly media: ElsewhereWorld | undefined;
}

function depsOf(making: Making): Deps {
  const { options, runtime, store, key, counted, able, media } = making;
  const carrier = { name: 'twilio', provider: making.carrier };
  const mailer = { name: 'mailer', provider: options.email ? { email: options.email } : {} };
  const { config } = readConfig({}, { demo: true });
  const sealer = createSealer(key, runtime);
  const scripted = options.scripted === 'none' ? undefined : (options.scripted ?? scriptedTalk);
  return {
    store,
    runtime,
    sealer,
    connections: {
      serving: (_, channel) => (channel === 'voice' ? carrier : undefined),
      get: (_, name) => [carrier, mailer].find(connection => connection.name === name),
      offering: (_, ability: Ability) => (able[ability] ? { name: 'able', provider: able } : undefined),
      slots: { telephony: 'twilio' },
    },
    providers: {
      vault: createVault({ store, runtime, rootKeys: createRootKeys([key]) }),
      offer: async () => undefined,
    },
    quote: createQuote(defaultPrices),
    priceOfUse: createPriceOfUse(options.models ?? defaultPrices.models),
    judge: options.judge ?? judgeOf(config.compliance, true),
    post: { send: async () => undefined, assertReady: () => undefined },
    metrics: {
      count: (name, labels) => void counted.push(`${name} ${JSON.stringify(labels ?? {})}`),
      observe: () => undefined,
    },
    outsideFetch: options.outside ?? runtime.fetch,
    resolveHost: async () => [],
    ...(media ? { media } : {}),
    ...(scripted ? { scripted } : {}),
    ...(options.archive ? { archive: options.archive({ sealer, runtime }) } : {}),
    ...(options.failpoint ? { failpoint: options.failpoint } : {}),
    settings: {
      publicUrl,
      tokenMode: 'test',
      serverName: 'calls',
      version: '0',
      edition: 'community',
      emailDomain: 'agents.example.com',
      owner: `server-${runtime.newId()}`,
      courier: { ...defaultCourier, ...options.courier },
      plans: defaultPlans,
      inbox: { leaseMs: 60_000, longestWaitSeconds: 25 },
      callback: { scheduleMs: callbackScheduleMs, timeoutMs: 1_000, concurrency: 4, pollMs: 5_000 },
      defaultLimits: {},
      agentPoolSize: 5,
      calls: { ...defaultCallRules, ...config.calls, ...options.rules },
    },
  };
}

async function takeWebhook(switchboard: Switchboard, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const [, , agentId = '', channel = '', step = 'voice'] = url.pathname.split('/');
  const hook: RawWebhook = {
    method: 'POST',
    url,
    headers: request.headers,
    body: new Uint8Array(await request.arrayBuffer()),
  };
  if (channel !== 'voice') return new Response('Unknown.', { status: 404 });
  const answer = await switchboard.calls.receive({ agentId, step: step as CallStep }, hook);
  return new Response(answer.body, { status: answer.status, headers: { 'content-type': answer.contentType } });
}

type Asked = Parameters<Switchboard['calls']['admitSocket']>;

function askedFor(address: string, headers: Readonly<Record<string, string>>): Asked {
  const url = new URL(address);
  const [, , agentId = '', , ticket = ''] = url.pathname.split('/');
  return [
    { agentId, ticket },
    { method: 'GET', url, headers: new Headers(headers), body: new Uint8Array() },
  ];
}

interface Door {
  readonly switchboard: Switchboard;
  readonly media: ElsewhereWorld | undefined;
  readonly carrier: () => Provider;
}

async function openSocket({ switchboard, media, carrier }: Door, asked: Asked): Promise<Socket> {
  const admitted = await switchboard.calls.admitSocket(...asked);
  if (!admitted) throw new Error('The socket was refused.');
  const [ours, theirs] = socketPair();
  const { telephony } = carrier();
  if (media && admitted.elsewhere && telephony) void admitted.elsewhere.take(media.hand(ours, telephony));
  else void admitted.take(ours);
  return theirs;
}

function socketPair(): readonly [Socket, Socket] {
  const [left, right] = [createQueue<string | Uint8Array>(), createQueue<string | Uint8Array>()];
  const close = () => {
    left.end();
    right.end();
  };
  return [
    { send: data => right.push(data), close, incoming: left },
    { send: data => left.push(data), close, incoming: right },
  ];
}
