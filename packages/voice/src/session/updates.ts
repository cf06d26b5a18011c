import type { Runtime } from '@buttdial/core';
import type { TranscriptLine } from '../brains/brain.ts';
import type { CallPhase, CallResult } from './state.ts';

/** Something that happened in a call, for whoever watches. Lines and notes hold what people said: never log them. */
export type CallUpdate = { readonly sequence: number; readonly at: Date } & (
  | { readonly kind: 'phase'; readonly phase: CallPhase }
  | ({ readonly kind: 'line' } & TranscriptLine)
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'ended'; readonly result: CallResult }
);

type Happening = CallUpdate extends infer U ? (U extends CallUpdate ? Omit<U, 'sequence' | 'at'> : never) : never;

/**
 * A consumer of what happens in a call: a transcript mirror, a webhook, a second recipient. It never stands in the way of
 * audio: it is told afterwards, in order, one update at a time, and its failures are its own.
 */
export type Tap = (update: CallUpdate) => void | Promise<void>;

/** What happened in a call so far, and a way to wait for more. */
export interface Updates {
  add(update: Happening): void;
  since(sequence: number): readonly CallUpdate[];
  /** Waits until there is something after `sequence`, no longer than `waitMs`. @throws the signal's reason when aborted. */
  wait(sequence: number, waitMs: number, signal?: AbortSignal): Promise<readonly CallUpdate[]>;
  /** Ends when every tap has been told everything, or after `atMostMs`. */
  told(atMostMs: number): Promise<void>;
}

/** Makes an empty list of updates that are passed on to some taps. */
export function createUpdates(runtime: Runtime, taps: readonly Tap[]): Updates {
  const all: CallUpdate[] = [];
  const lines = taps.map(tap => ({ tap, told: Promise.resolve() }));
  let wake = new AbortController();

  function add(happening: Happening): void {
    const update = { ...happening, sequence: all.length + 1, at: runtime.now() } as CallUpdate;
    all.push(update);
    for (const line of lines) {
      line.told = line.told
        .then(() => line.tap(update))
        .catch(reason => runtime.log.warn('voice.tap-failed', { cause: String(reason?.name) }));
    }
    wake.abort();
    wake = new AbortController();
  }

  const since = (sequence: number) => all.slice(Math.max(0, sequence));

  async function wait(sequence: number, waitMs: number, signal?: AbortSignal): Promise<readonly CallUpdate[]> {
    signal?.throwIfAborted();
    if (since(sequence).length > 0) return since(sequence);
    const woken = wake.signal;
    await runtime.sleep(waitMs, signal ? AbortSignal.any([woken, signal]) : woken).catch(reason => {
      if (!woken.aborted) throw reason;
    });
    return since(sequence);
  }

  async function told(atMostMs: number): Promise<void> {
    const done = new AbortController();
    const everyone = Promise.all(lines.map(line => line.told)).then(() => done.abort());
    await Promise.race([everyone, runtime.sleep(atMostMs, done.signal).catch(() => done.signal.aborted)]);
  }

  return { add, since, wait, told };
}
