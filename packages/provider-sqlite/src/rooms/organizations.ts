import type { Organization, OrganizationRoom } from '@buttdial/core';
import { eq } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { patched } from '../rows.ts';
import { organizations } from '../schema.ts';

export function organizationRoom({ tables, write }: Access): OrganizationRoom {
  const find = (id: string): Organization | undefined =>
    tables.select().from(organizations).where(eq(organizations.id, id)).get();
  return {
    get: async organizationId => find(organizationId),
    update: (organizationId, { name, mode, settings: whole, settingsPatch }) =>
      write(batch => {
        const settings = settingsPatch ? patched(find(organizationId)?.settings, settingsPatch) : whole;
        if (name !== undefined || mode !== undefined || settings !== undefined) {
          tables.update(organizations).set({ name, mode, settings }).where(eq(organizations.id, organizationId)).run();
          batch.wake({ topic: 'switches' });
        }
        return find(organizationId);
      }),
  };
}
