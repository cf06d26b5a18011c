import type { AuditRecord, AuditRoom } from '@buttdial/core';
import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { kept } from '../errors.ts';
import { audit, auditEvent, auditRemarkable, auditTarget } from '../schema.ts';

type Row = {
  readonly sequence: number;
  readonly at: number;
  readonly body: string;
  readonly previous_hash: string;
  readonly hash: string;
};

function toRecord(organizationId: string, { sequence, at, body, previous_hash: previousHash, hash }: Row): AuditRecord {
  return { organizationId, sequence, at: new Date(at), body, previousHash, hash };
}

export function auditRoom({ connection, within }: Access): AuditRoom {
  return {
    append: async (organizationId, body, at) => {
      const rows = await kept(connection<{ sequence: number; previous_hash: string; hash: string }[]>`
        select sequence, previous_hash, hash from store_audit(${organizationId}, ${body}, ${at.getTime()})`);
      const { sequence, previous_hash: previousHash, hash } = rows[0]!;
      return { organizationId, sequence, at, body, previousHash, hash };
    },
    list: (organizationId, fromSequence, limit) =>
      within(organizationId, async tables => {
        // Where nothing is known about the table yet, as after a restore, the planner would sort the rest of it each time.
        await tables.execute(
          sql`select set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true)`,
        );
        const rows = await tables.execute<Row>(
          sql`select sequence, at, body, previous_hash, hash from audit
            where organization_id = ${organizationId} and sequence >= ${fromSequence}::bigint order by sequence limit ${limit}`,
        );
        return rows.map(row => toRecord(organizationId, row));
      }),
    search: (organizationId, filter, page) =>
      within(organizationId, tables =>
        tables
          .select()
          .from(audit)
          .where(
            and(
              eq(audit.organizationId, organizationId),
              page.before === undefined ? undefined : lt(audit.sequence, page.before),
              filter.target === undefined ? undefined : sql`${auditTarget} = ${filter.target}`,
              filter.events === undefined ? undefined : inArray(auditEvent, [...filter.events]),
              filter.remarkable ? auditRemarkable : undefined,
            ),
          )
          .orderBy(desc(audit.sequence))
          .limit(page.limit),
      ),
  };
}
