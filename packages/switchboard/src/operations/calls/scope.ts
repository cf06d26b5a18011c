import { ButtdialError, type CallRecord } from '@buttdial/core';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import type { Principal } from '../../principal.ts';
import { messageScope } from '../messages.ts';

/** The id of a call as inputs name it. */
export const callId = z.string().min(1).max(64).describe('The id that calls.make answered.');

/** A call that the caller may see. @throws `not-found`, also for one that is somebody else's. */
export async function callOf(
  deps: Deps,
  principal: Principal,
  named: { readonly id: string; readonly agentId?: string | undefined },
): Promise<CallRecord> {
  const { organizationId, agentId: owner } = await messageScope(deps, named, principal);
  const call = await deps.store.calls.get(organizationId, named.id);
  if (!call || (owner !== undefined && call.agentId !== owner)) throw unknownCall();
  return call;
}

/** The same by the carrier's id. @throws `not-found`. */
export async function callOfVendor(
  deps: Deps,
  principal: Principal,
  named: { readonly callSid: string; readonly agentId?: string | undefined },
): Promise<CallRecord> {
  const { organizationId, agentId: owner } = await messageScope(deps, named, principal);
  await deps.connections.ready?.(organizationId);
  const connection = deps.connections.serving(organizationId, 'voice')?.name;
  const call = connection && (await deps.store.calls.byVendor(organizationId, connection, named.callSid));
  if (!call || (owner !== undefined && call.agentId !== owner)) throw unknownCall();
  return call;
}

/** The same answer for "does not exist" and "is not yours". */
function unknownCall(): ButtdialError {
  return new ButtdialError('not-found', 'There is no such call.', {
    field: 'id',
    remedy: 'Use the "id" that comms_make_call answered, or list calls with comms_list_calls.',
  });
}

/** @throws `conflict` when it is over. */
export function requireUnderWay(call: CallRecord): void {
  if (call.state === 'ended')
    throw new ButtdialError('conflict', 'The call has ended.', { remedy: 'Read it with comms_get_call.' });
}
