import { ButtdialError, type Channel, type Contact, channels } from '@buttdial/core';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { foldLedger, optOutOn, type Standing } from '../ledger.ts';
import { defineOperation, type Table } from '../operation.ts';
import { isAtLeast, organizationScope } from '../principal.ts';
import { readThread, threadEntry } from '../thread.ts';
import { organizationId } from './fields.ts';
import { ledgerLine, viewLedgerLine } from './privacy.ts';

const wish = z.enum(['granted', 'opted-out', 'none']);
const contactShape = z.object({
  id: z.string().describe('Keyed hash of the address; the same on SMS, WhatsApp and voice.'),
  address: z.string(),
  channel: z.enum(channels).describe('The one it was last heard on or written to.'),
  firstAt: z.string(),
  lastAt: z.string(),
  status: wish.describe('opted-out: nothing is sent. none: nothing is on file.'),
});
type ContactView = z.output<typeof contactShape>;

const contactId = z.string().min(1).max(128);

/** The verbs about the people on the other side. */
export function contactOperations(deps: Deps) {
  return { list: list(deps), get: get(deps), thread: thread(deps) };
}

const contactTable: Table = {
  header: ['id', 'address', 'channel', 'firstAt', 'lastAt', 'status'],
  rows: value =>
    (value.contacts as readonly ContactView[]).map(each => [
      each.id,
      each.address,
      each.channel,
      each.firstAt,
      each.lastAt,
      each.status,
    ]),
  next: value => (typeof value.next === 'string' ? { before: value.next } : undefined),
};

function list(deps: Deps) {
  return defineOperation({
    name: 'contacts.list',
    summary:
      'Everybody who was written to, wrote, or is named in the consent ledger; whoever was heard of last comes first.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/contacts', table: contactTable },
    input: z.object({
      organizationId,
      find: z.string().trim().max(320).optional().describe('Part of the address.'),
      status: wish.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      before: contactId.optional().describe('Id that the last page ended with.'),
    }),
    output: z.object({ contacts: z.array(contactShape), next: z.string().nullable().describe('Give it as "before".') }),
    run: async (input, { principal }) => {
      const owner = await organizationScope(deps.store, principal, input);
      const found = await deps.store.contacts.list(
        owner,
        { ...(input.find ? { find: input.find.toLowerCase() } : {}), ...(input.status ? { wish: input.status } : {}) },
        { limit: input.limit, ...(input.before ? { before: input.before } : {}) },
      );
      const contacts = await Promise.all(
        found.map(async contact => {
          const standing = foldLedger(await deps.store.consent.of(owner, contact.contactKey));
          return viewContact(contact, standing, deps.runtime.now());
        }),
      );
      return { contacts, next: found.length < input.limit ? null : (found.at(-1)?.contactKey ?? null) };
    },
  });
}

function viewContact(contact: Contact, standing: Standing, now: Date): ContactView {
  const { contactKey, address, channel, firstAt, lastAt } = contact;
  return {
    id: contactKey,
    address,
    channel,
    firstAt: firstAt.toISOString(),
    lastAt: lastAt.toISOString(),
    status: statusOf(standing, now, { heardOn: channel }),
  };
}

/** On one channel; without one, what is true of any. */
function statusOf(standing: Standing, now: Date, on: { readonly heardOn: Channel; readonly only?: Channel }) {
  if (optOutOn(standing, on.only ?? on.heardOn)) return 'opted-out' as const;
  const holds = standing.grants.some(
    ({ channel, expiresAt }) =>
      (!expiresAt || expiresAt > now) && (on.only === undefined || channel === on.only || channel === '*'),
  );
  return holds ? ('granted' as const) : ('none' as const);
}

const everywhere = z.object({ channel: z.enum(channels), status: wish, since: z.string().nullable() });

function get(deps: Deps) {
  return defineOperation({
    name: 'contacts.get',
    summary: 'One contact: where they stand on every channel, when they last wrote, and every line of the ledger.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/contacts/:contactId' },
    input: z.object({ organizationId, contactId }),
    output: contactShape.extend({
      channels: z.array(everywhere),
      ledger: z.array(ledgerLine).describe('Oldest first.'),
      lastInboundAt: z.record(z.string(), z.string()),
    }),
    run: async (input, { principal }) => {
      const owner = await organizationScope(deps.store, principal, input);
      const contact = await known(deps, owner, input.contactId);
      const now = deps.runtime.now();
      const facts = await deps.store.facts({ organizationId: owner, contactKey: contact.contactKey, now });
      const standing = foldLedger(facts.ledger);
      return {
        ...viewContact(contact, standing, now),
        channels: reachable(contact.channel).map(channel => {
          const status = statusOf(standing, now, { heardOn: channel, only: channel });
          const since = status === 'opted-out' ? optOutOn(standing, channel)?.at : grantedAt(standing, channel);
          return { channel, status, since: since?.toISOString() ?? null };
        }),
        ledger: facts.ledger.map(viewLedgerLine),
        lastInboundAt: Object.fromEntries(
          Object.entries(facts.lastInboundAt).map(([channel, at]) => [channel, at.toISOString()]),
        ),
      };
    },
  });
}

// A number can be reached on three channels, a mailbox and a LINE user on one.
function reachable(channel: Channel): readonly Channel[] {
  return channel === 'email' || channel === 'line' ? [channel] : ['sms', 'whatsapp', 'voice'];
}

function grantedAt({ grants }: Standing, on: Channel): Date | undefined {
  return grants.findLast(grant => grant.channel === on || grant.channel === '*')?.at;
}

function thread(deps: Deps) {
  return defineOperation({
    name: 'contacts.thread',
    summary:
      'What went back and forth with one contact over all channels, newest first, with the text where it is kept.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/contacts/:contactId/thread' },
    input: z.object({
      organizationId,
      contactId,
      limit: z.coerce.number().int().min(1).max(100).default(50),
      until: z.iso.datetime().optional().describe('The "next" of the last page.'),
    }),
    output: z.object({
      contact: contactShape.pick({ id: true, address: true, channel: true, status: true }),
      entries: z.array(threadEntry),
      next: z.string().nullable().describe('Give it as "until" for what is older.'),
    }),
    run: async (input, { principal }) => {
      const owner = await organizationScope(deps.store, principal, input);
      const contact = await known(deps, owner, input.contactId);
      const standing = foldLedger(await deps.store.consent.of(owner, contact.contactKey));
      const { id, address, channel, status } = viewContact(contact, standing, deps.runtime.now());
      const until = input.until === undefined ? undefined : new Date(input.until);
      return {
        contact: { id, address, channel, status },
        ...(await readThread(deps, contact.contactKey, {
          organizationId: owner,
          limit: input.limit,
          until,
          readsTexts: isAtLeast(principal, 'admin'),
        })),
      };
    },
  });
}

async function known(deps: Deps, owner: string, id: string): Promise<Contact> {
  const contact = await deps.store.contacts.get(owner, id);
  if (!contact)
    throw new ButtdialError('not-found', 'There is no such contact.', {
      field: 'contactId',
      remedy: 'List them with GET /api/v1/contacts; an erased contact is not kept.',
    });
  return contact;
}
