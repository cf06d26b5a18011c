import type { CallRecord, CallReservation, CallSettlement, NewCall, Store } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import { asking, day, type Home, inParallel, later, makeHome, minute, noon } from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

let count = 0;

/** An outbound call that was written down and waits to be let in. */
export function newCall(home: Home, change: Partial<NewCall> = {}): NewCall {
  count += 1;
  return {
    id: `call-${String(count).padStart(6, '0')}`,
    ...home,
    direction: 'outbound',
    state: 'draft',
    from: '+15550001111',
    to: '+15550002222',
    contactKey: 'contact-1',
    connection: 'acme',
    brain: 'script',
    transport: 'relay',
    sealedPlan: new Uint8Array([1, 2, 3]),
    maxSeconds: 60,
    currency: 'USD',
    dueAt: noon,
    now: noon,
    lease: { owner: 'server', leaseMs: minute },
    auditBody: '{"event":"call.begun"}',
    ...change,
  };
}

/** Lets a call in at 1,000 micros, nothing against it. */
export function reservation(call: NewCall, change: Partial<CallReservation> = {}): CallReservation {
  const { id, organizationId, agentId, contactKey } = call;
  const claim = { owner: 'calls', leaseMs: 365 * day };
  const admit = asking({ organizationId, agentId }, { id, channel: 'voice', contactKey, claim });
  return { organizationId, callId: id, caps: {}, admit, ...change };
}

/** The end of a call that talked for 30 seconds and cost 700 micros. */
export function callEnd(
  call: Pick<NewCall, 'organizationId' | 'id'>,
  change: Partial<CallSettlement> = {},
): CallSettlement {
  return {
    organizationId: call.organizationId,
    callId: call.id,
    now: later(minute),
    ending: { status: 'completed', by: 'agent', why: 'goodbye' },
    talkMs: 30_000,
    money: { kind: 'sent', vendorId: 'CA1', priceMicros: 700 },
    auditBody: '{"event":"call.ended"}',
    ...change,
  };
}

async function added(store: Store, call: NewCall): Promise<CallRecord> {
  const answer = await store.addCall(call);
  if (answer.outcome !== 'added') throw new Error(`Expected a new call, got ${answer.outcome}.`);
  return answer.call;
}

async function letIn(store: Store, call: NewCall): Promise<NewCall> {
  await added(store, call);
  expect((await store.reserveCall(reservation(call))).outcome).toBe('reserved');
  return call;
}

/** A call is written down before it rings, goes only forwards, and settles once. */
export function callLaws(subject: StoreSubject): void {
  describe('calls', () => {
    beginnings(subject);
    caps(subject);
    ends(subject);
    leases(subject);
    happenings(subject);
  });
}

function beginnings(subject: StoreSubject): void {
  test('it is kept as it was given, and found', () =>
    inHouse(subject, async ({ store }) => {
      const home = await makeHome(store);
      const call = newCall(home);
      const record = await added(store, call);
      const { now, lease: _lease, auditBody: _audit, ...kept } = call;
      expect({ ...record, sealedPlan: [...record.sealedPlan] }).toEqual({
        ...kept,
        sealedPlan: [1, 2, 3],
        reservedMicros: 0,
        createdAt: now,
        updatedAt: now,
      });
      await store.moveCall({ organizationId: home.organizationId, callId: call.id, now, vendorId: 'CA9' });
      expect(await store.calls.byVendor(home.organizationId, 'acme', 'CA9')).toMatchObject({ id: call.id });
      expect(await store.calls.get(home.organizationId, call.id)).toMatchObject({ vendorId: 'CA9', state: 'draft' });
      const next = await added(store, newCall(home, { now: later(1), state: 'scheduled' }));
      const { organizationId } = home;
      expect((await store.calls.list(organizationId, {}, { limit: 9 })).map(one => one.id)).toEqual([next.id, call.id]);
      expect(await store.calls.list(organizationId, { states: ['draft'] }, { limit: 9 })).toMatchObject([
        { id: call.id },
      ]);
      expect(await store.calls.list(organizationId, {}, { limit: 9, before: next.id })).toMatchObject([
        { id: call.id },
      ]);
    }));

  test('the same key is the same call, another content a conflict; the same ringing call comes once', () =>
    inHouse(subject, async ({ store, again }) => {
      const home = await makeHome(store);
      const stores = [store, await again()];
      const idempotency = { key: 'key', fingerprint: 'a' };
      const answers = await inParallel(8, 8, index => stores[index % 2]!.addCall(newCall(home, { idempotency })));
      expect(answers.filter(answer => answer.outcome === 'added')).toHaveLength(1);
      expect(new Set(answers.map(answer => 'call' in answer && answer.call.id)).size).toBe(1);
      const other = await store.addCall(newCall(home, { idempotency: { key: 'key', fingerprint: 'b' } }));
      expect(other).toEqual({ outcome: 'conflict' });
      const ringing = { direction: 'inbound', state: 'ringing', vendorId: 'CA5' } as const;
      const rang = await inParallel(8, 8, index => stores[index % 2]!.addCall(newCall(home, ringing)));
      expect(rang.filter(answer => answer.outcome === 'added')).toHaveLength(1);
      expect(await store.addCall(newCall({ ...home, agentId: 'nobody' }))).toEqual({ outcome: 'inactive' });
    }));
}

function caps(subject: StoreSubject): void {
  const limits = [
    { caps: { concurrentPerAgent: 3 }, type: 'concurrent-calls', let: 3 },
    { caps: { concurrentPerOrganization: 2 }, type: 'org-concurrent-calls', let: 2 },
    { caps: { secondsPerDayPerAgent: 300 }, type: 'call-seconds-per-day', let: 5 },
  ];
  test.each(limits)('$type holds exactly, however many ask', ({ caps: allowed, type, let: most }) =>
    inHouse(subject, async ({ store, again }) => {
      const home = await makeHome(store);
      const stores = [store, await again()];
      const answers = await inParallel(12, 12, async index => {
        const call = newCall(home, { contactKey: `contact-${index}` });
        await added(stores[index % 2]!, call);
        return stores[index % 2]!.reserveCall(reservation(call, { caps: allowed }));
      });
      expect(answers.filter(answer => answer.outcome === 'reserved')).toHaveLength(most);
      const limited = answers.filter(answer => answer.outcome === 'limited');
      expect(limited).toHaveLength(12 - most);
      expect(new Set(limited.map(answer => answer.limit.type))).toEqual(new Set([type]));
      expect(await store.ledger.open(home.organizationId)).toEqual({ count: most, reservedMicros: most * 1_000 });
    }),
  );

  test('the limits of messages hold for calls, and a limited call waits as it was', () =>
    inHouse(subject, async ({ store }) => {
      const home = await makeHome(store, 'alpha', { maxCallsPerDaySameNumber: 1, maxSpendMicrosPerDay: 2_500 });
      await letIn(store, newCall(home));
      const second = newCall(home);
      await added(store, second);
      expect(await store.reserveCall(reservation(second))).toMatchObject({
        outcome: 'limited',
        limit: { type: 'contact-frequency' },
      });
      expect(await store.calls.get(home.organizationId, second.id)).toMatchObject({
        state: 'draft',
        reservedMicros: 0,
      });
      await letIn(store, newCall(home, { contactKey: 'contact-2' }));
      const third = newCall(home, { contactKey: 'contact-3' });
      await added(store, third);
      expect(await store.reserveCall(reservation(third))).toMatchObject({ limit: { type: 'daily-spend' } });
    }));

  test('ended calls make room: for others at once, for the seconds of a day as far as they were not talked', () =>
    inHouse(subject, async ({ store }) => {
      const home = await makeHome(store);
      const allowed = { concurrentPerAgent: 1, secondsPerDayPerAgent: 100 };
      const first = await letIn(store, newCall(home));
      const second = newCall(home);
      await added(store, second);
      const ask = () => store.reserveCall(reservation(second, { caps: allowed }));
      expect(await ask()).toMatchObject({ outcome: 'limited', limit: { type: 'concurrent-calls' } });
      await store.settleCall(callEnd(first));
      expect(await ask()).toMatchObject({ outcome: 'reserved', call: { state: 'queued', reservedMicros: 1_000 } });
      expect(await ask()).toEqual({ outcome: 'gone' });
    }));
}

function ends(subject: StoreSubject): void {
  test('it moves only forwards, and not at all after its end', () =>
    inHouse(subject, async ({ store }) => {
      const home = await makeHome(store);
      const call = await letIn(store, newCall(home));
      const move = (state: 'dialing' | 'ringing' | 'in-progress', at: number, vendorId?: string) =>
        store.moveCall({ ...home, callId: call.id, now: later(at), state, ...(vendorId && { vendorId }) });
      expect(await move('in-progress', 1, 'CA1')).toMatchObject({ state: 'in-progress', answeredAt: later(1) });
      expect(await move('ringing', 2, 'CA2')).toMatchObject({ state: 'in-progress', vendorId: 'CA1' });
      expect(await move('in-progress', 3)).toMatchObject({ answeredAt: later(1) });
      await store.settleCall(callEnd(call));
      expect(await move('in-progress', 4)).toMatchObject({ state: 'ended', updatedAt: later(minute) });
      const judged = { ...home, callId: call.id, now: later(2 * minute), sealedOutcome: new Uint8Array([9]) };
      expect([...((await store.moveCall(judged))?.sealedOutcome ?? [])]).toEqual([9]);
      expect(await store.moveCall({ ...home, callId: 'nothing', now: noon })).toBeUndefined();
    }));

  test('the last decision about it is kept, as it moves and as it ends', () =>
    inHouse(subject, async ({ store }) => {
      const home = await makeHome(store);
      const call = await letIn(store, newCall(home));
      const { organizationId } = home;
      const decision = { effect: 'require', ruleIds: ['R'], citations: ['C'], json: '{"at":1}' } as const;
      const nextAllowedAt = later(day);
      const now = later(1);
      await store.moveCall({ organizationId, callId: call.id, now, decision: { ...decision, nextAllowedAt } });
      expect((await store.calls.get(organizationId, call.id))?.decision).toEqual({ ...decision, nextAllowedAt });
      await store.settleCall(callEnd(call, { decision }));
      expect((await store.calls.get(organizationId, call.id))?.decision).toEqual(decision);
    }));

  test('its money settles once, whoever comes first', () =>
    inHouse(subject, async ({ store, again }) => {
      const home = await makeHome(store);
      const stores = [store, await again()];
      const call = await letIn(store, newCall(home));
      const answers = await inParallel(8, 8, index =>
        stores[index % 2]!.settleCall(
          callEnd(call, {
            ending: { status: `s${index}`, by: 'us', why: 'x' },
            sealedEvent: new Uint8Array([index]),
          }),
        ),
      );
      const told = await store.calls.events(home.organizationId, call.id, { after: 0, limit: 10 });
      expect(told.map(event => [event.sequence, answers[event.sealed[0]!]?.settled])).toEqual([[1, true]]);
      expect(answers.filter(answer => answer?.settled)).toHaveLength(1);
      expect(new Set(answers.map(answer => answer?.call.ending?.status)).size).toBe(1);
      const { organizationId } = home;
      const books = await store.ledger.vouchers(organizationId, { since: later(-day), until: later(day), by: 'total' });
      expect(books).toMatchObject([
        { kind: 'settlement', channel: 'voice', count: 1, reservedMicros: 1_000, spentMicros: 700 },
      ]);
      expect(await store.ledger.open(organizationId)).toEqual({ count: 0, reservedMicros: 0 });
      expect(await store.limits.use(organizationId, later(minute), home.agentId)).toMatchObject({
        spendTodayMicros: 700,
      });
      expect(await store.priceCall({ ...home, callId: call.id, priceMicros: 900, now: later(minute) })).toBe(true);
      expect(await store.calls.get(organizationId, call.id)).toMatchObject({ priceMicros: 900, state: 'ended' });
    }));

  test.each([
    { money: { kind: 'failed', fault: { kind: 'unreachable', message: 'No.' } } as const, spent: 0 },
    { money: { kind: 'refused', decision: { effect: 'deny', ruleIds: ['R'], citations: [] } } as const, spent: 0 },
    { money: { kind: 'unknown' } as const, spent: 1_000 },
  ])('what was reserved comes back, or stands: $money.kind', ({ money, spent }) =>
    inHouse(subject, async ({ store }) => {
      const home = await makeHome(store);
      const call = await letIn(store, newCall(home));
      await store.settleCall(callEnd(call, { money }));
      const use = await store.limits.use(home.organizationId, later(minute), home.agentId);
      expect(use.spendTodayMicros).toBe(spent);
    }),
  );

  test('what was never let in ends without money', () =>
    inHouse(subject, async ({ store }) => {
      const home = await makeHome(store);
      const call = newCall(home);
      await added(store, call);
      const money = { kind: 'refused', decision: { effect: 'deny', ruleIds: [], citations: [] } } as const;
      expect(await store.settleCall(callEnd(call, { money }))).toMatchObject({
        settled: true,
        call: { state: 'ended' },
      });
      expect(await store.reserveCall(reservation(call))).toEqual({ outcome: 'gone' });
      const { organizationId } = home;
      expect(
        await store.ledger.vouchers(organizationId, { since: later(-day), until: later(day), by: 'total' }),
      ).toEqual([]);
    }));
}

function leases(subject: StoreSubject): void {
  const ask = (owner: string, at: number) => ({ owner, now: later(at), leaseMs: minute, limit: 10 });

  test('a scheduled call is taken when it is due, one whose server is gone after its lease, each by one', () =>
    inHouse(subject, async ({ store, again }) => {
      const home = await makeHome(store);
      const stores = [store, await again()];
      const call = await letIn(store, newCall(home));
      const scheduled = newCall(home, { state: 'scheduled', dueAt: later(30_000) });
      await added(store, scheduled);
      expect(await store.claimCalls(ask('b', 29_999))).toEqual([]);
      const due = await inParallel(6, 6, index => stores[index % 2]!.claimCalls(ask('b', 30_000)));
      expect(due.flat().map(one => one.id)).toEqual([scheduled.id]);
      expect(await store.keepCalls({ ...ask('server', 50_000), callIds: [call.id, scheduled.id] })).toEqual([call.id]);
      expect(await store.claimCalls(ask('b', minute + 1))).toEqual([]);
      const lapsed = await store.claimCalls(ask('c', 3 * minute));
      expect(lapsed.map(one => one.id).sort()).toEqual([call.id, scheduled.id].sort());
      expect(await store.keepCalls({ ...ask('server', 3 * minute), callIds: [call.id] })).toEqual([]);
      await store.settleCall(callEnd(call));
      expect((await store.claimCalls(ask('d', 9 * minute))).map(one => one.id)).toEqual([scheduled.id]);
    }));

  test('a ticket opens one socket, in its time, while the call goes on', () =>
    inHouse(subject, async ({ store, again }) => {
      const home = await makeHome(store);
      const stores = [store, await again()];
      const call = await letIn(store, newCall(home));
      const { organizationId } = home;
      const issue = (hash: string) =>
        store.issueTicket({ hash, organizationId, callId: call.id, now: noon, validMs: minute });
      await issue('one');
      const used = await inParallel(8, 8, index => stores[index % 2]!.useTicket('one', later(1)));
      expect(used.filter(Boolean)).toEqual([{ organizationId, callId: call.id }]);
      await issue('late');
      expect(await store.useTicket('late', later(minute))).toBeUndefined();
      expect(await store.useTicket('never', noon)).toBeUndefined();
      await issue('over');
      await store.settleCall(callEnd(call));
      expect(await store.useTicket('over', later(1))).toBeUndefined();
    }));
}

function happenings(subject: StoreSubject): void {
  test('what was said goes with its call: when its time is over, and when the person asks', () =>
    inHouse(subject, async ({ store }) => {
      const home = await makeHome(store);
      const { organizationId } = home;
      const said = [{ at: noon, sealed: new Uint8Array([1]) }];
      const events = (call: NewCall) => store.calls.events(organizationId, call.id, { after: 0, limit: 9 });
      const [old, young, live, other] = [
        newCall(home),
        newCall(home),
        newCall(home),
        newCall(home, { contactKey: 'contact-2' }),
      ];
      for (const call of [old, young, live, other]) {
        await letIn(store, call);
        await store.calls.append(organizationId, call.id, said);
      }
      await store.settleCall(callEnd(old));
      for (const call of [young, other]) await store.settleCall(callEnd(call, { now: later(day) }));
      expect(await store.purgeCalls(later(day))).toBe(1);
      expect([await events(old), await events(young)]).toMatchObject([[], [{ sequence: 1 }]]);
      expect(await store.calls.eraseContact(organizationId, 'contact-1')).toEqual({ erased: 1, underWay: 1 });
      expect([await events(young), await events(live), await events(other)]).toMatchObject([[], [], [{ sequence: 1 }]]);
      expect((await store.calls.list(organizationId, {}, { limit: 9 })).map(call => call.id).sort()).toEqual([
        live.id,
        other.id,
      ]);
    }));

  test('events are numbered without gaps, whoever adds them', () =>
    inHouse(subject, async ({ store, again }) => {
      const home = await makeHome(store);
      const stores = [store, await again()];
      const call = await letIn(store, newCall(home));
      const { organizationId } = home;
      const event = (byte: number) => ({ at: noon, sealed: new Uint8Array([byte]) });
      const told: string[] = [];
      const stop = store.watch(wake => wake.topic === 'call' && told.push(wake.callId));
      await inParallel(6, 6, index =>
        stores[index % 2]!.calls.append(organizationId, call.id, [event(index), event(index)]),
      );
      stop();
      const all = await store.calls.events(organizationId, call.id, { after: 0, limit: 100 });
      expect(all.map(one => one.sequence)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
      expect(
        (await store.calls.events(organizationId, call.id, { after: 3, limit: 2 })).map(one => one.sequence),
      ).toEqual([4, 5]);
      expect(told).toContain(call.id);
      expect(await store.calls.append(organizationId, 'nothing', [event(1)])).toBeUndefined();
    }));
}
