import { type AuditFilter, type AuditRecord, type AuditRoom, ButtdialError } from '@buttdial/core';
import { and, eq, gte } from 'drizzle-orm';
import type { Access } from '../access.ts';
import type { Connection } from '../open.ts';
import { audit, auditEventWords, auditRemarkableWords, auditTargetWords } from '../schema.ts';

export function auditRoom({ connection, tables, write }: Access): AuditRoom {
  const search = createSearch(connection);
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
    search: async (organizationId, filter, page) => search(organizationId, filter, page),
  };
}

interface AuditRow {
  readonly sequence: number;
  readonly at: number;
  readonly body: string;
  readonly previous_hash: string;
  readonly hash: string;
}

/** Left to itself SQLite reads the chain from its end, however far back the rows are; so the index is named. */
function createSearch(connection: Connection) {
  const indexOf = ({ target, remarkable }: AuditFilter) =>
    target !== undefined ? 'indexed by audit_target' : remarkable ? 'indexed by audit_remarkable' : '';
  return (
    organizationId: string,
    filter: AuditFilter,
    page: { readonly limit: number; readonly before?: number },
  ): readonly AuditRecord[] => {
    const { target, events, remarkable } = filter;
    const conditions: readonly (readonly [words: string, given: readonly unknown[]])[] = [
      ['organization_id = ?', [organizationId]],
      ...(page.before === undefined ? [] : [['sequence < ?', [page.before]] as const]),
      ...(target === undefined ? [] : [[`${auditTargetWords} = ?`, [target]] as const]),
      ...(events === undefined ? [] : [[`${auditEventWords} in (${events.map(() => '?')})`, events] as const]),
      ...(remarkable ? [[auditRemarkableWords, []] as const] : []),
    ];
    const where = conditions.map(([words]) => words).join(' and ');
    const rows = connection
      .prepare(
        `select sequence, at, body, previous_hash, hash from audit ${indexOf(filter)} where ${where} order by sequence desc limit ?`,
      )
      .all(...conditions.flatMap(([, given]) => given), page.limit) as AuditRow[];
    return rows.map(({ at, previous_hash: previousHash, ...row }) => ({
      organizationId,
      ...row,
      at: new Date(at),
      previousHash,
    }));
  };
}
