import type { OrganizationRoom } from '@buttdial/core';
import { eq } from 'drizzle-orm';
import type { Access, Transaction } from '../access.ts';
import { organizations } from '../schema.ts';

export function organizationRoom({ within }: Access): OrganizationRoom {
  const find = async (tables: Transaction, id: string) =>
    (await tables.select().from(organizations).where(eq(organizations.id, id))).at(0);
  return {
    get: organizationId => within(organizationId, tables => find(tables, organizationId)),
    update: (organizationId, { name, mode, settings }) =>
      within(organizationId, async tables => {
        if (name !== undefined || mode !== undefined || settings !== undefined) {
          await tables.update(organizations).set({ name, mode, settings }).where(eq(organizations.id, organizationId));
        }
        return find(tables, organizationId);
      }),
  };
}
