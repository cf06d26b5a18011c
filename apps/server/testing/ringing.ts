import type { Store, StoreOpener } from '@buttdial/core';
import { createSqlite } from '@buttdial/provider-sqlite';
import { readConfig } from '../src/config.ts';
import { judgeOf } from '../src/judging.ts';
import { type CallWorld, type CallWorldOptions, callWorld } from './call-world.ts';

/** A world in which every phone that rings is held against what was allowed and reserved until that moment. */
export interface WatchedWorld {
  readonly world: CallWorld;
  /** What is wrong so far, in words. */
  readonly broken: string[];
  /** Phones that rang for us, in order. */
  readonly rung: readonly string[];
  /** Calls that got their money, by id. */
  readonly reserved: ReadonlySet<string>;
  /** How often each call was settled. */
  readonly settled: ReadonlyMap<string, number>;
}

/** Opens a world and watches it; nothing that it does is changed. */
export async function watchedWorld(options: CallWorldOptions): Promise<WatchedWorld> {
  const broken: string[] = [];
  const rung: string[] = [];
  const reserved = new Set<string>();
  const settled = new Map<string, number>();
  const places = new Map<string, number>();
  const verdicts = new Map<string, string>();
  const judge = judgeOf(readConfig({}, { demo: true }).config.compliance, true);

  function watched(store: Store): Store {
    return {
      ...store,
      async reserveCall(reservation) {
        const answer = await store.reserveCall(reservation);
        if (answer.outcome !== 'reserved') return answer;
        const { to } = reservation.admit;
        if (verdicts.get(to) !== 'allow') broken.push(`money for ${to} without an allow`);
        if (reservation.admit.reserveMicros <= 0) broken.push(`nothing was reserved for ${to}`);
        reserved.add(reservation.callId);
        places.set(to, (places.get(to) ?? 0) + 1);
        return answer;
      },
      async settleCall(end) {
        const answer = await store.settleCall(end);
        if (answer?.settled) settled.set(end.callId, (settled.get(end.callId) ?? 0) + 1);
        return answer;
      },
    };
  }
  const world = await callWorld({
    ...options,
    store: runtime => opened(createSqlite({ file: ':memory:', clock: 'runtime' }, runtime).store, watched),
    judge: (intent, facts, at) => {
      const judgement = judge(intent, facts, at);
      verdicts.set(intent.to, judgement.record.effect);
      return judgement;
    },
  });
  const known = new Set<string>();
  world.sandbox.control.listen(event => {
    if (event.kind !== 'call' || event.call.direction === 'inbound' || known.has(event.call.id)) return;
    known.add(event.call.id);
    const { to } = event.call;
    rung.push(to);
    if (verdicts.get(to) !== 'allow') broken.push(`${to} rang without an allow`);
    const left = (places.get(to) ?? 0) - 1;
    places.set(to, left);
    if (left < 0) broken.push(`${to} rang without a reservation`);
  });
  return { world, broken, rung, reserved, settled };
}

function opened(opener: StoreOpener, watched: (store: Store) => Store): StoreOpener {
  return { ...opener, open: async () => watched(await opener.open()) };
}
