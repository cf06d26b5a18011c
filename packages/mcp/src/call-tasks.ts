import { ButtdialError, isButtdialError } from '@buttdial/core';
import { type Operation, runOperation } from '@buttdial/switchboard';
import type { Context, Question, Registrar, Task, ToolResult } from './registrar.ts';
import { toToolResult } from './results.ts';
import { canBeAsked, plain, questionOf, replyOf, type TurnContext } from './turns.ts';

type Value = Readonly<Record<string, unknown>>;
type Operations = ReadonlyMap<string, Operation>;

/** The part of a call's view that a task is made of. */
interface Call extends Value {
  readonly id: string;
  readonly state: string;
  readonly phase?: string;
  readonly status?: string;
  readonly externalId: string | null;
  readonly createdAt: string;
  readonly endedAt?: string;
  readonly events: readonly (Value & { readonly kind: string; readonly at: string })[];
  readonly floor?: { readonly turn?: OpenTurn };
}

const pollMs = { scheduled: 60_000, live: 1_000, ringing: 5_000 };

/** Calls as tasks: the row of the call is the task, under the same id, and cancelling it hangs up. */
export function offerCallTasks(registrar: Registrar, operations: Operations): void {
  if (!operations.has('calls.get')) return;
  registrar.tasks({
    get: async (taskId, context) => taskOf(operations, await callOf(operations, taskId, context), context),
    update: async (taskId, answers, context) => {
      const { floor } = await callOf(operations, taskId, context);
      // Keys of turns that are over, or never were, are left out.
      const open = floor?.turn && answers[keyOf(floor.turn)];
      if (floor?.turn && open !== undefined)
        await reply(operations, { taskId, turn: floor.turn, answer: open }, context);
    },
    cancel: (taskId, context) => cancel(operations, taskId, context),
  });
}

/** The task in place of a tool's answer that began a call; undefined when there is nothing to wait for. */
export async function begunTask(operations: Operations, value: Value, context: Context): Promise<Task | undefined> {
  const { callId } = value;
  if (!context.takesTasks || typeof callId !== 'string' || callId === '') return undefined;
  const call = await callOf(operations, callId, context);
  return call.state === 'ended' ? undefined : handle(call);
}

async function callOf(operations: Operations, id: string, context: Context): Promise<Call> {
  return (await run({ operations, context }, 'calls.get', { id })) as Call;
}

interface Asking {
  readonly operations: Operations;
  readonly context: Context;
}

/** Runs one verb as the caller. */
async function run({ operations, context }: Asking, name: string, input: object): Promise<Value> {
  const operation = operations.get(name);
  if (!operation) throw new ButtdialError('not-found', 'There is no such task.', { field: 'taskId' });
  const { principal, signal } = context;
  return (await runOperation(operation, input, { principal, signal })).value;
}

function handle(call: Call): Task {
  const { id, state, createdAt, events } = call;
  return {
    taskId: id,
    status: 'working',
    statusMessage: messageOf(call),
    createdAt,
    lastUpdatedAt: events.at(-1)?.at ?? createdAt,
    ttlMs: null,
    pollIntervalMs: state === 'scheduled' ? pollMs.scheduled : state === 'in-progress' ? pollMs.live : pollMs.ringing,
  };
}

async function taskOf(operations: Operations, call: Call, context: Context): Promise<Task> {
  if (call.state === 'ended') return over(call);
  const inputRequests = await openQuestion(operations, call, context);
  return inputRequests ? { ...handle(call), status: 'input_required', inputRequests } : handle(call);
}

/** What it is doing, and what was said last. */
function messageOf({ state, phase, events }: Call): string {
  const line = events.findLast(event => event.kind === 'line');
  const doing = phase ?? state;
  return line ? `${doing}; ${String(line.who)}: “${plain(String(line.text))}”` : doing;
}

function over(call: Call): Task {
  const { id, createdAt, endedAt = createdAt, status = 'failed' } = call;
  const task = { taskId: id, createdAt, lastUpdatedAt: endedAt, ttlMs: null, statusMessage: `ended: ${status}` };
  return status === 'cancelled'
    ? { ...task, status: 'cancelled' }
    : { ...task, status: 'completed', result: { ...resultOf(call) } };
}

/** What the tool answers, with what came of the call. */
function resultOf({ floor: _floor, ...call }: Call): ToolResult {
  const { id, status, externalId } = call;
  const success = status !== 'failed' && status !== 'blocked';
  const value = { success, callId: id, callSid: externalId, sessionId: id, ...call };
  return toToolResult({ value, warnings: [] }, 'The call is over. Lines tell what was heard.');
}

interface OpenTurn {
  readonly sequence: number;
  readonly text: string;
}

// A sequence stands for one turn for as long as the call lasts.
const keyOf = ({ sequence }: OpenTurn) => `turn-${sequence}`;

/** The turn that waits for the agent, as a question to a client that can be asked. */
async function openQuestion(
  operations: Operations,
  { id, floor }: Call,
  context: Context,
): Promise<Readonly<Record<string, Question>> | undefined> {
  if (!floor?.turn || !canBeAsked(context)) return undefined;
  const { sequence, text } = floor.turn;
  const asked = { id, afterSequence: sequence - 1, waitSeconds: 0, withContext: true };
  const attended = await run({ operations, context }, 'calls.attend', asked);
  const turn = { text, context: attended.context as TurnContext };
  return { [keyOf(floor.turn)]: questionOf(turn, context) };
}

/** Speaks an answer to the turn that it was asked for; once, however often it comes. */
async function reply(
  operations: Operations,
  { taskId, turn, answer }: { readonly taskId: string; readonly turn: OpenTurn; readonly answer: unknown },
  context: Context,
): Promise<void> {
  const said = replyOf(answer);
  if (!said) return;
  const visit = { id: taskId, afterSequence: turn.sequence, ...said, waitSeconds: 0 };
  await unlessOver(() => run({ operations, context }, 'calls.attend', visit));
}

/** Before the answer it is cancelled, afterwards hung up. */
async function cancel(operations: Operations, id: string, context: Context): Promise<void> {
  const { state } = await callOf(operations, id, context);
  if (state === 'ended') return;
  const act = (action: string) => unlessOver(() => run({ operations, context }, 'calls.control', { id, action }));
  if (state === 'in-progress' || !(await act('cancel'))) await act('hang_up');
}

/** False when the call is over, or has gone on. */
async function unlessOver(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (isButtdialError(error) && error.code === 'conflict') return false;
    throw error;
  }
}
