import { ButtdialError, type VaultRoom } from '@buttdial/core';
import { and, eq, isNull } from 'drizzle-orm';
import { type Access, appendAudit, lockOrganization, type Transaction } from '../access.ts';
import { present } from '../rows.ts';
import { credentials, dataKeys } from '../schema-tenants.ts';
import type { Announce } from '../watch.ts';

export function vaultRoom({ within }: Access, announce: Announce): VaultRoom {
  return {
    ...keyMethods(within),
    list: organizationId =>
      within(organizationId, tables =>
        tables
          .select()
          .from(credentials)
          .where(eq(credentials.organizationId, organizationId))
          .orderBy(credentials.connection),
      ),
    put: async (organizationId, credential, auditBody) => {
      const { connection, version, updatedAt: at } = credential;
      const done = await within(organizationId, async tables => {
        await requireOrganization(tables, organizationId);
        const one = theOne(organizationId, connection);
        const [before] = await tables.select().from(credentials).where(one);
        if ((before?.version ?? 0) !== version - 1) return false;
        const key = theKey(organizationId, credential.keyId);
        if ((await tables.select().from(dataKeys).where(key)).length === 0) return false;
        if (before) await tables.update(credentials).set(credential).where(one);
        else await tables.insert(credentials).values({ ...credential, organizationId });
        await appendAudit(tables, { organizationId, body: auditBody, at });
        return true;
      });
      if (done) announce([{ topic: 'connections' }]);
      return done;
    },
    remove: async (organizationId, connection, { at, auditBody }) => {
      const done = await within(organizationId, async tables => {
        await requireOrganization(tables, organizationId);
        const gone = await tables.delete(credentials).where(theOne(organizationId, connection)).returning();
        if (gone.length > 0) await appendAudit(tables, { organizationId, body: auditBody, at });
        return gone.length > 0;
      });
      if (done) announce([{ topic: 'connections' }]);
      return done;
    },
  };
}

function keyMethods(within: Access['within']): Pick<VaultRoom, 'keys' | 'addKey' | 'rewrap' | 'dropKey'> {
  return {
    keys: organizationId =>
      within(organizationId, async tables => {
        const own = eq(dataKeys.organizationId, organizationId);
        return (await tables.select().from(dataKeys).where(own).orderBy(dataKeys.createdAt, dataKeys.id)).map(present);
      }),
    addKey: (organizationId, key) =>
      within(organizationId, async tables => {
        await requireOrganization(tables, organizationId);
        const live = and(eq(dataKeys.organizationId, organizationId), isNull(dataKeys.retiredAt));
        await tables.update(dataKeys).set({ retiredAt: key.createdAt }).where(live);
        await tables.insert(dataKeys).values({ ...key, organizationId });
      }),
    rewrap: (organizationId, keyId, wrapping) =>
      within(organizationId, async tables => {
        const rows = await tables.update(dataKeys).set(wrapping).where(theKey(organizationId, keyId)).returning();
        return rows.length > 0;
      }),
    dropKey: (organizationId, keyId) =>
      within(organizationId, async tables => {
        // Whoever seals with a key holds the same lock.
        await lockOrganization(tables, organizationId);
        const used = and(eq(credentials.organizationId, organizationId), eq(credentials.keyId, keyId));
        if ((await tables.select().from(credentials).where(used)).length > 0) return false;
        return (await tables.delete(dataKeys).where(theKey(organizationId, keyId)).returning()).length > 0;
      }),
  };
}

const theKey = (organizationId: string, id: string) =>
  and(eq(dataKeys.organizationId, organizationId), eq(dataKeys.id, id));

const theOne = (organizationId: string, connection: string) =>
  and(eq(credentials.organizationId, organizationId), eq(credentials.connection, connection));

async function requireOrganization(tables: Transaction, organizationId: string): Promise<void> {
  if (!(await lockOrganization(tables, organizationId)))
    throw new ButtdialError('not-found', 'There is no such organization.');
}
