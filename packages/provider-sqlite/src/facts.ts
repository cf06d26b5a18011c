import { type Channel, type Facts, type FactsQuery, isErased, type Purpose } from '@buttdial/core';
import { type ConsentRow, toConsent } from './consent.ts';
import type { Connection } from './open.ts';

const rememberedMs = 31 * 86_400_000;
const mostAttempts = 200;

// `cast` hides a parameter from the planner: where a bare one meets ORDER BY or a join, SQLite prepares the statement
// anew at every call, which costs three times the look itself.

/** The verb `facts`: three looks by index, and one per do-not-call list when a number is asked about. */
export function createFacts(connection: Connection) {
  const ledger = connection.prepare(
    'select * from consent where organization_id = cast(? as text) and contact_key = cast(? as text) order by at, position',
  );
  const lastInbound = connection.prepare(
    'select channel, last_inbound_at as at from contacts where organization_id = cast(? as text) and contact_key = cast(? as text)',
  );
  const attempts = connection.prepare(
    `select channel, purpose, attempted_at as at from messages
     where organization_id = cast(? as text) and contact_key = cast(? as text) and attempted_at >= cast(? as integer)
       and attempted_at is not null
     order by attempted_at desc limit ${mostAttempts}`,
  );
  const lists = createListLook(connection);
  return ({ organizationId, contactKey, now, number }: FactsQuery): Facts => {
    const inbound = lastInbound.all(organizationId, contactKey) as { channel: Channel; at: number }[];
    const tried = attempts.all(organizationId, contactKey, now.getTime() - rememberedMs) as {
      channel: Channel;
      purpose: Purpose;
      at: number;
    }[];
    const said = (ledger.all(organizationId, contactKey) as ConsentRow[]).map(toConsent);
    const lastInboundAt = Object.fromEntries(inbound.map(row => [row.channel, new Date(row.at)]));
    return {
      ledger: said,
      lastInboundAt,
      attempts: tried.map(row => ({ ...row, at: new Date(row.at) })),
      lists: number === undefined ? {} : lists(number),
      erased: isErased(said, lastInboundAt),
    };
  };
}

function createListLook(connection: Connection): (number: string) => Facts['lists'] {
  const look = connection.prepare(
    `select c.list, c.as_of as asOf, exists (
       select 1 from list_numbers n where n.copy = c.copy and n.number = cast(? as integer)) as listed
     from list_copies c where c.state = 'current'`,
  );
  return number => {
    const rows = look.all(number.slice(1)) as { list: string; asOf: number; listed: number }[];
    return Object.fromEntries(
      rows.map(({ list, asOf, listed }) => [list, { asOf: new Date(asOf), listed: listed === 1 }]),
    );
  };
}
