import { ButtdialError, type CallRecord } from '@buttdial/core';
import { askHolder } from '../../calls/asking.ts';
import type { CallParts } from '../../calls/calls.ts';
import type { CallCommand } from '../../calls/happenings.ts';
import type { Carried } from '../../calls/orders.ts';
import type { Deps } from '../../deps.ts';
import type { Caller } from '../../operation.ts';
import { requireUnderWay } from './scope.ts';

/** Who asks, and where. */
export interface Commanding {
  readonly deps: Deps;
  readonly calls: CallParts;
  readonly caller: Caller;
}

// Whatever is commanded begins at once.
const lastsMs = 0;

/**
 * The server that has the call does it, whichever that is. `uncertain`: it went away with the order.
 * @throws `conflict` when the call is over or cannot do that now, `unavailable` when no server has it.
 */
export async function sendCommand(
  { deps, calls, caller }: Commanding,
  call: CallRecord,
  command: CallCommand,
): Promise<'done' | 'uncertain'> {
  requireUnderWay(call);
  const key = caller.idempotencyKey;
  const { organizationId, agentId } = call;
  const carried = await askHolder({ deps, desk: calls.desk }, call, {
    order: { kind: 'command', command },
    ...(key !== undefined && {
      key: `${command.action} ${deps.sealer.fingerprint(`${organizationId} ${agentId} ${key}`)}`,
    }),
    signal: caller.signal,
    lastsMs,
  });
  return requireCarried(carried).outcome === 'accepted' ? 'done' : 'uncertain';
}

/** @throws what the server that has the call refused it with. */
export function requireCarried<Came extends Carried>(carried: Came): Exclude<Came, { readonly outcome: 'refused' }> {
  if (!isRefused(carried)) return carried as Exclude<Came, { readonly outcome: 'refused' }>;
  throw new ButtdialError(carried.code, carried.message, { remedy: carried.remedy });
}

function isRefused(carried: Carried): carried is Extract<Carried, { readonly outcome: 'refused' }> {
  return carried.outcome === 'refused';
}
