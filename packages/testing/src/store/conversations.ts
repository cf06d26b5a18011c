import { describe, expect, test } from 'vitest';
import { addAgent, admitted, asking, claimed, later, makeHome, minute, settlement } from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

const conversation = { channel: 'sms', address: '+15550001111', contactKey: 'contact-1' } as const;

/** Who is meant by an answer to a number that many send from. */
export function conversationLaws(subject: StoreSubject): void {
  describe('who wrote last', () => {
    test('is the agent whose message left last from that address, or may have', () =>
      inHouse(subject, async ({ store, again }) => {
        const one = await makeHome(store);
        const two = { ...one, agentId: 'agent-two' };
        await addAgent(store, two);
        const last = () => store.lines.lastWriter(one.organizationId, conversation);
        const leaves = async (home: typeof one, at: number, change = {}) => {
          const now = later(at);
          const message = await admitted(store, asking(home, { ...claimed, now, ...change }));
          return store.settle(settlement(message, { kind: 'sent', vendorId: `v-${at}` }, { now }));
        };
        expect(await last()).toBeUndefined();
        await leaves(one, 0);
        expect(await last()).toBe(one.agentId);
        await leaves(two, minute);
        expect(await last()).toBe(two.agentId);
        // From another number, to somebody else, on another channel: another conversation.
        await leaves(one, 2 * minute, { from: '+15550009999' });
        await leaves(one, 3 * minute, { contactKey: 'contact-2' });
        await leaves(one, 4 * minute, { channel: 'whatsapp' });
        expect(await last()).toBe(two.agentId);
        const refused = await admitted(store, asking(one, { ...claimed, now: later(5 * minute) }));
        const decision = { effect: 'deny' as const, ruleIds: ['X'], citations: [] };
        await store.settle(settlement(refused, { kind: 'refused', decision }, { now: later(5 * minute) }));
        await admitted(store, asking(one, { now: later(6 * minute), dueAt: later(7 * minute) }));
        expect(await last()).toBe(two.agentId);
        // Somebody may answer before our own books say that it left.
        await admitted(store, asking(one, { ...claimed, now: later(8 * minute) }));
        expect(await last()).toBe(one.agentId);
        expect(await (await again()).lines.lastWriter(one.organizationId, conversation)).toBe(one.agentId);
      }));
  });
}
