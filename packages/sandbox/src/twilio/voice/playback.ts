import { createDigitDetector, decodeMulaw, readModem } from '@buttdial/voice/wire';
import type { Heard } from '../../calls/spoken.ts';

const FRAME_BYTES = 160;
/** So many frames of silence end an utterance. */
const PAUSE_FRAMES = 10;
const SILENCE_PEAK = 500;

type Queued = { readonly audio: Uint8Array } | { readonly mark: string };

/** What a stream plays to a phone, frame by frame, and what the phone makes of it. */
export interface Playback {
  audio(audio: Uint8Array): void;
  mark(name: string): void;
  /** Throws away what is not played yet; the marks in it come back. */
  clear(): void;
  /** Plays 20 ms. @returns what was played. */
  tick(): Uint8Array;
  /** Nothing more will be played: what was heard last is over. */
  stop(): void;
}

/** @param world what happens: a mark is reached (or thrown away), and something was heard to its end. */
export function createPlayback(world: {
  readonly reached: (mark: string) => void;
  readonly heard: (heard: Heard) => void;
  /** 20 ms are played. @returns whether the other end of the call heard them. */
  readonly sounded: (frame: Uint8Array) => boolean;
  readonly speaking: (on: boolean) => void;
}): Playback {
  let queue: Queued[] = [];
  const ear = createEar(world);
  const tick = () => {
    const played: Uint8Array[] = [];
    let room = FRAME_BYTES;
    while (queue.length > 0) {
      const first = queue[0]!;
      if ('audio' in first && room === 0) break;
      queue.shift();
      if ('mark' in first) {
        world.reached(first.mark);
        continue;
      }
      const now = first.audio.subarray(0, room);
      if (now.length < first.audio.length) queue.unshift({ audio: first.audio.subarray(now.length) });
      room -= now.length;
      played.push(now);
    }
    const frame = Buffer.concat(played);
    ear.frame(frame, world.sounded(frame));
    return frame;
  };
  return {
    audio: audio => void (audio.length > 0 && queue.push({ audio })),
    mark: mark => void queue.push({ mark }),
    clear() {
      const marks = queue.flatMap(one => ('mark' in one ? [one.mark] : []));
      const wasPlaying = queue.some(one => 'audio' in one);
      queue = [];
      ear.finish(wasPlaying);
      for (const mark of marks) world.reached(mark);
    },
    tick,
    stop: () => ear.finish(queue.some(one => 'audio' in one)),
  };
}

function createEar({ heard, speaking }: Pick<Parameters<typeof createPlayback>[0], 'heard' | 'speaking'>) {
  let [frames, silent]: [Int16Array[], number] = [[], 0];
  let [digits, isPassedOn] = [false, true];
  const digitIn = createDigitDetector();
  const finish = (interrupted: boolean) => {
    const samples = joined(frames);
    const [isDigits, passed] = [digits, isPassedOn && frames.length > 0 ? { isPassedOn } : {}];
    [frames, silent, digits, isPassedOn] = [[], 0, false, true];
    speaking(false);
    const text = isDigits ? '' : readModem(samples);
    if (text !== '') heard({ kind: 'speech', text: isSpeech(text) ? text : '(audio)', interrupted, ...passed });
  };
  const frame = (bytes: Uint8Array, wasPassedOn: boolean) => {
    const samples = decodeMulaw(bytes);
    const digit = samples.length > 0 ? digitIn(samples) : undefined;
    if (digit !== undefined) {
      digits = true;
      heard({ kind: 'digit', digit });
    }
    if (samples.some(sample => Math.abs(sample) > SILENCE_PEAK)) {
      frames.push(samples);
      silent = 0;
      isPassedOn &&= wasPassedOn;
      speaking(true);
    } else if (frames.length > 0 && ++silent >= PAUSE_FRAMES) finish(false);
  };
  return { frame, finish };
}

// Real voices are no modem: what they would be read as is noise.
function isSpeech(text: string): boolean {
  return !/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/.test(text);
}

function joined(frames: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(frames.reduce((sum, frame) => sum + frame.length, 0));
  let at = 0;
  for (const frame of frames) {
    all.set(frame, at);
    at += frame.length;
  }
  return all;
}
