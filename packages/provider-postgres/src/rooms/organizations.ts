import type { OrganizationRoom } from '@buttdial/core';
import { eq } from 'drizzle-orm';
import { type Access, lockOrganization, type Transaction } from '../access.ts';
import { patched } from '../rows.ts';
import { organizations } from '../schema.ts';
import type { Announce } from '../watch.ts';

export function organizationRoom({ within }: Access, announce: Announce): OrganizationRoom {
  const find = async (tables: Transaction, id: string) =>
    (await tables.select().from(organizations).where(eq(organizations.id, id))).at(0);
  return {
    get: organizationId => within(organizationId, tables => find(tables, organizationId)),
    update: async (organizationId, { name, mode, settings: whole, settingsPatch }) => {
      const updated = await within(organizationId, async tables => {
        if (settingsPatch) await lockOrganization(tables, organizationId);
        const settings = settingsPatch ? patched((await find(tables, organizationId))?.settings, settingsPatch) : whole;
        if (name !== undefined || mode !== undefined || settings !== undefined) {
          await tables.update(organizations).set({ name, mode, settings }).where(eq(organizations.id, organizationId));
        }
        return find(tables, organizationId);
      });
      if (whole ?? settingsPatch) announce([{ topic: 'switches' }]);
      return updated;
    },
  };
}
