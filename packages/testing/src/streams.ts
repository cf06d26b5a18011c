import { type Call, type Fault, isButtdialError, type Log } from '@buttdial/core';
import { expect, it, vi } from 'vitest';
import type { NotApplicable } from './laws.ts';
import { type LoggedLine, recordedLog } from './runtime.ts';

/** A vendor whose circumstances one law needs, and a connection to it. */
export interface PeerWorld {
  /** Requests and sockets that the vendor still serves. */
  open(): number;
  /** What the vendor found wrong with what it was sent. */
  problems(): readonly string[];
  close(): Promise<void>;
}

/** Makes the world of one law afresh. The provider in it writes to `log`. */
export type Scenario<World extends PeerWorld> = ((log: Log) => Promise<World>) | NotApplicable;

/** How a stream may fail, and the fault that says so. */
export type FailingLaw = 'bad-credentials' | 'rate-limited' | 'unavailable' | 'broken-off';

const kinds: Readonly<Record<FailingLaw, Fault['kind']>> = {
  'bad-credentials': 'credentials',
  'rate-limited': 'rate-limited',
  unavailable: 'unavailable',
  'broken-off': 'unavailable',
};

const sentences: Readonly<Record<FailingLaw, string>> = {
  'bad-credentials': 'throws a fault of the credentials where they are rejected',
  'rate-limited': 'throws "rate-limited", with the time to wait, where the vendor asks to slow down',
  unavailable: 'throws "unavailable" where the vendor is down',
  'broken-off': 'throws "unavailable" where the connection breaks in the middle',
};

export function callWith(signal: AbortSignal = new AbortController().signal): Call {
  return { signal, idempotencyKey: 'idempotency-key-of-the-suite' };
}

/** One `it` for a law, skipped with its reason where it does not apply. Afterwards nothing may be wrong or open at the vendor. */
export function streamLaw<World extends PeerWorld>(
  sentence: string,
  scenario: Scenario<World>,
  body: (world: World, logs: readonly LoggedLine[]) => Promise<void>,
): void {
  if (typeof scenario !== 'function') {
    it.skip(`${sentence} (not applicable: ${scenario.notApplicable})`);
    return;
  }
  it(sentence, async () => {
    const { log, logs } = recordedLog();
    const world = await scenario(log);
    try {
      await body(world, logs);
      expect(world.problems(), 'what the vendor found wrong').toEqual([]);
      await nothingOpen(world);
    } finally {
      await world.close();
    }
  });
}

/** The vendor serves nothing any more, at once or as soon as it has noticed. */
export async function nothingOpen(world: PeerWorld): Promise<void> {
  await vi.waitFor(() => expect(world.open(), 'requests and sockets still open at the vendor').toBe(0));
}

/** The laws of failing, the same for every stream. */
export function lawsOfFailing<World extends PeerWorld>(
  scenarios: Readonly<Record<FailingLaw, Scenario<World>>>,
  use: (world: World) => Promise<unknown>,
  canaries: readonly string[],
): void {
  for (const name of Object.keys(kinds) as FailingLaw[]) {
    streamLaw(sentences[name], scenarios[name], async (world, logs) => {
      const { fault, spoken } = await faultOf(use(world));
      expect(fault.kind).toBe(kinds[name]);
      if (name === 'rate-limited') expect(fault.retryAfterMs).toBeGreaterThan(0);
      expectNoCanary(canaries, spoken, logs);
    });
  }
}

/** The fault of a failure, and everything the error says. */
export async function faultOf(work: Promise<unknown>): Promise<{ readonly fault: Fault; readonly spoken: string }> {
  const error: unknown = await work.then(
    () => undefined,
    reason => reason,
  );
  if (!isButtdialError(error) || !error.details.fault)
    throw new Error(`Expected a ButtdialError with its fault, got ${String(error)}.`);
  expect(error.code).toBe(
    ['rate-limited', 'unavailable'].includes(error.details.fault.kind) ? 'unavailable' : 'vendor-failed',
  );
  return { fault: error.details.fault, spoken: JSON.stringify([error.message, error.details, String(error.cause)]) };
}

export function expectNoCanary(canaries: readonly string[], ...spoken: readonly unknown[]): void {
  const text = JSON.stringify(spoken);
  for (const canary of canaries) expect(text).not.toContain(canary);
}

/** The laws of the caller's signal: before, no request; under way, its reason, and the vendor is left. */
export function lawsOfAborting<World extends PeerWorld, Part>(
  scenario: Scenario<World>,
  use: (world: World, signal: AbortSignal) => AsyncIterable<Part>,
): void {
  streamLaw('rejects with the reason of the signal when aborted before', scenario, async world => {
    const reason = new Error('changed my mind');
    await expect(drain(use(world, AbortSignal.abort(reason)))).rejects.toBe(reason);
  });
  streamLaw(
    'rejects with the reason of the signal when aborted under way, and lets the vendor go',
    scenario,
    async world => {
      const [controller, reason] = [new AbortController(), new Error('changed my mind')];
      const parts = use(world, controller.signal)[Symbol.asyncIterator]();
      expect((await parts.next()).done, 'something came').toBe(false);
      controller.abort(reason);
      await expect(rest(parts)).rejects.toBe(reason);
      await nothingOpen(world);
    },
  );
  streamLaw('lets the vendor go when its consumer leaves in the middle', scenario, async world => {
    for await (const _ of use(world, new AbortController().signal)) break;
    await nothingOpen(world);
  });
}

export async function drain<Part>(parts: AsyncIterable<Part>): Promise<readonly Part[]> {
  const list: Part[] = [];
  for await (const part of parts) list.push(part);
  return list;
}

async function rest<Part>(parts: AsyncIterator<Part>): Promise<void> {
  while (!(await parts.next()).done);
}

/** Pieces of audio as one. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

export async function* wordsOf(text: string): AsyncGenerator<string> {
  yield* text.match(/\S+\s*/g) ?? [];
}
