import type { OneTimeCode } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import { addAgent, hour, inParallel, later, makeHome, minute, noon } from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

let count = 0;

/** A code for `contact-1` that works for five minutes and three tries. */
export function oneTimeCode(agentId: string, createdAt = noon): Omit<OneTimeCode, 'organizationId'> {
  count += 1;
  const expiresAt = new Date(createdAt.getTime() + 5 * minute);
  const id = `code-${agentId}-${count}`;
  return { id, agentId, contactKey: 'contact-1', hash: `hash-${count}`, createdAt, expiresAt, triesLeft: 3 };
}

const throttle = (now = noon) => ({ max: 5, since: new Date(now.getTime() - hour) });

/** Codes are counted exactly, work once, and only the newest works. */
export function codeLaws(subject: StoreSubject): void {
  describe('one-time codes', () => {
    test('no more are issued to a contact than the throttle allows, however many ask at once', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const sister = { ...home, agentId: 'agent-sister' };
        await addAgent(store, sister);
        const answers = await inParallel(20, 8, index =>
          store.codes.issue(
            home.organizationId,
            oneTimeCode(index % 2 ? home.agentId : sister.agentId, later(index)),
            throttle(later(20)),
          ),
        );
        expect(answers.filter(answer => answer.issued)).toHaveLength(5);
        expect(answers.find(answer => !answer.issued)).toMatchObject({ oldest: expect.any(Date) });
        const muchLater = later(2 * hour);
        const again = await store.codes.issue(
          home.organizationId,
          oneTimeCode(home.agentId, muchLater),
          throttle(muchLater),
        );
        expect(again).toEqual({ issued: true });
        await expect(
          store.codes.issue(home.organizationId, oneTimeCode('agent-nobody'), throttle()),
        ).rejects.toMatchObject({ code: 'not-found' });
      }));

    test('a code has three tries, whoever takes them', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId, agentId } = await makeHome(store);
        const code = oneTimeCode(agentId);
        await store.codes.issue(organizationId, code, throttle());
        const contact = { agentId, contactKey: code.contactKey };
        const tries = await inParallel(12, 6, () => store.codes.spendTry(organizationId, contact, later(1)));
        const spent = tries.filter(one => one !== undefined);
        expect(spent.map(one => one.triesLeft).sort()).toEqual([1, 2, 3]);
        expect(spent[0]).toMatchObject({ ...code, organizationId, triesLeft: expect.any(Number) });
      }));

    test('it works until its time is over, is used, or a newer one is issued', () =>
      inHouse(subject, async ({ store }) => {
        const { organizationId, agentId } = await makeHome(store);
        const [first, second] = [oneTimeCode(agentId), oneTimeCode(agentId, later(1))];
        const contact = { agentId, contactKey: first.contactKey };
        await store.codes.issue(organizationId, first, throttle());
        expect(await store.codes.spendTry(organizationId, contact, first.expiresAt)).toBeUndefined();
        await store.codes.issue(organizationId, second, throttle());
        expect((await store.codes.spendTry(organizationId, contact, later(2)))?.id).toBe(second.id);
        expect(
          await store.codes.spendTry(organizationId, { ...contact, contactKey: 'other' }, later(2)),
        ).toBeUndefined();
        const uses = await inParallel(8, 8, () => store.codes.use(organizationId, second.id, later(3)));
        expect(uses.filter(Boolean)).toHaveLength(1);
        expect(await store.codes.spendTry(organizationId, contact, later(4))).toBeUndefined();
      }));
  });
}
