import { ButtdialError } from '@buttdial/core';
import { type Operation, runOperation } from '@buttdial/switchboard';
import type { Ask, Context, ToolResult } from './registrar.ts';
import { questionOf, replyOf, type TurnContext } from './turns.ts';

type Value = Readonly<Record<string, unknown>>;

/** Fewer than clients give up after. */
const mostRounds = 8;
const question = 'turn';

/** Input by which a client lets its own model reply to the turns of a call. */
export const sampleInput = {
  sample: { type: 'boolean', description: 'Your client’s model replies, by sampling.' },
};

/** One tool call of an attending agent. */
export interface Attending {
  readonly input: Value;
  readonly context: Context;
  /** The verb `calls.attend`. */
  readonly operation: Operation;
  /** Attends as everybody does, and answers with the event. */
  plainly(input: Value): Promise<ToolResult>;
  /** An event as the tool answers it. */
  shown(value: Value): ToolResult;
}

interface Round {
  readonly id: string;
  readonly sequence: number;
  readonly round: number;
}

/**
 * Attends, and asks the client's model for the reply whenever it is its turn: the client calls again with the completion.
 * Each reply is spoken once, however often its round is repeated.
 */
export async function attendSampled(attending: Attending): Promise<ToolResult | Ask> {
  const { input, context, plainly, shown } = attending;
  const { sample, ...plain } = input;
  if (sample !== true || !context.clientCapabilities.sampling) return plainly(plain);
  const before = roundOf(context, plain);
  const said = before && replyOf(context.answers[question]);
  const visit = before ? { ...plain, id: before.id, afterSequence: before.sequence, ...said } : plain;
  const { context: turnContext, ...event } = await nextEvent(attending, visit);
  const round = (before?.round ?? 0) + 1;
  if (event.event !== 'caller_turn' || !turnContext || round > mostRounds) return shown(event);
  const { id, sequence, text } = event;
  return { ask: { [question]: questionOf({ text, context: turnContext }, context) }, state: { id, sequence, round } };
}

function roundOf({ state }: Context, { id }: Value): Round | undefined {
  if (!state) return undefined;
  const round = state as unknown as Round;
  if (id === undefined || id === round.id) return round;
  throw new ButtdialError('invalid-input', 'This answers a question about another call.', {
    field: 'id',
    remedy: 'Repeat the call with the arguments that it had.',
  });
}

interface Event extends Value {
  readonly event: string;
  readonly id: string;
  readonly sequence: number;
  readonly text: string;
  readonly context?: TurnContext;
}

/** The next thing that matters: a turn of the caller, the end, or that nothing came in time. */
async function nextEvent({ operation, context }: Attending, first: Value): Promise<Event> {
  const { principal, signal } = context;
  for (let input = first; ; ) {
    const { value } = await runOperation(operation, { ...input, withContext: true }, { principal, signal });
    const event = value as Event;
    if (event.event !== 'note' && event.event !== 'interrupted' && event.event !== 'ringing') return event;
    // What happened besides is no turn: wait on.
    const { reply: _reply, hangUp: _hangUp, digits: _digits, ...rest } = input;
    input = { ...rest, id: event.id, afterSequence: event.sequence };
  }
}
