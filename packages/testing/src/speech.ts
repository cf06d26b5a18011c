import type { AudioFormat, Speech, SpeechChunk } from '@buttdial/core';
import { describe, expect } from 'vitest';
import {
  callWith,
  drain,
  expectNoCanary,
  type FailingLaw,
  faultOf,
  joined,
  lawsOfAborting,
  lawsOfFailing,
  type PeerWorld,
  type Scenario,
  streamLaw,
  wordsOf,
} from './streams.ts';

/** The laws of speech. `speaks`: all is well. `refused`: the vendor takes the request, or its text, for impossible. `broken-off`: cut in the middle of the audio. */
export type SpeechLaw = FailingLaw | 'speaks' | 'refused';

/** A provider of speech and the vendor behind it. */
export interface SpokenWorld extends PeerWorld {
  readonly speech: Speech;
}

/** A provider of speech and what is needed to try it. */
export interface SpeechSubject {
  /** One for every law: leaving one out does not compile. */
  readonly scenarios: Readonly<Record<SpeechLaw, Scenario<SpokenWorld>>>;
  readonly voice: string;
  /** Reads back what was spoken; the modem voice of `@buttdial/voice/wire` is exact. */
  read(audio: Uint8Array, format: AudioFormat): string;
  /** Whether the vendor says which characters are spoken when: then of the whole text, in order. */
  readonly aligned: boolean;
  readonly secrets: readonly string[];
}

const text = 'Good morning, Ada. The table by the window is yours at half past seven.';

/** The laws of `speech`. */
export function testSpeech(subject: SpeechSubject): void {
  const { scenarios, voice, secrets } = subject;
  const speak = (world: SpokenWorld, spoken: string | AsyncIterable<string>, signal?: AbortSignal) =>
    world.speech.speak({ text: spoken, voice, language: 'en-US', format: world.speech.formats[0]! }, callWith(signal));

  describe('speech', () => {
    streamLaw('speaks a whole text, in every format it declares', scenarios.speaks, async ({ speech }) => {
      expect(speech.formats.length).toBeGreaterThan(0);
      for (const format of speech.formats) {
        const chunks = await drain(speech.speak({ text, voice, language: 'en-US', format }, callWith()));
        expect(subject.read(audioOf(chunks), format)).toBe(text);
      }
    });
    streamLaw('gives each piece in whole samples', scenarios.speaks, async ({ speech }) => {
      for (const format of speech.formats.filter(one => one.encoding === 'pcm16')) {
        const chunks = await drain(speech.speak({ text, voice, format }, callWith()));
        expect(chunks.filter(chunk => chunk.audio.length % 2 !== 0)).toEqual([]);
      }
    });
    streamLaw('speaks a text that is still being written, and nothing for none', scenarios.speaks, async world => {
      const chunks = await drain(speak(world, wordsOf(text)));
      expect(subject.read(audioOf(chunks), world.speech.formats[0]!)).toBe(text);
      expect(audioOf(await drain(speak(world, wordsOf('')))).length).toBe(0);
    });
    streamLaw('aligns the whole text with its audio, or nothing at all', scenarios.speaks, async world => {
      const spans = (await drain(speak(world, text))).flatMap(chunk => chunk.alignment ?? []);
      expect(spans.map(span => span.text).join('')).toBe(subject.aligned ? text : '');
      for (const [index, span] of spans.entries()) {
        expect(span.endMs).toBeGreaterThanOrEqual(span.startMs);
        expect(span.startMs).toBeGreaterThanOrEqual(spans[index - 1]?.startMs ?? 0);
      }
    });
    streamLaw(
      'throws a fault that is not transient where the vendor refuses',
      scenarios.refused,
      async (world, logs) => {
        const { fault, spoken } = await faultOf(drain(speak(world, text)));
        expect(['invalid', 'blocked', 'unsupported']).toContain(fault.kind);
        expectNoCanary([text, ...secrets], spoken, logs);
      },
    );
    lawsOfFailing(scenarios, world => drain(speak(world, text)), [text, ...secrets]);
    lawsOfAborting(scenarios.speaks, (world, signal) => speak(world, text, signal));
  });
}

function audioOf(chunks: readonly SpeechChunk[]): Uint8Array {
  return joined(chunks.map(chunk => chunk.audio));
}
