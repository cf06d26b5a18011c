import { ButtdialError, type CallOrder, type CallRecord, isButtdialError } from '@buttdial/core';
import type { Deps } from '../deps.ts';
import { carryOut, carryOutTaken, over } from './carry-out.ts';
import type { Desk } from './desk.ts';
import { type Carried, carriedOf, type Order, type Seen, sealOrder } from './orders.ts';

/** Something that is asked of a call. */
export interface Asking {
  readonly order: Order;
  /** The same key asks the same thing: it is done once, whoever asks again. */
  readonly key?: string | undefined;
  readonly signal: AbortSignal;
  /** How long carrying it out may take. */
  readonly lastsMs: number;
  /** How long a server that does not answer is waited for; ten seconds unless told. */
  readonly takenWithinMs?: number;
}

/** Within this somebody has taken an order: a call whose server is gone comes to another one in less. */
const mostTakenWithinMs = 10_000;
const slackMs = 5_000;
// Wake-ups may be lost.
const pollMs = 500;

/** What came of it. `isRepeated`: the same key was asked before, and this is what came of it then. */
export type Came = Carried & { readonly isRepeated?: boolean };

/**
 * Has something done in a call, by whichever server has it, once.
 * @throws `unavailable` when no server has taken it in ten seconds: it will not be done then.
 */
export async function askHolder(
  { deps, desk }: { readonly deps: Deps; readonly desk: Desk },
  call: CallRecord,
  asking: Asking,
): Promise<Came> {
  const { store, runtime, settings, sealer } = deps;
  const { organizationId, id: callId } = call;
  const conducted = desk.get(callId);
  // What nobody can ask twice needs not be remembered.
  if (conducted && asking.key === undefined) return carryOut(conducted, asking.order, asking.signal);
  const key = asking.key ?? runtime.newId();
  const sealed = sealOrder(sealer, callId, asking.order);
  const asked = await store.orders.ask(organizationId, callId, {
    key,
    sealed,
    now: runtime.now(),
    owner: settings.owner,
  });
  if (!asked) return over;
  if (asked.isNew && asked.order.state === 'taken') {
    const taken = { organizationId, callId, key, order: asking.order };
    return abortable(carryOutTaken(deps, conducted, taken), asking.signal);
  }
  const carried = await answerOf(deps, call, { ...asking, key });
  if (asking.key === undefined) await store.orders.forget(organizationId, callId, key);
  return asked.isNew ? carried : { ...carried, isRepeated: true };
}

/** Whoever asked may go; what was begun goes on. */
function abortable<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const leave = () => reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', leave));
}

type Waiting = Omit<Asking, 'order' | 'key'> & { readonly key: string };

async function answerOf(deps: Deps, call: CallRecord, waiting: Waiting): Promise<Carried> {
  const { store, runtime } = deps;
  const { organizationId, id: callId } = call;
  const begunMs = runtime.now().getTime();
  let nudge = new AbortController();
  const unwatch = store.watch(wake => 'callId' in wake && wake.callId === callId && nudge.abort());
  try {
    for (;;) {
      const order = await store.orders.get(organizationId, callId, waiting.key);
      const carried = order && carriedOf(deps.sealer, call, order);
      if (carried) return carried;
      const leftMs = begunMs + patienceMs(order, waiting) - runtime.now().getTime();
      const isOver = order?.state !== 'taken' && (await hasEnded(deps, call));
      if (leftMs <= 0 || isOver) return await givenUp(deps, call, waiting.key);
      const either = AbortSignal.any([nudge.signal, waiting.signal]);
      await runtime.sleep(Math.min(leftMs, pollMs), either).catch(reason => {
        if (!nudge.signal.aborted || waiting.signal.aborted) throw reason;
      });
      nudge = new AbortController();
    }
  } finally {
    unwatch();
  }
}

function patienceMs(order: CallOrder | undefined, { lastsMs, takenWithinMs = mostTakenWithinMs }: Waiting): number {
  return order?.state === 'taken' ? takenWithinMs + lastsMs + slackMs : takenWithinMs;
}

async function hasEnded({ store }: Deps, { organizationId, id }: CallRecord): Promise<boolean> {
  return (await store.calls.get(organizationId, id))?.state === 'ended';
}

/** Takes it back. Where somebody has it already, that cannot be done any more. */
async function givenUp(deps: Deps, call: CallRecord, key: string): Promise<Carried> {
  const { store, runtime, sealer } = deps;
  const order = await store.orders.withdraw(call.organizationId, call.id, key, runtime.now());
  const carried = order && carriedOf(sealer, call, order);
  if (carried) return carried;
  if (order?.state === 'taken') return { outcome: 'uncertain' };
  if (await hasEnded(deps, call)) return over;
  throw new ButtdialError('unavailable', 'The server that has this call does not answer. Nothing was done.', {
    remedy: 'Ask again in a few seconds; a call whose server is gone is taken over by another one, or ends.',
  });
}

/** Looks at a call, wherever it is; undefined where that cannot be had in a moment. */
export async function lookAt(
  parts: { readonly deps: Deps; readonly desk: Desk },
  call: CallRecord,
  signal: AbortSignal,
): Promise<Seen | undefined> {
  const isHere = parts.desk.get(call.id) !== undefined;
  // Before the answer there is nothing to see but its phase.
  if (!isHere && call.state !== 'in-progress') return undefined;
  try {
    const carried = await askHolder(parts, call, { order: { kind: 'look' }, signal, lastsMs: 0, takenWithinMs: 1_000 });
    return carried.outcome === 'accepted' ? carried.seen : undefined;
  } catch (error) {
    if (isButtdialError(error) && error.code === 'unavailable') return undefined;
    throw error;
  }
}
