import { encodeMulaw } from '../src/audio/g711.ts';
import { modemSamples } from '../src/audio/modem.ts';
import type { createFarEnd } from './line.ts';
import type { VirtualRuntime } from './world.ts';

/** Somebody on the telephone: silence every 20 ms, unless they speak. */
export function createCaller(runtime: VirtualRuntime, farEnd: ReturnType<typeof createFarEnd>) {
  const silence = new Uint8Array(160).fill(0xff);
  let waiting: Uint8Array[] = [];
  let isThere = true;

  function frame(): void {
    if (!isThere) return;
    farEnd.carrier.audio(waiting.shift() ?? silence);
    runtime.at(20, frame);
  }

  function speak(samples: Int16Array): void {
    const audio = encodeMulaw(samples);
    for (let at = 0; at < audio.length; at += 160) {
      const piece = new Uint8Array(160).fill(0xff);
      piece.set(audio.subarray(at, at + 160));
      waiting.push(piece);
    }
  }

  return {
    start: frame,
    say: (text: string) => speak(modemSamples(text)),
    sound: speak,
    hush: () => {
      waiting = [];
    },
    leave: () => {
      isThere = false;
    },
  };
}
