import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Store, type StoreOpener, systemRuntime } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import { keptBody } from './bodies.ts';
import { admitted, asking, claimed, incoming, later, makeHome, noon, settlement, webhook } from './people.ts';
import type { StoreDatabase, StoreSubject } from './subject.ts';
import { furnishTenant, seeTenant } from './walls-tenants.ts';

/** Something in every corner. */
async function furnish(store: Store) {
  const home = await makeHome(store);
  const contactKey = 'contact-1';
  const sent = await admitted(store, asking(home, { ...claimed, sealedBody: new Uint8Array([0, 9, 10, 13, 92, 255]) }));
  await store.settle(settlement(sent, { kind: 'sent', vendorId: 'v\t1\\n', priceMicros: 5 }));
  await admitted(store, asking(home, { dueAt: later(60_000), sealedBody: new Uint8Array([0, 9, 10, 13, 92, 255]) }));
  await store.ingest(
    webhook(home.organizationId, {
      messages: [incoming(home, { from: 'tab\there\nand "there" \\.\u2028 or \r here' })],
    }),
  );
  await store.privacy.keepBody(home.organizationId, keptBody(home, sent.id));
  await furnishTenant(store, { ...home, contactKey });
  return { ...home, contactKey };
}

async function everything(store: Store, home: Awaited<ReturnType<typeof furnish>>): Promise<object> {
  const { organizationId, agentId, contactKey } = home;
  const found = await store.privacy.exportContact(organizationId, contactKey);
  return {
    organizations: await store.listOrganizations(),
    agents: await store.agents.list(organizationId),
    lines: await store.lines.list(organizationId),
    tokens: await store.tokens.list(organizationId),
    contact: {
      ...found,
      inbox: found.inbox.map(item => ({ ...item, sealed: [...item.sealed] })),
      bodies: found.bodies.length,
    },
    audit: await store.audit.list(organizationId, 1, 1_000),
    use: [await store.limits.use(organizationId, noon), await store.limits.use(organizationId, noon, agentId)],
    books: await store.ledger.open(organizationId),
    tenant: await seeTenant(store, { organizationId, agentId }),
    known: await store.contacts.list(organizationId, {}, { limit: 10 }),
  };
}

/** What was backed up is there again in another database, and goes on from where it was. */
export function backupLaws({ definition, createDatabase }: StoreSubject): void {
  const openerOf = ({ config }: StoreDatabase): Required<StoreOpener> => {
    const { store } = definition.create(definition.config.parse({ ...config, clock: 'runtime' }), systemRuntime());
    if (!store?.backup || !store.restore || !store.inspect) throw new TypeError('This dialect cannot be backed up.');
    return store as Required<StoreOpener>;
  };

  describe('backups', () => {
    test('hold everything, and go on where they were made', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'bd-backup-'));
      const file = join(folder, 'backup');
      const [from, to] = [await createDatabase('empty'), await createDatabase('empty')];
      try {
        const store = await openerOf(from).open();
        const home = await furnish(store);
        const before = await everything(store, home);
        // While it is open and written to.
        await openerOf(from).backup(file);
        await expect(openerOf(from).backup(file)).rejects.toMatchObject({ code: 'conflict' });
        await store.audit.append(home.organizationId, '{"event":"after"}', noon);
        await store.close();
        await openerOf(to).restore(file);
        const restored = await openerOf(to).open();
        expect(await everything(restored, home)).toEqual(before);
        await restored.audit.append(home.organizationId, '{"event":"goes on"}', noon);
        await restored.ingest(webhook(home.organizationId, { messages: [incoming(home)] }));
        expect(await restored.claim({ owner: 'o', now: later(60_001), leaseMs: 1_000, limit: 9 })).toHaveLength(1);
        await restored.close();
        await expect(openerOf(to).restore(file)).rejects.toMatchObject({ code: 'conflict' });
      } finally {
        await from.remove();
        await to.remove();
        rmSync(folder, { recursive: true });
      }
    });

    test('are not taken from anything else', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'bd-backup-'));
      const empty = await createDatabase('empty');
      try {
        const file = join(folder, 'letter');
        await expect(openerOf(empty).restore(file)).rejects.toMatchObject({ code: 'invalid-input' });
        writeFileSync(file, 'Dear Ada');
        await expect(openerOf(empty).restore(file)).rejects.toMatchObject({
          code: expect.stringMatching(/^(invalid-input|unavailable)$/),
        });
      } finally {
        await empty.remove();
        rmSync(folder, { recursive: true });
      }
    });
  });
}
