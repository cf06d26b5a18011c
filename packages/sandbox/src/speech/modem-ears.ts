import type { AudioFormat } from '@buttdial/core';
import { bytesPerMillisecond, readModem, toSamples } from '@buttdial/voice/wire';

const frameMs = 20;
const silencePeak = 500;

/** How things stand after one more frame of 20 ms. Times count from the first audio. */
export interface EarState {
  readonly atMs: number;
  /** Since the last loud frame; grows from the first audio where nothing was said yet. */
  readonly quietMs: number;
  /** When the utterance began; undefined while there is none. */
  readonly sinceMs: number | undefined;
}

/** Hears the modem voice, frame by frame. */
export interface ModemEars {
  /** Takes audio of any length and calls back for each whole frame in it. */
  hear(audio: Uint8Array): void;
  /** What was said since the last `forget`, as far as it can be read. */
  text(): string;
  forget(): void;
  state(): EarState;
}

/** Ears for audio of one format. `onFrame` runs after every 20 ms. */
export function createModemEars(format: AudioFormat, onFrame: (state: EarState) => void): ModemEars {
  const frameBytes = frameMs * bytesPerMillisecond(format);
  let rest = new Uint8Array(0);
  let frames: Int16Array[] = [];
  let now: EarState = { atMs: 0, quietMs: 0, sinceMs: undefined };
  const frame = (bytes: Uint8Array) => {
    const samples = toSamples(bytes, format);
    const isLoud = samples.some(sample => Math.abs(sample) > silencePeak);
    const atMs = now.atMs + frameMs;
    const sinceMs = now.sinceMs ?? (isLoud ? now.atMs : undefined);
    if (sinceMs !== undefined) frames.push(samples);
    now = { atMs, sinceMs, quietMs: isLoud ? 0 : now.quietMs + frameMs };
    onFrame(now);
  };
  return {
    hear(audio) {
      const all = new Uint8Array(rest.length + audio.length);
      all.set(rest);
      all.set(audio, rest.length);
      let at = 0;
      for (; at + frameBytes <= all.length; at += frameBytes) frame(all.slice(at, at + frameBytes));
      rest = all.slice(at);
    },
    text: () => readAll(frames, format.sampleRate),
    forget() {
      frames = [];
      now = { ...now, sinceMs: undefined };
    },
    state: () => now,
  };
}

/** All that can be read, over pauses too: the modem voice has none within what is said at once. */
function readAll(frames: readonly Int16Array[], sampleRate: number): string {
  const parts: Int16Array[][] = [[]];
  for (const samples of frames) {
    const isLoud = samples.some(sample => Math.abs(sample) > silencePeak);
    if (isLoud) parts.at(-1)!.push(samples);
    else if (parts.at(-1)!.length > 0) parts.push([]);
  }
  return parts
    .map(part => readModem(joined(part), sampleRate).trim())
    .filter(text => text !== '')
    .join(' ');
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
