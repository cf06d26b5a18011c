import type { AuditRoom } from '@buttdial/core';
import { and, eq, gte } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { kept } from '../errors.ts';
import { audit } from '../schema.ts';

export function auditRoom({ connection, within }: Access): AuditRoom {
  return {
    append: async (organizationId, body, at) => {
      const rows = await kept(connection<{ sequence: number; previous_hash: string; hash: string }[]>`
        select sequence, previous_hash, hash from store_audit(${organizationId}, ${body}, ${at.getTime()})`);
      const { sequence, previous_hash: previousHash, hash } = rows[0]!;
      return { organizationId, sequence, at, body, previousHash, hash };
    },
    list: (organizationId, fromSequence, limit) =>
      within(organizationId, tables =>
        tables
          .select()
          .from(audit)
          .where(and(eq(audit.organizationId, organizationId), gte(audit.sequence, fromSequence)))
          .orderBy(audit.sequence)
          .limit(limit),
      ),
  };
}
