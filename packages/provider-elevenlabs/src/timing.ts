import type { AudioFormat, SpeechChunk } from '@buttdial/core';

/** Characters and when each is spoken, as one piece of the vendor's audio tells. Milliseconds. */
export interface PieceTiming {
  readonly characters: readonly string[];
  readonly startsMs: readonly number[];
  readonly endsMs: readonly number[];
}

/** Puts the timings of the pieces of one utterance onto one line of time. */
export interface Timeline {
  /** The next piece of the utterance. */
  chunk(audio: Uint8Array, timing: PieceTiming | undefined): SpeechChunk;
  /** More text that was asked for; characters that the vendor was given besides are left out of the timing. */
  expect(text: string): void;
}

/** Begins an utterance. */
export function createTimeline({ encoding, sampleRate }: AudioFormat): Timeline {
  const bytesPerMs = (sampleRate * (encoding === 'pcm16' ? 2 : 1)) / 1000;
  let spokenMs = 0;
  let expected = '';

  /** Whether the character is one of those that were asked for. */
  function take(character: string): boolean {
    if (expected.startsWith(character)) expected = expected.slice(character.length);
    else if (character.trim() === '') return false;
    return true;
  }

  return {
    expect(text) {
      expected += text;
    },
    chunk(audio, timing) {
      const fromMs = spokenMs;
      spokenMs += audio.length / bytesPerMs;
      if (!timing) return { audio };
      // Documented as counted from the piece; some answers count from the utterance. Whichever is nearer is meant.
      const first = timing.startsMs[0] ?? 0;
      const offsetMs = Math.abs(first - fromMs) < first ? 0 : fromMs;
      const alignment = timing.characters.flatMap((text, at) => {
        const startMs = clamp(offsetMs + (timing.startsMs[at] ?? 0), { fromMs, toMs: spokenMs });
        const endMs = clamp(offsetMs + (timing.endsMs[at] ?? 0), { fromMs: startMs, toMs: spokenMs });
        return take(text) ? [{ text, startMs, endMs }] : [];
      });
      return { audio, alignment };
    },
  };
}

function clamp(ms: number, { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): number {
  return Math.min(toMs, Math.max(fromMs, ms));
}

/** The numbers in a list; undefined for anything else. */
export function numbersIn(value: unknown): readonly number[] | undefined {
  return Array.isArray(value) && value.every(one => typeof one === 'number') ? value : undefined;
}

/** The texts in a list; undefined for anything else. */
export function textsIn(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every(one => typeof one === 'string') ? value : undefined;
}
