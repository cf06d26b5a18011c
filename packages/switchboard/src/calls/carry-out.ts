import type { CallPhase } from '@buttdial/voice';
import type { Deps } from '../deps.ts';
import type { Conducted } from './conducted.ts';
import type { CallCommand } from './happenings.ts';
import { type Carried, type Order, type Seen, sealCarried } from './orders.ts';

type Refused = Extract<Carried, { readonly outcome: 'refused' }>;

/** Does what is asked of a call that this server has. */
export async function carryOut(conducted: Conducted, order: Order, signal?: AbortSignal): Promise<Carried> {
  const { session, agent, mayReach } = conducted;
  if (speaks(order) && !(await isOnLine(conducted, signal))) return gone;
  if (order.kind === 'attend') {
    const { floorDeadlineAt, ...answer } = await agent.attend({ ...order.request, ...(signal && { signal }) });
    const deadline = floorDeadlineAt && { floorDeadlineAt: floorDeadlineAt.toISOString() };
    return { outcome: 'accepted', visited: { ...answer, ...deadline, phase: session.snapshot().phase } };
  }
  if (order.kind === 'look') return { outcome: 'accepted', seen: look(conducted) };
  const { command } = order;
  const refused = refusalOf(command, session.snapshot().phase);
  if (refused) return refused;
  if (command.action === 'transfer') mayReach.add(command.transfer.to);
  act(session, command);
  return { outcome: 'accepted' };
}

/** Carries out an order that was taken, and answers it. Without the call, nothing is done. */
export async function carryOutTaken(
  deps: Deps,
  conducted: Conducted | undefined,
  taken: { readonly organizationId: string; readonly callId: string; readonly key: string; readonly order: Order },
): Promise<Carried> {
  const { store, runtime, settings, sealer } = deps;
  const { organizationId, callId, key, order } = taken;
  deps.failpoint?.('before-order');
  const carried = conducted && !conducted.dropped ? await carryOut(conducted, order) : gone;
  deps.failpoint?.('after-order');
  const sealedAnswer = sealCarried(sealer, callId, carried);
  const answer = { key, owner: settings.owner, sealedAnswer, now: runtime.now() };
  // Where it is somebody else's by now, nobody can know what they were told.
  return (await store.orders.answer(organizationId, callId, answer)) ? carried : { outcome: 'uncertain' };
}

/** Does one thing in a call. */
export function act(session: Conducted['session'], command: CallCommand) {
  switch (command.action) {
    case 'transfer':
      return session.transfer(command.transfer);
    case 'transferred':
      return session.transferEnded(true);
    case 'hang_up':
      return session.hangUp(command.text);
    case 'cancel':
      return session.cancel();
    case 'say':
      return session.volunteer([{ kind: 'text', text: command.text }]);
    case 'direct':
      return session.direct(command.text);
    case 'digits':
      return session.sendDigits(command.digits);
  }
}

function look({ session, agent }: Conducted): Seen {
  const { phase, floor, gapsMs, lastTurn } = session.snapshot();
  const open = agent.openTurn();
  const turn = open && { ...open, deadlineAt: open.deadlineAt.toISOString() };
  return { phase, floor, gapsMs, ...(lastTurn && { lastTurn }), ...(turn && { turn }) };
}

function speaks(order: Order): boolean {
  if (order.kind === 'command') return order.command.action === 'say' || order.command.action === 'digits';
  if (order.kind === 'look') return false;
  return order.request.reply !== undefined || order.request.actions !== undefined;
}

/** Waits for the carrier to come back, where its line broke or another server had it: what is said until then is lost. */
async function isOnLine({ session, call }: Conducted, signal?: AbortSignal): Promise<boolean> {
  for (let left = linePolls; left > 0; left--) {
    const { phase, sequence, isConnected } = session.snapshot();
    const isEarly = call().answeredAt !== undefined && (unanswered.has(phase) || phase === 'screening');
    if (isConnected || !(isEarly || phase === 'reconnecting')) return true;
    await session.wait(sequence, linePollMs, signal);
  }
  return false;
}

const linePolls = 8;
const linePollMs = 1_000;

const unanswered: ReadonlySet<CallPhase> = new Set(['policy-check', 'queued', 'dialing', 'ringing']);

function refusalOf({ action }: CallCommand, phase: CallPhase): Refused | undefined {
  if (phase === 'ended') return over;
  if (action === 'cancel' && !unanswered.has(phase)) return answered;
  const needsEars = action === 'say' || action === 'digits' || action === 'transfer';
  return needsEars && unanswered.has(phase) ? notYet : undefined;
}

/** What is asked of a call that has ended. */
export const over: Refused = {
  outcome: 'refused',
  code: 'conflict',
  message: 'The call has ended.',
  remedy: 'Read it with comms_get_call.',
};
const answered: Refused = {
  outcome: 'refused',
  code: 'conflict',
  message: 'The call has been answered.',
  remedy: 'Use the action hang_up.',
};
const notYet: Refused = {
  outcome: 'refused',
  code: 'conflict',
  message: 'Nobody has answered the call yet.',
  remedy: 'Follow it with comms_get_call, and ask again once it is answered.',
};
const gone: Refused = {
  outcome: 'refused',
  code: 'unavailable',
  message: 'Nobody talks in this call right now. Nothing was done.',
  remedy: 'Ask again in a few seconds.',
};
