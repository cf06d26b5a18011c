import { ButtdialError, type CallRecord } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../../audit.ts';
import type { CallParts } from '../../calls/calls.ts';
import { sealHappening } from '../../calls/happenings.ts';
import { sealOutcome } from '../../calls/planned.ts';
import { settleCall } from '../../calls/settle.ts';
import type { Deps } from '../../deps.ts';
import { type Caller, defineOperation } from '../../operation.ts';
import { agentId } from '../fields.ts';
import { type Commanding, sendCommand } from './command.ts';
import { callId, callOf, requireUnderWay } from './scope.ts';

const actions = ['hang_up', 'cancel', 'say', 'direct', 'digits', 'note', 'outcome'] as const;

const controlInput = z.object({
  id: callId,
  agentId,
  action: z
    .enum(actions)
    .describe(
      'hang_up (text: last words); cancel before the answer; say aloud; direct who talks, unheard; digits; note; outcome.',
    ),
  text: z.string().trim().min(1).max(2_000).optional(),
  digits: z
    .string()
    .regex(/^[0-9*#w]{1,40}$/)
    .optional()
    .describe('w waits half a second.'),
  outcome: z.enum(['success', 'partial', 'failure']).optional(),
});
type ControlInput = z.output<typeof controlInput>;

/** The verb that acts on a call. */
export function controlOperation(deps: Deps, calls: CallParts) {
  return defineOperation({
    name: 'calls.control',
    summary:
      'Act on a call: hang up, cancel, say something, direct who talks, press keys, add a note, set the outcome.',
    access: 'agent',
    readOnly: false,
    rest: { method: 'post', path: '/calls/:id/control' },
    input: controlInput,
    output: z.object({
      success: z.boolean(),
      outcome: z
        .enum(['done', 'uncertain'])
        .describe('uncertain: the server that had the call went away with the order. Look before you repeat it.'),
      id: z.string(),
      action: z.enum(actions),
      status: z.string(),
    }),
    run: async (input, caller) => {
      const call = await callOf(deps, caller.principal, input);
      const outcome = await act({ deps, calls, caller }, { call, input });
      const after = (await deps.store.calls.get(call.organizationId, call.id)) ?? call;
      const status = after.ending?.status ?? after.state;
      return { success: outcome === 'done', outcome, id: call.id, action: input.action, status };
    },
  });
}

interface Acting {
  readonly call: CallRecord;
  readonly input: ControlInput;
}

type Acted = Promise<'done' | 'uncertain'>;

async function act(commanding: Commanding, { call, input }: Acting): Acted {
  const { deps, caller } = commanding;
  switch (input.action) {
    case 'note':
      return addNote(deps, call, required(input, 'text'));
    case 'outcome':
      return setOutcome(deps, { call, input }, caller);
    case 'hang_up':
      return sendCommand(commanding, call, { action: 'hang_up', text: input.text });
    case 'cancel':
      return cancel(commanding, call);
    case 'say':
    case 'direct':
      return sendCommand(commanding, call, { action: input.action, text: required(input, 'text') });
    case 'digits':
      return sendCommand(commanding, call, { action: 'digits', digits: required(input, 'digits') });
  }
}

function required(input: ControlInput, field: 'text' | 'digits'): string {
  const value = input[field];
  if (value !== undefined) return value;
  throw new ButtdialError('invalid-input', `${field} is required for ${input.action}.`, {
    field,
    remedy: `Give "${field}".`,
  });
}

/** Before the answer only: afterwards it is hung up. */
async function cancel(commanding: Commanding, call: CallRecord): Acted {
  requireUnderWay(call);
  if (call.state === 'in-progress')
    throw new ButtdialError('conflict', 'The call has been answered.', { remedy: 'Use the action hang_up.' });
  if (call.state !== 'scheduled' && call.state !== 'draft') return sendCommand(commanding, call, { action: 'cancel' });
  const decision = { effect: 'allow', ruleIds: [], citations: [] } as const;
  await settleCall(commanding.deps, call, {
    ending: { status: 'cancelled', by: 'agent', why: 'cancelled' },
    talkMs: 0,
    money: { kind: 'refused', decision },
  });
  return 'done';
}

async function addNote(deps: Deps, call: CallRecord, text: string): Acted {
  const sealed = sealHappening(deps.sealer, call.id, { kind: 'note', text });
  await deps.store.calls.append(call.organizationId, call.id, [{ at: deps.runtime.now(), sealed }]);
  return 'done';
}

async function setOutcome(deps: Deps, { call, input }: Acting, { principal }: Caller): Acted {
  const { outcome } = input;
  if (!outcome)
    throw new ButtdialError('invalid-input', 'outcome is required.', { field: 'outcome', remedy: 'Give "outcome".' });
  const { organizationId, id } = call;
  const summary = input.text === undefined ? {} : { summary: input.text };
  const sealedOutcome = sealOutcome(deps.sealer, id, { outcome, ...summary });
  const now = deps.runtime.now();
  await deps.store.moveCall({ organizationId, callId: id, now, sealedOutcome });
  const audited = auditBody({ event: 'call.outcome-set', actor: principal, target: id, details: { outcome } });
  await deps.store.audit.append(organizationId, audited, now);
  return 'done';
}
