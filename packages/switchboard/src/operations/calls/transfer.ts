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
import { callOf, callOfVendor, requireUnderWay } from './scope.ts';

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
  status: z.enum(['transferred', 'transferring', 'failed']),
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
  if (input.announcementText !== undefined)
    await sendCommand(deps, calls, call, { action: 'say', text: input.announcementText });
  const since = calls.desk.get(call.id)?.session.snapshot().sequence ?? 0;
  await sendCommand(deps, calls, call, { action: 'transfer', transfer: asked });
  const status = await cameOf(calls, call.id, { since, waitMs: input.waitSeconds * 1_000, signal: caller.signal });
  const callSid = call.vendorId ?? null;
  return { success: status !== 'failed', logId: call.id, callId: call.id, callSid, transferredTo: to, status };
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

/** Waits for what comes of it; on another server it is only under way. */
async function cameOf(
  { desk }: CallParts,
  callId: string,
  { since, waitMs, signal }: { readonly since: number; readonly waitMs: number; readonly signal: AbortSignal },
): Promise<'transferred' | 'transferring' | 'failed'> {
  const session = desk.get(callId)?.session;
  if (!session) return 'transferring';
  let after = since;
  let hasBegun = false;
  while (waitMs > 0) {
    const updates = await session.wait(after, waitMs, signal);
    if (updates.length === 0) return 'transferring';
    after = updates.at(-1)?.sequence ?? after;
    for (const update of updates) {
      if (update.kind === 'ended') return update.result.status === 'transferred' ? 'transferred' : 'failed';
      if (update.kind !== 'phase') continue;
      if (update.phase === 'bridged') return 'transferred';
      if (update.phase === 'transferring' || update.phase === 'consulting') hasBegun = true;
      else if (hasBegun && update.phase === 'conversing') return 'failed';
    }
  }
  return 'transferring';
}
