import { ButtdialError, type ErrorDetails, type Role } from '@buttdial/core';
import type { z } from 'zod';
import { type Access, mayRun, type Needs, type Principal, roleFor } from './principal.ts';

/** What a door knows about a call besides its input. */
export interface Caller {
  readonly principal: Principal;
  readonly signal: AbortSignal;
  /** From the `Idempotency-Key` header or the input. */
  readonly idempotencyKey?: string;
  /** Tells a waiting client how far things are; `fraction` from 0 to 1 where that is known. */
  readonly progress?: (message: string, fraction?: number) => void;
}

/** How REST offers an operation, below `/api/v1`. `:name` in the path is taken from the input field of that name. */
export interface RestRoute {
  readonly method: 'get' | 'post' | 'delete' | 'patch';
  readonly path: `/${string}`;
  /** The answer as a table, for who asks with `Accept: text/csv`. */
  readonly csv?: (value: Readonly<Record<string, unknown>>) => string;
  /** As `csv`, for a list that comes in pages: the door asks on until there is no more, however long it gets. */
  readonly table?: Table;
}

/** A list as a table, page by page. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: (value: Readonly<Record<string, unknown>>) => readonly (readonly (string | number | null)[])[];
  /** What to change in the input for the next page; undefined at the end. */
  readonly next: (value: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>> | undefined;
}

/** One verb of the product, written once; every door follows from it. */
export interface Operation<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  /** `room.verb`, for example `messages.send`. */
  readonly name: string;
  /** One sentence for people and models. */
  readonly summary: string;
  readonly access: Access;
  /** What a person must be to run it; left out, a viewer may run it when it changes nothing, else an admin. */
  readonly role?: Role;
  readonly input: Input;
  readonly output: Output;
  readonly rest: RestRoute;
  /** Changes nothing anywhere. */
  readonly readOnly: boolean;
  run(input: z.output<Input>, caller: Caller): Promise<z.input<Output>>;
}

/** Gives an operation its types; the value is unchanged. */
export function defineOperation<Input extends z.ZodObject, Output extends z.ZodObject>(
  operation: Operation<Input, Output>,
): Operation<Input, Output> {
  return operation;
}

/** What an operation answered, and what it did not understand. */
export interface Answered {
  readonly value: Readonly<Record<string, unknown>>;
  /** Unknown input fields that were dropped. */
  readonly warnings: readonly string[];
}

/**
 * Authorizes, parses, runs. Authorization comes first, so a refusal says nothing about what the input should be.
 * @throws `ButtdialError`, always.
 */
export async function runOperation(operation: Operation, input: unknown, caller: Caller): Promise<Answered> {
  if (!mayRun(caller.principal, operation)) throw mayNot(operation, caller.principal);
  const given = input ?? {};
  const parsed = operation.input.safeParse(given);
  if (!parsed.success) throw invalidInput(parsed.error);
  const value = await operation.run(parsed.data, caller);
  return { value, warnings: unknownFields(operation.input, given) };
}

function mayNot(operation: Needs & { readonly name: string }, principal: Principal): ButtdialError {
  const { access, name } = operation;
  if (principal.kind === 'organization' && principal.person && access !== 'orchestrator')
    return new ButtdialError('forbidden', `Your role, ${principal.person.role}, may not use ${name}.`, {
      remedy: `Ask an owner of the organization: it takes the role ${roleFor(operation)}.`,
    });
  const token = access === 'orchestrator' ? 'the orchestrator token' : 'the organization token, not an agent token';
  return new ButtdialError('forbidden', `This token may not use ${name}.`, { remedy: `Use ${token}.` });
}

/** The first thing wrong with an input, as our own error. Never repeats the value. */
function invalidInput(error: z.ZodError): ButtdialError {
  const issue = error.issues[0];
  const field = issue?.path.join('.') ?? '';
  const details: ErrorDetails = {
    ...(field ? { field } : {}),
    remedy: `See the input of this operation in /api/v1/openapi.json${field ? `, field "${field}"` : ''}.`,
  };
  const said = issue?.message.endsWith('received undefined') ? 'is required.' : (issue?.message ?? 'is invalid.');
  return new ButtdialError('invalid-input', field ? `${field}: ${said}` : `The input ${said}`, details);
}

function unknownFields(schema: z.ZodObject, given: unknown): readonly string[] {
  if (typeof given !== 'object' || given === null) return [];
  // Names come from a stranger: only plausible ones are repeated.
  return Object.keys(given)
    .filter(name => !(name in schema.shape))
    .map(name =>
      /^[\w-]{1,40}$/.test(name) ? `Unknown field "${name}" was ignored.` : 'An unknown field was ignored.',
    );
}
