import type { MessageState, SettleOutcome } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import { admitted, asking, claimed, later, makeHome, minute, noon, report, settlement, webhook } from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

const fault = { kind: 'unreachable', message: 'not a mobile', vendorCode: '30006' } as const;
const decision = {
  effect: 'deny',
  ruleIds: ['opt-out'],
  citations: ['47 U.S.C. 227'],
  remedy: 'Do not contact.',
} as const;
const allowed = { effect: 'allow', ruleIds: [], citations: [], json: '{}' } as const;
const taking = { owner: 'courier', now: later(minute), leaseMs: minute, limit: 10 };

const ends: readonly { readonly outcome: SettleOutcome; readonly state: MessageState; readonly more: object }[] = [
  { outcome: { kind: 'sent', vendorId: 'v', priceMicros: 5 }, state: 'sent', more: { vendorId: 'v', priceMicros: 5 } },
  { outcome: { kind: 'sent', vendorId: 'v', decision: allowed }, state: 'sent', more: { decision: allowed } },
  { outcome: { kind: 'failed', fault }, state: 'failed', more: { fault } },
  {
    outcome: { kind: 'failed', fault, decision: allowed },
    state: 'failed',
    more: { fault, decision: allowed },
  },
  { outcome: { kind: 'refused', decision }, state: 'refused', more: { decision } },
  { outcome: { kind: 'unknown' }, state: 'unknown', more: {} },
  { outcome: { kind: 'unknown', decision: allowed }, state: 'unknown', more: { decision: allowed } },
];

/** How an attempt ends, and that it ends once. */
export function settlementLaws(subject: StoreSubject): void {
  describe('settlement', () => {
    test.each(ends)('$outcome.kind is written whole, once, and the body is gone', ({ outcome, state, more }) =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        const links = (await store.audit.list(home.organizationId, 1, 100)).length;
        const answer = await store.settle(settlement(message, outcome, { now: later(10) }));
        expect(answer).toMatchObject({ id: message.id, state, updatedAt: later(10), ...more });
        expect(await store.settle(settlement(message, outcome, { now: later(20) }))).toEqual(answer);
        expect(await store.messages.get(home.organizationId, message.id)).toEqual(answer);
        expect(await store.audit.list(home.organizationId, 1, 100)).toHaveLength(links + 1);
        expect(await store.claim(taking)).toEqual([]);
        expect(await store.claimUnknown(taking)).toEqual([]);
      }),
    );

    test('keeps the body exactly as long as it may be needed', () =>
      inHouse(subject, async ({ store, keptBodies }) => {
        const home = await makeHome(store);
        const needed: readonly SettleOutcome[] = [
          { kind: 'retry', dueAt: noon },
          { kind: 'deferred', dueAt: noon, decision },
          { kind: 'unknown', dueAt: noon },
        ];
        for (const outcome of needed)
          await store.settle(settlement(await admitted(store, asking(home, claimed)), outcome));
        expect(await keptBodies()).toBe(3);
        for (const { outcome } of ends)
          await store.settle(settlement(await admitted(store, asking(home, claimed)), outcome));
        expect(await keptBodies()).toBe(3);
        const reported = await admitted(store, asking(home, claimed));
        await store.ingest(webhook(home.organizationId, { statuses: [report(reported, {})] }));
        const cancelled = await admitted(store, asking(home));
        await store.messages.cancel(home.organizationId, cancelled.id, noon, '{}');
        expect(await keptBodies()).toBe(3);
      }));

    test('of a lost attempt that is found out keeps the allow it left under, and no denial', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const lost = await admitted(store, asking(home, claimed));
        await store.settle(settlement(lost, { kind: 'unknown', dueAt: noon, decision: allowed }));
        expect(await store.settle(settlement(lost, { kind: 'sent', vendorId: 'found' }))).toMatchObject({
          state: 'sent',
          decision: allowed,
        });
        const reported = await admitted(store, asking(home, claimed));
        await store.settle(settlement(reported, { kind: 'unknown', dueAt: noon, decision: allowed }));
        await store.ingest(webhook(home.organizationId, { statuses: [report(reported, {})] }));
        expect(await store.messages.get(home.organizationId, reported.id)).toMatchObject({ decision: allowed });
        const held = await admitted(store, asking(home, claimed));
        await store.settle(settlement(held, { kind: 'deferred', dueAt: noon, decision }));
        const [again] = await store.claim({ ...taking, now: noon });
        const sent = again && (await store.settle(settlement(again, { kind: 'sent', vendorId: 'late' })));
        expect(sent).toMatchObject({ id: held.id, state: 'sent' });
        expect(sent?.decision).toBeUndefined();
      }));

    test('of an attempt that is over changes nothing', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const first = await admitted(store, asking(home, claimed));
        await store.settle(settlement(first, { kind: 'retry', dueAt: noon }));
        const [second] = await store.claim({ ...taking, now: noon });
        const before = await store.messages.get(home.organizationId, first.id);
        const links = await store.audit.list(home.organizationId, 1, 100);
        expect(await store.settle(settlement(first, { kind: 'failed', fault }))).toEqual(before);
        expect(await store.settle(settlement(second!, { kind: 'failed', fault }, { attempt: 7 }))).toEqual(before);
        expect(await store.audit.list(home.organizationId, 1, 100)).toEqual(links);
      }));

    test('tells when the message came to where it stands, however often it is looked at', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        await store.settle(settlement(message, { kind: 'unknown', dueAt: later(20) }, { now: later(10) }));
        const [item] = await store.claimUnknown({ ...taking, now: later(20) });
        expect(item).toMatchObject({ state: 'unknown', updatedAt: later(10) });
        const again = await store.settle(settlement(item!, { kind: 'unknown', dueAt: later(40) }, { now: later(30) }));
        expect(again).toMatchObject({ state: 'unknown', updatedAt: later(10), dueAt: later(40) });
        expect(
          await store.settle(settlement(item!, { kind: 'sent', vendorId: 'v' }, { now: later(50) })),
        ).toMatchObject({ updatedAt: later(50) });
      }));

    test('of nothing is nothing', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const outcome = { kind: 'unknown' } as const;
        const answer = store.settle({
          organizationId: home.organizationId,
          messageId: 'none',
          attempt: 1,
          now: noon,
          outcome,
          auditBody: '{}',
        });
        expect(await answer).toBeUndefined();
      }));

    test('an acceptance counts although another courier has given the message up', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        const [found] = await store.claimUnknown(taking);
        await store.settle(settlement(found!, { kind: 'retry', dueAt: noon }));
        expect(await store.settle(settlement(message, { kind: 'sent', vendorId: 'v' }))).toMatchObject({
          state: 'sent',
          vendorId: 'v',
        });
        expect(await store.claim(taking)).toEqual([]);
      }));

    test('of an attempt that another process has taken up again changes nothing', () =>
      inHouse(subject, async ({ store, again }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        const other = await again();
        const [found] = await other.claimUnknown(taking);
        await other.settle(settlement(found!, { kind: 'retry', dueAt: noon }));
        const [second] = await other.claim(taking);
        expect(second).toMatchObject({ id: message.id, attempt: message.attempt + 1 });
        const before = await other.messages.get(home.organizationId, message.id);
        const links = await store.audit.list(home.organizationId, 1, 100);
        expect(await store.settle(settlement(message, { kind: 'sent', vendorId: 'v' }))).toEqual(before);
        expect(await other.messages.get(home.organizationId, message.id)).toEqual(before);
        expect(await store.audit.list(home.organizationId, 1, 100)).toEqual(links);
        const end = settlement(second!, { kind: 'sent', vendorId: 'w', priceMicros: 700 });
        expect(await other.settle(end)).toMatchObject({ state: 'sent', vendorId: 'w', priceMicros: 700 });
      }));

    test('as accepted, of what another process has given up meanwhile, is on the bill once', () =>
      inHouse(subject, async ({ store, again }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, { ...claimed, reserveMicros: 1_000 }));
        const other = await again();
        const [found] = await other.claimUnknown(taking);
        await other.settle(settlement(found!, { kind: 'failed', fault }));
        expect((await store.limits.use(home.organizationId, noon, home.agentId)).spendTodayMicros).toBe(0);
        const end = settlement(message, { kind: 'sent', vendorId: 'v', priceMicros: 700 });
        expect(await store.settle(end)).toMatchObject({ state: 'sent', vendorId: 'v', priceMicros: 700 });
        expect((await store.limits.use(home.organizationId, noon, home.agentId)).spendTodayMicros).toBe(700);
        expect((await store.messages.get(home.organizationId, message.id))?.fault).toBeUndefined();
      }));

    test('after a faster report brings the price and moves nothing back', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        const statuses = [report(message, { vendorId: 'from-report', status: 'delivered' })];
        await store.ingest(webhook(home.organizationId, { statuses }));
        const answer = await store.settle(
          settlement(message, { kind: 'sent', vendorId: 'from-answer', priceMicros: 640 }),
        );
        expect(answer).toMatchObject({ state: 'delivered', vendorId: 'from-report', priceMicros: 640 });
      }));
  });

  describe('cancelling', () => {
    test('takes a waiting message out and gives its money back', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, { dueAt: later(minute) }));
        expect(
          await store.messages.cancel(home.organizationId, message.id, noon, '{"event":"message.cancelled"}'),
        ).toBe(true);
        expect(await store.messages.get(home.organizationId, message.id)).toMatchObject({
          state: 'failed',
          reservedMicros: 0,
        });
        expect(await store.messages.cancel(home.organizationId, message.id, noon, '{}')).toBe(false);
        expect(await store.claim(taking)).toEqual([]);
        expect((await store.limits.use(home.organizationId, noon, home.agentId)).spendTodayMicros).toBe(0);
        expect((await store.audit.list(home.organizationId, 1, 100)).at(-1)?.body).toBe(
          '{"event":"message.cancelled"}',
        );
      }));

    test('comes too late for one on its way', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        expect(await store.messages.cancel(home.organizationId, message.id, noon, '{}')).toBe(false);
        expect(await store.messages.get(home.organizationId, message.id)).toEqual(message);
      }));
  });
}
