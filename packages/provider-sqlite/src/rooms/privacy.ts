import { ButtdialError, type Channel, type ContactErasure, erasureSource, type PrivacyRoom } from '@buttdial/core';
import type { Access } from '../access.ts';
import { type ConsentRow, toConsent } from '../consent.ts';
import { createRemoval, positionsOf } from '../conversations.ts';
import type { Messages } from '../messages.ts';
import type { Connection } from '../open.ts';
import { type InboxRow, inboxColumns, type MessageRow, messageColumns, toInboxItem, toMessage } from '../rows.ts';
import { createBodies } from './bodies.ts';

export function privacyRoom(access: Access, messages: Messages): PrivacyRoom {
  const { connection, write } = access;
  const { of: bodiesOf, erase: eraseBodies, ...bodies } = createBodies(access);
  const look = createLook(connection);
  const erase = createErase(connection);
  return {
    ...bodies,
    exportContact: async (organizationId, contactKey) => ({
      messages: look.messages(organizationId, contactKey).map(row => toMessage(row)),
      inbox: look.inbox(organizationId, contactKey),
      ledger: look.ledger(organizationId, contactKey),
      lastInboundAt: look.lastInbound(organizationId, contactKey),
      bodies: bodiesOf(organizationId, contactKey),
    }),
    eraseContact: (organizationId, contactKey, ...[at, auditBody]) =>
      write(batch => {
        const organization = batch.meters.of(organizationId);
        if (!organization) throw new ButtdialError('not-found', 'There is no such organization.');
        for (const row of look.messages(organizationId, contactKey))
          if (row.state === 'queued' || row.state === 'deferred')
            messages.change(batch, row, { state: 'failed', reserved_micros: 0, erase: true, now: at });
        batch.audit(organization, auditBody, at);
        const gone = eraseBodies(organizationId, contactKey);
        return { ...erase(organizationId, contactKey, at.getTime()), bodies: gone };
      }),
  };
}

function createLook(connection: Connection) {
  const messages = connection.prepare(
    `select ${messageColumns} from messages where organization_id = :organizationId and contact_key = :contactKey
       and position in (${positionsOf(':contactKey')}) order by created_at desc, id desc`,
  );
  const inbox = connection.prepare(
    `select ${inboxColumns} from inbox where organization_id = ? and contact_key = ? order by received_at, position`,
  );
  const ledger = connection.prepare(
    'select * from consent where organization_id = ? and contact_key = ? order by at, position',
  );
  const contacts = connection.prepare(
    'select channel, last_inbound_at as at from contacts where organization_id = ? and contact_key = ?',
  );
  return {
    messages: (organizationId: string, contactKey: string) =>
      messages.all({ organizationId, contactKey }) as MessageRow[],
    inbox: (organizationId: string, contactKey: string) =>
      (inbox.all(organizationId, contactKey) as InboxRow[]).map(row => ({
        ...toInboxItem(row),
        sealed: row.sealed ?? new Uint8Array(),
      })),
    ledger: (organizationId: string, contactKey: string) =>
      (ledger.all(organizationId, contactKey) as ConsentRow[]).map(toConsent),
    lastInbound: (organizationId: string, contactKey: string) =>
      Object.fromEntries(
        (contacts.all(organizationId, contactKey) as { channel: Channel; at: number }[]).map(({ channel, at }) => [
          channel,
          new Date(at),
        ]),
      ),
  };
}

function createErase(
  connection: Connection,
): (...[organizationId, contactKey, at]: [string, string, number]) => Omit<ContactErasure, 'bodies'> {
  const where = 'organization_id = :organization and contact_key = :contact';
  const prepare = (sql: string) => connection.prepare(sql);
  const theirs = `${where} and position in (${positionsOf(':contact')})`;
  const settled = createRemoval(connection, `${theirs} and lease_until is null`);
  const underWay = prepare(`update messages set to_address = '' where ${theirs}`);
  const inbox = prepare(`delete from inbox where ${where}`);
  const contacts = prepare(`delete from contacts where ${where}`);
  // What stands against writing to the person stays, bare: it is the suppression list.
  const ledger = prepare(
    `delete from consent where ${where} and (kind not in ('stop', 'revoked') or source = '${erasureSource}' or (at, position) <
       (select s.at, s.position from consent s where s.organization_id = :organization and s.contact_key = :contact
          and s.kind = 'start' order by s.at desc, s.position desc limit 1))`,
  );
  const bare = prepare(`update consent set source = null, notes = null where ${where}`);
  const mark = prepare(
    `insert into consent (id, organization_id, contact_key, channel, kind, source, at)
     values (:id, :organization, :contact, '*', 'stop', '${erasureSource}', :at) on conflict do nothing`,
  );
  return (organization, contact, at) => {
    const of = { organization, contact };
    contacts.run(of);
    const erased = {
      messages: settled(of),
      underWay: underWay.run(of).changes,
      inbox: inbox.run(of).changes,
      ledger: ledger.run(of).changes,
    };
    bare.run(of);
    mark.run({ ...of, id: `${erasureSource}-${contact}-${at}`, at });
    return erased;
  };
}
