import type { CallRecord, CallReport, OutboxItem, SettleOutcome } from '@buttdial/core';
import type { Deps } from '../deps.ts';
import { nextLook } from '../reconcile.ts';
import { carrierCall, carrierOf } from './carrier.ts';
import { isOver, lookUp, talkedMs } from './lost.ts';
import { billed, callPrice, unplaced } from './money.ts';

/**
 * Finds out what became of the money of a call that ended before its carrier's id came. In this order: the carrier lists
 * the call, so it costs what the carrier says · at the horizon, with its list silent, there was none, so the money is free
 * again · otherwise look again, and in the end what was reserved stays on the bill.
 */
export async function reconcileCall(deps: Deps, item: OutboxItem): Promise<SettleOutcome> {
  const call = await deps.store.calls.get(item.organizationId, item.id);
  // Erased meanwhile: whom it went to is not known any more.
  if (!call) return { kind: 'unknown' };
  const found = await lookUp(deps, call);
  const { dueAt, lastDueAt } = nextLook(deps, item);
  if (typeof found === 'object') return taken(deps, call, { found, dueAt: dueAt ?? lastDueAt });
  if (dueAt) return { kind: 'unknown', dueAt };
  if (found === 'absent') return { kind: 'failed', fault: unplaced };
  if (lastDueAt) return { kind: 'unknown', dueAt: lastDueAt };
  await price(deps, call, call.reservedMicros);
  return { kind: 'unknown' };
}

interface Taken {
  readonly found: CallReport;
  readonly dueAt: Date | undefined;
}

async function taken(deps: Deps, call: CallRecord, { found, dueAt }: Taken): Promise<SettleOutcome> {
  const { vendorId } = found;
  if (!isOver(found.progress)) {
    // Its row has ended: nobody here talks in it.
    await carrierOf(deps, call)?.provider.telephony.control.hangUp(vendorId, carrierCall(deps, call, ' orphan'));
    return { kind: 'unknown', ...(dueAt && { dueAt }) };
  }
  const priceMicros = priceOfReport(deps, call, found);
  await price(deps, call, priceMicros);
  return { kind: 'sent', vendorId, priceMicros };
}

/** What a call costs that is over: what the carrier says, else our quote for as long as it lasted. */
function priceOfReport(deps: Deps, call: CallRecord, report: CallReport): number {
  return billed(call, report.price) ?? callPrice(deps, call.to, talkedMs(report) / 1_000);
}

async function price({ store, runtime }: Deps, call: CallRecord, priceMicros: number): Promise<void> {
  const { organizationId, id: callId } = call;
  await store.priceCall({ organizationId, callId, priceMicros, now: runtime.now() });
}

/** A carrier's late report about a call that ended before its id came: the carrier did take it. */
export async function proveTaken(deps: Deps, call: CallRecord, report: CallReport): Promise<void> {
  const { organizationId, id: ref, connection } = call;
  const { vendorId } = report;
  const now = deps.runtime.now();
  const priceMicros = isOver(report.progress) ? priceOfReport(deps, call, report) : undefined;
  const known = priceMicros === undefined ? {} : { priceMicros };
  const status = { organizationId, connection, ref, vendorId, status: 'sent', now, ...known } as const;
  await deps.store.ingest({ organizationId, connection, now, messages: [], statuses: [status], consent: [] });
  if (priceMicros !== undefined) await price(deps, call, priceMicros);
}
