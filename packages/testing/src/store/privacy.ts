import { type ConsentEvent, erasureSource, type Store } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import {
  admitted,
  asking,
  claimed,
  type Home,
  incoming,
  later,
  makeHome,
  noon,
  settlement,
  webhook,
} from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

const contactKey = 'contact-1';
const facts = (store: Store, { organizationId }: Home) => store.facts({ organizationId, contactKey, now: noon });

let count = 0;
async function say(store: Store, { organizationId }: Home, event: Partial<ConsentEvent>): Promise<void> {
  count += 1;
  await store.consent.append(
    organizationId,
    { id: `said-${count}`, organizationId, contactKey, channel: '*', kind: 'granted', at: noon, ...event },
    '{}',
  );
}

/** Somebody with a message of every kind, an inbox and a ledger; and somebody else. */
async function furnish(store: Store): Promise<Home> {
  const home = await makeHome(store);
  const sent = await admitted(store, asking(home, claimed));
  await store.settle(settlement(sent, { kind: 'sent', vendorId: 'v-1', priceMicros: 5 }));
  await admitted(store, asking(home));
  await admitted(store, asking(home, { contactKey: 'contact-2' }));
  await store.ingest(
    webhook(home.organizationId, { messages: [incoming(home), incoming(home, { contactKey: 'contact-2' })] }),
  );
  await say(store, home, { level: 'express', notes: 'on the telephone' });
  return home;
}

/** What people may ask for: to see everything, and to be forgotten. */
export function privacyLaws(subject: StoreSubject): void {
  describe('privacy', () => {
    test('an export holds everything of the contact, and nothing of another', () =>
      inHouse(subject, async ({ store }) => {
        const home = await furnish(store);
        const found = await store.privacy.exportContact(home.organizationId, contactKey);
        expect(found.messages.map(message => message.state).sort()).toEqual(['queued', 'sent']);
        expect(found.messages.every(message => message.contactKey === contactKey)).toBe(true);
        expect(found.inbox).toHaveLength(1);
        expect(found.inbox[0]?.sealed).toHaveLength(3);
        expect(found.ledger).toMatchObject([{ kind: 'granted', notes: 'on the telephone' }]);
        expect(found.lastInboundAt).toEqual({ sms: noon });
      }));

    test('an acknowledged message is exported without its text', () =>
      inHouse(subject, async ({ store }) => {
        const home = await furnish(store);
        const { inbox } = await store.privacy.exportContact(home.organizationId, contactKey);
        await store.acknowledge(home.organizationId, home.agentId, [inbox[0]?.id ?? ''], noon);
        const after = await store.privacy.exportContact(home.organizationId, contactKey);
        expect(after.inbox[0]?.sealed).toHaveLength(0);
      }));

    test('an erasure takes everything of the contact, releases what was reserved, and is in the audit', () =>
      inHouse(subject, async ({ store }) => {
        const home = await furnish(store);
        const before = await store.limits.use(home.organizationId, noon);
        expect(before.spendTodayMicros).toBe(2_005);
        const erased = await store.privacy.eraseContact(
          home.organizationId,
          contactKey,
          later(1),
          '{"event":"erased"}',
        );
        expect(erased).toEqual({ messages: 2, inbox: 1, ledger: 1, bodies: 0, underWay: 0 });
        expect(await store.privacy.exportContact(home.organizationId, contactKey)).toMatchObject({
          messages: [],
          inbox: [],
          lastInboundAt: {},
          ledger: [{ kind: 'stop', source: erasureSource, channel: '*', at: later(1) }],
        });
        expect((await store.limits.use(home.organizationId, noon)).spendTodayMicros).toBe(1_005);
        expect((await store.audit.list(home.organizationId, 1, 100)).at(-1)?.body).toBe('{"event":"erased"}');
        const other = await store.privacy.exportContact(home.organizationId, 'contact-2');
        expect([other.messages.length, other.inbox.length]).toEqual([1, 1]);
        expect(await facts(store, home)).toMatchObject({ erased: true, attempts: [], lastInboundAt: {} });
      }));

    test('a person who writes again is no longer erased', () =>
      inHouse(subject, async ({ store }) => {
        const home = await furnish(store);
        expect((await facts(store, home)).erased).toBe(false);
        await store.privacy.eraseContact(home.organizationId, contactKey, later(1), '{}');
        await store.ingest(webhook(home.organizationId, { messages: [incoming(home, { receivedAt: later(2) })] }));
        expect((await facts(store, home)).erased).toBe(false);
        await store.privacy.eraseContact(home.organizationId, contactKey, later(3), '{}');
        expect((await facts(store, home)).erased).toBe(true);
      }));

    test('a standing opt-out survives, bare; one that was taken back does not', () =>
      inHouse(subject, async ({ store }) => {
        const home = await furnish(store);
        await say(store, home, { kind: 'stop', at: later(1), source: 'inbound-sms', notes: 'words' });
        await say(store, home, { kind: 'start', at: later(2) });
        await say(store, home, { kind: 'revoked', channel: 'sms', at: later(3), source: 'api' });
        await say(store, home, { kind: 'stop', at: later(4), source: 'complaint' });
        await store.privacy.eraseContact(home.organizationId, contactKey, later(5), '{}');
        await store.privacy.eraseContact(home.organizationId, contactKey, later(6), '{}');
        const { ledger } = await facts(store, home);
        expect(ledger.map(({ kind, channel, at, source, notes }) => ({ kind, channel, at, source, notes }))).toEqual([
          { kind: 'revoked', channel: 'sms', at: later(3) },
          { kind: 'stop', channel: '*', at: later(4) },
          { kind: 'stop', channel: '*', at: later(6), source: erasureSource },
        ]);
      }));

    test('what is with a courier loses its address and ends as usual', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const leaving = await admitted(store, asking(home, claimed));
        expect(await store.privacy.eraseContact(home.organizationId, contactKey, later(1), '{}')).toMatchObject({
          messages: 0,
          underWay: 1,
        });
        const settled = await store.settle(settlement(leaving, { kind: 'sent', vendorId: 'v-2' }));
        expect(settled).toMatchObject({ state: 'sent', to: '' });
        expect(await store.privacy.eraseContact(home.organizationId, contactKey, later(2), '{}')).toMatchObject({
          messages: 1,
          underWay: 0,
        });
      }));
  });
}
