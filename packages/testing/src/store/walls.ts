import { isButtdialError, type Rooms, type Store } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import { keptBody } from './bodies.ts';
import {
  admitted,
  asking,
  claimed,
  day,
  type Home,
  incoming,
  later,
  makeHome,
  minute,
  noon,
  report,
  settlement,
  webhook,
} from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';
import { callAttempts, callVerbAttempts, furnishCalls, orderAttempts, seeCalls } from './walls-calls.ts';
import {
  codeAttempts,
  contactAttempts,
  furnishTenant,
  ledgerAttempts,
  peopleAttempts,
  planAttempts,
  poolAttempts,
  seeTenant,
  trafficAttempts,
  vaultAttempts,
} from './walls-tenants.ts';

/** What belongs to the organization `alpha` and is named by the organization `beta`. Every id holds `alpha`. */
interface Theirs extends Home {
  readonly queued: string;
  readonly sending: string;
  readonly inbound: string;
  readonly token: string;
  readonly line: string;
  readonly contactKey: string;
}

type Attempt = (store: Store, own: string, theirs: Theirs) => Promise<unknown>;
/** One attempt for every method of every room: a method without one does not compile, and fails below as well. */
type Attempts = { readonly [Name in keyof Rooms]: { readonly [Method in keyof Rooms[Name]]: Attempt } };

const name = 'taken over';
const token = { id: 'token-beta-new', hash: 'hash-beta-new', label: name, scopes: [], createdAt: noon };
const line = {
  id: 'line-beta-new',
  channel: 'sms',
  address: '+15559990000',
  connection: 'acme',
  status: 'active',
  createdAt: noon,
} as const;

const attempts: Attempts = {
  organizations: {
    get: (store, own) => store.organizations.get(own).then(found => found?.name.replace('beta', '')),
    update: (store, own) =>
      store.organizations.update(own, { name: 'beta' }).then(found => found?.name.replace('beta', '')),
  },
  agents: {
    get: (store, own, { agentId }) => store.agents.get(own, agentId),
    list: (store, own) => store.agents.list(own).then(agents => agents.filter(agent => agent.organizationId !== own)),
    create: (store, own, { agentId }) =>
      store.agents.create(own, {
        id: agentId,
        displayName: name,
        profile: {},
        createdAt: noon,
        limits: {},
        lines: [],
        auditBody: '{}',
      }),
    update: (store, own, { agentId }) => store.agents.update(own, agentId, { displayName: name }),
    deprovision: (store, own, { agentId }) => store.agents.deprovision(own, agentId, noon, '{}'),
  },
  lines: {
    ofAgent: (store, own, { agentId }) => store.lines.ofAgent(own, agentId),
    list: (store, own) => store.lines.list(own).then(lines => lines.filter(one => one.organizationId !== own)),
    shared: (store, own) => store.lines.shared(own),
    lastWriter: (store, own, { contactKey }) =>
      store.lines.lastWriter(own, { channel: 'sms', address: '+15550001111', contactKey }),
    add: (store, own, { agentId }) => store.lines.add(own, { ...line, agentId }),
    update: (store, own, theirs) => store.lines.update(own, theirs.line, { status: 'released' }),
  },
  tokens: {
    list: (store, own, { agentId }) => store.tokens.list(own, agentId),
    add: (store, own, { agentId }) => store.tokens.add(own, { ...token, kind: 'agent', agentId }),
    rotate: (store, own, { agentId }) => store.tokens.rotate(own, agentId, token, noon),
    revoke: (store, own, theirs) => store.tokens.revoke(own, theirs.token, noon),
  },
  messages: {
    get: (store, own, { queued }) => store.messages.get(own, queued),
    list: async (store, own, { agentId, contactKey, queued }) => [
      ...(await store.messages.list(own, { agentId }, { limit: 10 })),
      ...(await store.messages.list(own, { contactKey }, { limit: 10 })),
      ...(await store.messages.list(own, {}, { limit: 10, before: queued })),
    ],
    body: (store, own, { queued }) => store.messages.body(own, queued),
    cancel: (store, own, { queued }) => store.messages.cancel(own, queued, noon, '{}'),
  },
  limits: {
    get: async (store, own, { agentId }) =>
      Object.values(await store.limits.get(own, agentId)).filter(max => max !== null),
    set: (store, own, { agentId }) => store.limits.set(own, { maxActionsPerMinute: 1_000 }, agentId),
    use: async (store, own, { agentId }) =>
      Object.values(await store.limits.use(own, noon, agentId)).filter(used => used !== 0),
  },
  usage: {
    summary: (store, own, { agentId }) =>
      store.usage.summary(own, { agentId, since: later(-day), until: later(day), by: 'hour' }),
  },
  consent: {
    append: (store, own, { contactKey, organizationId }) =>
      store.consent.append(
        own,
        { id: 'event-beta', organizationId, contactKey, channel: '*', kind: 'stop', at: noon },
        '{}',
      ),
    of: async (store, own, { contactKey }) =>
      (await store.consent.of(own, contactKey)).filter(event => event.organizationId !== own),
  },
  audit: {
    append: (store, own) =>
      store.audit.append(own, '{"by":"beta"}', noon).then(link => link.organizationId.replace(own, '')),
    list: (store, own) =>
      store.audit.list(own, 1, 100).then(links => links.filter(link => link.organizationId !== own)),
    search: (store, own) =>
      store.audit.search(own, {}, { limit: 100 }).then(links => links.filter(link => link.organizationId !== own)),
  },
  vault: vaultAttempts,
  codes: codeAttempts,
  calls: callAttempts,
  orders: orderAttempts,
  ledger: ledgerAttempts,
  plans: planAttempts,
  people: peopleAttempts,
  pools: poolAttempts,
  inbox: {
    waiting: (store, own, { agentId }) => store.inbox.waiting(own, agentId),
    get: (store, own, { inbound }) => store.inbox.get(own, inbound),
    ofContact: (store, own, { contactKey }) => store.inbox.ofContact(own, contactKey, { limit: 10 }),
    repost: (store, own, { inbound }) => store.inbox.repost(own, inbound, noon, '{}'),
  },
  contacts: contactAttempts,
  traffic: trafficAttempts,
  privacy: {
    exportContact: async (store, own, { contactKey }) => {
      const { messages, inbox, ledger, lastInboundAt } = await store.privacy.exportContact(own, contactKey);
      return [
        ...messages,
        ...inbox,
        ...ledger.filter(event => event.organizationId !== own),
        ...Object.keys(lastInboundAt),
      ];
    },
    keepBody: (store, own, { sending, agentId, contactKey }) => {
      const body = keptBody({ organizationId: own, agentId }, sending, { contactKey });
      return store.privacy.keepBody(own, body);
    },
    keptBody: (store, own, { sending }) => store.privacy.keptBody(own, sending),
    dropBodies: (store, own) => store.privacy.dropBodies(own),
    purge: (store, own) => store.privacy.purge(own, { channel: 'sms', before: later(day) }),
    eraseContact: async (store, own, { contactKey }) => {
      const { ledger: _own, ...gone } = await store.privacy.eraseContact(own, contactKey, noon, '{}');
      return Object.values(gone).filter(count => count !== 0);
    },
  },
};

const courier = { now: noon, leaseMs: minute, limit: 10 };

/** The verbs that name an organization, tried with another one's ids. */
const verbs: {
  readonly [Verb in
    | 'admit'
    | 'settle'
    | 'facts'
    | 'ingest'
    | 'ingestReport'
    | 'lease'
    | 'acknowledge'
    | 'settleCallback'
    | 'addCall'
    | 'reserveCall'
    | 'moveCall'
    | 'settleCall'
    | 'priceCall']: Attempt;
} = {
  admit: async (store, own, { agentId }) =>
    (await store.admit(asking({ organizationId: own, agentId }))).outcome === 'inactive' ? undefined : 'let in',
  settle: (store, own, { sending }) =>
    store.settle({
      organizationId: own,
      messageId: sending,
      attempt: 1,
      now: noon,
      outcome: { kind: 'unknown' },
      auditBody: '{}',
    }),
  facts: async (store, own, { contactKey }) => {
    const {
      ledger,
      lastInboundAt,
      attempts: tried,
      underWay,
    } = await store.facts({ organizationId: own, contactKey, now: noon });
    return [
      ...ledger.filter(event => event.organizationId !== own),
      ...Object.keys(lastInboundAt),
      ...tried,
      ...underWay,
    ];
  },
  ingest: (store, own, theirs) => store.ingest(webhook(own, { messages: [incoming(theirs)] })),
  ingestReport: async (store, own, { sending, organizationId }) => {
    const status = { organizationId, connection: 'acme', status: 'failed', now: noon } as const;
    const statuses = [
      { ...status, ref: sending, vendorId: 'x' },
      { ...status, vendorId: 'vendor-alpha' },
    ];
    return (await store.ingest(webhook(own, { statuses }))).advanced;
  },
  lease: (store, own, { agentId }) => store.lease({ organizationId: own, agentId, ...courier, acknowledge: true }),
  acknowledge: (store, own, { agentId, inbound }) => store.acknowledge(own, agentId, [inbound], noon),
  settleCallback: (store, own, { inbound }) =>
    store.settleCallback({ organizationId: own, inboxId: inbound, now: noon, outcome: { kind: 'delivered' } }),
  ...callVerbAttempts,
};

/** No organization sees or touches what is another one's, whichever method it tries. */
export function wallLaws(subject: StoreSubject): void {
  describe('tenant wall', () => {
    test('no room has a method that is not tried below', () =>
      inHouse(subject, async ({ store }) => {
        for (const room of Object.keys(attempts) as (keyof Rooms)[]) {
          expect(Object.keys(store[room]).sort(), room).toEqual(Object.keys(attempts[room]).sort());
        }
      }));

    test("every method, with another organization's ids, gives nothing and changes nothing", { timeout: 60_000 }, () =>
      inHouse(subject, async ({ store }) => {
        const own = await makeHome(store, 'beta');
        const theirs = await furnished(store);
        const before = await everything(store, theirs);
        const tried = [
          ...Object.entries(attempts).flatMap(([room, methods]) => named(room, methods)),
          ...named('store', verbs),
        ];
        for (const [where, attempt] of tried) {
          expect(await nothing(attempt(store, own.organizationId, theirs)), where).toBe(true);
          expect(await everything(store, theirs), where).toEqual(before);
        }
        expect(await store.findToken(token.hash)).toBeUndefined();
        expect(tried.length).toBe(105);
      }),
    );
  });
}

function named(room: string, methods: Readonly<Record<string, Attempt>>): readonly (readonly [string, Attempt])[] {
  return Object.entries(methods).map(([method, attempt]) => [`${room}.${method}`, attempt] as const);
}

/** True when nothing came back: no row, no count, no success; or a refusal as if the thing did not exist. */
async function nothing(answer: Promise<unknown>): Promise<boolean> {
  try {
    const value = await answer;
    if (Array.isArray(value)) return value.length === 0;
    if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
    return value === undefined || value === false || value === 0 || value === '' || value === 'taken';
  } catch (error) {
    return isButtdialError(error) && error.code === 'not-found';
  }
}

/** An organization `alpha` that has something in every room. */
async function furnished(store: Store): Promise<Theirs> {
  const home = await makeHome(store, 'alpha', { maxActionsPerDay: 50 });
  const contactKey = 'contact-alpha';
  const theirs = (id: string) => asking(home, { ...claimed, id, contactKey });
  const sent = await admitted(store, theirs('message-alpha-sent'));
  await store.settle(settlement(sent, { kind: 'sent', vendorId: 'vendor-alpha', priceMicros: 5 }));
  const sending = await admitted(store, theirs('message-alpha-sending'));
  const queued = await admitted(store, asking(home, { id: 'message-alpha-queued', contactKey, dueAt: later(day) }));
  const consent = {
    id: 'event-alpha',
    organizationId: home.organizationId,
    contactKey,
    channel: 'sms',
    kind: 'stop',
    at: noon,
  } as const;
  const messages = [incoming(home, { id: 'inbound-alpha', contactKey, callbackDueAt: later(day), consent })];
  await store.ingest(
    webhook(home.organizationId, {
      messages,
      statuses: [report(sent, { vendorId: 'vendor-alpha', status: 'delivered' })],
    }),
  );
  await furnishTenant(store, { ...home, contactKey });
  await furnishCalls(store, { ...home, contactKey });
  return {
    ...home,
    queued: queued.id,
    sending: sending.id,
    inbound: 'inbound-alpha',
    token: `token-${home.agentId}`,
    line: `line-${home.agentId}`,
    contactKey,
  };
}

/** All that can be seen of an organization from inside. */
async function everything(store: Store, { organizationId, agentId, contactKey }: Theirs): Promise<object> {
  return {
    organization: await store.organizations.get(organizationId),
    agents: await store.agents.list(organizationId),
    lines: await store.lines.list(organizationId),
    tokens: await store.tokens.list(organizationId),
    messages: await store.messages.list(organizationId, {}, { limit: 100 }),
    limits: [await store.limits.get(organizationId), await store.limits.get(organizationId, agentId)],
    use: [await store.limits.use(organizationId, noon), await store.limits.use(organizationId, noon, agentId)],
    usage: await store.usage.summary(organizationId, { since: later(-day), until: later(day), by: 'hour' }),
    facts: await store.facts({ organizationId, contactKey, now: noon }),
    audit: await store.audit.list(organizationId, 1, 1_000),
    waiting: await store.inbox.waiting(organizationId, agentId),
    tenant: await seeTenant(store, { organizationId, agentId }),
    calls: await seeCalls(store, organizationId),
  };
}
