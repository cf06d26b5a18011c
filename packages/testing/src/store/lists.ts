import type { Facts, ListedNumber, ListImport, Store } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import { day, later, makeHome, noon } from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

const list = 'ftc-national';
const file = (change: Partial<ListImport> = {}): ListImport => ({
  list,
  kind: 'full',
  asOf: later(-day),
  source: '202.txt',
  now: noon,
  digest: () => 'ab'.repeat(32),
  ...change,
});

const add = (...numbers: number[]): ListedNumber[] =>
  numbers.map(number => ({ number: `+1202555${String(number).padStart(4, '0')}`, change: 'add' }));
const leave = (...numbers: number[]): ListedNumber[] =>
  add(...numbers).map(({ number }) => ({ number, change: 'delete' }));

async function* of(...batches: (readonly ListedNumber[])[]) {
  yield* batches;
}

/** What the lists say about a number. */
const look = async (store: Store, number: number): Promise<Facts['lists']> => {
  const [{ number: asked } = { number: '' }] = add(number);
  return (await store.facts({ organizationId: 'org-alpha', contactKey: 'nobody', now: noon, number: asked })).lists;
};
const listed = async (store: Store, ...numbers: number[]) =>
  Promise.all(numbers.map(async number => (await look(store, number))[list]?.listed));

/** Do-not-call lists: found by number, exchanged as a whole, and never half. */
export function listLaws(subject: StoreSubject): void {
  describe('do-not-call lists', () => {
    test('say nothing before the first import, and nothing when no number is asked about', () =>
      inHouse(subject, async ({ store }) => {
        await makeHome(store);
        expect(await look(store, 1)).toEqual({});
        expect(await store.listCopies()).toEqual([]);
        await store.importList(file(), of(add(1)));
        const facts = await store.facts({ organizationId: 'org-alpha', contactKey: 'nobody', now: noon });
        expect(facts.lists).toEqual({});
      }));

    test('say of every number whether it is on them, and how old they are', () =>
      inHouse(subject, async ({ store }) => {
        await makeHome(store);
        const copy = await store.importList(file(), of(add(1, 2), [], add(2, 3)));
        expect(copy).toEqual({
          list,
          asOf: later(-day),
          importedAt: noon,
          numbers: 3,
          source: '202.txt',
          sha256: 'ab'.repeat(32),
        });
        await store.importList(file({ list: 'tps', asOf: later(-2 * day) }), of(add(3)));
        expect(await store.listCopies()).toMatchObject([copy, { list: 'tps', numbers: 1 }]);
        expect(await look(store, 3)).toEqual({
          [list]: { asOf: later(-day), listed: true },
          tps: { asOf: later(-2 * day), listed: true },
        });
        expect(await look(store, 9)).toEqual({
          [list]: { asOf: later(-day), listed: false },
          tps: { asOf: later(-2 * day), listed: false },
        });
      }));

    test('a full list replaces the copy, changes are applied to it, the last word of a file counts', () =>
      inHouse(subject, async ({ store }) => {
        await makeHome(store);
        await store.importList(file(), of(add(1, 2, 3)));
        expect(await store.importList(file({ asOf: noon }), of(add(3, 4, 5)))).toMatchObject({
          numbers: 3,
          asOf: noon,
        });
        expect(await listed(store, 1, 3, 4)).toEqual([false, true, true]);
        const changes = of([...leave(3, 4, 99), ...add(6, 7)], [...add(4), ...leave(7)]);
        expect(
          await store.importList(file({ kind: 'changes', asOf: later(day), source: 'changes.txt' }), changes),
        ).toMatchObject({
          numbers: 3,
          asOf: later(day),
          source: 'changes.txt',
        });
        expect(await listed(store, 3, 4, 5, 6, 7, 99)).toEqual([false, true, true, true, false, false]);
        expect(await store.importList(file(), of([...add(1, 2), ...leave(1)]))).toMatchObject({ numbers: 1 });
        expect(await listed(store, 1, 2, 4)).toEqual([false, true, false]);
      }));

    test('many batches are one list', () =>
      inHouse(subject, async ({ store }) => {
        await makeHome(store);
        async function* many() {
          for (let start = 0; start < 60_000; start += 4_000)
            yield Array.from({ length: 4_000 }, (_, index) => ({
              number: `+1202${2_000_000 + start + index}`,
              change: 'add' as const,
            }));
        }
        expect(await store.importList(file(), many())).toMatchObject({ numbers: 60_000 });
        for (const number of ['+12022000000', '+12022059999', '+12022060000']) {
          const { lists } = await store.facts({ organizationId: 'org-alpha', contactKey: 'nobody', now: noon, number });
          expect(lists[list]?.listed).toBe(number !== '+12022060000');
        }
      }));

    test('an import that fails in the middle, or at its end, leaves the copy as it was', () =>
      inHouse(subject, async ({ store }) => {
        await makeHome(store);
        const before = await store.importList(file(), of(add(1)));
        async function* cut() {
          yield add(2);
          throw new Error('line 2');
        }
        await expect(store.importList(file({ asOf: noon }), cut())).rejects.toThrow('line 2');
        const refusing = () => {
          throw new Error('too short');
        };
        for (const kind of ['full', 'changes'] as const)
          await expect(store.importList(file({ kind, digest: refusing }), of(add(2)))).rejects.toThrow('too short');
        expect(await listed(store, 1, 2)).toEqual([true, false]);
        expect(await store.listCopies()).toEqual([before]);
      }));

    test('nobody sees a list before it is whole', () =>
      inHouse(subject, async ({ store, again }) => {
        await makeHome(store);
        const other = await again();
        await store.importList(file(), of(add(1)));
        const seen: unknown[] = [];
        async function* watched() {
          yield Array.from({ length: 40_000 }, (_, index) => ({
            number: `+1303${2_000_000 + index}`,
            change: 'add' as const,
          }));
          seen.push(await listed(other, 1, 2));
          yield add(2);
          seen.push(await listed(other, 1, 2));
        }
        await store.importList(file({ asOf: noon }), watched());
        expect(seen).toEqual([
          [true, false],
          [true, false],
        ]);
        expect(await listed(other, 1, 2)).toEqual([false, true]);
      }));

    test('what a crashed import left is swept by a later one', () =>
      inHouse(subject, async ({ store, again }) => {
        await makeHome(store);
        await store.importList(file(), of(add(1)));
        const crashed = await again();
        let reached: () => void = () => undefined;
        const staged = new Promise<void>(resolve => {
          reached = resolve;
        });
        async function* forever(signal: AbortSignal) {
          yield Array.from({ length: 25_000 }, (_, index) => ({
            number: `+1303${2_000_000 + index}`,
            change: 'add' as const,
          }));
          reached();
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        }
        const dying = new AbortController();
        const dead = crashed.importList(file({ asOf: noon }), forever(dying.signal)).catch((error: unknown) => error);
        await staged;
        const after = await store.importList(file({ asOf: later(day), now: later(day) }), of(add(2, 3)));
        expect(after.numbers).toBe(2);
        expect(await listed(store, 1, 2)).toEqual([false, true]);
        dying.abort(new Error('dead'));
        expect(await dead).toMatchObject({ message: 'dead' });
        expect(await store.listCopies()).toEqual([after]);
      }));

    test('changes need a copy', () =>
      inHouse(subject, async ({ store }) => {
        await expect(store.importList(file({ kind: 'changes' }), of(add(1)))).rejects.toMatchObject({
          code: 'conflict',
        });
        expect(await store.listCopies()).toEqual([]);
      }));
  });
}
