import { allPacks, evaluate } from '@buttdial/compliance';
import {
  type ConsentEvent,
  type Line,
  type Provider,
  type Purpose,
  type Store,
  silentLog,
  systemRuntime,
} from '@buttdial/core';
import { createSqlite } from '@buttdial/provider-sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contactKey } from './contacts.ts';
import { type Connection, type Deps, defaultCourier, defaultPlans } from './deps.ts';
import { createJudge } from './judge.ts';
import { runOperation } from './operation.ts';
import { createSealer } from './seal.ts';
import { createSwitchboard, type Switchboard } from './switchboard.ts';
import { createRootKeys } from './vault/root-keys.ts';
import { createVault } from './vault/vault.ts';

const organizationId = 'one';
const agentId = 'agent';
const sealer = createSealer(
  Uint8Array.from({ length: 32 }, (_, index) => index * 7),
  systemRuntime(),
);
/** What reached the vendor, by recipient and text. */
const left: { to: string; text: string }[] = [];
let now = new Date('2026-11-18T16:00:00Z');
let store: Store;
let switchboard: Switchboard;

const accepting: Provider = {
  messaging: {
    routes: {
      sms: { idempotency: 'none', maxAttachments: 10, templates: false, maxTextLength: 1600 },
      whatsapp: { idempotency: 'none', maxAttachments: 1, templates: true, maxTextLength: 1600 },
    },
    send: async message => {
      left.push({ to: message.to, text: message.content.kind === 'text' ? message.content.text : '' });
      return { outcome: 'accepted', vendorId: `v-${left.length}` };
    },
  },
};

beforeAll(async () => {
  const runtime = { ...systemRuntime(silentLog), now: () => now };
  store = await createSqlite({ file: ':memory:', clock: 'runtime' }, runtime).store.open();
  await store.createOrganization(
    { id: organizationId, name: 'One', slug: 'one', mode: 'sandbox', settings: {}, createdAt: now },
    undefined,
    '{}',
  );
  const line = (channel: Line['channel']) => ({
    id: `line-${channel}`,
    channel,
    address: '+12125550101',
    connection: 'acme',
    status: 'active' as const,
    createdAt: now,
  });
  await store.agents.create(organizationId, {
    id: agentId,
    displayName: 'Agent',
    profile: {},
    createdAt: now,
    limits: {},
    lines: [line('sms'), line('whatsapp')],
    auditBody: '{}',
  });
  switchboard = createSwitchboard(depsOf(store, runtime));
});
afterAll(() => store.close());

function depsOf(open: Store, runtime: Deps['runtime']): Deps {
  const connection: Connection = { name: 'acme', provider: accepting };
  return {
    store: open,
    runtime,
    sealer,
    connections: { serving: () => connection, get: () => connection, slots: {} },
    providers: {
      vault: createVault({ store: open, runtime, rootKeys: createRootKeys([runtime.randomBytes(32)]) }),
      offer: async () => undefined,
    },
    quote: () => 1_000,
    priceOfUse: () => undefined,
    judge: createJudge(allPacks, { a2pRegistered: true }),
    post: { send: async () => undefined, assertReady: () => undefined },
    metrics: { count: () => undefined, observe: () => undefined },
    outsideFetch: runtime.fetch,
    resolveHost: async () => [],
    settings: {
      publicUrl: new URL('https://butt.example.com'),
      tokenMode: 'test',
      serverName: 'test',
      version: '0',
      edition: 'community',
      emailDomain: 'example.com',
      owner: 'test',
      plans: defaultPlans,
      courier: defaultCourier,
      inbox: { leaseMs: 60_000, longestWaitSeconds: 1 },
      callback: { scheduleMs: [0], timeoutMs: 1_000, concurrency: 1, pollMs: 1_000 },
      defaultLimits: {},
      agentPoolSize: 5,
    },
  };
}

const people = ['+12125550123', '+13055550123', '+447400123456', '+4915112345678', '+14165550123'] as const;
const send = fc.record({
  kind: fc.constant('send' as const),
  to: fc.constantFrom(...people),
  channel: fc.constantFrom('sms' as const, 'whatsapp' as const),
  purpose: fc.constantFrom<Purpose | undefined>('marketing', 'informational', 'otp', 'reply', 'emergency', undefined),
  body: fc.constantFrom('Your order is ready.', 'Free spins at our casino', 'you fucking idiot'),
  later: fc.boolean(),
});
const say = fc.record({
  kind: fc.constant('say' as const),
  to: fc.constantFrom(...people),
  what: fc.constantFrom<ConsentEvent['kind']>('granted', 'revoked', 'stop', 'start', 'relationship'),
  channel: fc.constantFrom<ConsentEvent['channel']>('sms', 'whatsapp', '*'),
  level: fc.constantFrom('express', 'express_written', 'implied', 'transaction', 'inquiry'),
  purposes: fc.subarray(['informational', 'marketing'] as const, { minLength: 1 }),
});
const wait = fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 30 }) });
const history = fc.array(fc.oneof({ weight: 4, arbitrary: send }, { weight: 3, arbitrary: say }, wait), {
  minLength: 3,
  maxLength: 14,
});
type Step = typeof history extends fc.Arbitrary<(infer One)[]> ? One : never;

const principal = { kind: 'agent', organizationId, agentId, tokenId: 't' } as const;
let count = 0;

async function live(step: Step): Promise<void> {
  count += 1;
  if (step.kind === 'wait') {
    now = new Date(now.getTime() + step.hours * 3_600_000);
    await switchboard.drain();
  } else if (step.kind === 'say') {
    const { to, what: kind, channel, level, purposes } = step;
    const key = contactKey(sealer, organizationId, { channel: 'sms', address: to });
    const event = { id: `e-${count}`, organizationId, contactKey: key, channel, kind, level, purposes, at: now };
    await store.consent.append(organizationId, event, '{}');
  } else {
    const { to, channel, purpose, body, later } = step;
    const text = `${body} #${count}`;
    const sendAt = later ? { sendAt: new Date(now.getTime() + 7_200_000).toISOString() } : {};
    const operation = switchboard.operations.get('messages.send')!;
    const input = { to, channel, body: text, ...(purpose ? { purpose } : {}), ...sendAt };
    const signal = new AbortController().signal;
    await runOperation(operation, input, { principal, signal }).catch((error: { code?: string }) => {
      if (error.code !== 'refused') throw error;
    });
  }
}

it('nothing leaves without an allow that is kept with it, whatever was said before', async () => {
  await fc.assert(
    fc.asyncProperty(history, async steps => {
      const before = left.length;
      for (const step of steps) await live(step);
      // Newest first: what this history added, and some of what was there before.
      const messages = await store.messages.list(organizationId, {}, { limit: 200 });
      const byVendorId = new Map(messages.map(message => [message.vendorId, message]));
      for (let sent = before + 1; sent <= left.length; sent += 1)
        expect(byVendorId.get(`v-${sent}`)?.decision?.effect).toBe('allow');
      const refused = messages.filter(message => message.state === 'refused' || message.state === 'deferred');
      expect(
        refused.filter(({ vendorId, decision }) => vendorId !== undefined || decision?.effect === 'allow'),
      ).toEqual([]);
    }),
    { numRuns: process.env.TEST_FULL === undefined ? 60 : 1_000 },
  );
  expect(left.length).toBeGreaterThan(5);
  expect(left.filter(({ text }) => /idiot/.test(text))).toEqual([]);
  expect(left.filter(({ to, text }) => to.startsWith('+1') && !to.startsWith('+1416') && /casino/.test(text))).toEqual(
    [],
  );
}, 180_000);

it('what the engine says about the facts of the store is what the exit does', () => {
  const action = { channel: 'sms', to: people[0], purpose: 'marketing' } as const;
  const context = { nowUtc: '2026-11-18T16:00:00Z', sender: { a2pRegistered: true } };
  const judge = createJudge(allPacks, { a2pRegistered: true });
  const facts = { ledger: [], lastInboundAt: {}, attempts: [], underWay: [], lists: {}, erased: false };
  const { decision, record } = judge(action, facts, new Date(context.nowUtc));
  expect(decision.rules).toEqual(evaluate(action, context, allPacks).rules);
  expect(record.ruleIds).toEqual(decision.rules);
});

it('what is in hand counts too: of eight at once to one person in Florida, three leave within the day', async () => {
  now = new Date('2026-12-02T16:00:00Z');
  const to = '+13055550188';
  const key = contactKey(sealer, organizationId, { channel: 'sms', address: to });
  const consent = { kind: 'granted', channel: 'sms', level: 'express_written', purposes: ['marketing'] } as const;
  await store.consent.append(
    organizationId,
    { ...consent, id: 'e-fl', organizationId, contactKey: key, at: now },
    '{}',
  );
  const list = { kind: 'full', asOf: now, now, source: 'test', digest: () => 'none' } as const;
  await store.importList({ ...list, list: 'ftc-national' }, nobody());
  const operation = switchboard.operations.get('messages.send')!;
  const offer = (number: number) => ({
    to,
    channel: 'sms',
    purpose: 'marketing',
    body: `Offer ${number}. Reply STOP to opt out.`,
  });
  const asked = Array.from({ length: 8 }, (_, number) =>
    runOperation(operation, offer(number), { principal, signal: new AbortController().signal }).catch(() => undefined),
  );
  await Promise.all(asked);
  for (let round = 0; round < 120; round += 1) {
    now = new Date(now.getTime() + 5_000);
    await switchboard.drain();
  }
  expect(left.filter(message => message.to === to)).toHaveLength(3);
  const { underWay } = await store.facts({ organizationId, contactKey: key, now });
  expect(underWay).toEqual([]);
  const messages = await store.messages.list(organizationId, { contactKey: key }, { limit: 20 });
  const refused = messages.filter(({ state }) => state === 'refused');
  expect(refused.map(({ decision }) => decision?.ruleIds)).toEqual(Array(5).fill(['US-FL-FREQ']));
});

async function* nobody() {
  yield [];
}
