import { resendError } from './errors.ts';

/** A list answer with Resend's cursors: `limit`, `after`, `before`. */
export function listJson<T extends { readonly id: string }>(
  rows: readonly T[],
  query: URLSearchParams,
  show: (row: T) => unknown,
): Response {
  const [limitText, after, before] = [query.get('limit'), query.get('after'), query.get('before')];
  const limit = Number(limitText ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    return resendError({ name: 'validation_error', message: 'The `limit` must be between 1 and 100.' });
  if (after !== null && before !== null)
    return resendError({
      name: 'validation_error',
      message: 'The `after` and `before` parameters exclude each other.',
    });
  const cursor = rows.findIndex(row => row.id === (after ?? before));
  if ((after ?? before) !== null && cursor === -1)
    return resendError({ name: 'validation_error', message: 'The cursor is not known.' });
  const start = after !== null ? cursor + 1 : before !== null ? Math.max(0, cursor - limit) : 0;
  const end = before !== null ? cursor : start + limit;
  const more = before !== null ? start > 0 : end < rows.length;
  return Response.json({ object: 'list', has_more: more, data: rows.slice(start, end).map(show) });
}
