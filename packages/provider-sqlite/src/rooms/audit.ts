import { type AuditRoom, ButtdialError } from '@buttdial/core';
import { and, eq, gte } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { audit } from '../schema.ts';

export function auditRoom({ tables, write }: Access): AuditRoom {
  return {
    append: (organizationId, body, at) =>
      write(batch => {
        const organization = batch.meters.of(organizationId);
        if (!organization) throw new ButtdialError('not-found', 'There is no such organization.');
        return { organizationId, at, body, ...batch.audit(organization, body, at) };
      }),
    list: async (organizationId, fromSequence, limit) =>
      tables
        .select()
        .from(audit)
        .where(and(eq(audit.organizationId, organizationId), gte(audit.sequence, fromSequence)))
        .orderBy(audit.sequence)
        .limit(limit)
        .all(),
  };
}
