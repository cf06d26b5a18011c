import type { ConsentEvent } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import {
  admitted,
  asking,
  claimed,
  day,
  incoming,
  inParallel,
  later,
  makeHome,
  noon,
  report,
  settlement,
  webhook,
} from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

function stop(organizationId: string, change: Partial<ConsentEvent> = {}): ConsentEvent {
  return {
    id: 'stop-1',
    organizationId,
    contactKey: 'contact-1',
    channel: 'sms',
    kind: 'stop',
    source: 'inbound',
    at: noon,
    ...change,
  };
}

/** What a verified webhook does, once. */
export function ingestLaws(subject: StoreSubject): void {
  describe('webhooks', () => {
    test('a message arrives once, with what it says about consent', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const consent = stop(home.organizationId);
        const entry = incoming(home, { id: 'in-1', vendorId: 'e1', consent });
        const batch = webhook(home.organizationId, { messages: [entry], auditBody: '{"event":"inbound"}' });
        expect(await store.ingest(batch)).toEqual({ stored: ['in-1'], duplicates: 0, advanced: [], unmatched: 0 });
        const replays = await inParallel(20, 8, index =>
          store.ingest({ ...batch, messages: [{ ...entry, id: `in-replay-${index}` }] }),
        );
        for (const replay of replays) expect(replay).toEqual({ stored: [], duplicates: 1, advanced: [], unmatched: 0 });
        const facts = await store.facts({ organizationId: home.organizationId, contactKey: 'contact-1', now: noon });
        const nothing = { attempts: [], underWay: [], lists: {}, erased: false };
        expect(facts).toEqual({ ledger: [consent], lastInboundAt: { sms: noon }, ...nothing });
        expect(await store.inbox.waiting(home.organizationId, home.agentId)).toEqual({ sms: 1 });
        const bodies = (await store.audit.list(home.organizationId, 1, 100)).map(link => link.body);
        expect(bodies.filter(body => body === '{"event":"inbound"}')).toHaveLength(1);
      }));

    test('the same event id on another connection is another event', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const messages = [incoming(home, { vendorId: 'same' })];
        await store.ingest(webhook(home.organizationId, { messages }));
        const other = [incoming(home, { vendorId: 'same' })];
        expect(
          (await store.ingest(webhook(home.organizationId, { messages: other, connection: 'other' }))).stored,
        ).toHaveLength(1);
      }));

    test('parallel deliveries of one event store it once', () =>
      inHouse(subject, async ({ store, again }) => {
        const stores = [store, await again()];
        const home = await makeHome(store);
        const answers = await inParallel(32, 16, index =>
          stores[index % 2]!.ingest(webhook(home.organizationId, { messages: [incoming(home, { vendorId: 'one' })] })),
        );
        expect(answers.flatMap(answer => answer.stored)).toHaveLength(1);
        expect(await store.inbox.waiting(home.organizationId, home.agentId)).toEqual({ sms: 1 });
      }));

    test('a consent event without a message joins the ledger', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const complaint = stop(home.organizationId, {
          id: 'c-1',
          channel: '*',
          kind: 'revoked',
          notes: 'complaint',
          expiresAt: later(day),
          level: 'none',
          purposes: ['marketing'],
        });
        for (let time = 0; time < 2; time += 1)
          await store.ingest(webhook(home.organizationId, { consent: [complaint] }));
        expect(await store.consent.of(home.organizationId, 'contact-1')).toEqual([complaint]);
      }));

    test('the last word of a contact is the latest, in whatever order it comes', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        for (const receivedAt of [later(5), later(1)]) {
          await store.ingest(webhook(home.organizationId, { messages: [incoming(home, { receivedAt })] }));
        }
        await store.ingest(
          webhook(home.organizationId, { messages: [incoming(home, { channel: 'email', receivedAt: later(2) })] }),
        );
        const facts = await store.facts({
          organizationId: home.organizationId,
          contactKey: 'contact-1',
          now: later(10),
        });
        expect(facts.lastInboundAt).toEqual({ sms: later(5), email: later(2) });
      }));

    test("a report finds its message by our reference or by the vendor's id, and says so once", () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        await store.settle(settlement(message, { kind: 'sent', vendorId: 'v1' }));
        const { ref, ...byVendor } = report(message, { vendorId: 'v1', status: 'delivered' });
        const stranger = report(message, { ref: 'unheard-of', vendorId: 'unheard-of' });
        const elsewhere = { ...byVendor, vendorId: 'v2' };
        const batch = webhook(home.organizationId, { statuses: [byVendor, stranger, elsewhere] });
        expect(ref).toBe(message.id);
        expect(await store.ingest(batch)).toEqual({ stored: [], duplicates: 0, advanced: [message.id], unmatched: 2 });
        expect(await store.ingest(batch)).toMatchObject({ advanced: [], unmatched: 2 });
        expect(await store.messages.get(home.organizationId, message.id)).toMatchObject({ state: 'delivered' });
      }));

    test('a report of another connection is not about our message', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        const statuses = [report(message, { connection: 'other' })];
        const answer = await store.ingest(webhook(home.organizationId, { statuses, connection: 'other' }));
        expect(answer).toMatchObject({ advanced: [], unmatched: 1 });
        expect(await store.messages.get(home.organizationId, message.id)).toEqual(message);
      }));

    test('a failure says why', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        const fault = { kind: 'unreachable', message: 'landline', vendorCode: '30006' } as const;
        await store.ingest(webhook(home.organizationId, { statuses: [report(message, { status: 'failed', fault })] }));
        expect(await store.messages.get(home.organizationId, message.id)).toMatchObject({ state: 'failed', fault });
        await store.ingest(webhook(home.organizationId, { statuses: [report(message, { status: 'delivered' })] }));
        const end = await store.messages.get(home.organizationId, message.id);
        expect(end).toMatchObject({ state: 'delivered' });
        expect(end).not.toHaveProperty('fault');
      }));
  });

  describe('facts', () => {
    test('attempts: accepted or uncertain, newest first, of 31 days', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const attempt = async (now: Date, outcome?: Parameters<typeof settlement>[1]) => {
          const message = await admitted(store, asking(home, { ...claimed, now }));
          if (outcome) await store.settle(settlement(message, outcome, { now }));
        };
        const fault = { kind: 'invalid', message: 'no' } as const;
        await attempt(later(-31 * day - 1), { kind: 'sent', vendorId: 'old' });
        await attempt(later(-31 * day), { kind: 'sent', vendorId: 'edge' });
        await attempt(later(-5_000), { kind: 'failed', fault });
        await attempt(later(-4_000), { kind: 'unknown', dueAt: later(day) });
        await attempt(later(-3_000), { kind: 'sent', vendorId: 'v1' });
        await attempt(later(-2_000), { kind: 'refused', decision: { effect: 'deny', ruleIds: [], citations: [] } });
        await attempt(later(-1_000));
        await admitted(store, asking(home));
        const facts = await store.facts({ organizationId: home.organizationId, contactKey: 'contact-1', now: noon });
        const one = { channel: 'sms', purpose: 'informational' };
        expect(facts.attempts).toEqual([-3_000, -4_000, -31 * day].map(ms => ({ ...one, at: later(ms) })));
        // The one that was under way turns out to be uncertain, and another one not to have been sent.
        const [lost] = await store.claimUnknown({ owner: 'c', now: later(60_000), leaseMs: 1_000, limit: 10 });
        const after = await store.facts({ organizationId: home.organizationId, contactKey: 'contact-1', now: noon });
        expect(after.attempts[0]).toEqual({ ...one, at: later(-1_000) });
        await store.settle(settlement(lost!, { kind: 'retry', dueAt: later(day) }));
        const end = await store.facts({ organizationId: home.organizationId, contactKey: 'contact-1', now: noon });
        expect(end.attempts).toEqual(facts.attempts);
      }));

    test('that come with an admission are those of the same moment, a stop that is committed beside it included', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const about = { organizationId: home.organizationId, contactKey: 'contact-1', now: noon };
        const said = stop(home.organizationId);
        const [admission] = await Promise.all([
          store.admit(asking(home, { ...claimed, facts: about })),
          store.ingest(webhook(home.organizationId, { messages: [incoming(home, { consent: said })] })),
        ]);
        const known = admission.outcome === 'admitted' ? admission.facts : undefined;
        // A store may leave them out, but not tell less than it knows.
        if (known) expect(known).toEqual(await store.facts(about));
        expect((await store.facts(about)).ledger).toEqual([said]);
        const unasked = await store.admit(asking(home, claimed));
        expect(unasked).not.toHaveProperty('facts');
      }));

    test('under way: what a courier has in hand, until it is known whether it counts', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const about = { organizationId: home.organizationId, contactKey: 'contact-1', now: noon };
        const underWay = async () => (await store.facts(about)).underWay;
        const first = await admitted(store, asking(home, { ...claimed, now: later(-2_000) }));
        const second = await admitted(store, asking(home, { ...claimed, now: later(-1_000), purpose: 'marketing' }));
        await admitted(store, asking(home));
        await admitted(store, asking(home, { ...claimed, contactKey: 'contact-2' }));
        const one = { channel: 'sms', purpose: 'informational', messageId: first.id, at: later(-2_000) };
        const other = { channel: 'sms', purpose: 'marketing', messageId: second.id, at: later(-1_000) };
        expect(await underWay()).toEqual([other, one]);
        await store.settle(settlement(second, { kind: 'sent', vendorId: 'v' }));
        expect(await underWay()).toEqual([one]);
        await store.settle(settlement(first, { kind: 'retry', dueAt: later(day) }));
        expect(await underWay()).toEqual([]);
        expect((await store.facts(about)).attempts).toEqual([
          { channel: 'sms', purpose: 'marketing', at: later(-1_000) },
        ]);
      }));

    test('the ledger is whole and in order', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const events = [
          stop(home.organizationId, { id: 'a', at: later(2) }),
          stop(home.organizationId, { id: 'b', kind: 'start', at: later(1) }),
          stop(home.organizationId, {
            id: 'c',
            kind: 'granted',
            at: later(1),
            level: 'express',
            purposes: ['marketing'],
          }),
        ];
        for (const event of events) await store.consent.append(home.organizationId, event, '{}');
        await store.consent.append(
          home.organizationId,
          stop(home.organizationId, { id: 'd', contactKey: 'contact-2' }),
          '{}',
        );
        const facts = await store.facts({ organizationId: home.organizationId, contactKey: 'contact-1', now: noon });
        expect(facts.ledger).toEqual([events[1], events[2], events[0]]);
      }));
  });
}
