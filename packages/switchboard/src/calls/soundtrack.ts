import { type AudioFormat, telephoneAudio } from '@buttdial/core';
import { createTape, type RecordedPiece, type Tape } from '@buttdial/voice';
import { wavHeader } from '@buttdial/voice/wire';
import type { Deps } from '../deps.ts';
import { createReel, memoryScratch, type Reel } from './reel.ts';

/** What is recorded of a call here, as it grows. */
export interface Soundtrack {
  /** @param format of every piece; the first one's counts. */
  take(piece: RecordedPiece, format: AudioFormat): void;
  /** What the caller has said lately must not stay in it. */
  spoil(sinceMs: number): void;
  /** All of it as a WAV file; undefined when nothing was recorded. */
  finish(): Promise<
    { readonly body: Uint8Array | ReadableStream<Uint8Array>; readonly durationSeconds: number } | undefined
  >;
  drop(): Promise<void>;
}

// So much stays in the memory.
const windEveryMs = 30_000;

/**
 * An empty one. What is older than `settledMs` will not be changed any more and is put aside.
 * @param sides `caller`: of a message.
 */
export function createSoundtrack(
  { scratch = memoryScratch, runtime }: Pick<Deps, 'scratch' | 'runtime'>,
  { sides, settledMs }: { readonly sides: 'both' | 'caller'; readonly settledMs: number },
): Soundtrack {
  const channels = sides === 'both' ? 2 : 1;
  let tape: Tape | undefined;
  let reel: Reel | undefined;
  let { sampleRate } = telephoneAudio;
  let woundMs = 0;
  let bytes = 0;

  function putAside(sound: Uint8Array): void {
    bytes += sound.length;
    reel ??= createReel(scratch, runtime);
    reel.add(sound);
  }

  return {
    take(piece, format) {
      if (!tape) sampleRate = format.sampleRate;
      tape ??= createTape(format, sides);
      tape.take(piece);
      const untilMs = piece.atMs - settledMs;
      if (untilMs - woundMs < windEveryMs) return;
      woundMs = untilMs;
      putAside(tape.wind(untilMs));
    },
    spoil: sinceMs => tape?.silenceCaller(sinceMs),
    async finish() {
      const rest = tape?.wind() ?? new Uint8Array(0);
      const length = bytes + rest.length;
      if (length === 0) return undefined;
      const header = wavHeader(length, sampleRate, channels);
      const durationSeconds = Math.round(length / (sampleRate * 2 * channels));
      if (!reel) return { body: new Uint8Array(Buffer.concat([header, rest])), durationSeconds };
      putAside(rest);
      const body = ReadableStream.from(following(header, await reel.play())) as ReadableStream<Uint8Array>;
      return { body, durationSeconds };
    },
    drop: async () => reel?.drop(),
  };
}

async function* following(first: Uint8Array, rest: AsyncIterable<Uint8Array>) {
  yield first;
  yield* rest;
}
