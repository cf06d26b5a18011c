import type { Runtime } from '@buttdial/core';
import {
  type Metrics,
  mayRun,
  type Operation,
  type Caller as OperationCaller,
  runOperation,
  toProblem,
} from '@buttdial/switchboard';
import { begunTask } from './call-tasks.ts';
import type { Context, Registrar, ToolResult } from './registrar.ts';
import { toToolResult } from './results.ts';
import { attendSampled, sampleInput } from './sampled-attend.ts';
import { inputSchema, outputSchema, withoutFields } from './schema.ts';
import { type ToolRow, toolRows } from './tools.ts';

type Value = Readonly<Record<string, unknown>>;

interface Parts {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly runtime: Runtime;
  readonly metrics: Metrics;
}

/** Registers a tool for every row of the table whose operation exists. */
export function offerTools(registrar: Registrar, parts: Parts): void {
  for (const row of toolRows) {
    const operation = parts.operations.get(row.operation);
    if (operation) offer(registrar, row, { ...parts, operation });
  }
}

function offer(registrar: Registrar, row: ToolRow, parts: Parts & { readonly operation: Operation }): void {
  const { operation } = parts;
  const own = withoutFields(inputSchema(operation.input), row.unlisted ?? []);
  const input = row.isSampled ? { ...own, properties: { ...(own.properties as object), ...sampleInput } } : own;
  const spec = {
    title: row.title,
    description: row.description,
    input,
    agentInput: withoutFields(input, ['agentId']),
    output: outputSchema(operation.output),
    annotations: row.hints,
    visibleTo: (principal: Context['principal']) => mayRun(principal, operation),
  };
  const plainly = (given: object, context: Context) => run(row, parts, { input: given, context });
  registrar.tool(row.tool, spec, (given, context) =>
    timed(parts, row.tool, async () => {
      if (!row.isSampled) return plainly(given, context);
      const shown = (value: Value) => toToolResult({ value, warnings: [] }, row.next?.(value));
      return attendSampled({ input: given, context, operation, shown, plainly: visit => plainly(visit, context) });
    }),
  );
}

async function run(
  row: ToolRow,
  { operation, operations }: Parts & { readonly operation: Operation },
  { input, context }: { readonly input: unknown; readonly context: Context },
): Promise<ToolResult> {
  const { principal, signal } = context;
  const answered = await runOperation(operation, input, { principal, signal, ...reporting(context) });
  const value = row.shape?.(answered.value) ?? answered.value;
  const result = toToolResult({ ...answered, value }, row.next?.(value));
  const task = row.isLong ? await begunTask(operations, answered.value, context) : undefined;
  return task ? { ...result, task } : result;
}

/** The protocol wants a number that grows. An operation that knows no fraction is counted in steps. */
function reporting(context: Context): Pick<OperationCaller, 'progress'> {
  if (context.progressToken === undefined) return {};
  let last = 0;
  return {
    progress(message, fraction) {
      last = fraction === undefined ? last + 1 : Math.max(fraction, last + leastStep);
      const total = fraction === undefined ? {} : { total: 1 };
      void context.progress({ progress: last, ...total, message });
    },
  };
}

const leastStep = 1e-6;

async function timed<Result>({ runtime, metrics }: Parts, tool: string, work: () => Promise<Result>): Promise<Result> {
  const start = runtime.now().getTime();
  const done = (outcome: string) => {
    metrics.count('mcp_tool_calls_total', { tool, outcome });
    metrics.observe('buttdial_tool_seconds', (runtime.now().getTime() - start) / 1000, { tool });
  };
  try {
    const result = await work();
    done('ok');
    return result;
  } catch (error) {
    done(toProblem(error).code);
    throw error;
  }
}
