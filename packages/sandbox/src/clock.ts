import { setImmediate as nextTurn } from 'node:timers/promises';

/** A clock that stands still until it is told to move. Hand its `now`, `sleep` and `timeout` to a `Runtime`. */
export interface VirtualClock {
  now(): Date;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  timeout(milliseconds: number): AbortSignal;
  /** Moves time forward, waking each sleeper at its moment, in order; what they start may sleep and be woken too. */
  advance(milliseconds: number): Promise<void>;
  /** How many sleepers wait. */
  waiting(): number;
}

interface Sleeper {
  readonly atMs: number;
  wake(): void;
}

const TURNS_TO_REST = 50;

/**
 * Makes a clock that starts at `startsAt` and moves only by `advance`. Sleepers due at the same moment wake in the order
 * they fell asleep. Between two wake-ups the event loop turns `turnsToRest` times (50), so that chains of in-process
 * requests come to rest; work on real sockets or threads may need more.
 */
export function createVirtualClock(startsAt: Date, turnsToRest: number = TURNS_TO_REST): VirtualClock {
  let nowMs = startsAt.getTime();
  const [sleepers, timeouts]: [Sleeper[], Sleeper[]] = [[], []];
  const rest = async () => {
    for (let turn = 0; turn < turnsToRest; turn++) await nextTurn();
  };
  const sleep = (milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        sleepers.splice(sleepers.indexOf(sleeper), 1);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const sleeper: Sleeper = { atMs: nowMs + Math.max(0, milliseconds), wake };
      insert(sleepers, sleeper);
      signal?.addEventListener('abort', stop, { once: true });
    });
  // Nobody waits for one in vain: whoever is done with it does not listen any more.
  const timeout = (milliseconds: number) => {
    const controller = new AbortController();
    const wake = () => controller.abort(new DOMException('It took too long.', 'TimeoutError'));
    insert(timeouts, { atMs: nowMs + Math.max(0, milliseconds), wake });
    return controller.signal;
  };
  const next = () => {
    const [sleeper, late] = [sleepers[0], timeouts[0]];
    return late && (!sleeper || late.atMs < sleeper.atMs) ? timeouts : sleepers;
  };
  const advance = async (milliseconds: number) => {
    const untilMs = nowMs + milliseconds;
    await rest();
    for (let [due] = next(); due && due.atMs <= untilMs; [due] = next()) {
      next().shift();
      nowMs = Math.max(nowMs, due.atMs);
      due.wake();
      await rest();
    }
    nowMs = untilMs;
  };
  return { now: () => new Date(nowMs), sleep, timeout, advance, waiting: () => sleepers.length };
}

function insert(sleepers: Sleeper[], sleeper: Sleeper): void {
  const later = sleepers.findIndex(other => other.atMs > sleeper.atMs);
  sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper);
}
