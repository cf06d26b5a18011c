import type { TrafficEntry } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import {
  admitted,
  asking,
  day,
  type Home,
  incoming,
  later,
  makeHome,
  minute,
  noon,
  settlement,
  webhook,
} from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

const entry: TrafficEntry = {
  at: noon,
  direction: 'in',
  agentId: 'agent-alpha',
  channel: 'sms',
  connection: 'acme',
  outcome: 'applied',
  status: 200,
  durationMs: 3,
  messages: 1,
  statuses: 0,
};

const wish = (home: Home, contactKey: string, kind: 'granted' | 'stop' | 'start') => ({
  id: `wish-${contactKey}-${kind}`,
  organizationId: home.organizationId,
  contactKey,
  channel: '*' as const,
  kind,
  at: later(5),
});

/** Who is on the other side, what went back and forth, and what is written about it. */
export function contactLaws(subject: StoreSubject): void {
  describe('contacts', () => {
    test('whoever was written to or wrote is in the book, the latest first, once', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const { organizationId } = home;
        await admitted(store, asking(home, { contactKey: 'ada', to: '+15550001' }));
        await admitted(
          store,
          asking(home, { contactKey: 'bob', to: 'bob@example.com', channel: 'email', now: later(1) }),
        );
        await store.ingest(
          webhook(organizationId, {
            messages: [
              incoming(home, { contactKey: 'ada', from: '+15550001', channel: 'whatsapp', receivedAt: later(2) }),
            ],
          }),
        );
        const ada = { contactKey: 'ada', address: '+15550001', channel: 'whatsapp', firstAt: noon, lastAt: later(2) };
        const all = await store.contacts.list(organizationId, {}, { limit: 10 });
        expect(all.map(contact => contact.contactKey)).toEqual(['ada', 'bob']);
        expect(all[0]).toEqual(ada);
        expect(await store.contacts.get(organizationId, 'ada')).toEqual(ada);
        expect(await store.contacts.get(organizationId, 'nobody')).toBeUndefined();
        const next = await store.contacts.list(organizationId, {}, { limit: 1, before: 'ada' });
        expect(next.map(contact => contact.contactKey)).toEqual(['bob']);
        const found = await store.contacts.list(organizationId, { find: 'example' }, { limit: 10 });
        expect(found.map(contact => contact.contactKey)).toEqual(['bob']);
        expect(await store.contacts.list(organizationId, { find: '%' }, { limit: 10 })).toEqual([]);
      }));

    test('the book narrows by what people want', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const { organizationId } = home;
        for (const contactKey of ['in', 'out', 'back', 'silent'])
          await store.contacts.note(organizationId, { contactKey, address: contactKey, channel: 'sms', lastAt: noon });
        await store.consent.append(organizationId, wish(home, 'in', 'granted'), '{}');
        await store.consent.append(organizationId, wish(home, 'out', 'granted'), '{}');
        await store.consent.append(organizationId, wish(home, 'out', 'stop'), '{}');
        await store.consent.append(organizationId, wish(home, 'back', 'stop'), '{}');
        await store.consent.append(organizationId, wish(home, 'back', 'start'), '{}');
        const keys = async (by: 'granted' | 'opted-out' | 'none') =>
          (await store.contacts.list(organizationId, { wish: by }, { limit: 10 })).map(each => each.contactKey).sort();
        expect(await keys('granted')).toEqual(['in']);
        expect(await keys('opted-out')).toEqual(['out']);
        expect(await keys('none')).toEqual(['back', 'silent']);
      }));

    test('noting somebody again moves them forward, never back', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId } = await makeHome(store);
        const ada = { contactKey: 'ada', address: 'ada@example.com', channel: 'email' as const };
        for (const lastAt of [later(1), later(9), later(3)])
          await store.contacts.note(organizationId, { ...ada, lastAt });
        expect(await store.contacts.get(organizationId, 'ada')).toEqual({
          ...ada,
          firstAt: later(1),
          lastAt: later(9),
        });
      }));

    test('an erased contact is not in the book, until they write again', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const { organizationId } = home;
        await admitted(store, asking(home));
        await store.privacy.eraseContact(organizationId, 'contact-1', later(1), '{}');
        expect(await store.contacts.list(organizationId, {}, { limit: 10 })).toEqual([]);
        await store.ingest(webhook(organizationId, { messages: [incoming(home, { receivedAt: later(2) })] }));
        expect(await store.contacts.get(organizationId, 'contact-1')).toMatchObject({ firstAt: later(2) });
      }));

    test('a purge takes whom nothing else is kept about', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const { organizationId } = home;
        for (const contactKey of ['gone', 'agreed'])
          await store.contacts.note(organizationId, { contactKey, address: contactKey, channel: 'sms', lastAt: noon });
        await admitted(store, asking(home, { contactKey: 'waiting' }));
        await store.consent.append(organizationId, wish(home, 'agreed', 'granted'), '{}');
        store.traffic.note(organizationId, entry);
        store.traffic.note(organizationId, { ...entry, at: later(3 * day) });
        expect(await store.traffic.list(organizationId, {}, { limit: 10 })).toHaveLength(2);
        await store.purge({ inbox: later(day), messages: later(day) });
        const left = await store.contacts.list(organizationId, {}, { limit: 10 });
        expect(left.map(contact => contact.contactKey).sort()).toEqual(['agreed', 'waiting']);
        expect(await store.traffic.list(organizationId, {}, { limit: 10 })).toHaveLength(1);
      }));

    test('what a contact wrote is read newest first, without what was acknowledged', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const { organizationId, agentId } = home;
        const messages = [1, 2, 3].map(n => incoming(home, { id: `in-${n}`, receivedAt: later(n) }));
        await store.ingest(
          webhook(organizationId, { messages: [...messages, incoming(home, { contactKey: 'other' })] }),
        );
        await store.acknowledge(organizationId, agentId, ['in-2'], later(4));
        const read = await store.inbox.ofContact(organizationId, 'contact-1', { limit: 10 });
        expect(read.map(item => [item.id, item.sealed.length])).toEqual([
          ['in-3', 3],
          ['in-2', 0],
          ['in-1', 3],
        ]);
        const earlier = await store.inbox.ofContact(organizationId, 'contact-1', { limit: 1, until: later(2) });
        expect(earlier.map(item => item.id)).toEqual(['in-2']);
        expect(await store.inbox.get(organizationId, 'in-1')).toMatchObject({
          id: 'in-1',
          agentId,
          callbackAttempt: 0,
        });
        expect(await store.inbox.get(organizationId, 'in-9')).toBeUndefined();
      }));

    test('a callback that was given up is made due again; one whose message is gone is not', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const { organizationId, agentId } = home;
        await store.ingest(
          webhook(organizationId, {
            messages: [incoming(home, { id: 'in-1', callbackDueAt: noon }), incoming(home, { id: 'in-2' })],
          }),
        );
        const claim = (now: Date) => store.claimCallbacks({ owner: 'x', now, leaseMs: minute, limit: 10 });
        expect((await claim(noon)).map(item => item.id)).toEqual(['in-1']);
        await store.settleCallback({ organizationId, inboxId: 'in-1', now: later(1), outcome: { kind: 'exhausted' } });
        expect(await claim(later(2))).toEqual([]);
        expect(await store.inbox.repost(organizationId, 'in-1', later(3), '{"event":"callback.replayed"}')).toBe(true);
        expect(await claim(later(3))).toMatchObject([{ id: 'in-1', callbackAttempt: 1, deliveries: 2 }]);
        await store.acknowledge(organizationId, agentId, ['in-2'], later(4));
        expect(await store.inbox.repost(organizationId, 'in-2', later(5), '{}')).toBe(false);
        const trail = await store.audit.search(organizationId, { events: ['callback.replayed'] }, { limit: 5 });
        expect(trail).toHaveLength(1);
      }));
  });

  describe('lists for people', () => {
    test('messages narrow by contacts and by the id of the vendor', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const ids = (contactKey: string) =>
          admitted(store, asking(home, { contactKey, claim: { owner: 'x', leaseMs: minute } }));
        const [ada, bob, eve] = [await ids('ada'), await ids('bob'), await ids('eve')];
        await store.settle(settlement(bob, { kind: 'sent', vendorId: 'SM1' }));
        const list = async (filter: Parameters<typeof store.messages.list>[1]) =>
          (await store.messages.list(home.organizationId, filter, { limit: 10 })).map(message => message.id);
        expect((await list({ contactKeys: ['ada', 'eve'] })).sort()).toEqual([ada.id, eve.id]);
        expect(await list({ contactKeys: [] })).toEqual([]);
        expect(await list({ vendorId: 'SM1' })).toEqual([bob.id]);
        expect(await list({ until: later(-1) })).toEqual([]);
        expect(await list({ until: noon })).toHaveLength(3);
      }));

    test('a body can be read until the message has ended', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const { id, ...message } = await admitted(store, asking(home, { claim: { owner: 'x', leaseMs: minute } }));
        expect([...((await store.messages.body(home.organizationId, id)) ?? [])]).toEqual([1, 2, 3]);
        await store.settle(settlement({ id, ...message }, { kind: 'sent', vendorId: 'SM1' }));
        expect(await store.messages.body(home.organizationId, id)).toBeUndefined();
        expect(await store.messages.body(home.organizationId, 'nothing')).toBeUndefined();
      }));

    test('the audit trail is searched newest first, by what it is about and what happened', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId } = await makeHome(store);
        const body = (event: string, target: string) =>
          JSON.stringify({ event, actor: 'system', target, details: { target: 'x' } });
        const bodies = [
          body('message.admitted', 'm-1'),
          body('token.revoked', 't-1'),
          body('message.sent', 'm-1'),
          body('webhook.applied', 'a-1'),
          body('token.revoked', 't-2'),
          'not json at all',
        ];
        for (const text of bodies) await store.audit.append(organizationId, text, noon);
        const found = async (filter: Parameters<typeof store.audit.search>[1], page = {}) =>
          (await store.audit.search(organizationId, filter, { limit: 10, ...page })).map(row => row.body);
        expect(await found({ target: 'm-1' })).toEqual([bodies[2], bodies[0]]);
        expect(await found({ target: 'x' })).toEqual([]);
        expect(await found({ events: ['token.revoked'], remarkable: true })).toEqual([bodies[4], bodies[1]]);
        expect((await found({ remarkable: true })).slice(0, 3)).toEqual([bodies[5], bodies[4], bodies[1]]);
        const [newest] = await store.audit.search(organizationId, {}, { limit: 1 });
        expect(newest?.body).toBe(bodies[5]);
        expect(await found({}, { before: newest?.sequence, limit: 1 })).toEqual([bodies[4]]);
      }));

    test('posts are listed newest first, as they were noted', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId } = await makeHome(store);
        const out: TrafficEntry = {
          at: later(1),
          direction: 'out',
          agentId: 'agent-b',
          channel: 'email',
          inboxId: 'in-1',
          attempt: 2,
          outcome: 'failed',
          durationMs: 40,
          messages: 1,
          statuses: 0,
        };
        store.traffic.note(organizationId, entry);
        store.traffic.note(organizationId, out);
        const list = (filter: Parameters<typeof store.traffic.list>[1], page = {}) =>
          store.traffic.list(organizationId, filter, { limit: 10, ...page });
        const [second, first] = await list({});
        expect(first).toEqual({ ...entry, id: first?.id });
        expect(second).toEqual({ ...out, id: second?.id });
        expect(await list({}, { before: second?.id })).toEqual([first]);
        expect(await list({ direction: 'out' })).toEqual([second]);
        expect(await list({ agentId: 'agent-alpha' })).toEqual([first]);
        expect(await list({ outcomes: ['forged'] })).toEqual([]);
        expect(await list({ inboxId: 'in-1', outcomes: ['failed'] })).toEqual([second]);
      }));
  });
}
