import type { ConsentRoom } from '@buttdial/core';
import { and, eq } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { kept } from '../errors.ts';
import { consentRow } from '../inbox.ts';
import { present } from '../rows.ts';
import { consent } from '../schema.ts';

export function consentRoom({ connection, within }: Access): ConsentRoom {
  return {
    append: async (organizationId, event, auditBody) => {
      const json = JSON.stringify(consentRow(event));
      await kept(connection`select store_append_consent(${organizationId}, ${json}::text::jsonb, ${auditBody})`);
    },
    of: (organizationId, contactKey) =>
      within(organizationId, async tables => {
        const where = and(eq(consent.organizationId, organizationId), eq(consent.contactKey, contactKey));
        return (await tables.select(columns).from(consent).where(where).orderBy(consent.at, consent.position)).map(
          present,
        );
      }),
  };
}

const columns = {
  id: consent.id,
  organizationId: consent.organizationId,
  contactKey: consent.contactKey,
  channel: consent.channel,
  kind: consent.kind,
  level: consent.level,
  purposes: consent.purposes,
  source: consent.source,
  notes: consent.notes,
  at: consent.at,
  expiresAt: consent.expiresAt,
};
