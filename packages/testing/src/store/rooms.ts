import type { NewAgent } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import { addAgent, admitted, asking, claimed, inParallel, later, makeHome, noon, settlement } from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

const line = {
  id: 'line-x',
  channel: 'voice',
  address: '+15551110000',
  connection: 'acme',
  status: 'pending',
  createdAt: later(1),
} as const;

function newAgent(change: Partial<NewAgent>): NewAgent {
  return {
    id: 'agent-new',
    displayName: 'New',
    profile: {},
    createdAt: noon,
    limits: {},
    lines: [],
    auditBody: '{}',
    ...change,
  };
}

/** The ordinary questions of a room, answered in full. */
export function roomLaws(subject: StoreSubject): void {
  describe('rooms', () => {
    test('an organization changes what was named', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId } = await makeHome(store);
        const changed = await store.organizations.update(organizationId, {
          name: 'Renamed',
          settings: { quiet: true, deep: { list: [1] } },
        });
        expect(changed).toMatchObject({
          name: 'Renamed',
          mode: 'sandbox',
          settings: { quiet: true, deep: { list: [1] } },
        });
        expect(await store.organizations.update(organizationId, { mode: 'production' })).toEqual({
          ...changed,
          mode: 'production',
        });
        expect(await store.organizations.update(organizationId, {})).toEqual(
          await store.organizations.get(organizationId),
        );
        expect(await store.organizations.update('nowhere', { name: 'x' })).toBeUndefined();
      }));

    test('settings and profiles are patched in one step, so that no change is lost', () =>
      inHouse(subject, async ({ store, again }) => {
        const { organizationId, agentId } = await makeHome(store);
        const stores = [store, await again()];
        await inParallel(20, 8, async index => {
          const one = stores[index % 2]!;
          await one.organizations.update(organizationId, { settingsPatch: { [`key-${index}`]: index } });
          await one.agents.update(organizationId, agentId, {
            profilePatch: { providerOverrides: { a: 'b' }, ...(index % 2 ? { voice: 'v' } : { language: 'he' }) },
          });
        });
        expect(Object.keys((await store.organizations.get(organizationId))?.settings ?? {})).toHaveLength(21);
        const patch = { settingsPatch: { of: null, 'key-0': 'changed' } };
        const settings = (await store.organizations.update(organizationId, patch))?.settings;
        expect(settings).toMatchObject({ 'key-0': 'changed', 'key-1': 1 });
        expect(settings).not.toHaveProperty('of');
        const agent = await store.agents.update(organizationId, agentId, { profilePatch: { greeting: null } });
        expect(agent?.profile).toEqual({ voice: 'v', language: 'he', providerOverrides: { a: 'b' } });
        expect(await store.organizations.update('nowhere', { settingsPatch: { a: 1 } })).toBeUndefined();
        expect(await store.agents.update(organizationId, 'nobody', { profilePatch: { voice: 'v' } })).toBeUndefined();
      }));

    test('an agent is made whole: lines, token, limits', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId } = await makeHome(store);
        const agent = newAgent({
          profile: { greeting: 'Hi', language: 'he', routeDuplication: { emailBcc: 'archive@example.com' } },
          limits: { maxActionsPerMinute: 3, maxSpendMicrosPerDay: null },
          lines: [line],
          token: { id: 't', hash: 'h', label: 'l', scopes: ['send', 'read'], createdAt: noon },
        });
        expect(await store.agents.create(organizationId, agent)).toBe('created');
        const { id, displayName, profile, createdAt } = agent;
        const whole = { id, organizationId, displayName, status: 'active', blockedChannels: [], profile, createdAt };
        expect(await store.agents.get(organizationId, id)).toEqual(whole);
        expect(await store.agents.list(organizationId)).toHaveLength(2);
        expect(await store.lines.ofAgent(organizationId, id)).toEqual([{ ...line, organizationId, agentId: id }]);
        expect(await store.tokens.list(organizationId, id)).toEqual([
          { ...agent.token, kind: 'agent', organizationId, agentId: id },
        ]);
        expect(await store.limits.get(organizationId, id)).toMatchObject({ maxActionsPerMinute: 3 });
        const change = { displayName: 'Other', profile: { voice: 'v' }, blockedChannels: ['email'] } as const;
        expect(await store.agents.update(organizationId, id, change)).toEqual({ ...whole, ...change });
      }));

    test('ids and addresses are taken over the whole installation, and a refusal leaves nothing', () =>
      inHouse(subject, async ({ store }) => {
        const alpha = await makeHome(store);
        const { organizationId } = await makeHome(store, 'beta');
        const [held] = await store.lines.list(alpha.organizationId);
        const takings = [
          newAgent({ id: alpha.agentId }),
          newAgent({ id: '' }),
          newAgent({ lines: [line, { ...line, id: 'line-y', channel: 'sms', address: held!.address }] }),
          newAgent({ lines: [{ ...line, id: held!.id }] }),
          newAgent({ lines: [line, { ...line, id: 'line-y' }] }),
          newAgent({ lines: [line, { ...line, address: '+15551119999' }] }),
        ];
        for (const taking of takings) expect(await store.agents.create(organizationId, taking)).toBe('taken');
        expect(await store.agents.create('nowhere', newAgent({}))).toBe('taken');
        expect(await store.agents.list(organizationId)).toHaveLength(1);
        expect(await store.findLine('voice', line.address)).toBeUndefined();
        const creations = await inParallel(8, 8, () =>
          store.agents.create(organizationId, newAgent({ lines: [line] })),
        );
        expect([...creations].sort()).toEqual(['created', ...Array(7).fill('taken')]);
      }));

    test('the end of an agent frees its lines and ends its tokens', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const other = await makeHome(store, 'beta');
        const [held] = await store.lines.list(home.organizationId);
        expect(
          await store.agents.deprovision(home.organizationId, home.agentId, later(1), '{"event":"agent.ended"}'),
        ).toBe(true);
        expect(await store.agents.deprovision(home.organizationId, home.agentId, later(2), '{}')).toBe(false);
        expect(await store.agents.get(home.organizationId, home.agentId)).toMatchObject({ status: 'deprovisioned' });
        expect(await store.tokens.list(home.organizationId)).toMatchObject([{ revokedAt: later(1) }]);
        expect(await store.lines.list(home.organizationId)).toMatchObject([{ status: 'released' }]);
        expect((await store.audit.list(home.organizationId, 1, 100)).at(-1)?.body).toBe('{"event":"agent.ended"}');
        const { organizationId, ...again } = { ...held!, id: 'line-again', agentId: other.agentId };
        expect(organizationId).toBe(home.organizationId);
        expect(await store.lines.add(other.organizationId, again)).toBe('added');
        expect(await store.lines.update(home.organizationId, held!.id, { status: 'active' })).toBeUndefined();
      }));

    test('lines are added once and change what was named', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const sister = { ...home, agentId: 'agent-sister' };
        await addAgent(store, sister);
        const added = { ...line, agentId: home.agentId };
        expect(await store.lines.add(home.organizationId, added)).toBe('added');
        expect(await store.lines.add(home.organizationId, { ...added, id: 'line-y' })).toBe('taken');
        expect(await store.lines.add(home.organizationId, { ...added, address: '+15551112222' })).toBe('taken');
        const changed = await store.lines.update(home.organizationId, line.id, {
          status: 'active',
          vendorId: 'PN1',
          agentId: sister.agentId,
        });
        expect(changed).toEqual({
          ...added,
          organizationId: home.organizationId,
          status: 'active',
          vendorId: 'PN1',
          agentId: sister.agentId,
        });
        expect(await store.lines.ofAgent(home.organizationId, sister.agentId)).toContainEqual(changed);
        expect(await store.lines.update(home.organizationId, 'unheard-of', { status: 'active' })).toBeUndefined();
      }));

    test('tokens are added, rotated and revoked', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const extra = {
          id: 'extra',
          kind: 'organization',
          hash: 'hash-extra',
          label: 'ci',
          scopes: [],
          createdAt: later(1),
        } as const;
        await store.tokens.add(home.organizationId, extra);
        await expect(store.tokens.add(home.organizationId, { ...extra, id: 'other' })).rejects.toMatchObject({
          code: 'conflict',
        });
        const next = { id: 'next', hash: 'hash-next', label: 'rotated', scopes: ['send'], createdAt: later(2) };
        expect(await store.tokens.rotate(home.organizationId, home.agentId, next, later(2))).toBe(1);
        expect(await store.findToken(`hash-${home.agentId}`)).toMatchObject({ revokedAt: later(2) });
        expect(await store.findToken('hash-next')).toEqual({ ...next, kind: 'agent', ...home });
        expect(await store.tokens.revoke(home.organizationId, 'extra', later(3))).toBe(true);
        expect(await store.tokens.revoke(home.organizationId, 'extra', later(4))).toBe(false);
        expect(await store.findToken('hash-extra')).toEqual({
          ...extra,
          organizationId: home.organizationId,
          revokedAt: later(3),
        });
        expect((await store.tokens.list(home.organizationId)).map(token => token.id)).toEqual([
          `token-${home.agentId}`,
          'extra',
          'next',
        ]);
      }));

    test('messages are listed newest first, filtered, page by page', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const sister = { ...home, agentId: 'agent-sister' };
        await addAgent(store, sister);
        const ids: string[] = [];
        for (let index = 0; index < 7; index += 1) {
          const now = later(Math.floor(index / 2));
          const change = { now, channel: index % 2 ? 'email' : 'sms', contactKey: `contact-${index % 3}` } as const;
          ids.unshift((await admitted(store, asking(index === 3 ? sister : home, change))).id);
        }
        const pages: string[] = [];
        let before: string | undefined;
        for (let page = 0; page < 4; page += 1) {
          const list = await store.messages.list(
            home.organizationId,
            {},
            { limit: 3, ...(before !== undefined && { before }) },
          );
          pages.push(...list.map(message => message.id));
          before = list.at(-1)?.id ?? before;
        }
        expect(pages).toEqual(ids);
        const count = async (filter: Parameters<typeof store.messages.list>[1]) =>
          (await store.messages.list(home.organizationId, filter, { limit: 50 })).length;
        expect(await count({ agentId: sister.agentId })).toBe(1);
        expect(await count({ channel: 'email' })).toBe(3);
        expect(await count({ contactKey: 'contact-0' })).toBe(3);
        expect(await count({ states: ['queued'] })).toBe(7);
        expect(await count({ states: ['sent', 'failed'] })).toBe(0);
        expect(await count({ states: [] })).toBe(0);
      }));

    test('caps change one by one; null lifts', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store, 'alpha', { maxActionsPerMinute: 10, maxActionsPerHour: 100 });
        const changed = await store.limits.set(
          home.organizationId,
          { maxActionsPerHour: null, maxCallsPerDaySameNumber: 2 },
          home.agentId,
        );
        expect(named(changed)).toEqual({ maxActionsPerMinute: 10, maxCallsPerDaySameNumber: 2 });
        expect(named(await store.limits.get(home.organizationId, home.agentId))).toEqual(named(changed));
        expect(named(await store.limits.get(home.organizationId))).toEqual({});
        expect(named(await store.limits.set(home.organizationId, { maxSpendMicrosPerMonth: 5_000_000_000 }))).toEqual({
          maxSpendMicrosPerMonth: 5_000_000_000,
        });
        expect(named(await store.limits.set(home.organizationId, {}, home.agentId))).toEqual(named(changed));
        expect(await store.limits.set(home.organizationId, { maxActionsPerDay: 1 }, 'nobody')).toBeUndefined();
        expect(await store.limits.set('nowhere', { maxActionsPerDay: 1 })).toBeUndefined();
      }));

    test('usage keeps agents and channels apart', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const sister = { ...home, agentId: 'agent-sister' };
        await addAgent(store, sister);
        const plan = [
          [home, 'sms'],
          [home, 'email'],
          [sister, 'sms'],
          [home, 'sms'],
        ] as const;
        for (const [who, channel] of plan) {
          const message = await admitted(store, asking(who, { ...claimed, channel }));
          await store.settle(settlement(message, { kind: 'sent', vendorId: message.id, priceMicros: 10 }));
        }
        const window = { since: noon, until: later(1), by: 'total' } as const;
        expect(await store.usage.summary(home.organizationId, window)).toEqual([
          { agentId: home.agentId, channel: 'email', actions: 1, micros: 10 },
          { agentId: home.agentId, channel: 'sms', actions: 2, micros: 20 },
          { agentId: sister.agentId, channel: 'sms', actions: 1, micros: 10 },
        ]);
        expect(await store.usage.summary(home.organizationId, { ...window, agentId: sister.agentId })).toHaveLength(1);
      }));
  });
}

/** A cap that is null and one that is absent mean the same. */
function named(limits: object | undefined): object {
  return Object.fromEntries(Object.entries(limits ?? { missing: true }).filter(([, max]) => max !== null));
}
