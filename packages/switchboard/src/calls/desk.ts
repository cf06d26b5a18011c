import type { CallRecord } from '@buttdial/core';
import type { Deps } from '../deps.ts';
import { act, carryOutTaken } from './carry-out.ts';
import { conduct } from './conduct.ts';
import type { Conducted, Opening } from './conducted.ts';
import { type Relayed, relayedOf } from './happenings.ts';
import { settleLost } from './lost.ts';
import { openOrder } from './orders.ts';
import { defaultCallRules } from './rules.ts';
import { isGuess, settleConducted } from './settle.ts';

/** The calls that this server talks in. */
export interface Desk {
  begin(call: CallRecord, opening: Opening): Conducted;
  get(callId: string): Conducted | undefined;
  /** Keeps their leases, and hears what other servers ask of them. */
  start(): void;
  /** Waits until the calls under way have ended, no longer than this. What is left is taken over by others. */
  stop(patienceMs: number): Promise<void>;
  readonly size: number;
}

interface Seat {
  readonly conducted: Conducted;
  /** The last event that was looked at for what others ask. */
  heard: number;
  listening: Promise<void>;
  taking: Promise<void>;
}

const unconfirmed = { status: 'failed', by: 'carrier', why: 'carrier-failed', code: 'not-known' };
const settleTries = 5;
const retryMs = 1_000;
const lookMs = 1_000;

export function createDesk(deps: Deps): Desk {
  const { store, runtime, settings } = deps;
  const { leaseMs } = settings.calls ?? defaultCallRules;
  const seats = new Map<string, Seat>();
  const stopping = new AbortController();
  const settling = new Set<Promise<void>>();
  let unwatch: (() => void) | undefined;
  let beating: Promise<unknown> | undefined;

  async function settle(conducted: Conducted, result: Parameters<typeof settleConducted>[2]): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        if (isGuess(conducted, result)) await settleLost(deps, conducted.call(), unconfirmed);
        else await settleConducted(deps, conducted, result);
        return;
      } catch (error) {
        // Its lease runs out then, and whoever takes it over settles it by what the carrier says.
        const name = error instanceof Error ? error.name : 'unknown';
        runtime.log.error('call.settle-failed', { callId: conducted.call().id, tries, error: name });
        if (tries === settleTries) return;
        await runtime.sleep(retryMs * tries);
      }
    }
  }

  function ended(result: Parameters<typeof settleConducted>[2], conducted: Conducted): void {
    const done = Promise.all([settle(conducted, result), conducted.recorded]).then(() => {
      settling.delete(done);
      seats.delete(conducted.call().id);
    });
    settling.add(done);
  }

  async function listen(seat: Seat): Promise<void> {
    const { organizationId, id } = seat.conducted.call();
    const events = await store.calls.events(organizationId, id, { after: seat.heard, limit: 500 });
    seat.heard = events.at(-1)?.sequence ?? seat.heard;
    for (const asked of relayedOf(deps.sealer, id, events)) obey(seat.conducted, asked);
  }

  function obey(conducted: Conducted, asked: Relayed) {
    if (asked.kind === 'report') return conducted.report(asked.report);
    if (asked.kind === 'command') return act(conducted.session, asked.command);
    conducted.drop();
    seats.delete(conducted.call().id);
  }

  function wake(callId: string): void {
    const seat = seats.get(callId);
    if (!seat) return;
    seat.listening = seat.listening
      .then(() => listen(seat))
      .catch(error =>
        runtime.log.warn('call.listening-failed', { callId, error: error instanceof Error ? error.name : 'unknown' }),
      );
  }

  /** Takes what others ask of the call. Each is begun in its turn, and answered when it is done. */
  async function takeOrders({ conducted }: Seat): Promise<void> {
    const { organizationId, id: callId } = conducted.call();
    const by = { owner: settings.owner, now: runtime.now() };
    for (const { key, sealed } of await store.orders.take(organizationId, callId, by)) {
      const order = openOrder(deps.sealer, callId, sealed);
      void carryOutTaken(deps, conducted, { organizationId, callId, key, order }).catch(error =>
        runtime.log.warn('call.order-failed', { callId, error: error instanceof Error ? error.name : 'unknown' }),
      );
    }
  }

  function ordered(callId: string): void {
    const seat = seats.get(callId);
    if (!seat) return;
    seat.taking = seat.taking
      .then(() => takeOrders(seat))
      .catch(error =>
        runtime.log.warn('call.orders-failed', { callId, error: error instanceof Error ? error.name : 'unknown' }),
      );
  }

  // Wake-ups may be lost.
  async function look(): Promise<void> {
    while (!stopping.signal.aborted) {
      await runtime.sleep(lookMs, stopping.signal).catch(() => stopping.signal.aborted);
      if (seats.size === 0 || stopping.signal.aborted) continue;
      const asked = await store.orderedCalls([...seats.keys()]).catch(error => {
        runtime.log.warn('call.orders-failed', { error: error instanceof Error ? error.name : 'unknown' });
        return [];
      });
      for (const callId of asked) ordered(callId);
    }
  }

  async function beat(): Promise<void> {
    while (!stopping.signal.aborted) {
      await runtime.sleep(leaseMs / 3, stopping.signal).catch(() => stopping.signal.aborted);
      const callIds = [...seats.keys()];
      if (callIds.length === 0 || stopping.signal.aborted) continue;
      await store.keepCalls({ owner: settings.owner, now: runtime.now(), leaseMs, callIds }).catch(error => {
        runtime.log.warn('call.lease-failed', { error: error instanceof Error ? error.name : 'unknown' });
      });
    }
  }

  function begin(call: CallRecord, opening: Opening): Conducted {
    const conducted = conduct(deps, call, { opening, ended, beside: begin });
    seats.set(call.id, {
      conducted,
      heard: opening.resumed?.lastSequence ?? 0,
      listening: Promise.resolve(),
      taking: Promise.resolve(),
    });
    // What was asked while nobody had it.
    if (opening.resumed) ordered(call.id);
    return conducted;
  }

  return {
    begin,
    get: callId => seats.get(callId)?.conducted,
    start() {
      unwatch ??= store.watch(told => {
        if (told.topic === 'call') wake(told.callId);
        if (told.topic === 'order') ordered(told.callId);
      });
      beating ??= Promise.all([beat(), look()]);
    },
    async stop(patienceMs) {
      const done = new AbortController();
      const over = Promise.all([...seats.values()].map(seat => seat.conducted.session.ended)).then(() => done.abort());
      await Promise.race([over, runtime.sleep(patienceMs, done.signal).catch(() => done.signal.aborted)]);
      await Promise.all(settling);
      stopping.abort();
      unwatch?.();
      await beating;
      for (const { conducted } of seats.values()) conducted.drop();
    },
    get size() {
      return seats.size;
    },
  };
}
