import { describe, expect, test } from 'vitest';
import { admitted, asking, inParallel, makeHome, noon } from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

/** What happens when the database does not do as it is told. */
export function failureLaws(subject: StoreSubject): void {
  describe('failures', () => {
    test('a commit that fails refuses everybody in it and leaves nothing', () =>
      inHouse(subject, async ({ store, breakCommits }) => {
        const home = await makeHome(store, 'alpha', { maxActionsPerDay: 40 });
        await admitted(store, asking(home));
        const before = await store.audit.list(home.organizationId, 1, 100);
        const heal = await breakCommits();
        const requests = Array.from({ length: 32 }, () => asking(home));
        const answers = await Promise.allSettled(requests.map(request => store.admit(request)));
        expect(answers.map(answer => answer.status)).toEqual(Array(32).fill('rejected'));
        await heal();
        expect(await store.audit.list(home.organizationId, 1, 100)).toEqual(before);
        expect(await store.messages.list(home.organizationId, {}, { limit: 50 })).toHaveLength(1);
        expect(await store.limits.use(home.organizationId, noon, home.agentId)).toMatchObject({
          actionsToday: 1,
          spendTodayMicros: 1_000,
        });
        const again = await inParallel(32, 32, index => store.admit(requests[index]!));
        expect(again.every(answer => answer.outcome === 'admitted')).toBe(true);
      }));

    test('one that cannot be done does not harm its neighbours', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const first = await admitted(store, asking(home));
        const requests = Array.from({ length: 16 }, (_, index) => asking(home, index === 7 ? { id: first.id } : {}));
        const answers = await Promise.allSettled(requests.map(request => store.admit(request)));
        expect(answers.map(answer => answer.status === 'fulfilled' && answer.value.outcome)).toEqual(
          requests.map((_, index) => (index === 7 ? false : 'admitted')),
        );
        expect(await store.messages.get(home.organizationId, first.id)).toEqual(first);
        expect((await store.limits.use(home.organizationId, noon)).actionsToday).toBe(16);
      }));

    test('a closed store says so', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        await store.ping();
        await store.close();
        await store.close();
        await expect(store.ping()).rejects.toThrow();
        await expect(store.admit(asking(home))).rejects.toThrow();
      }));

    test('what was asked before closing is answered', () =>
      inHouse(subject, async ({ store, again }) => {
        const home = await makeHome(store);
        const pending = Promise.all(Array.from({ length: 10 }, () => store.admit(asking(home))));
        await store.close();
        expect((await pending).every(answer => answer.outcome === 'admitted')).toBe(true);
        expect((await (await again()).limits.use(home.organizationId, noon)).actionsToday).toBe(10);
      }));
  });
}
