import type { AudioFormat } from '@buttdial/core';
import { bytesPerMillisecond, createVoiceDetector, readModem, toSamples } from '@buttdial/voice/wire';

const frameMs = 20;

/** What somebody said, and where it lies in the audio. */
export interface HeardSpeech {
  readonly text: string;
  readonly endMs: number;
}

/** Hears by loudness, and understands the modem voice. */
export interface Ears {
  append(audio: Uint8Array): void;
  /** Since the last commit, silence included. */
  bufferedMs(): number;
  /** Ends what is being said, and takes it. */
  commit(): HeardSpeech;
  clear(): void;
}

/** What ears tell; milliseconds from the first sample of the session. */
export interface EarsOptions {
  readonly format: AudioFormat;
  readonly silenceMs: number;
  onStarted(atMs: number): void;
  onStopped(atMs: number): void;
}

/** Makes ears for one session. */
export function createEars({ format, silenceMs, onStarted, onStopped }: EarsOptions): Ears {
  const isVoice = createVoiceDetector({ hangoverMs: 0 });
  const frameBytes = bytesPerMillisecond(format) * frameMs;
  let rest = new Uint8Array();
  let before: Int16Array = new Int16Array();
  let runs: Int16Array[][] = [];
  let [atMs, committedMs, quietMs, endMs] = [0, 0, 0, 0];
  let [isSpeaking, wasLoud] = [false, false];

  function frame(samples: Int16Array): void {
    const isLoud = isVoice(samples, frameMs);
    atMs += frameMs;
    if (isLoud && !isSpeaking) {
      isSpeaking = true;
      onStarted(atMs - frameMs);
    }
    // The first loud frame may begin in the one before it.
    if (isLoud && !wasLoud) runs.push([before, samples]);
    else if (isLoud || wasLoud) runs.at(-1)!.push(samples);
    if (isLoud) [endMs, quietMs] = [atMs, 0];
    else quietMs += frameMs;
    [wasLoud, before] = [isLoud, samples];
    if (isSpeaking && quietMs >= silenceMs) {
      isSpeaking = false;
      onStopped(endMs);
    }
  }

  function commit(): HeardSpeech {
    const text = runs
      .map(run => understood(run, format.sampleRate))
      .filter(Boolean)
      .join(' ');
    clear();
    return { text, endMs };
  }

  function clear(): void {
    [runs, isSpeaking, wasLoud, committedMs] = [[], false, false, atMs];
  }

  return {
    append(audio) {
      const bytes = Buffer.concat([rest, audio]);
      const whole = bytes.length - (bytes.length % frameBytes);
      for (let at = 0; at < whole; at += frameBytes) frame(toSamples(bytes.subarray(at, at + frameBytes), format));
      rest = new Uint8Array(bytes.subarray(whole));
    },
    bufferedMs: () => atMs - committedMs,
    commit,
    clear,
  };
}

function understood(run: readonly Int16Array[], sampleRate: number): string {
  const samples = new Int16Array(run.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of run) {
    samples.set(part, at);
    at += part.length;
  }
  const text = readModem(samples, sampleRate);
  // Real voices are no modem: what they would be read as is noise.
  return /[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/.test(text) ? '(audio)' : text.trim();
}
