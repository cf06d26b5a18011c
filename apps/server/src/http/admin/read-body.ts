import { ButtdialError } from '@buttdial/core';
import type { Context } from 'hono';
import type { HttpEnvironment } from '../environment.ts';

/** The body of a request to the simulated network. @throws `invalid-input` when it is no JSON object; the verbs check what is in it. */
export async function readBody<Shape extends object>(context: Context<HttpEnvironment>): Promise<Shape> {
  const read: unknown = await context.req.json().catch(() => undefined);
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw new ButtdialError('invalid-input', 'The body is not a JSON object.', { remedy: 'Send a JSON object.' });
  return read as Shape;
}
