import { ButtdialError, isButtdialError } from '@buttdial/core';

/** What PostgreSQL calls an error, wherever in the chain of causes it stands. Undefined for one that did not come from it. */
export function sqlState(error: unknown): string | undefined {
  for (let cause = error; typeof cause === 'object' && cause !== null; cause = Reflect.get(cause, 'cause')) {
    const code = Reflect.get(cause, 'code');
    // postgres.js gives its own errors words as codes; a SQLSTATE is five characters.
    if (typeof code === 'string' && code.length === 5) return code;
  }
  return undefined;
}

export const isTaken = (error: unknown) => sqlState(error) === '23505';

/** Serialization failure or deadlock: the transaction did nothing and may be tried again. */
export const mayTryAgain = (error: unknown) => ['40001', '40P01'].includes(sqlState(error) ?? '');

/** What the caller of the store is told. */
export function translated(cause: unknown): Error {
  if (isButtdialError(cause)) return cause;
  if (sqlState(cause) === 'BD404')
    return new ButtdialError('not-found', 'There is no such agent or organization.', { cause });
  return new ButtdialError('unavailable', 'The database did not do it; nothing of it was kept.', { cause });
}

/** Awaits a query and translates its failure. */
export async function kept<Result>(query: PromiseLike<Result>): Promise<Result> {
  try {
    return await query;
  } catch (error) {
    throw translated(error);
  }
}
