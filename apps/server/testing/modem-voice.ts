import { type AudioFormat, type Provider, type Speech, type Transcription, telephoneAudio } from '@buttdial/core';
import { modemSpeech, readModem, toSamples } from '@buttdial/voice/wire';

/** Speech and transcription that the phones of the simulated network understand to the character. */
export function modemVoice(): Required<Pick<Provider, 'speech' | 'transcription'>> {
  return { speech: mouth, transcription: ears };
}

const byteMs = 40;

/** All that is said in a recording of one voice, also after pauses. */
export function saidInWav(wav: Uint8Array): string {
  const sampleRate = new DataView(wav.buffer, wav.byteOffset).getUint32(24, true);
  const samples = new Int16Array(wav.slice(44).buffer);
  const size = sampleRate / 50;
  const parts: Int16Array[][] = [[]];
  for (let at = 0; at < samples.length; at += size) {
    const frame = samples.subarray(at, at + size);
    if (frame.some(sample => Math.abs(sample) > silencePeak)) parts.at(-1)?.push(frame);
    else if (parts.at(-1)?.length) parts.push([]);
  }
  return parts
    .map(part => readAll(part, { encoding: 'pcm16', sampleRate, channels: 1 }))
    .join(' ')
    .trim();
}

const mouth: Speech = {
  formats: [telephoneAudio],
  async *speak({ text, format }) {
    let startMs = 0;
    for await (const clause of typeof text === 'string' ? [text] : text) {
      for (const { audio, alignment = [] } of modemSpeech(clause, format)) {
        const at = startMs;
        yield {
          audio,
          alignment: alignment.map(one => ({ ...one, startMs: one.startMs + at, endMs: one.endMs + at })),
        };
      }
      startMs += new TextEncoder().encode(clause).length * byteMs;
    }
  },
};

const silencePeak = 500;
const quietFrames = 10;

const ears: Transcription = {
  formats: [telephoneAudio],
  async *listen({ audio, format }) {
    let heard: Int16Array[] = [];
    let quiet = 0;
    let text = '';
    for await (const bytes of audio) {
      const samples = toSamples(bytes, format);
      quiet = samples.some(sample => Math.abs(sample) > silencePeak) ? 0 : quiet + 1;
      if (quiet === 0) {
        heard.push(samples);
        const now = readAll(heard, format);
        if (now !== text) yield { text: now, final: false, endOfTurn: false };
        text = now;
      }
      if (quiet !== quietFrames || text === '') continue;
      yield { text, final: true, endOfTurn: true };
      [heard, text] = [[], ''];
    }
  },
};

function readAll(parts: readonly Int16Array[], format: AudioFormat): string {
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return readModem(all, format.sampleRate).replace(/[\u0000-\u001f\ufffd]+/g, '');
}
