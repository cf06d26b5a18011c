import { type Log, type LogFields, type Runtime, uuidV7 } from '@buttdial/core';
import { differences, type Exchange, responseOf, type SeenRequest } from './exchange.ts';

/** One line of the log. */
export interface LoggedLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: LogFields;
}

/** How the made-up world begins and behaves. */
export interface FakeWorld {
  /** 2026-01-01T00:00:00Z unless told. */
  readonly startAt?: Date;
  /** Answers, in this order. Any other request is a failure. */
  readonly exchanges?: readonly Exchange[];
  /** In place of exchanges. */
  readonly fetch?: typeof globalThis.fetch;
  /** Same seed, same random numbers. */
  readonly seed?: number;
  /** `instant`: a sleep moves the clock and ends at once. `held`: it ends when `advance` has passed it. */
  readonly sleep?: 'instant' | 'held';
  /** Sees every request before it is answered; what it returns is reported by `settled`. */
  readonly inspect?: (request: SeenRequest) => readonly string[];
}

/** A world in which nothing happens by itself. */
export interface FakeRuntime extends Runtime {
  /** Moves the clock, waking held sleepers and letting timeouts pass at their times, in their order. */
  advance(milliseconds: number): Promise<void>;
  readonly logs: readonly LoggedLine[];
  readonly requests: readonly SeenRequest[];
  /** @throws Error unless every exchange was played and every request was as recorded. */
  settled(): void;
}

/** A runtime whose clock, ids, randomness, sleep, log and network are made up: same start, same course. */
export function fakeRuntime(world: FakeWorld = {}): FakeRuntime {
  const clock = fakeClock(world.startAt ?? new Date('2026-01-01T00:00:00Z'), world.sleep ?? 'instant');
  const network = fakeNetwork(world);
  const random = mulberry32(world.seed ?? 1);
  const { log, logs } = recordedLog();
  let ids = 0;
  return {
    fetch: network.fetch,
    now: clock.now,
    newId: () => uuidV7(clock.now().getTime(), counted(++ids)),
    random,
    randomBytes: length => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
    sleep: clock.sleep,
    timeout: clock.timeout,
    log,
    advance: clock.advance,
    logs,
    requests: network.requests,
    settled: network.settled,
  };
}

/** A log that remembers. */
export function recordedLog(): { readonly log: Log; readonly logs: readonly LoggedLine[] } {
  const logs: LoggedLine[] = [];
  const write =
    (level: LoggedLine['level']) =>
    (event: string, fields: LogFields = {}) =>
      void logs.push({ level, event, fields });
  return { log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }, logs };
}

function fakeClock(startAt: Date, mode: 'instant' | 'held') {
  let nowMs = startAt.getTime();
  let sleepers: { readonly untilMs: number; readonly wake: () => void }[] = [];

  async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (mode === 'instant') {
      nowMs += milliseconds;
      for (const late of sleepers.filter(one => one.untilMs <= nowMs)) late.wake();
      sleepers = sleepers.filter(one => one.untilMs > nowMs);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const sleeper = { untilMs: nowMs + milliseconds, wake: resolve };
      sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        sleepers = sleepers.filter(one => one !== sleeper);
        reject(signal.reason);
      });
    });
  }

  function timeout(milliseconds: number): AbortSignal {
    const controller = new AbortController();
    const wake = () => controller.abort(new DOMException('It took too long.', 'TimeoutError'));
    sleepers.push({ untilMs: nowMs + milliseconds, wake });
    return controller.signal;
  }

  async function advance(milliseconds: number): Promise<void> {
    const untilMs = nowMs + milliseconds;
    for (let next = earliest(untilMs); next; next = earliest(untilMs)) {
      const due = next;
      sleepers = sleepers.filter(one => one !== due);
      nowMs = Math.max(nowMs, due.untilMs);
      due.wake();
      // Whoever woke may go to sleep again before the next one wakes.
      await new Promise(resolve => setImmediate(resolve));
    }
    nowMs = untilMs;
  }

  const earliest = (untilMs: number) =>
    sleepers.filter(one => one.untilMs <= untilMs).sort((a, b) => a.untilMs - b.untilMs)[0];
  return { now: () => new Date(nowMs), sleep, timeout, advance };
}

function fakeNetwork({ exchanges = [], fetch, inspect }: FakeWorld) {
  const requests: SeenRequest[] = [];
  const problems: string[] = [];

  async function answer(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    init?.signal?.throwIfAborted();
    const request = await seen(new Request(input, init));
    requests.push(request);
    problems.push(...(inspect?.(request) ?? []));
    if (fetch) return fetch(input, init);
    const exchange = exchanges[requests.length - 1];
    const found = exchange
      ? differences(request, exchange.request)
      : [`nothing is recorded for ${request.method} ${new URL(request.url).pathname}`];
    problems.push(...found.map(one => `request ${requests.length}: ${one}`));
    if (!exchange) throw new Error('There is no such exchange.');
    return responseOf(exchange.response);
  }

  function settled(): void {
    const missing = fetch ? 0 : exchanges.length - requests.length;
    const all = [...problems, ...(missing > 0 ? [`${missing} recorded exchanges were not asked for`] : [])];
    if (all.length > 0) throw new Error(all.join('\n'));
  }

  return { fetch: answer as typeof globalThis.fetch, requests, settled };
}

async function seen(request: Request): Promise<SeenRequest> {
  return { method: request.method, url: request.url, headers: request.headers, body: await request.text() };
}

/** Ten bytes that count. The last half byte does not fit into an id. */
function counted(count: number): Uint8Array {
  const bytes = new Uint8Array(10);
  new DataView(bytes.buffer).setUint32(5, count);
  return bytes;
}

/** A small generator of good numbers from one seed; for tests only. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
