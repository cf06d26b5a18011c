import type { CallRecord } from '@buttdial/core';
import type { CallParts } from '../../calls/calls.ts';
import { command } from '../../calls/desk.ts';
import { type CallCommand, sealHappening } from '../../calls/happenings.ts';
import type { Deps } from '../../deps.ts';
import { requireUnderWay } from './scope.ts';

/**
 * The server that has the call does it; when that is another one, it is told.
 * @throws `conflict` when the call is over.
 */
export async function sendCommand(
  deps: Deps,
  { desk }: CallParts,
  ...[call, asked]: [call: CallRecord, asked: CallCommand]
): Promise<void> {
  requireUnderWay(call);
  const conducted = desk.get(call.id);
  if (conducted) {
    command(conducted, asked);
    return;
  }
  const sealed = sealHappening(deps.sealer, call.id, { kind: 'command', command: asked });
  await deps.store.calls.append(call.organizationId, call.id, [{ at: deps.runtime.now(), sealed }]);
}
