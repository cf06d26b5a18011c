import { describe, expect, test } from 'vitest';
import { addAgent, admitted, asking, claimed, day, inParallel, later, makeHome, noon, tally } from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

/** Who is let in, once, and what an admission leaves behind. */
export function admissionLaws(subject: StoreSubject): void {
  describe('admission', () => {
    test('keeps the message, its reservation and one link of the chain', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const request = asking(home, { idempotency: { key: 'once', fingerprint: 'f' } });
        const message = await admitted(store, request);
        expect(message).toEqual({
          id: request.id,
          ...home,
          channel: 'sms',
          purpose: 'informational',
          from: request.from,
          to: request.to,
          contactKey: 'contact-1',
          connection: 'acme',
          state: 'queued',
          attempt: 0,
          reservedMicros: 1_000,
          currency: 'USD',
          createdAt: noon,
          updatedAt: noon,
          dueAt: noon,
          idempotencyKey: 'once',
        });
        expect(await store.messages.get(home.organizationId, request.id)).toEqual(message);
        expect((await store.audit.list(home.organizationId, 1, 10)).map(link => link.body)).toContain(
          request.auditBody,
        );
      }));

    test('hands a due message to the courier that asks, and not one for later', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        expect(await admitted(store, asking(home, claimed))).toMatchObject({ state: 'sending', attempt: 1 });
        expect(await admitted(store, asking(home, { ...claimed, dueAt: later(day) }))).toMatchObject({
          state: 'queued',
          attempt: 0,
          dueAt: later(day),
        });
      }));

    test('knows only active agents of the organization', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const other = await makeHome(store, 'beta');
        await store.agents.deprovision(other.organizationId, other.agentId, noon, '{}');
        const answers = [
          await store.admit(asking({ ...home, agentId: 'nobody' })),
          await store.admit(asking({ ...home, agentId: '' })),
          await store.admit(asking({ organizationId: 'nowhere', agentId: home.agentId })),
          await store.admit(asking({ organizationId: other.organizationId, agentId: home.agentId })),
          await store.admit(asking(other)),
        ];
        expect(tally(answers)).toEqual({ inactive: 5 });
      }));

    test('refuses a blocked channel, and only that', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        await store.agents.update(home.organizationId, home.agentId, { blockedChannels: ['sms', 'voice'] });
        expect((await store.admit(asking(home))).outcome).toBe('blocked');
        expect((await store.admit(asking(home, { channel: 'email' }))).outcome).toBe('admitted');
      }));

    test('a refusal writes nothing', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store, 'alpha', { maxActionsPerMinute: 1 });
        const first = asking(home, { idempotency: { key: 'k', fingerprint: 'f' } });
        await admitted(store, first);
        const before = await store.audit.list(home.organizationId, 1, 100);
        const refused = asking(home, { idempotency: { key: 'other', fingerprint: 'f' } });
        expect((await store.admit(refused)).outcome).toBe('limited');
        expect((await store.admit(asking(home, { idempotency: { key: 'k', fingerprint: 'g' } }))).outcome).toBe(
          'conflict',
        );
        expect((await store.admit(asking(home, first))).outcome).toBe('duplicate');
        expect(await store.audit.list(home.organizationId, 1, 100)).toEqual(before);
        expect(await store.messages.list(home.organizationId, {}, { limit: 10 })).toHaveLength(1);
        expect(await store.limits.use(home.organizationId, noon, home.agentId)).toMatchObject({
          actionsToday: 1,
          spendTodayMicros: 1_000,
        });
        await store.limits.set(home.organizationId, { maxActionsPerMinute: null }, home.agentId);
        expect((await store.admit(refused)).outcome).toBe('admitted');
      }));
  });

  describe('idempotency', () => {
    test('one key, a hundred times over 32 callers: one message', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const idempotency = { key: 'k', fingerprint: 'f' };
        const answers = await inParallel(100, 32, () => store.admit(asking(home, { idempotency })));
        expect(tally(answers)).toEqual({ admitted: 1, duplicate: 99 });
        const ids = answers.map(answer => ('message' in answer ? answer.message.id : undefined));
        expect(new Set(ids).size).toBe(1);
        expect((await store.limits.use(home.organizationId, noon)).actionsToday).toBe(1);
      }));

    test('another fingerprint under the same key is a conflict; another agent may use the same key', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const sister = { ...home, agentId: 'agent-sister' };
        await addAgent(store, sister);
        await admitted(store, asking(home, { idempotency: { key: 'k', fingerprint: 'f' } }));
        expect((await store.admit(asking(home, { idempotency: { key: 'k', fingerprint: 'g' } }))).outcome).toBe(
          'conflict',
        );
        expect((await store.admit(asking(sister, { idempotency: { key: 'k', fingerprint: 'g' } }))).outcome).toBe(
          'admitted',
        );
      }));

    test('a duplicate answers with what became of the message', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const request = asking(home, { ...claimed, idempotency: { key: 'k', fingerprint: 'f' } });
        const { id } = await admitted(store, request);
        const outcome = { kind: 'sent', vendorId: 'v1' } as const;
        await store.settle({
          organizationId: home.organizationId,
          messageId: id,
          attempt: 1,
          now: noon,
          outcome,
          auditBody: '{}',
        });
        expect(await store.admit(asking(home, { idempotency: { key: 'k', fingerprint: 'f' } }))).toMatchObject({
          outcome: 'duplicate',
          message: { id, state: 'sent', vendorId: 'v1' },
        });
      }));
  });
}
