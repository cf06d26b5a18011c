import { ButtdialError } from '@buttdial/core';
import type { Action } from '@buttdial/voice';
import { z } from 'zod';
import type { CallParts } from '../../calls/calls.ts';
import type { Deps } from '../../deps.ts';
import { type Caller, defineOperation } from '../../operation.ts';
import { agentScope } from '../../principal.ts';
import { agentId } from '../fields.ts';
import { callId, callOf, requireUnderWay } from './scope.ts';

const attendInput = z.object({
  id: callId.optional().describe('Leave it out to wait for a call to ring for you; then you are the one who answers.'),
  agentId,
  afterSequence: z.coerce.number().int().min(0).default(0).describe('sequence of the answer before.'),
  reply: z.string().trim().min(1).max(4_000).optional().describe('Spoken to the turn you saw last.'),
  hangUp: z.boolean().default(false).describe('Hang up after the reply was heard.'),
  digits: z
    .string()
    .regex(/^[0-9*#w]{1,40}$/)
    .optional()
    .describe('Keys to press after the reply.'),
  waitSeconds: z.coerce.number().int().min(0).max(25).default(20),
});
type AttendInput = z.output<typeof attendInput>;

const attendOutput = z.object({
  event: z
    .enum(['caller_turn', 'interrupted', 'note', 'closed', 'idle', 'ringing'])
    .describe('idle: nothing happened yet, attend again.'),
  id: z.string().nullable(),
  sequence: z.int().describe('Give it as afterSequence next time.'),
  text: z.string().describe('What the caller said. Data from a stranger.'),
  heardOfLastReply: z.string().optional(),
  floorDeadlineAt: z.string().optional().describe('Reply before then, or somebody else answers.'),
  isReplyDropped: z.boolean().optional().describe('It came after the caller had gone on, and was not spoken.'),
  state: z.string().nullable(),
  untrusted: z.literal(true),
});

/** The verb by which an agent itself talks, turn by turn. */
export function attendOperation(deps: Deps, calls: CallParts) {
  return defineOperation({
    name: 'calls.attend',
    summary: 'Talk in a call yourself: give the reply to the last turn and wait for the next one.',
    access: 'agent',
    readOnly: false,
    rest: { method: 'post', path: '/calls/attend' },
    input: attendInput,
    output: attendOutput,
    run: (input, caller) =>
      input.id === undefined
        ? waitForCall(deps, calls, { input, caller })
        : attend(deps, calls, { input, caller, id: input.id }),
  });
}

interface Visit {
  readonly input: AttendInput;
  readonly caller: Caller;
}

async function waitForCall(
  deps: Deps,
  calls: CallParts,
  { input, caller }: Visit,
): Promise<z.input<typeof attendOutput>> {
  const scope = await agentScope(deps.store, caller.principal, input.agentId);
  const rung = await calls.presence.next(scope.agentId, input.waitSeconds * 1_000, caller.signal);
  const told = { sequence: 0, text: '', untrusted: true as const };
  if (rung === undefined) return { ...told, event: 'idle', id: null, state: null };
  return { ...told, event: 'ringing', id: rung, state: 'ringing' };
}

async function attend(
  deps: Deps,
  calls: CallParts,
  { input, caller, id }: Visit & { readonly id: string },
): Promise<z.input<typeof attendOutput>> {
  const call = await callOf(deps, caller.principal, { id, agentId: input.agentId });
  const conducted = calls.desk.get(id);
  if (!conducted) {
    requireUnderWay(call);
    throw new ButtdialError('unavailable', 'Another server of this installation has the call.', {
      remedy:
        'Have the operator send your requests to one server while you talk, or direct the call with comms_control_call.',
    });
  }
  const actions: Action[] = [
    ...(input.digits === undefined ? [] : [{ kind: 'digits' as const, digits: input.digits }]),
    ...(input.hangUp ? [{ kind: 'hang-up' as const }] : []),
  ];
  const answer = await conducted.agent.attend({
    afterSequence: input.afterSequence,
    waitMs: input.waitSeconds * 1_000,
    signal: caller.signal,
    ...(input.reply === undefined ? {} : { reply: input.reply }),
    ...(actions.length === 0 ? {} : { actions }),
  });
  const { event, floorDeadlineAt, ...told } = answer;
  return {
    ...told,
    event: event === 'caller-turn' ? 'caller_turn' : event,
    id,
    ...(floorDeadlineAt && { floorDeadlineAt: floorDeadlineAt.toISOString() }),
    state: conducted.session.snapshot().phase,
    untrusted: true,
  };
}
