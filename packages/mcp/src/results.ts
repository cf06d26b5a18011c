import type { Runtime } from '@buttdial/core';
import { type Answered, type Problem, toProblem } from '@buttdial/switchboard';
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

type Telling = Pick<Runtime, 'newId' | 'log'>;

/**
 * A failure as a tool result: what went wrong, its code and what to do, as JSON. Never a stack, and never a word of an
 * error that is not ours; that one is logged under the `requestId` which the answer gives.
 */
export function toToolError(error: unknown, tool: string, runtime: Telling): ToolResult {
  const {
    type: _type,
    title: _title,
    status: _status,
    detail: _detail,
    error: message,
    ...rest
  } = problemOf(error, tool, runtime);
  return { isError: true, content: [{ type: 'text', text: JSON.stringify({ error: message, ...rest }) }] };
}

/** A failure outside of tools, as JSON-RPC tells it. */
export function toProtocolError(
  error: unknown,
  method: string,
  runtime: Telling,
): { readonly code: number; readonly message: string; readonly data: object } {
  const { status, code, error: message, remedy, requestId } = problemOf(error, method, runtime);
  return {
    code: status < 500 ? INVALID_PARAMS : INTERNAL_ERROR,
    message,
    data: { code, ...(remedy ? { remedy } : {}), ...(requestId ? { requestId } : {}) },
  };
}

const INVALID_PARAMS = -32602;
const INTERNAL_ERROR = -32603;

function problemOf(error: unknown, what: string, runtime: Telling): Problem {
  const plain = toProblem(error);
  if (plain.status !== 500) return plain;
  const requestId = runtime.newId();
  runtime.log.error('mcp.failed', { what, requestId, error: error instanceof Error ? error.name : typeof error });
  return toProblem(error, requestId);
}
