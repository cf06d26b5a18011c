import {
  ButtdialError,
  type Channel,
  type ConsentEvent,
  type InboxItem,
  type KeptBody,
  normalizeAddress,
} from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import { eraseRecordings } from '../calls/recordings.ts';
import { contactKey } from '../contacts.ts';
import type { Deps } from '../deps.ts';
import { decodeInbound } from '../inbound-body.ts';
import { openKept } from '../kept-bodies.ts';
import { defineOperation } from '../operation.ts';
import { organizationScope } from '../principal.ts';
import { callView, events, eventsOf, viewCall } from './calls/view.ts';
import { organizationId } from './fields.ts';
import { messageView, viewMessage } from './messages.ts';

/** What the people on the other side may ask an organization for (GDPR art. 15 and 17). */
export function privacyOperations(deps: Deps) {
  return { export: exportAddress(deps), erase: eraseAddress(deps), body: messageBody(deps) };
}

const input = z.object({
  organizationId,
  address: z.string().min(1).max(320).describe('Number, e-mail address or LINE user id of the person.'),
});

/** One key per address: a number has the same on SMS, WhatsApp and voice. @throws `invalid-input`. */
function keyOf(deps: Deps, owner: string, text: string): string {
  for (const channel of ['email', 'line', 'sms'] as const satisfies readonly Channel[]) {
    const address = normalizeAddress(channel, text);
    if (address !== undefined) return contactKey(deps.sealer, owner, { channel, address });
  }
  throw new ButtdialError('invalid-input', '"address" is no number, e-mail address or LINE user id.', {
    field: 'address',
    remedy: 'Give a number in E.164 form such as +12125550123, or an e-mail address.',
  });
}

const received = z.object({
  id: z.string(),
  agentId: z.string(),
  channel: z.string(),
  from: z.string(),
  to: z.string(),
  receivedAt: z.string(),
  body: z.string().nullable().describe('null once it was acknowledged: it is no longer kept.'),
  subject: z.string().optional(),
});
export const ledgerLine = z.object({
  id: z.string(),
  kind: z.string(),
  channel: z.string(),
  level: z.string().optional(),
  purposes: z.array(z.string()).optional(),
  source: z.string().optional(),
  notes: z.string().optional(),
  at: z.string(),
  expiresAt: z.string().optional(),
});

const keptBody = z.object({
  id: z.string().describe('Of the message.'),
  agentId: z.string(),
  channel: z.string(),
  direction: z.enum(['in', 'out']),
  at: z.string(),
  expiresAt: z.string(),
  body: z.string(),
  subject: z.string().optional(),
  html: z.string().optional(),
});

function viewKept(deps: Deps, kept: KeptBody): z.output<typeof keptBody> {
  const { id, agentId, channel, direction, at, expiresAt } = kept;
  const { text: body, ...rest } = openKept(deps, kept);
  return { id, agentId, channel, direction, at: at.toISOString(), expiresAt: expiresAt.toISOString(), body, ...rest };
}

function messageBody(deps: Deps) {
  return defineOperation({
    name: 'messages.body',
    summary: 'The text of a message, in or out, where the organization chose to keep bodies (keepBodiesDays).',
    access: 'organization',
    role: 'admin',
    readOnly: true,
    rest: { method: 'get', path: '/messages/:id/body' },
    input: z.object({ organizationId, id: z.string().min(1).max(64) }),
    output: keptBody,
    run: async ({ id, ...named }, { principal }) => {
      const owner = await organizationScope(deps.store, principal, named);
      const kept = await deps.store.privacy.keptBody(owner, id);
      if (kept) return viewKept(deps, kept);
      throw new ButtdialError('not-found', 'No body is kept of this message.', {
        field: 'id',
        remedy: 'Bodies are kept from the moment on that keepBodiesDays is set, for so many days.',
      });
    },
  });
}

function exportAddress(deps: Deps) {
  return defineOperation({
    name: 'privacy.export',
    summary: 'Everything that is kept about one address: messages, inbox, consent.',
    access: 'organization',
    role: 'admin',
    readOnly: true,
    rest: { method: 'post', path: '/privacy/export' },
    input,
    output: z.object({
      messages: z.array(messageView),
      inbox: z.array(received),
      consent: z.array(ledgerLine),
      lastInboundAt: z.record(z.string(), z.string()),
      bodies: z.array(keptBody).describe('Texts that the organization chose to keep.'),
      calls: z.array(callView.extend({ events })),
    }),
    run: async ({ address, ...named }, { principal }) => {
      const owner = await organizationScope(deps.store, principal, named);
      const found = await deps.store.privacy.exportContact(owner, keyOf(deps, owner, address));
      return {
        messages: found.messages.map(viewMessage),
        inbox: found.inbox.map(item => viewReceived(deps, item)),
        consent: found.ledger.map(viewLedgerLine),
        lastInboundAt: Object.fromEntries(
          Object.entries(found.lastInboundAt).map(([channel, at]) => [channel, at.toISOString()]),
        ),
        bodies: found.bodies.map(body => viewKept(deps, body)),
        calls: await callsOf(deps, owner, keyOf(deps, owner, address)),
      };
    },
  });
}

async function callsOf(deps: Deps, owner: string, contact: string) {
  const found = await deps.store.calls.list(owner, { contactKey: contact }, { limit: 1_000 });
  return Promise.all(
    found.map(async call => ({ ...viewCall(deps, call), events: [...(await eventsOf(deps, call, 0))] })),
  );
}

export function viewLedgerLine(event: ConsentEvent): z.output<typeof ledgerLine> {
  const { organizationId: _owner, contactKey: _key, at, expiresAt, purposes, ...line } = event;
  return {
    ...line,
    at: at.toISOString(),
    ...(purposes ? { purposes: [...purposes] } : {}),
    ...(expiresAt ? { expiresAt: expiresAt.toISOString() } : {}),
  };
}

function viewReceived(deps: Deps, item: InboxItem): z.output<typeof received> {
  const { id, agentId, channel, from, to, receivedAt } = item;
  const kept = item.sealed.length > 0 ? decodeInbound(deps.sealer.open(item.sealed, id)) : undefined;
  return {
    id,
    agentId,
    channel,
    from,
    to,
    receivedAt: receivedAt.toISOString(),
    body: kept?.text ?? null,
    ...(kept?.subject ? { subject: kept.subject } : {}),
  };
}

function eraseAddress(deps: Deps) {
  return defineOperation({
    name: 'privacy.erase',
    summary: 'Erase everything about one address. What stays is a keyed hash, so that nobody writes to it again.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/privacy/erase' },
    input,
    output: z.object({
      success: z.literal(true),
      erased: z.object({
        messages: z.int(),
        inbox: z.int(),
        consent: z.int(),
        bodies: z.int(),
        calls: z.int(),
        recordings: z.int(),
      }),
      underWay: z.int().describe('Messages with a courier and calls under way; erase again when they are over.'),
    }),
    run: async ({ address, ...named }, { principal }) => {
      const owner = await organizationScope(deps.store, principal, named);
      const key = keyOf(deps, owner, address);
      const recordings = await eraseRecordings(deps, owner, key);
      const calls = await deps.store.calls.eraseContact(owner, key);
      const { messages, inbox, ledger, bodies, underWay } = await deps.store.privacy.eraseContact(
        owner,
        key,
        deps.runtime.now(),
        // The key is a keyed hash: the chain names the contact without naming the person.
        auditBody({ event: 'contact.erased', actor: principal, target: key }),
      );
      return {
        success: true as const,
        erased: { messages, inbox, consent: ledger, bodies, calls: calls.erased, recordings },
        underWay: underWay + calls.underWay,
      };
    },
  });
}
