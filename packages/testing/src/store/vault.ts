import type { Credential, DataKey, Store, Wake } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import { inParallel, later, makeHome, noon } from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

/** A wrapped key; its id is unique over the installation. */
export function dataKey(id: string, createdAt = noon): Omit<DataKey, 'organizationId' | 'retiredAt'> {
  return { id, rootKeyId: 'root-1', wrapped: new Uint8Array([1, 0, 255]), createdAt };
}

/** Sealed credentials at `acme`. */
export function credential(version: number, keyId: string): Omit<Credential, 'organizationId'> {
  return { connection: 'acme', version, keyId, sealed: { token: `c2VhbGVk${version}` }, updatedAt: later(version) };
}

/** Counts what a store tells about connections; `next` resolves at the next time. */
function listening(store: Store): { count(): number; next(): Promise<void> } {
  let count = 0;
  let wake: (() => void) | undefined;
  store.watch((told: Wake) => {
    if (told.topic !== 'connections') return;
    count += 1;
    wake?.();
  });
  const next = () =>
    new Promise<void>(resolve => {
      wake = resolve;
    });
  return { count: () => count, next };
}

/** Credentials are written over the version that was read, and audited; keys stay as long as something needs them. */
export function vaultLaws(subject: StoreSubject): void {
  describe('vault', () => {
    test('a new key retires the ones before it', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId } = await makeHome(store);
        await store.vault.addKey(organizationId, dataKey('key-1'));
        await store.vault.addKey(organizationId, dataKey('key-2', later(1)));
        expect(await store.vault.keys(organizationId)).toEqual([
          { ...dataKey('key-1'), organizationId, wrapped: expect.anything(), retiredAt: later(1) },
          { ...dataKey('key-2', later(1)), organizationId, wrapped: expect.anything() },
        ]);
        const [first] = await store.vault.keys(organizationId);
        expect([...(first?.wrapped ?? [])]).toEqual([1, 0, 255]);
        await expect(store.vault.addKey('nowhere', dataKey('key-3'))).rejects.toMatchObject({ code: 'not-found' });
      }));

    test('a key can be wrapped anew, and goes only when nothing is sealed with it', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId } = await makeHome(store);
        await store.vault.addKey(organizationId, dataKey('key-1'));
        const wrapping = { rootKeyId: 'root-2', wrapped: new Uint8Array([7]) };
        expect(await store.vault.rewrap(organizationId, 'key-1', wrapping)).toBe(true);
        expect(await store.vault.rewrap(organizationId, 'key-9', wrapping)).toBe(false);
        const [key] = await store.vault.keys(organizationId);
        expect({ ...key, wrapped: [...(key?.wrapped ?? [])] }).toMatchObject({ rootKeyId: 'root-2', wrapped: [7] });
        await store.vault.put(organizationId, credential(1, 'key-1'), '{}');
        expect(await store.vault.dropKey(organizationId, 'key-1')).toBe(false);
        expect(await store.vault.put(organizationId, credential(2, 'key-2'), '{}')).toBe(false);
        await store.vault.addKey(organizationId, dataKey('key-2'));
        await store.vault.put(organizationId, credential(2, 'key-2'), '{}');
        expect(await store.vault.dropKey(organizationId, 'key-1')).toBe(true);
        expect(await store.vault.dropKey(organizationId, 'key-1')).toBe(false);
      }));

    test('of many who write over the same version one succeeds, with one line in the audit chain', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId } = await makeHome(store);
        await store.vault.addKey(organizationId, dataKey('key-1'));
        const before = (await store.audit.list(organizationId, 1, 100)).length;
        for (const version of [1, 2]) {
          const tried = await inParallel(16, 8, () =>
            store.vault.put(organizationId, credential(version, 'key-1'), '{"event":"credentials.set"}'),
          );
          expect(tried.filter(Boolean)).toHaveLength(1);
        }
        expect(await store.vault.put(organizationId, credential(4, 'key-1'), '{}')).toBe(false);
        expect(await store.vault.list(organizationId)).toEqual([{ ...credential(2, 'key-1'), organizationId }]);
        expect((await store.audit.list(organizationId, 1, 100)).length).toBe(before + 2);
      }));

    test('a change and a removal are told to everybody who watches', () =>
      inHouse(subject, async ({ store, again }) => {
        const { organizationId } = await makeHome(store);
        await store.vault.addKey(organizationId, dataKey('key-1'));
        const other = await again();
        const heard = [listening(store), listening(other)];
        // A listener may be deaf until its connection listens, so the credential changes until both have heard.
        for (let version = 1; heard.some(ear => ear.count() === 0); version += 1)
          expect(await store.vault.put(organizationId, credential(version, 'key-1'), '{}')).toBe(true);
        const told = heard.map(ear => ear.next());
        const removal = { at: noon, auditBody: '{"event":"credentials.removed"}' };
        expect(await store.vault.remove(organizationId, 'acme', removal)).toBe(true);
        expect(await store.vault.remove(organizationId, 'acme', removal)).toBe(false);
        await Promise.all(told);
        expect(await other.vault.list(organizationId)).toEqual([]);
        expect((await store.audit.list(organizationId, 1, 10_000)).at(-1)?.body).toBe(removal.auditBody);
      }));
  });
}
