import { type AudioFormat, type Runtime, type Speech, type Transcription, telephoneAudio } from '@buttdial/core';
import { toSamples } from '../src/audio/convert.ts';
import { loudnessDb } from '../src/audio/goertzel.ts';
import { modemSpeech, readModem } from '../src/audio/modem.ts';

/** A speech service that speaks with the modem voice, much faster than it is heard. */
export function modemVoice(runtime: Runtime, { chunkMs = 0, format = telephoneAudio, aligned = true } = {}): Speech {
  return {
    formats: [format],
    async *speak({ text }) {
      let startMs = 0;
      for await (const clause of typeof text === 'string' ? [text] : text) {
        for (const { audio, alignment = [] } of modemSpeech(clause, format)) {
          // A service that does not listen when it is told to stop.
          if (chunkMs > 0) await runtime.sleep(chunkMs);
          const spans = alignment.map(one => ({ ...one, startMs: one.startMs + startMs, endMs: one.endMs + startMs }));
          yield aligned ? { audio, alignment: spans } : { audio };
        }
        startMs += new TextEncoder().encode(clause).length * 40;
      }
    },
  };
}

/** A transcription service that understands the modem voice. `saysWhen`: it tells when a turn is over, after 100 ms of silence. */
export function modemEars({ saysWhen = true }: { readonly saysWhen?: boolean } = {}): Transcription {
  return {
    formats: [telephoneAudio],
    async *listen({ audio, format }) {
      let heard: Int16Array[] = [];
      let quiet = 0;
      let text = '';
      for await (const bytes of audio) {
        const samples = toSamples(bytes, format);
        quiet = loudnessDb(samples) < -40 ? quiet + 1 : 0;
        if (quiet === 0) heard.push(samples);
        const now = quiet === 0 ? readAll(heard, format) : text;
        if (quiet === 0 && now !== text) yield { text: now, final: false, endOfTurn: false };
        text = now;
        if (quiet !== 5 || text === '') continue;
        yield { text, final: true, endOfTurn: saysWhen };
        [heard, text] = [[], ''];
      }
    },
  };
}

function readAll(parts: readonly Int16Array[], format: AudioFormat): string {
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return readModem(all, format.sampleRate);
}
