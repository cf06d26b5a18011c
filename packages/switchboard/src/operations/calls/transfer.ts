import { ButtdialError, type CallRecord } from '@buttdial/core';
import type { Transfer } from '@buttdial/voice';
import { z } from 'zod';
import { resolveCallee } from '../../calls/callee.ts';
import type { CallParts } from '../../calls/calls.ts';
import { judgeRinging } from '../../calls/judged.ts';
import { purposeOfLeg } from '../../calls/legs.ts';
import { openPlan } from '../../calls/planned.ts';
import { refusedBy } from '../../decision-record.ts';
import type { Deps } from '../../deps.ts';
import type { Lines } from '../../lines.ts';
import { type Caller, defineOperation } from '../../operation.ts';
import { agentId } from '../fields.ts';
import { sendCommand } from './command.ts';
import { newsOf } from './follow.ts';
import { callOf, callOfVendor, requireUnderWay } from './scope.ts';
import { eventsOf } from './view.ts';

const transferInput = z.object({
  agentId,
  callId: z.string().min(1).max(64).optional().describe('The call, by our id (or callSid by the id of the carrier).'),
  callSid: z.string().min(1).max(64).optional(),
  to: z.string().min(1).max(64).describe('E.164 number, or the id of an agent of your organization.'),
  mode: z
    .enum(['cold', 'warm'])
    .default('cold')
    .describe('warm: the other one is asked first, and told the briefing; the caller comes back when nobody takes it.'),
  briefing: z.string().trim().min(1).max(1_000).optional(),
  announcementText: z.string().trim().min(1).max(1_000).optional().describe('Said to the caller before.'),
  waitSeconds: z.coerce.number().min(0).max(25).default(20).describe('How long to wait for what comes of it.'),
});
type TransferInput = z.output<typeof transferInput>;

const transferOutput = z.object({
  success: z.boolean(),
  logId: z.string(),
  callId: z.string(),
  callSid: z.string().nullable(),
  transferredTo: z.string(),
  status: z
    .enum(['transferred', 'transferring', 'failed', 'uncertain'])
    .describe('uncertain: the server that had the call went away with the order.'),
});

interface Parts {
  readonly deps: Deps;
  readonly lines: Lines;
  readonly calls: CallParts;
}

/** The verb that hands a call to somebody else. */
export function transferOperation(parts: Parts) {
  return defineOperation({
    name: 'calls.transfer',
    summary: 'Hand a live call to a number or another agent: cold, or warm with a briefing.',
    access: 'agent',
    readOnly: false,
    rest: { method: 'post', path: '/transfer-call' },
    input: transferInput,
    output: transferOutput,
    run: (input, caller) => transfer(parts, input, caller),
  });
}

async function transfer(parts: Parts, input: TransferInput, caller: Caller): Promise<z.input<typeof transferOutput>> {
  const { deps, lines, calls } = parts;
  const call = await named(deps, input, caller);
  requireUnderWay(call);
  const scope = { organizationId: call.organizationId, agentId: call.agentId };
  const to = await resolveCallee({ deps, lines }, scope, { to: input.to, field: 'to' });
  await requireAllowed(deps, call, to);
  const asked: Transfer = { to, mode: input.mode, ...(input.briefing !== undefined && { briefing: input.briefing }) };
  const { announcementText } = input;
  const commanding = { deps, calls, caller };
  if (announcementText !== undefined) await sendCommand(commanding, call, { action: 'say', text: announcementText });
  const since = (await eventsOf(deps, call, 0)).at(-1)?.sequence ?? 0;
  const outcome = await sendCommand(commanding, call, { action: 'transfer', transfer: asked });
  const status = outcome === 'done' ? await cameOf(deps, call, { since, seconds: input.waitSeconds, caller }) : outcome;
  const callSid = call.vendorId ?? null;
  const success = status === 'transferred' || status === 'transferring';
  return { success, logId: call.id, callId: call.id, callSid, transferredTo: to, status };
}

async function named(
  deps: Deps,
  { callId, callSid, agentId }: TransferInput,
  { principal }: Caller,
): Promise<CallRecord> {
  if (callId !== undefined) return callOf(deps, principal, { id: callId, agentId });
  if (callSid !== undefined) return callOfVendor(deps, principal, { callSid, agentId });
  throw new ButtdialError('invalid-input', 'callId is required.', {
    field: 'callId',
    remedy: 'Give the "callId" that comms_make_call answered, or the callSid of the carrier.',
  });
}

/** Whoever asks hears why not; it is judged again when it rings. */
async function requireAllowed(deps: Deps, call: CallRecord, to: string): Promise<void> {
  const { organizationId, agentId } = call;
  const purpose = purposeOfLeg(openPlan(deps.sealer, call));
  const at = deps.runtime.now();
  const record = await judgeRinging(deps, { organizationId, agentId, to, purpose, record: false, at });
  if (record.effect !== 'allow') throw refusedBy(record);
}

interface Waiting {
  readonly since: number;
  readonly seconds: number;
  readonly caller: Caller;
}

/** Waits for what comes of it, wherever it happens. */
async function cameOf(
  deps: Deps,
  call: CallRecord,
  { since, seconds, caller }: Waiting,
): Promise<'transferred' | 'transferring' | 'failed'> {
  const untilMs = deps.runtime.now().getTime() + seconds * 1_000;
  let afterSequence = since;
  let hasBegun = false;
  for (;;) {
    const waitSeconds = Math.max(0, untilMs - deps.runtime.now().getTime()) / 1_000;
    const news = await newsOf(deps, call, { afterSequence, waitSeconds, caller });
    if (news.length === 0) return 'transferring';
    afterSequence = news.at(-1)?.sequence ?? afterSequence;
    for (const event of news) {
      if (event.kind === 'ended') return event.status === 'transferred' ? 'transferred' : 'failed';
      if (event.kind !== 'phase') continue;
      if (event.phase === 'bridged') return 'transferred';
      if (event.phase === 'transferring' || event.phase === 'consulting') hasBegun = true;
      else if (hasBegun && event.phase === 'conversing') return 'failed';
    }
  }
}
