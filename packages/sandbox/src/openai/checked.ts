import type { z } from 'zod';
import type { World } from '../world.ts';
import { type OpenaiProblem, openaiError } from './errors.ts';

/** Who asked, and what for. */
export interface OpenaiAsked {
  readonly world: World;
  readonly account: string;
  readonly path: string;
  readonly body: unknown;
}

/** The first thing wrong with a value, in OpenAI's words. */
export function problemOf(error: z.ZodError): OpenaiProblem {
  const issue = error.issues[0];
  const place = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])];
  const param = place.map(String).join('.');
  if (issue?.code === 'unrecognized_keys')
    return { message: `Unknown parameter: '${param}'.`, param, code: 'unknown_parameter' };
  return { message: `Invalid value for '${param}': ${issue?.message ?? 'wrong'}`, param, code: 'invalid_value' };
}

/** Writes down what was wrong with a request: a fault of whoever sent it. The names of fields, never their values. */
export function recordProblem(world: World, account: string, what: string): void {
  world.ledger.alert({ vendor: 'openai', account, code: 400, message: what });
}

/** Reads a body by its schema, or refuses it and writes that down. */
export function checkedBody<Schema extends z.ZodType>(asked: OpenaiAsked, schema: Schema): z.output<Schema> | Response {
  const read = schema.safeParse(asked.body);
  if (read.success) return read.data;
  const problem = problemOf(read.error);
  return refuse(asked, problem);
}

/** A refusal that is the customer's fault. */
export function refuse({ world, account, path }: Omit<OpenaiAsked, 'body'>, problem: OpenaiProblem): Response {
  recordProblem(world, account, `${path}: ${problem.message}`);
  return openaiError(400, problem);
}
