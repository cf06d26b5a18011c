import type { Runtime } from '@buttdial/core';
import { type Answered, toProblem } from '@buttdial/switchboard';
import type { ToolResult } from './registrar.ts';

/**
 * An operation's answer as a tool result. The first text block is the same JSON as `structuredContent`: clients from
 * before structured content parse it. What to do next follows in a second block.
 */
export function toToolResult(answered: Answered, next?: string): ToolResult {
  const { value, warnings } = answered;
  const structuredContent = warnings.length > 0 ? { ...value, warnings: together(value.warnings, warnings) } : value;
  const text = { type: 'text', text: JSON.stringify(structuredContent) };
  return { content: next === undefined ? [text] : [text, { type: 'text', text: next }], structuredContent };
}

function together(own: unknown, added: readonly string[]): readonly unknown[] {
  return Array.isArray(own) ? [...own, ...added] : added;
}

/**
 * A failure as a tool result: what went wrong, its code and what to do, as JSON. Never a stack, and never a word of an
 * error that is not ours; that one is logged under the `requestId` which the answer gives.
 */
export function toToolError(error: unknown, tool: string, runtime: Pick<Runtime, 'newId' | 'log'>): ToolResult {
  const plain = toProblem(error);
  const problem = plain.status >= 500 ? toProblem(error, runtime.newId()) : plain;
  const { type: _type, title: _title, status, detail: _detail, error: message, ...rest } = problem;
  if (status === 500) {
    const name = error instanceof Error ? error.name : typeof error;
    runtime.log.error('mcp.tool_failed', { tool, requestId: String(problem.requestId), error: name });
  }
  return { isError: true, content: [{ type: 'text', text: JSON.stringify({ error: message, ...rest }) }] };
}
