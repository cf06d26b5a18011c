import { ButtdialError, type VaultRoom } from '@buttdial/core';
import { and, eq, isNull } from 'drizzle-orm';
import type { Access } from '../access.ts';
import type { Batch } from '../batch.ts';
import { present } from '../rows.ts';
import { credentials, dataKeys } from '../schema-tenants.ts';

export function vaultRoom({ tables, write }: Access): VaultRoom {
  const theKey = (organizationId: string, id: string) =>
    and(eq(dataKeys.organizationId, organizationId), eq(dataKeys.id, id));
  const theOne = (organizationId: string, connection: string) =>
    and(eq(credentials.organizationId, organizationId), eq(credentials.connection, connection));
  return {
    keys: async organizationId =>
      tables
        .select()
        .from(dataKeys)
        .where(eq(dataKeys.organizationId, organizationId))
        .orderBy(dataKeys.createdAt, dataKeys.id)
        .all()
        .map(present),
    addKey: (organizationId, key) =>
      write(batch => {
        requireOrganization(batch, organizationId);
        const live = and(eq(dataKeys.organizationId, organizationId), isNull(dataKeys.retiredAt));
        tables.update(dataKeys).set({ retiredAt: key.createdAt }).where(live).run();
        tables
          .insert(dataKeys)
          .values({ ...key, wrapped: Buffer.from(key.wrapped), organizationId })
          .run();
      }),
    rewrap: (organizationId, keyId, { rootKeyId, wrapped }) =>
      write(() => {
        const change = { rootKeyId, wrapped: Buffer.from(wrapped) };
        return tables.update(dataKeys).set(change).where(theKey(organizationId, keyId)).run().changes > 0;
      }),
    dropKey: (organizationId, keyId) =>
      write(() => {
        const used = and(eq(credentials.organizationId, organizationId), eq(credentials.keyId, keyId));
        if (tables.select({ id: credentials.keyId }).from(credentials).where(used).get()) return false;
        return tables.delete(dataKeys).where(theKey(organizationId, keyId)).run().changes > 0;
      }),
    list: async organizationId =>
      tables
        .select()
        .from(credentials)
        .where(eq(credentials.organizationId, organizationId))
        .orderBy(credentials.connection)
        .all(),
    put: (organizationId, credential, auditBody) =>
      write(batch => {
        const organization = requireOrganization(batch, organizationId);
        const { connection, version } = credential;
        const before = tables.select().from(credentials).where(theOne(organizationId, connection)).get();
        if ((before?.version ?? 0) !== version - 1) return false;
        const key = theKey(organizationId, credential.keyId);
        if (!tables.select({ id: dataKeys.id }).from(dataKeys).where(key).get()) return false;
        if (before) tables.update(credentials).set(credential).where(theOne(organizationId, connection)).run();
        else
          tables
            .insert(credentials)
            .values({ ...credential, organizationId })
            .run();
        batch.audit(organization, auditBody, credential.updatedAt);
        batch.wake({ topic: 'connections' });
        return true;
      }),
    remove: (organizationId, connection, { at, auditBody }) =>
      write(batch => {
        const organization = requireOrganization(batch, organizationId);
        const gone = tables.delete(credentials).where(theOne(organizationId, connection)).run().changes > 0;
        if (!gone) return false;
        batch.audit(organization, auditBody, at);
        batch.wake({ topic: 'connections' });
        return true;
      }),
  };
}

function requireOrganization(batch: Batch, organizationId: string) {
  const organization = batch.meters.of(organizationId);
  if (!organization) throw new ButtdialError('not-found', 'There is no such organization.');
  return organization;
}
