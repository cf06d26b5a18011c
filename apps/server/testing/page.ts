import type { Installation } from './installation.ts';

/** A page without a browser: it keeps its cookie, and sends what a page of ours sends. */
export interface Page {
  cookie: string;
  call(
    method: string,
    path: string,
    options?: { readonly body?: unknown; readonly headers?: Record<string, string> },
  ): Promise<{ readonly status: number; readonly json: Record<string, unknown>; readonly headers: Headers }>;
  /** Follows `/admin/api/live`. Each event is given once. */
  live(lastEventId?: string): Promise<LiveReader>;
}

interface LiveEvent {
  readonly event: string;
  readonly id: string;
  readonly data: Record<string, unknown>;
}

export interface LiveReader {
  readonly status: number;
  /** The next event of that name that fits; others before it are skipped. */
  next(event: string, fits?: (data: LiveEvent['data']) => boolean): Promise<LiveEvent>;
  /** What still comes until the server ends the stream. */
  ended(): Promise<readonly LiveEvent[]>;
  close(): void;
}

export function createPage(house: Pick<Installation, 'url'>): Page {
  const page: Page = {
    cookie: '',
    async call(method, path, { body, headers = {} } = {}) {
      const response = await fetch(`${house.url}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(page.cookie ? { cookie: page.cookie } : {}),
          'x-buttdial-page': 'admin',
          origin: house.url,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const set = response.headers.getSetCookie()[0]?.split(';')[0];
      if (set !== undefined) page.cookie = set;
      const text = await response.text();
      return {
        status: response.status,
        json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
        headers: response.headers,
      };
    },
    live: lastEventId => openLive(`${house.url}/admin/api/live`, page.cookie, lastEventId),
  };
  return page;
}

async function openLive(url: string, cookie: string, lastEventId: string | undefined): Promise<LiveReader> {
  const ending = new AbortController();
  const response = await fetch(url, {
    signal: ending.signal,
    headers: { ...(cookie ? { cookie } : {}), ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
  });
  const events = readEvents(response);
  return {
    status: response.status,
    async next(name, fits = () => true) {
      for (;;) {
        const { value, done } = await events.next();
        if (done) throw new Error(`The stream ended before "${name}".`);
        if (value.event === name && fits(value.data)) return value;
      }
    },
    async ended() {
      const rest: LiveEvent[] = [];
      for await (const event of events) rest.push(event);
      return rest;
    },
    close: () => ending.abort(),
  };
}

async function* readEvents(response: Response): AsyncGenerator<LiveEvent, void, void> {
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = new Map(
        text
          .slice(0, end)
          .split('\n')
          .map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
      );
      text = text.slice(end + 2);
      const data = fields.get('data');
      if (data !== undefined)
        yield { event: fields.get('event') ?? '', id: fields.get('id') ?? '', data: JSON.parse(data) };
    }
  }
}
