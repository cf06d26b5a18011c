import type { Deps } from '../deps.ts';
import type { Conducted } from './conducted.ts';
import type { Desk } from './desk.ts';
import { letIn, type Waiting } from './let-in.ts';
import { openPlan } from './planned.ts';

/** A call that was written down and is to ring now. */
export interface Placing extends Waiting {
  readonly agentName: string;
}

/**
 * The one way out: allow-lists and judge, then caps and money, then the session, which judges again and dials. Whatever
 * speaks against it ends the call before any carrier hears of it.
 * @throws `refused`, `limit-exceeded`, `forbidden`, `not-found`, `conflict`.
 */
export async function placeCall(deps: Deps, desk: Desk, placing: Placing): Promise<Conducted> {
  const call = await letIn(deps, placing);
  return desk.begin(call, { plan: openPlan(deps.sealer, call), agentName: placing.agentName });
}
