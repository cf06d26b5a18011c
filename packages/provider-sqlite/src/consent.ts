import type { ConsentEvent } from '@buttdial/core';
import type { Connection } from './open.ts';

/** A row of `consent` as SQLite gives it. */
export interface ConsentRow {
  readonly id: string;
  readonly organization_id: string;
  readonly contact_key: string;
  readonly channel: ConsentEvent['channel'];
  readonly kind: ConsentEvent['kind'];
  readonly level: string | null;
  readonly purposes: string | null;
  readonly source: string | null;
  readonly notes: string | null;
  readonly at: number;
  readonly expires_at: number | null;
}

export function toConsent(row: ConsentRow): ConsentEvent {
  return {
    id: row.id,
    organizationId: row.organization_id,
    contactKey: row.contact_key,
    channel: row.channel,
    kind: row.kind,
    ...(row.level !== null && { level: row.level }),
    ...(row.purposes !== null && { purposes: JSON.parse(row.purposes) }),
    ...(row.source !== null && { source: row.source }),
    ...(row.notes !== null && { notes: row.notes }),
    at: new Date(row.at),
    ...(row.expires_at !== null && { expiresAt: new Date(row.expires_at) }),
  };
}

/** Writes a line of the ledger, once per id; true when it is new. */
export type AppendConsent = (organizationId: string, event: ConsentEvent) => boolean;

export function createAppendConsent(connection: Connection): AppendConsent {
  const insert = connection.prepare(
    `insert into consent (id, organization_id, contact_key, channel, kind, level, purposes, source, notes, at, expires_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
  );
  return (organizationId, event) => {
    const purposes = event.purposes ? JSON.stringify(event.purposes) : null;
    const written = insert.run(
      event.id,
      organizationId,
      event.contactKey,
      event.channel,
      event.kind,
      event.level ?? null,
      purposes,
      event.source ?? null,
      event.notes ?? null,
      event.at.getTime(),
      event.expiresAt?.getTime() ?? null,
    );
    return written.changes === 1;
  };
}
