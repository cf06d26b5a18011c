/** A page of a list as Twilio's 2010 API writes it. `base` is the path, `query` what it was asked with. */
export function page<T>(
  rows: readonly T[],
  asked: {
    readonly name: string;
    readonly base: string;
    readonly query: URLSearchParams;
    readonly idOf: (row: T) => string;
  },
  show: (row: T) => unknown,
): Record<string, unknown> {
  const { name, base, query, idOf } = asked;
  const size = Math.min(1000, Math.max(1, Number(query.get('PageSize') ?? 50) || 50));
  const number = Math.max(0, Number(query.get('Page') ?? 0) || 0);
  const token = query.get('PageToken');
  // The token names the last row of the page before, so rows that arrive meanwhile do not shift the pages.
  const after = token === null ? -1 : rows.findIndex(row => `PA${idOf(row)}` === token);
  const start = after >= 0 ? after + 1 : number * size;
  const shown = rows.slice(start, start + size);
  const link = (changes: Record<string, string>) => {
    const next = new URLSearchParams(query);
    for (const [key, value] of Object.entries({ PageSize: String(size), ...changes })) next.set(key, value);
    return `${base}?${next}`;
  };
  const last = shown.at(-1);
  const more = last !== undefined && start + size < rows.length;
  return {
    [name]: shown.map(show),
    page: number,
    page_size: size,
    start,
    end: Math.max(start, start + shown.length - 1),
    uri: link({ Page: String(number) }),
    first_page_uri: link({ Page: '0' }),
    next_page_uri: more ? link({ Page: String(number + 1), PageToken: `PA${idOf(last)}` }) : null,
    previous_page_uri: number > 0 ? link({ Page: String(number - 1) }) : null,
  };
}
