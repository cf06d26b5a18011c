import type { Runtime } from '@buttdial/core';
import { type Metrics, mayRun, type Operation, runOperation, toProblem } from '@buttdial/switchboard';
import type { Context, Registrar, ToolResult } from './registrar.ts';
import { toToolResult } from './results.ts';
import { inputSchema, outputSchema, withoutFields } from './schema.ts';
import { type ToolRow, toolRows } from './tools.ts';

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
  const input = withoutFields(inputSchema(operation.input), row.unlisted ?? []);
  const spec = {
    title: row.title,
    description: row.description,
    input,
    agentInput: withoutFields(input, ['agentId']),
    output: outputSchema(operation.output),
    annotations: row.hints,
    visibleTo: (principal: Context['principal']) => mayRun(principal, operation),
  };
  registrar.tool(row.tool, spec, (input, context) =>
    timed(parts, row.tool, () => run(row, operation, { input, context })),
  );
}

async function run(
  row: ToolRow,
  operation: Operation,
  call: { readonly input: unknown; readonly context: Context },
): Promise<ToolResult> {
  const { principal, signal } = call.context;
  const answered = await runOperation(operation, call.input, { principal, signal, progress: reporting(call.context) });
  const value = row.shape?.(answered.value) ?? answered.value;
  return toToolResult({ ...answered, value }, row.next?.(value));
}

// The protocol wants a number that grows; an operation only has words.
function reporting(context: Context): (message: string) => void {
  let steps = 0;
  return message => {
    steps += 1;
    void context.progress({ progress: steps, message });
  };
}

async function timed({ runtime, metrics }: Parts, tool: string, work: () => Promise<ToolResult>): Promise<ToolResult> {
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
