import type { NewPlan, Rental } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import { inParallel, later, makeHome, minute, noon } from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

/** A plan to make an agent; the lease is a minute. */
export function newPlan(name: string, pool: NewPlan['pool'] = { max: 100, exempt: [] }): NewPlan {
  return { id: `plan-${name}`, agentId: `agent-${name}`, now: noon, leaseMs: minute, pool };
}

const rental: Rental = { connection: 'acme', number: '+15550003333', vendorId: 'PN1' };
const agentOf = (plan: NewPlan) => ({
  id: plan.agentId,
  planId: plan.id,
  displayName: 'New',
  profile: {},
  createdAt: noon,
  limits: {},
  lines: [],
  auditBody: '{}',
});

/** A plan holds its place until it ends, and what it rented until somebody has dealt with it. */
export function planLaws(subject: StoreSubject): void {
  describe('plans', () => {
    test('a pool gives out each of its places once, to plans and agents together', () =>
      inHouse(subject, async ({ store, again }) => {
        const { organizationId, agentId } = await makeHome(store);
        const stores = [store, await again()];
        const pool = { max: 3, exempt: [agentId] };
        const begun = await inParallel(16, 8, index =>
          stores[index % 2]!.plans.begin(organizationId, newPlan(String(index), pool)),
        );
        expect([...begun].sort()).toEqual([...Array(3).fill('begun'), ...Array(13).fill('full')]);
        const first = newPlan(String(begun.indexOf('begun')), pool);
        expect(await store.agents.create(organizationId, agentOf(first))).toBe('created');
        expect(await store.plans.begin(organizationId, newPlan('more', pool))).toBe('full');
        await store.agents.deprovision(organizationId, first.agentId, noon, '{}');
        expect(await store.plans.begin(organizationId, newPlan('more', pool))).toBe('begun');
        await expect(store.plans.begin('nowhere', newPlan('x'))).rejects.toMatchObject({ code: 'not-found' });
      }));

    test('an id is taken by an agent or a plan of any organization', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const other = await makeHome(store, 'beta');
        const plan = newPlan('new');
        const both = await inParallel(8, 8, index =>
          store.plans.begin(index % 2 ? home.organizationId : other.organizationId, { ...plan, id: `plan-${index}` }),
        );
        expect([...both].sort()).toEqual(['begun', ...Array(7).fill('taken')]);
        const known = { ...plan, id: 'plan-known', agentId: other.agentId };
        expect(await store.plans.begin(home.organizationId, known)).toBe('taken');
      }));

    test('it is kept until its agent is made, and only one of the two can be', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId } = await makeHome(store);
        const plan = newPlan('new');
        await store.plans.begin(organizationId, plan);
        const progress = { rentals: [rental], now: noon, leaseMs: minute };
        expect(await store.plans.note(organizationId, plan.id, progress)).toBe(true);
        const { id, agentId, now: createdAt } = plan;
        expect(await store.plans.list(organizationId)).toEqual([
          { id, organizationId, agentId, rentals: [rental], createdAt },
        ]);
        const made = await inParallel(4, 4, () => store.agents.create(organizationId, agentOf(plan)));
        expect(made.filter(answer => answer === 'created')).toHaveLength(1);
        expect(await store.plans.list(organizationId)).toEqual([]);
        expect(await store.plans.note(organizationId, plan.id, progress)).toBe(false);
        expect(await store.plans.end(organizationId, plan.id)).toBe(false);
      }));

    test('it is taken over after its lease, by one, and then makes no agent any more', () =>
      inHouse(subject, async ({ store, again }) => {
        const { organizationId } = await makeHome(store);
        const stores = [store, await again()];
        const plan = newPlan('new');
        await store.plans.begin(organizationId, plan);
        await store.plans.note(organizationId, plan.id, { rentals: [rental], now: later(1), leaseMs: minute });
        const ask = (now: Date) => ({ owner: 'o', now, leaseMs: minute, limit: 10 });
        expect(await store.claimPlans(ask(later(minute)))).toEqual([]);
        const claims = await inParallel(8, 8, index => stores[index % 2]!.claimPlans(ask(later(2 * minute))));
        expect(claims.flat()).toMatchObject([{ id: plan.id, organizationId, rentals: [rental] }]);
        expect(await store.agents.create(organizationId, agentOf(plan))).toBe('lapsed');
        expect(await store.claimPlans(ask(later(2 * minute + 1)))).toEqual([]);
        expect(await store.claimPlans(ask(later(4 * minute)))).toHaveLength(1);
        expect(await store.plans.end(organizationId, plan.id)).toBe(true);
        expect(await store.claimPlans(ask(later(9 * minute)))).toEqual([]);
      }));

    test('the end of an agent keeps in mind what must be given back', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId, agentId } = await makeHome(store);
        const plan = { id: 'plan-end', rentals: [rental], leaseMs: minute };
        expect(await store.agents.deprovision(organizationId, agentId, noon, '{}', plan)).toBe(true);
        expect(await store.agents.deprovision(organizationId, agentId, noon, '{}', { ...plan, id: 'x' })).toBe(false);
        expect(await store.plans.list(organizationId)).toMatchObject([{ id: plan.id, agentId, rentals: [rental] }]);
        const full = newPlan('next', { max: 1, exempt: [] });
        expect(await store.plans.begin(organizationId, full)).toBe('begun');
      }));
  });
}
