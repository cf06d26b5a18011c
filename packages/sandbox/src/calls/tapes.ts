import { decodeMulaw, stereoWav } from '@buttdial/voice/wire';

/** What was to be heard in one call, both ways, from the moment its audio stood. */
export interface Tape {
  /** 20 ms of both sides. */
  add(caller: Uint8Array, callee: Uint8Array): void;
}

/** The tapes of the last calls whose audio was recorded. */
export interface Tapes {
  start(callId: string): Tape;
  /** A WAV file: who calls on the left, who is called on the right. */
  wav(callId: string): Uint8Array | undefined;
  clear(): void;
}

const sampleRate = 8000;
const frameBytes = 160;
const mostTapes = 4;
/** Ten minutes. */
const mostFrames = 30_000;

interface Recorded {
  readonly caller: Uint8Array[];
  readonly callee: Uint8Array[];
}

/** No tapes yet. A second stream of a call is recorded behind its first. */
export function createTapes(): Tapes {
  const tapes = new Map<string, Recorded>();
  return {
    start(callId) {
      const tape = tapes.get(callId) ?? { caller: [], callee: [] };
      tapes.set(callId, tape);
      const oldest = tapes.keys().next().value;
      if (tapes.size > mostTapes && oldest !== undefined) tapes.delete(oldest);
      return {
        add(caller, callee) {
          if (tape.caller.length >= mostFrames) return;
          tape.caller.push(caller);
          tape.callee.push(callee);
        },
      };
    },
    wav(callId) {
      const tape = tapes.get(callId);
      return tape && stereoWav(joined(tape.caller), joined(tape.callee), sampleRate);
    },
    clear: () => tapes.clear(),
  };
}

function joined(frames: readonly Uint8Array[]): Int16Array {
  const samples = new Int16Array(frames.length * frameBytes);
  for (const [at, frame] of frames.entries()) samples.set(decodeMulaw(frame.subarray(0, frameBytes)), at * frameBytes);
  return samples;
}
