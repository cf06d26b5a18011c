import type { CallRecord } from '@buttdial/core';
import type { Deps } from '../deps.ts';
import { carrierCall, carrierOf } from './carrier.ts';
import type { Conducted } from './conducted.ts';

/** What a carrier's conference takes out of our hands: their sessions end as handed over, and are settled. */
export async function joinCalls(deps: Deps, first: Conducted, second: Conducted): Promise<boolean> {
  const room = first.call().id;
  // Whoever was called in last goes first: the other one is never left alone in the room.
  if (!(await moveInto(deps, second.call(), room))) return false;
  if (await moveInto(deps, first.call(), room)) return true;
  await hangUp(deps, second.call());
  return false;
}

/** Moves a call into a conference that ends when either of the two leaves it. */
async function moveInto(deps: Deps, call: CallRecord, room: string): Promise<boolean> {
  const control = carrierOf(deps, call)?.provider.telephony.control;
  if (call.vendorId === undefined || !control) return false;
  const plan = { kind: 'conference', room, endOnExit: true } as const;
  const receipt = await control.redirect(call.vendorId, plan, carrierCall(deps, call, ' join'));
  return receipt.outcome !== 'refused';
}

async function hangUp(deps: Deps, call: CallRecord): Promise<void> {
  if (call.vendorId === undefined) return;
  await carrierOf(deps, call)?.provider.telephony.control.hangUp(call.vendorId, carrierCall(deps, call, ' alone'));
}
