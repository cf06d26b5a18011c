import type { AudioFormat } from '@buttdial/core';
import { toSamples } from '../audio/convert.ts';

/** A piece of a call. `clear` says that what the agent had queued by then was not played. */
export type RecordedPiece =
  | { readonly who: 'caller' | 'agent'; readonly audio: Uint8Array; readonly atMs: number }
  | { readonly who: 'clear'; readonly atMs: number };

/** Whose voices are on a tape. */
export type Sides = 'both' | 'caller';

/** Puts the pieces of a call in their places while it goes on, so that what is settled can be taken away. */
export interface Tape {
  take(piece: RecordedPiece): void;
  /** What the caller has said since then becomes silence, as far as it was not taken away. Milliseconds of the pieces' clock. */
  silenceCaller(sinceMs: number): void;
  /**
   * Takes the sound up to that time away, all of it where no time is given: 16 bits linear, little-endian; of two sides
   * the caller's sample first, then the agent's. Nothing that comes later may belong before it.
   */
  wind(untilMs?: number): Uint8Array;
}

/** An empty tape. */
export function createTape(format: AudioFormat, sides: Sides): Tape {
  const perMs = format.sampleRate / 1000;
  const caller = createTrack();
  const agent = createTrack();
  const tracks = sides === 'both' ? [caller, agent] : [caller];

  return {
    take(piece) {
      const now = Math.round(piece.atMs * perMs);
      if (piece.who === 'clear') return agent.cut(now);
      if (piece.who === 'agent' && sides === 'caller') return;
      const added = toSamples(piece.audio, format);
      // What is heard has ended now; what was sent begins when what is before it has ended.
      if (piece.who === 'caller') caller.put(added, now - added.length);
      else agent.put(added, now);
    },
    silenceCaller: sinceMs => caller.silence(Math.round(sinceMs * perMs)),
    wind(untilMs = Number.POSITIVE_INFINITY) {
      const longest = Math.max(...tracks.map(track => track.end()));
      const until = Math.max(caller.start(), Math.min(longest, Math.floor(untilMs * perMs)));
      const taken = tracks.map(track => track.take(until));
      const length = taken[0]?.length ?? 0;
      const sound = new DataView(new ArrayBuffer(length * 2 * tracks.length));
      for (const [side, samples] of taken.entries())
        for (let at = 0; at < length; at++) sound.setInt16(2 * (at * tracks.length + side), samples[at] ?? 0, true);
      return new Uint8Array(sound.buffer);
    },
  };
}

/** One voice. Places are samples from the beginning of the recording, also when what was there is taken away. */
interface Track {
  /** No earlier than the given place, nor than what is there. */
  put(added: Int16Array, at: number): void;
  /** What lies behind was not played. */
  cut(at: number): void;
  silence(since: number): void;
  /** Everything before, as long as that is. */
  take(until: number): Int16Array;
  start(): number;
  end(): number;
}

function createTrack(): Track {
  let samples = new Int16Array(0);
  let start = 0;
  let end = 0;
  const within = (place: number) => Math.min(Math.max(0, place - start), samples.length);

  function grow(length: number): void {
    if (samples.length >= length) return;
    const larger = new Int16Array(Math.max(length, samples.length * 2));
    larger.set(samples);
    samples = larger;
  }

  return {
    put(added, at) {
      const place = Math.max(start, end, at);
      end = place + added.length;
      grow(end - start);
      samples.set(added, place - start);
    },
    cut(at) {
      samples.fill(0, within(at), within(end));
      end = Math.min(end, Math.max(start, at));
    },
    silence: since => void samples.fill(0, within(since)),
    take(until) {
      const taken = new Int16Array(until - start);
      taken.set(samples.subarray(0, within(until)));
      samples = samples.slice(within(until), within(Math.max(until, end)));
      start = until;
      end = Math.max(start, end);
      return taken;
    },
    start: () => start,
    end: () => end,
  };
}
