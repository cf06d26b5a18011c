import { ButtdialError } from '@buttdial/core';
import type { Context } from 'hono';
import type { z } from 'zod';
import type { Accounts, SignedInPerson } from '../../people/accounts.ts';
import { requirePerson } from '../../people/accounts.ts';
import { assertNotForeign, assertOwnPage } from '../admin/sessions.ts';
import type { HttpEnvironment } from '../environment.ts';

type Asked = Context<HttpEnvironment>;

/**
 * The body of a request that needs no session. Only JSON: a foreign page cannot send that without asking first, and it is
 * never allowed to.
 * @throws `forbidden` from a foreign page, `invalid-input`.
 */
export async function bodyOf<Schema extends z.ZodObject>(
  accounts: Accounts,
  context: Asked,
  schema: Schema,
): Promise<z.output<Schema>> {
  assertNotForeign(context, accounts.deps.publicUrl);
  if (!/^application\/json\b/i.test(context.req.header('content-type') ?? ''))
    throw new ButtdialError('invalid-input', 'The body is not JSON.', {
      remedy: 'Send a JSON object with the header "Content-Type: application/json".',
    });
  const given = schema.safeParse(await context.req.json().catch(() => undefined));
  if (given.success) return given.data;
  const issue = given.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new ButtdialError('invalid-input', field ? `${field}: ${issue?.message}` : 'The body is not a JSON object.', {
    ...(field ? { field } : {}),
    remedy: 'See the guide "Agents and money", section "People".',
  });
}

/** Who is signed in, asked from a page of ours. @throws `forbidden`, `unauthenticated`. */
export async function personOf(accounts: Accounts, context: Asked): Promise<SignedInPerson> {
  assertOwnPage(context, accounts.deps.publicUrl);
  return requirePerson(accounts, context);
}

/** Runs a verb of better-auth; what it refuses becomes our own error, because its text names its own routes. */
export async function asked<Result>(work: Promise<Result>, refusal: () => ButtdialError): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const status = typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined;
    if (typeof status !== 'number' || status >= 500) throw error;
    if (status === 429)
      throw new ButtdialError('limit-exceeded', 'Too many wrong codes.', {
        retryAfterMs: 15 * 60_000,
        remedy: 'Wait a quarter of an hour. Whoever is signed in stays signed in, and tokens go on working.',
      });
    throw refusal();
  }
}

/** What a wrong code is told, whatever was wrong with it. */
export function wrongCode(): ButtdialError {
  return new ButtdialError('invalid-input', 'This is not the code, or it does not work any more.', {
    field: 'code',
    remedy: 'Check it, or ask for a new one.',
  });
}

/** What whoever does not know the password is told. */
export function wrongPassword(): ButtdialError {
  return new ButtdialError('forbidden', 'This is not your password.', {
    field: 'password',
    remedy: 'Type the password that you sign in with.',
  });
}
