import { type Attempt, type Channel, type Facts, type FactsQuery, isErased, type Purpose } from '@buttdial/core';
import type { Batch } from './batch.ts';
import { type ConsentRow, toConsent } from './consent.ts';
import { type Conversations, contactWords } from './conversations.ts';
import type { HeldRow } from './held.ts';
import type { Connection } from './open.ts';

const rememberedMs = 31 * 86_400_000;
const mostAttempts = 200;
/** How far back in a conversation attempts are looked for; so many newer ones are past every cap that there is. */
const mostMessages = 400;

// `cast` hides a parameter from the planner: where a bare one meets ORDER BY or a join, SQLite prepares the statement
// anew at every call, which costs three times the look itself.

/**
 * The verb `facts`: a look by index each, and one per do-not-call list when a number is asked about. `own` is the message because
 * of which they are asked for, as far as it is held.
 */
export function createFacts(connection: Connection, conversations: Conversations) {
  const ledger = connection.prepare(
    'select * from consent where organization_id = cast(? as text) and contact_key = cast(? as text) order by at, position',
  );
  const lastInbound = connection.prepare(
    'select channel, last_inbound_at as at from contacts where organization_id = cast(? as text) and contact_key = cast(? as text)',
  );
  const attempts = createAttempts(connection, conversations);
  const lists = createListLook(connection);
  return (batch: Batch, query: FactsQuery, own?: HeldRow): Facts => {
    const { organizationId, contactKey, number } = query;
    const inbound = lastInbound.all(organizationId, contactKey) as { channel: Channel; at: number }[];
    const tried = attempts(batch, query, own);
    const said = (ledger.all(organizationId, contactKey) as ConsentRow[]).map(toConsent);
    const lastInboundAt = Object.fromEntries(inbound.map(row => [row.channel, new Date(row.at)]));
    return {
      ledger: said,
      lastInboundAt,
      attempts: tried.flatMap(row => (row.messageId === null ? [attemptOf(row)] : [])),
      underWay: tried.flatMap(row => (row.messageId === null ? [] : [{ ...attemptOf(row), messageId: row.messageId }])),
      lists: number === undefined ? {} : lists(number),
      erased: isErased(said, lastInboundAt),
    };
  };
}

const attemptOf = ({ channel, purpose, at }: AttemptRow): Attempt => ({ channel, purpose, at: new Date(at) });

/** Attempts are read along the conversation: an index of their own would be a large part of what a send writes. */
function createAttempts(connection: Connection, conversations: Conversations) {
  const columns =
    'm.channel, m.purpose, coalesce(m.attempted_at, m.updated_at) as at, iif(m.attempted_at is null, m.id, null) as messageId';
  const theirs = `m.organization_id = cast(? as text) and m.contact_key = cast(? as text)
    and (m.attempted_at >= cast(? as integer) or (m.attempted_at is null and m.state = 'sending'))`;
  const newest = `order by at desc limit ${mostAttempts}`;
  const older = connection.prepare(
    `select ${columns} from (select position from conversations where contact = ${contactWords('cast(? as text)')}
       order by position desc limit cast(? as integer)) c cross join messages m on m.position = c.position where ${theirs} ${newest}`,
  );
  const recent = connection.prepare(
    `select ${columns} from json_each(?) p cross join messages m on m.position = p.value where ${theirs} ${newest}`,
  );
  return (batch: Batch, { organizationId, contactKey, now }: FactsQuery, own?: HeldRow): readonly AttemptRow[] => {
    const since = now.getTime() - rememberedMs;
    const positions = conversations.recent(batch, contactKey).slice(-mostMessages);
    const rows = older.all(
      contactKey,
      mostMessages - positions.length,
      organizationId,
      contactKey,
      since,
    ) as AttemptRow[];
    // The message itself, admitted just now, need not be read to be known; to most contacts it is the only one.
    const others = positions.filter(position => position !== own?.position);
    if (others.length > 0)
      rows.push(...(recent.all(JSON.stringify(others), organizationId, contactKey, since) as AttemptRow[]));
    if (own && others.length < positions.length) rows.push(begun(own));
    return rows.length < 2 ? rows : rows.sort((a, b) => b.at - a.at).slice(0, mostAttempts);
  };
}

function begun({ channel, purpose, updated_at: at, id: messageId }: HeldRow): AttemptRow {
  return { channel, purpose, at, messageId };
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
