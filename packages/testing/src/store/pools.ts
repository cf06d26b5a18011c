import { type NewPoolEntry, type Store, waitingAddress } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import { type Home, inParallel, later, makeHome, minute, noon } from './people.ts';
import { newPlan } from './plans.ts';
import { inHouse, type StoreSubject } from './subject.ts';

/** A number that waits; its address is made from the name. */
export function pooled(name: string, change: Partial<NewPoolEntry> = {}): NewPoolEntry {
  return {
    id: `pool-${name}`,
    kind: 'number',
    address: `+1555${name}`,
    country: 'US',
    connection: 'acme',
    vendorId: `PN-${name}`,
    state: 'available',
    monthlyMicros: 1_150_000,
    createdAt: noon,
    ...change,
  };
}

const sender = (name: string, change: Partial<NewPoolEntry> = {}) =>
  pooled(name, { kind: 'sender', senderId: `XE-${name}`, ...change });
const quiet = { auditBody: '{}' };
const wish = { kind: 'number', now: noon, leaseMs: minute } as const;
const removal = { planId: 'plan-removal', leaseMs: minute, at: noon, auditBody: '{}' };

async function began(store: Store, { organizationId }: Home, name: string) {
  const plan = newPlan(name);
  expect(await store.plans.begin(organizationId, plan)).toBe('begun');
  return plan;
}

const agentFor = (plan: { readonly id: string; readonly agentId: string }) => ({
  id: plan.agentId,
  planId: plan.id,
  displayName: 'New',
  profile: {},
  createdAt: noon,
  limits: {},
  lines: [],
  auditBody: '{}',
});
const waitingLine = (agentId: string, at: Date) => ({
  id: `line-waiting-${agentId}`,
  agentId,
  channel: 'whatsapp' as const,
  address: waitingAddress(agentId),
  connection: 'acme',
  status: 'pending' as const,
  createdAt: at,
});

/** Every entry of a pool has one holder at most, and is never forgotten. */
export function poolLaws(subject: StoreSubject): void {
  describe('pools', () => {
    test('an entry goes to one of all who wish for it, over two processes, and is in that one’s plan', () =>
      inHouse(subject, async ({ store, again }) => {
        const home = await makeHome(store);
        const { organizationId } = home;
        const stores = [store, await again()];
        for (const name of ['0001', '0002'])
          expect(await store.pools.add(organizationId, pooled(name), quiet)).toBe('added');
        const plans = await inParallel(8, 4, index => began(store, home, String(index)));
        const got = await inParallel(8, 8, index =>
          stores[index % 2]!.pools.take(organizationId, { ...wish, planId: plans[index]!.id }),
        );
        expect(got.filter(each => each === 'none')).toHaveLength(6);
        const taken = got.flatMap((each, index) =>
          typeof each === 'string' ? [] : [{ each, plan: plans[index]!.id }],
        );
        expect(new Set(taken.map(({ each }) => each.id)).size).toBe(2);
        const listed = await store.plans.list(organizationId);
        for (const { each, plan } of taken)
          expect(listed.find(one => one.id === plan)?.rentals).toEqual([
            { connection: 'acme', number: each.address, vendorId: each.vendorId, poolId: each.id },
          ]);
      }));

    test('is put back when nothing comes of it, and gone when it became a line', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const { organizationId } = home;
        await store.pools.add(organizationId, pooled('0001'), quiet);
        await store.pools.add(organizationId, sender('0002'), quiet);
        const first = await began(store, home, 'first');
        expect(await store.pools.take(organizationId, { ...wish, planId: first.id, country: 'GB' })).toBe('none');
        expect(await store.pools.take(organizationId, { ...wish, planId: first.id })).toMatchObject({
          id: 'pool-0001',
        });
        expect(await store.pools.putBack(organizationId, 'pool-0001', noon)).toBe(true);
        expect(await store.pools.putBack(organizationId, 'pool-0001', noon)).toBe(false);
        await store.pools.take(organizationId, { ...wish, planId: first.id });
        await store.pools.take(organizationId, { ...wish, planId: first.id, kind: 'sender' });
        expect(await store.agents.create(organizationId, agentFor(first))).toBe('created');
        expect(await store.pools.putBack(organizationId, 'pool-0001', noon)).toBe(false);
        expect(await store.pools.putBack(organizationId, 'pool-0002', noon)).toBe(false);
        expect(await store.pools.list(organizationId)).toMatchObject([
          { id: 'pool-0001', state: 'given', agentId: first.agentId },
          { id: 'pool-0002', state: 'taken', agentId: first.agentId },
        ]);
        await store.agents.deprovision(organizationId, first.agentId, later(1), '{}');
        const [, returned] = await store.pools.list(organizationId);
        expect(returned).toMatchObject({ state: 'available', updatedAt: later(1) });
        expect(returned).not.toHaveProperty('agentId');
        // What became a line may be rented again once it was given back.
        expect(await store.pools.add(organizationId, pooled('0001', { id: 'pool-again' }), quiet)).toBe('added');
      }));

    test('an address is in one pool only, and a plan that was taken over adds nothing', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const other = await makeHome(store, 'beta');
        const both = await inParallel(8, 8, index =>
          store.pools.add((index % 2 ? home : other).organizationId, pooled('0001', { id: `pool-${index}` }), quiet),
        );
        expect([...both].sort()).toEqual(['added', ...Array(7).fill('taken')]);
        const plan = {
          ...newPlan('fill'),
          kind: 'pool' as const,
          agentId: 'pool:numbers',
          pool: { max: 0, exempt: [] },
        };
        expect(await store.plans.begin(home.organizationId, plan)).toBe('begun');
        expect(await store.plans.begin(home.organizationId, { ...plan, id: 'plan-second' })).toBe('taken');
        // It takes no place of an agent.
        expect(await store.plans.begin(home.organizationId, newPlan('agent', { max: 1, exempt: [home.agentId] }))).toBe(
          'begun',
        );
        await store.claimPlans({ owner: 'o', now: later(2 * minute), leaseMs: minute, limit: 10 });
        const late = { planId: plan.id, auditBody: '{}' };
        expect(await store.pools.add(home.organizationId, pooled('0002'), late)).toBe('lapsed');
        expect(await store.pools.take(home.organizationId, { ...wish, planId: plan.id })).toBe('lapsed');
        expect((await store.pools.list(home.organizationId)).map(each => each.address)).not.toContain('+15550002');
        await expect(store.pools.add('nowhere', pooled('0003'), quiet)).rejects.toMatchObject({ code: 'not-found' });
      }));

    test('a sender follows the word of its channel, and a rejected one is nobody’s', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const { organizationId } = home;
        await store.pools.add(organizationId, sender('0001', { state: 'pending' }), quiet);
        const plan = await began(store, home, 'first');
        const wished = { ...wish, kind: 'sender' as const, planId: plan.id };
        expect(await store.pools.take(organizationId, wished)).toBe('none');
        const say = (state: 'pending' | 'available' | 'rejected', quality?: 'high' | 'low') =>
          store.pools.judge(organizationId, 'pool-0001', {
            state,
            now: later(1),
            ...quiet,
            ...(quality && { quality }),
          });
        expect(await say('pending')).toBe(false);
        expect(await say('available', 'high')).toBe(true);
        expect(await say('available', 'high')).toBe(false);
        expect(await store.pools.take(organizationId, wished)).toMatchObject({ quality: 'high', state: 'taken' });
        expect(await say('available', 'low')).toBe(true);
        expect(await store.pools.list(organizationId)).toMatchObject([{ state: 'taken', quality: 'low' }]);
        expect(await store.pools.remove(organizationId, 'pool-0001', removal)).toBeUndefined();
        expect(await say('rejected')).toBe(true);
        expect(await say('available')).toBe(false);
        expect(await store.pools.remove(organizationId, 'pool-0001', removal)).toMatchObject({ state: 'rejected' });
        expect((await store.plans.list(organizationId)).find(each => each.id === removal.planId)?.rentals).toEqual([
          { kind: 'sender', connection: 'acme', number: '+15550001', vendorId: 'XE-0001' },
          { connection: 'acme', number: '+15550001', vendorId: 'PN-0001' },
        ]);
        expect(await store.pools.list(organizationId)).toEqual([]);
      }));

    test('who waits longest for a sender gets the next one, each one', () =>
      inHouse(subject, async ({ store, again }) => {
        const home = await makeHome(store);
        const { organizationId } = home;
        for (const [index, name] of ['late', 'early'].entries()) {
          const plan = await began(store, home, name);
          const lines = [waitingLine(plan.agentId, later(-index))].map(({ agentId: _agent, ...line }) => line);
          expect(await store.agents.create(organizationId, { ...agentFor(plan), lines })).toBe('created');
        }
        expect(await store.pools.fill(organizationId, noon)).toEqual([]);
        await store.pools.add(organizationId, sender('0001'), quiet);
        const stores = [store, await again()];
        const filled = await inParallel(4, 4, index => stores[index % 2]!.pools.fill(organizationId, noon));
        for (const lines of filled)
          expect(lines).toMatchObject([
            { agentId: 'agent-early', address: '+15550001', vendorId: 'XE-0001', status: 'pending' },
          ]);
        await store.lines.update(organizationId, 'line-waiting-agent-early', { status: 'active' });
        expect(await store.pools.fill(organizationId, noon)).toEqual([]);
        expect(await store.findLine('whatsapp', '+15550001')).toMatchObject({
          agentId: 'agent-early',
          status: 'active',
        });
      }));

    test('a number is shared by a whole organization, once', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId, agentId } = await makeHome(store);
        await store.pools.add(organizationId, pooled('0001'), quiet);
        const share = (index: number) =>
          store.pools.share(organizationId, 'pool-0001', {
            agentId,
            smsLineId: `sms-${index}`,
            voiceLineId: `voice-${index}`,
            at: noon,
            ...quiet,
          });
        const shared = await inParallel(4, 4, share);
        expect(shared.filter(each => each !== undefined)).toHaveLength(1);
        const lines = await store.lines.shared(organizationId);
        expect(lines.map(line => line.channel).sort()).toEqual(['sms', 'voice']);
        expect(lines).toMatchObject(
          Array(2).fill({ address: '+15550001', agentId, shared: true, vendorId: 'PN-0001' }),
        );
        expect(await store.findLine('sms', '+15550001')).toMatchObject({ shared: true });
        expect((await store.lines.ofAgent(organizationId, agentId)).filter(line => line.shared)).toHaveLength(2);
      }));
  });
}
