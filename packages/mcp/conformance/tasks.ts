import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ButtdialError } from '@buttdial/core';
import type { Question, Registrar, Task, ToolHandler, ToolResult } from '../src/index.ts';
import { fixtureTool, text } from './fixture-tool.ts';

type Loose = Readonly<Record<string, unknown>>;

interface Kept {
  task: Task;
  readonly open: Map<string, Question>;
  readonly answers: Record<string, unknown>;
  readonly cancelled: AbortController;
  proceed(): void;
}

interface Run {
  readonly signal: AbortSignal;
  ask(questions: Readonly<Record<string, Question>>): Promise<Loose>;
}

const form = (message: string): Question => ({
  method: 'elicitation/create',
  params: {
    mode: 'form',
    message,
    requestedSchema: { type: 'object', properties: { confirm: { type: 'boolean' } }, required: ['confirm'] },
  },
});

/** Tools whose work is a task, by the names that the suite has fixed. */
export function taskFixtures(registrar: Registrar): void {
  const begin = tasksIn(registrar);
  fixtureTool(registrar, 'greet', async ({ name }) => text(`Hello, ${String(name)}!`));
  const compute = async ({ seconds = 0, label = '' }: Loose, { signal }: Pick<Run, 'signal'>) => {
    await sleep(Number(seconds) * 1_000, undefined, { signal });
    return text(`computed ${String(label)}`);
  };
  fixtureTool(registrar, 'slow_compute', async (input, context) =>
    context.takesTasks ? begin(run => compute(input, run)) : compute(input, context),
  );
  needing(registrar, 'failing_job', async () => begin(failing));
  needing(registrar, 'protocol_error_job', async () => begin(() => Promise.reject(new Error('It broke.'))));
  needing(registrar, 'confirm_delete', async ({ filename }) =>
    begin(async run => {
      const { confirm } = await run.ask({ confirm: form('Delete it?') });
      return text(`Deleted ${String(filename)}: ${JSON.stringify(confirm)}`);
    }),
  );
  needing(registrar, 'multi_input', async () =>
    begin(async run => text(JSON.stringify(await run.ask({ first: form('One?'), second: form('Two?') })))),
  );
  needing(registrar, 'test_tool_with_task', async (_, context) => {
    const given = context.answers.user_name as { content?: Loose } | undefined;
    if (!given) return { ask: { user_name: askName } };
    return begin(async () => text(`Hello, ${JSON.stringify(given.content)}!`));
  });
}

const askName: Question = {
  method: 'elicitation/create',
  params: {
    mode: 'form',
    message: 'What is your name?',
    requestedSchema: { type: 'object', properties: { user_name: { type: 'string' } }, required: ['user_name'] },
  },
};

async function failing({ signal }: Run): Promise<ToolResult> {
  await sleep(1_000, undefined, { signal });
  return { ...text('It always fails.'), isError: true };
}

/** A tool that can be nothing but a task. */
function needing(registrar: Registrar, name: string, handler: ToolHandler): void {
  const tool: Registrar['tool'] = (_, spec) => registrar.tool(name, { ...spec, needsTasks: true }, handler);
  fixtureTool({ ...registrar, tool }, name, handler);
}

function tasksIn(registrar: Registrar) {
  const tasks = new Map<string, Kept>();
  const find = (taskId: string) => {
    const kept = tasks.get(taskId);
    if (!kept) throw new ButtdialError('not-found', 'There is no such task.');
    return kept;
  };
  registrar.tasks({
    get: async taskId => find(taskId).task,
    async update(taskId, answers) {
      const kept = find(taskId);
      for (const [key, answer] of Object.entries(answers)) if (kept.open.delete(key)) kept.answers[key] = answer;
      kept.proceed();
    },
    async cancel(taskId) {
      find(taskId).cancelled.abort();
    },
  });
  return (work: (run: Run) => Promise<ToolResult>): ToolResult => {
    const kept = begun();
    tasks.set(kept.task.taskId, kept);
    void settle(kept, work);
    return { content: [], task: kept.task };
  };
}

function begun(): Kept {
  const at = new Date().toISOString();
  const task = {
    taskId: randomUUID(),
    status: 'working',
    createdAt: at,
    lastUpdatedAt: at,
    ttlMs: 60_000,
    pollIntervalMs: 100,
  } as const;
  return { task, open: new Map(), answers: {}, cancelled: new AbortController(), proceed: () => undefined };
}

async function settle(kept: Kept, work: (run: Run) => Promise<ToolResult>): Promise<void> {
  const { signal } = kept.cancelled;
  const { inputRequests: _none, ...task } = kept.task;
  try {
    const result = await work({ signal, ask: questions => asking(kept, questions) });
    kept.task = { ...task, status: 'completed', result: { ...result } };
  } catch (error) {
    const failed = { code: -32603, message: error instanceof Error ? error.message : 'unknown' };
    kept.task = signal.aborted ? { ...task, status: 'cancelled' } : { ...task, status: 'failed', error: failed };
  }
}

function asking(kept: Kept, questions: Readonly<Record<string, Question>>): Promise<Loose> {
  const { promise, resolve, reject } = Promise.withResolvers<Loose>();
  for (const [key, question] of Object.entries(questions)) kept.open.set(key, question);
  const { inputRequests: _none, ...task } = kept.task;
  kept.proceed = () => {
    kept.task =
      kept.open.size > 0
        ? { ...task, status: 'input_required', inputRequests: Object.fromEntries(kept.open) }
        : { ...task, status: 'working' };
    if (kept.open.size === 0) resolve(kept.answers);
  };
  kept.cancelled.signal.addEventListener('abort', () => reject(new Error('cancelled')));
  kept.proceed();
  return promise;
}
