import type { KeptBody, Store } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import {
  admitted,
  asking,
  claimed,
  day,
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

/** A kept body of a message of that id. */
export function keptBody(home: Home, id: string, change: Partial<KeptBody> = {}): Omit<KeptBody, 'organizationId'> {
  const { organizationId: _owner, ...body }: KeptBody = {
    id,
    ...home,
    contactKey,
    channel: 'sms',
    direction: 'out',
    sealed: new Uint8Array([4, 5, 6]),
    at: noon,
    expiresAt: later(30 * day),
    ...change,
  };
  return body;
}

async function conversation(store: Store) {
  const home = await makeHome(store);
  const sent = await admitted(store, asking(home, claimed));
  await store.settle(settlement(sent, { kind: 'sent', vendorId: 'v-1' }));
  const received = incoming(home);
  await store.ingest(webhook(home.organizationId, { messages: [received] }));
  await store.acknowledge(home.organizationId, home.agentId, [received.id], noon);
  return { home, sent: sent.id, received: received.id };
}

/** Bodies that an organization chose to keep. */
export function bodyLaws(subject: StoreSubject): void {
  describe('kept bodies', () => {
    test('outlive the message’s own, are exported, and go with an erasure', () =>
      inHouse(subject, async ({ store }) => {
        const { home, sent, received } = await conversation(store);
        const { organizationId } = home;
        for (const [id, direction] of [
          [sent, 'out'],
          [received, 'in'],
        ] as const)
          for (const _again of [1, 2])
            expect(await store.privacy.keepBody(organizationId, keptBody(home, id, { direction }))).toBe(true);
        const kept = await store.privacy.keptBody(organizationId, sent);
        expect({ ...kept, sealed: [...(kept?.sealed ?? [])] }).toEqual({
          ...keptBody(home, sent),
          organizationId,
          sealed: [4, 5, 6],
        });
        const { bodies } = await store.privacy.exportContact(organizationId, contactKey);
        expect(bodies.map(body => body.direction).sort()).toEqual(['in', 'out']);
        expect(await store.privacy.eraseContact(organizationId, contactKey, later(1), '{}')).toMatchObject({
          bodies: 2,
        });
        expect(await store.privacy.keptBody(organizationId, sent)).toBeUndefined();
        // Whoever was about to keep it comes too late.
        expect(await store.privacy.keepBody(organizationId, keptBody(home, sent))).toBe(false);
        expect((await store.privacy.exportContact(organizationId, contactKey)).bodies).toEqual([]);
      }));

    test('expire, or are forgotten all at once', () =>
      inHouse(subject, async ({ store }) => {
        const { home, sent, received } = await conversation(store);
        const { organizationId } = home;
        await store.privacy.keepBody(organizationId, keptBody(home, sent, { expiresAt: later(day) }));
        await store.privacy.keepBody(organizationId, keptBody(home, received, { expiresAt: later(3 * day) }));
        expect(await store.privacy.dropBodies(organizationId, later(day))).toBe(0);
        expect(await store.privacy.dropBodies(organizationId, later(day + 1))).toBe(1);
        expect(await store.privacy.dropBodies(organizationId)).toBe(1);
      }));

    test('an organization’s own retention takes what is old on one channel, and nothing that is under way', () =>
      inHouse(subject, async ({ store }) => {
        const { home, sent } = await conversation(store);
        const { organizationId } = home;
        await store.privacy.keepBody(organizationId, keptBody(home, sent));
        const sending = await admitted(store, asking(home, claimed));
        const mail = await admitted(store, asking(home, { ...claimed, channel: 'email' }));
        await store.settle(settlement(mail, { kind: 'sent', vendorId: 'v-2' }));
        const waiting = incoming(home);
        await store.ingest(webhook(organizationId, { messages: [waiting] }));
        const before = (at: number) => store.privacy.purge(organizationId, { channel: 'sms', before: later(at) });
        expect(await before(0)).toBe(0);
        expect(await before(day)).toBe(3);
        const left = await store.messages.list(organizationId, {}, { limit: 10 });
        expect(left.map(message => message.id).sort()).toEqual([sending.id, mail.id].sort());
        expect(await store.inbox.waiting(organizationId, home.agentId)).toEqual({ sms: 1 });
      }));

    test('acknowledged inbox rows and settled messages go after the installation’s own time', () =>
      inHouse(subject, async ({ store }) => {
        const { home, sent, received } = await conversation(store);
        const rows = async () => {
          const found = await store.privacy.exportContact(home.organizationId, contactKey);
          return [found.messages.map(each => each.id), found.inbox.map(each => each.id)];
        };
        expect(await store.purge({ inbox: noon, messages: noon })).toBe(0);
        expect(await rows()).toEqual([[sent], [received]]);
        await store.purge({ inbox: later(1), messages: noon });
        expect(await rows()).toEqual([[sent], []]);
      }));
  });
}
