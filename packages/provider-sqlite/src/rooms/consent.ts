import { ButtdialError, type ConsentRoom } from '@buttdial/core';
import { and, eq } from 'drizzle-orm';
import type { Access } from '../access.ts';
import type { AppendConsent } from '../consent.ts';
import { present } from '../rows.ts';
import { consent } from '../schema.ts';

export function consentRoom({ tables, write }: Access, append: AppendConsent): ConsentRoom {
  return {
    append: (organizationId, event, auditBody) =>
      write(batch => {
        const organization = batch.meters.of(organizationId);
        if (!organization) throw new ButtdialError('not-found', 'There is no such organization.');
        if (append(organizationId, event)) batch.audit(organization, auditBody, event.at);
      }),
    of: async (organizationId, contactKey) =>
      tables
        .select(columns)
        .from(consent)
        .where(and(eq(consent.organizationId, organizationId), eq(consent.contactKey, contactKey)))
        .orderBy(consent.at, consent.position)
        .all()
        .map(present),
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
