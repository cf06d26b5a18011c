import { randomBytes } from 'node:crypto';
import { type Credential, type Store, systemRuntime } from '@buttdial/core';
import { createSqlite } from '@buttdial/provider-sqlite';
import { createRootKeys, createTenantConnections, createVault } from '@buttdial/switchboard';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const runtime = systemRuntime();
const [first, second] = [randomBytes(32), randomBytes(32)];
const fields = { accountSid: 'AC1', authToken: 'very-secret-4471' };
const audit = '{"event":"credentials.registered"}';

let store: Store;
beforeEach(async () => {
  store = await createSqlite({ file: ':memory:' }, runtime).store.open();
  for (const id of ['acme', 'other'])
    await store.createOrganization(
      { id, name: id, slug: id, mode: 'production', settings: {}, createdAt: runtime.now() },
      undefined,
      '{}',
    );
});
afterEach(() => store.close());

const vaultWith = (...keys: Uint8Array[]) => createVault({ store, runtime, rootKeys: createRootKeys(keys) });

async function kept(organizationId = 'acme'): Promise<Credential> {
  const [credential] = await store.vault.list(organizationId);
  if (!credential) throw new Error('Nothing is kept.');
  return credential;
}

/** Puts a row where another one was, as somebody with the database would. */
async function replace(credential: Credential): Promise<void> {
  const { organizationId, connection, ...rest } = credential;
  await store.vault.remove(organizationId, connection, { at: runtime.now(), auditBody: '{}' });
  let version = 1;
  for (; version < rest.version; version += 1)
    await store.vault.put(organizationId, { ...rest, connection, version }, '{}');
  expect(await store.vault.put(organizationId, { ...rest, connection, version }, '{}')).toBe(true);
}

describe('the vault', () => {
  it('gives back what was put in, to the same organization', async () => {
    const vault = vaultWith(first);
    await vault.put('acme', { connection: 'twilio', fields }, audit);
    expect(await vault.open('acme')).toEqual([{ connection: 'twilio', version: 1, fields }]);
    expect(await vault.open('other')).toEqual([]);
    expect(JSON.stringify(await kept())).not.toContain(fields.authToken);
  });

  it('opens nothing of which one byte is another', async () => {
    const vault = vaultWith(first);
    await vault.put('acme', { connection: 'twilio', fields: { authToken: 'x' } }, audit);
    const good = await kept();
    const bytes = Buffer.from(good.sealed.authToken ?? '', 'base64');
    for (let index = 0; index < bytes.length; index += 1) {
      const flipped = Buffer.from(bytes);
      flipped[index] = (flipped[index] ?? 0) ^ 1;
      await replace({ ...good, sealed: { authToken: flipped.toString('base64') } });
      await expect(vault.open('acme'), `byte ${index}`).rejects.toMatchObject({ code: 'broken-promise' });
    }
    await replace(good);
    expect((await vault.open('acme'))[0]?.fields).toEqual({ authToken: 'x' });
  });

  it('opens nothing that was moved to another field, vendor, version or organization', async () => {
    const vault = vaultWith(first);
    await vault.put('acme', { connection: 'twilio', fields }, audit);
    const good = await kept();
    const { accountSid = '', authToken = '' } = good.sealed;
    await replace({ ...good, sealed: { accountSid: authToken, authToken: accountSid } });
    await expect(vault.open('acme')).rejects.toMatchObject({ code: 'broken-promise' });
    await replace({ ...good, version: 2 });
    await expect(vault.open('acme')).rejects.toMatchObject({ code: 'broken-promise' });
    await replace(good);
    await replace({ ...good, connection: 'vonage' });
    await expect(vault.open('acme')).rejects.toMatchObject({ code: 'broken-promise' });
    await vault.remove('acme', 'vonage', '{}');
    await vault.put('other', { connection: 'twilio', fields }, audit);
    const theirs = await kept('other');
    await replace({ ...theirs, sealed: good.sealed });
    await expect(vault.open('other')).rejects.toMatchObject({ code: 'broken-promise' });
  });

  it('says nothing about what is inside when it fails, and what to do', async () => {
    await vaultWith(first).put('acme', { connection: 'twilio', fields }, audit);
    const error = await vaultWith(second)
      .open('acme')
      .catch((caught: Error) => caught);
    expect(error).toMatchObject({ code: 'broken-promise', details: { remedy: expect.stringContaining('VAULT_KEYS') } });
    expect(`${(error as Error).stack}${JSON.stringify(error)}`).not.toContain(fields.authToken);
  });

  it('rotates its keys while others read and write, and none of them fails', async () => {
    const [writer, reader] = [vaultWith(second, first), vaultWith(second, first)];
    await vaultWith(first).put('acme', { connection: 'twilio', fields }, audit);
    let running = true;
    let [reads, writes] = [0, 0];
    const reading = (async () => {
      for (; running; reads += 1) {
        const opened = await reader.open('acme');
        expect(opened.find(each => each.connection === 'twilio')?.fields).toEqual(fields);
        await runtime.sleep(0);
      }
    })();
    const writing = (async () => {
      for (; running; writes += 1) {
        await writer.put('acme', { connection: 'resend', fields: { apiKey: `key ${writes}` } }, audit);
        await runtime.sleep(0);
      }
    })();
    for (let round = 0; round < 20; round += 1) {
      await vaultWith(second, first).rotate('acme', () => audit);
      await runtime.sleep(0);
    }
    running = false;
    await Promise.all([reading, writing]);
    expect(Math.min(reads, writes)).toBeGreaterThan(5);
    const last = await vaultWith(second, first).rotate('acme', () => audit);
    expect(last.resealed).toBe(2);
    // The old root key is needed for nothing any more.
    expect((await vaultWith(second).open('acme')).map(each => each.connection)).toEqual(['resend', 'twilio']);
    expect((await store.vault.keys('acme')).every(key => key.retiredAt === undefined)).toBe(true);
    await expect(vaultWith(first).open('acme')).rejects.toMatchObject({ code: 'broken-promise' });
  });

  it('does not start with a key that is too weak', () => {
    expect(() => createRootKeys([first, new Uint8Array(32)])).toThrow('too weak');
    expect(() => createRootKeys([randomBytes(16)])).toThrow('too weak');
    expect(() => createRootKeys([])).toThrow('no root key');
  });
});

describe('connections of organizations', () => {
  it('hear of a change at once, and never become older than a second', async () => {
    let now = new Date('2026-03-15T12:00:00Z');
    const clock = { ...runtime, now: () => now };
    const vault = vaultWith(first);
    let listeners = 0;
    const deaf = {
      ...store,
      watch: () => {
        listeners += 1;
        return () => undefined;
      },
    };
    const parts = {
      installation: { get: () => undefined, serving: () => undefined, slots: {} },
      vault,
      offer: async (_name: string, given: Readonly<Record<string, string>>) => ({
        provider: {
          messaging: { routes: {}, send: async () => ({ outcome: 'accepted' as const, vendorId: given.id ?? '' }) },
        },
      }),
      runtime: clock,
    };
    const hearing = createTenantConnections({ ...parts, store });
    const missing = createTenantConnections({ ...parts, store: deaf });
    expect(listeners).toBe(1);
    const has = async (connections: typeof hearing) => {
      await connections.ready?.('acme');
      return connections.get('acme', 'twilio') !== undefined;
    };
    expect([await has(hearing), await has(missing)]).toEqual([false, false]);
    await vault.put('acme', { connection: 'twilio', fields: { id: '1' } }, audit);
    expect([await has(hearing), await has(missing)]).toEqual([true, false]);
    now = new Date(now.getTime() + 1_000);
    expect(await has(missing)).toBe(true);
    expect(await has(hearing)).toBe(true);
    expect(hearing.ready?.('acme')).toBeUndefined();
    hearing.close();
  });
});
