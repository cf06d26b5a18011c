import { type Runtime, systemRuntime, type TokenRecord, type Wake } from '@buttdial/core';
import { describe, expect, test, vi } from 'vitest';
import {
  admitted,
  asking,
  claimed,
  day,
  incoming,
  later,
  makeHome,
  noon,
  report,
  settlement,
  webhook,
} from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

const acme = {
  id: 'org-acme',
  name: 'Acme',
  slug: 'acme',
  mode: 'production',
  settings: { currency: 'USD' },
  createdAt: noon,
} as const;
const token: TokenRecord = {
  id: 'token-1',
  kind: 'organization',
  organizationId: 'org-acme',
  hash: 'hash-1',
  label: 'first',
  scopes: ['*'],
  createdAt: noon,
  expiresAt: later(day),
};

/** What is looked up before the organization is known, and what belongs to none. */
export function directoryLaws(subject: StoreSubject): void {
  describe('directory', () => {
    test('makes an organization with its first token, once per id and slug', () =>
      inHouse(subject, async ({ store }) => {
        expect(await store.createOrganization(acme, token, '{"event":"organization.created"}')).toBe('created');
        expect(await store.organizations.get('org-acme')).toEqual(acme);
        expect(await store.findToken('hash-1')).toEqual(token);
        expect(await store.createOrganization({ ...acme, slug: 'other' }, undefined, '{}')).toBe('taken');
        expect(await store.createOrganization({ ...acme, id: 'other' }, undefined, '{}')).toBe('taken');
        expect(await store.audit.list('org-acme', 1, 10)).toMatchObject([
          { sequence: 1, at: noon, body: '{"event":"organization.created"}' },
        ]);
        expect(await store.organizations.get('other')).toBeUndefined();
      }));

    test('lists organizations with how many active agents they have', () =>
      inHouse(subject, async ({ store }) => {
        await store.createOrganization(acme, undefined, '{}');
        const home = await makeHome(store, 'zeta');
        const before = await store.listOrganizations();
        expect(before.map(({ id, agentCount }) => ({ id, agentCount }))).toEqual([
          { id: 'org-acme', agentCount: 0 },
          { id: 'org-zeta', agentCount: 1 },
        ]);
        expect(before[0]).toEqual({ ...acme, agentCount: 0 });
        await store.agents.deprovision(home.organizationId, home.agentId, noon, '{}');
        expect((await store.listOrganizations()).map(one => one.agentCount)).toEqual([0, 0]);
      }));

    test('finds agents and lines without their organization', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        expect(await store.findAgent(home.agentId)).toEqual(await store.agents.get(home.organizationId, home.agentId));
        expect(await store.findAgent('nobody')).toBeUndefined();
        const [line] = await store.lines.list(home.organizationId);
        expect(await store.findLine('sms', line!.address)).toEqual(line);
        expect(await store.findLine('voice', line!.address)).toBeUndefined();
        await store.lines.update(home.organizationId, line!.id, { status: 'released' });
        expect(await store.findLine('sms', line!.address)).toBeUndefined();
      }));

    test('keeps tokens of orchestrators, and when tokens were last used', () =>
      inHouse(subject, async ({ store, again }) => {
        const orchestrator: TokenRecord = {
          id: 'root',
          kind: 'orchestrator',
          hash: 'hash-root',
          label: 'root',
          scopes: [],
          createdAt: noon,
        };
        await store.addOrchestratorToken(orchestrator);
        expect(await store.findToken('hash-root')).toEqual(orchestrator);
        expect(await store.findToken('unheard-of')).toBeUndefined();
        await expect(store.addOrchestratorToken(orchestrator)).rejects.toMatchObject({ code: 'conflict' });
        store.touchToken('root', later(1));
        store.touchToken('root', later(2));
        await store.close();
        expect(await (await again()).findToken('hash-root')).toEqual({ ...orchestrator, lastUsedAt: later(2) });
      }));

    test('counts what waits', () =>
      inHouse(subject, async ({ store, again }) => {
        const home = await makeHome(store);
        const now = await again({ runtime: at(noon) });
        await admitted(store, asking(home));
        await admitted(store, asking(home, { dueAt: later(day) }));
        const unknown = await admitted(store, asking(home, claimed));
        await store.settle(settlement(unknown, { kind: 'unknown', dueAt: noon }));
        await store.settle(settlement(await admitted(store, asking(home, claimed)), { kind: 'unknown' }));
        const messages = [
          incoming(home),
          incoming(home, { callbackDueAt: noon }),
          incoming(home, { callbackDueAt: later(1) }),
        ];
        await store.ingest(webhook(home.organizationId, { messages }));
        expect(await now.depth()).toEqual({ outboxDue: 1, outboxUnknown: 1, inboxWaiting: 3, callbacksDue: 1 });
      }));

    test('purges what has passed its time and nothing else', () =>
      inHouse(subject, async ({ store, again }) => {
        const home = await makeHome(store, 'alpha', { maxActionsPerMonth: 4 });
        const done = await admitted(store, asking(home, claimed));
        await store.settle(settlement(done, { kind: 'sent', vendorId: 'v' }));
        const open = await admitted(store, asking(home, { dueAt: later(40 * day) }));
        const unknown = await admitted(store, asking(home, claimed));
        await store.settle(settlement(unknown, { kind: 'unknown', dueAt: later(40 * day) }));
        const fresh = await admitted(store, asking(home, claimed));
        await store.settle(settlement(fresh, { kind: 'sent', vendorId: 'w' }, { now: later(2 * day) }));
        const messages = [incoming(home, { id: 'acked' }), incoming(home, { id: 'waiting' })];
        await store.ingest(webhook(home.organizationId, { messages }));
        await store.acknowledge(home.organizationId, home.agentId, ['acked'], noon);
        const tomorrow = await again({ runtime: at(later(day)) });
        expect(await tomorrow.purge({ inbox: later(day), messages: later(day) })).toBe(2);
        const left = await store.messages.list(home.organizationId, {}, { limit: 10 });
        expect(left.map(message => message.id).sort()).toEqual([open.id, unknown.id, fresh.id].sort());
        expect(await store.inbox.waiting(home.organizationId, home.agentId)).toEqual({ sms: 1 });
        // The month's cap still knows all four, though one message is gone.
        expect(await store.admit(asking(home, { now: later(day) }))).toMatchObject({
          outcome: 'limited',
          limit: { type: 'per-month' },
        });
        // Two months on the admission log goes too: four entries of the agent and four of the organization.
        const may = await again({ runtime: at(later(60 * day)) });
        expect(await may.purge({ inbox: later(day), messages: later(50 * day) })).toBe(9);
        expect((await store.limits.use(home.organizationId, later(60 * day), home.agentId)).actionsThisMonth).toBe(0);
        expect((await store.admit(asking(home, { now: later(60 * day) }))).outcome).toBe('admitted');
      }));

    test('purges no admission that a cap of the last hour still counts, also when a month has just begun', () =>
      inHouse(subject, async ({ store, again }) => {
        const home = await makeHome(store, 'alpha', { maxActionsPerHour: 2 });
        const march = new Date('2026-03-31T23:45:00.000Z');
        for (let sent = 0; sent < 2; sent += 1) await admitted(store, asking(home, { now: march }));
        const now = new Date('2026-04-01T00:10:00.000Z');
        const april = await again({ runtime: at(now) });
        await april.purge({ inbox: now, messages: now });
        expect(await store.admit(asking(home, { now }))).toMatchObject({
          outcome: 'limited',
          limit: { type: 'per-hour', resetsAt: new Date('2026-04-01T00:45:00.000Z') },
        });
        const over = new Date('2026-04-01T00:46:00.000Z');
        expect((await store.admit(asking(home, { now: over }))).outcome).toBe('admitted');
      }));
  });

  describe('watching', () => {
    test('hears of what changes, in this opening and in another, until it stops', () =>
      inHouse(subject, async ({ store, again }) => {
        const other = await again();
        const home = await makeHome(store);
        const heard: Wake[] = [];
        const away: Wake[] = [];
        const stop = store.watch(wake => heard.push(wake));
        const stopAway = other.watch(wake => away.push(wake));
        const message = await admitted(store, asking(home));
        await store.ingest(
          webhook(home.organizationId, { messages: [incoming(home)], statuses: [report(message, {})] }),
        );
        await store.tokens.revoke(home.organizationId, `token-${home.agentId}`, noon);
        expect(heard).toEqual(
          expect.arrayContaining([
            { topic: 'outbox' },
            { topic: 'inbox', agentId: home.agentId },
            { topic: 'message', messageId: message.id },
            { topic: 'tokens' },
          ]),
        );
        await vi.waitFor(
          async () => {
            await admitted(store, asking(home));
            await store.ingest(webhook(home.organizationId, { messages: [incoming(home)] }));
            expect(away).toEqual(
              expect.arrayContaining([{ topic: 'outbox' }, { topic: 'inbox', agentId: home.agentId }]),
            );
          },
          { timeout: 10_000, interval: 50 },
        );
        stop();
        stopAway();
        const before = heard.length;
        await admitted(store, asking(home));
        expect(heard).toHaveLength(before);
      }));
  });
}

/** A runtime that stands still at one moment. */
function at(now: Date): Runtime {
  return { ...systemRuntime(), now: () => now };
}
