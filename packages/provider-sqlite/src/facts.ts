import { type Channel, type Facts, type FactsQuery, isErased, type Purpose } from '@buttdial/core';
import { type ConsentRow, toConsent } from './consent.ts';
import type { Connection } from './open.ts';

const rememberedMs = 31 * 86_400_000;
const mostAttempts = 200;
/** How far back in a conversation attempts are looked for; so many newer ones are past every cap that there is. */
const mostMessages = 400;

// `cast` hides a parameter from the planner: where a bare one meets ORDER BY or a join, SQLite prepares the statement
// anew at every call, which costs three times the look itself.

/**
 * The verb `facts`: three looks by index, and one per do-not-call list when a number is asked about. Attempts are read along
 * the conversation: an index of their own would be the largest part of what a send writes.
 */
export function createFacts(connection: Connection) {
  const ledger = connection.prepare(
    'select * from consent where organization_id = cast(? as text) and contact_key = cast(? as text) order by at, position',
  );
  const lastInbound = connection.prepare(
    'select channel, last_inbound_at as at from contacts where organization_id = cast(? as text) and contact_key = cast(? as text)',
  );
  const attempts = connection.prepare(
    `select channel, purpose, coalesce(attempted_at, updated_at) as at, iif(attempted_at is null, id, null) as messageId from (
       select id, state, channel, purpose, attempted_at, updated_at from messages
       where organization_id = cast(? as text) and contact_key = cast(? as text)
       order by created_at desc, id desc limit ${mostMessages})
     where attempted_at >= cast(? as integer) or (attempted_at is null and state = 'sending')
     order by at desc limit ${mostAttempts}`,
  );
  const lists = createListLook(connection);
  return ({ organizationId, contactKey, now, number }: FactsQuery): Facts => {
    const inbound = lastInbound.all(organizationId, contactKey) as { channel: Channel; at: number }[];
    const tried = (attempts.all(organizationId, contactKey, now.getTime() - rememberedMs) as AttemptRow[]).map(row => ({
      ...row,
      at: new Date(row.at),
    }));
    const said = (ledger.all(organizationId, contactKey) as ConsentRow[]).map(toConsent);
    const lastInboundAt = Object.fromEntries(inbound.map(row => [row.channel, new Date(row.at)]));
    return {
      ledger: said,
      lastInboundAt,
      attempts: tried.filter(row => row.messageId === null).map(({ messageId, ...attempt }) => attempt),
      underWay: tried.flatMap(({ messageId, ...attempt }) => (messageId === null ? [] : [{ ...attempt, messageId }])),
      lists: number === undefined ? {} : lists(number),
      erased: isErased(said, lastInboundAt),
    };
  };
}

interface AttemptRow {
  readonly channel: Channel;
  readonly purpose: Purpose;
  readonly at: number;
  /** Of one that is still under way. */
  readonly messageId: string | null;
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
