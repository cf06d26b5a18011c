import type { Socket } from '@buttdial/core';
import { createQueue } from '../src/queue.ts';
import { mediaDialects } from '../src/wire/accept.ts';
import { openMediaCarrier } from '../src/wire/media-carrier.ts';
import type { VirtualRuntime } from './world.ts';

/** A socket pair whose frames take time, each way, in order. */
export function slowSocketPair(runtime: VirtualRuntime, delayMs: () => number): { ours: Socket; theirs: Socket } {
  const [toUs, toThem] = [direction(runtime, delayMs), direction(runtime, delayMs)];
  const close = () => {
    toUs.end();
    toThem.end();
  };
  return {
    ours: { send: toThem.send, close, incoming: toUs.queue },
    theirs: { send: toUs.send, close, incoming: toThem.queue },
  };
}

function direction(runtime: VirtualRuntime, delayMs: () => number) {
  const queue = createQueue<string | Uint8Array>();
  let lastAtMs = 0;
  const later = (action: () => void) => {
    lastAtMs = Math.max(lastAtMs, runtime.atMs() + delayMs());
    runtime.at(lastAtMs - runtime.atMs(), action);
  };
  return { queue, send: (data: string | Uint8Array) => later(() => queue.push(data)), end: () => later(queue.end) };
}

interface Playing {
  readonly startMs: number;
  readonly endMs: number;
  readonly audio: Uint8Array;
}

/** A cut that the carrier made: what of each run of audio was really played until then. */
export interface TruePlayback {
  readonly atMs: number;
  readonly audio: Uint8Array;
}

/**
 * The far end of a Twilio media stream: plays what it gets at the pace of time, echoes marks when playback reaches them or
 * a clear throws them away, and remembers exactly what was audible. `playedSince` starts again after each clear.
 */
export function createFarEnd(runtime: VirtualRuntime, socket: Socket) {
  const carrier = openMediaCarrier(socket, mediaDialects.twilio);
  const clears: TruePlayback[] = [];
  let playing: Playing[] = [];
  let marks: string[] = [];
  let epoch = 0;
  let freeAtMs = 0;
  let invalid = 0;

  function cutAt(nowMs: number): Uint8Array {
    const parts = playing.map(({ audio, startMs }) =>
      audio.subarray(0, Math.max(0, Math.min(audio.length, (nowMs - startMs) * 8))),
    );
    return Buffer.concat(parts);
  }

  function mark(name: string): void {
    const inEpoch = epoch;
    marks.push(name);
    runtime.at(Math.max(0, freeAtMs - runtime.atMs()), () => {
      if (inEpoch !== epoch) return;
      marks = marks.filter(one => one !== name);
      carrier.mark(name);
    });
  }

  function clear(): void {
    clears.push({ atMs: runtime.atMs(), audio: cutAt(runtime.atMs()) });
    playing = [];
    freeAtMs = runtime.atMs();
    epoch += 1;
    for (const name of marks.splice(0)) carrier.mark(name);
  }

  async function listen(): Promise<void> {
    for await (const event of carrier.events) {
      if (event.kind === 'invalid') invalid += 1;
      if (event.kind === 'mark') mark(event.name);
      if (event.kind === 'clear') clear();
      if (event.kind !== 'audio') continue;
      const startMs = Math.max(freeAtMs, runtime.atMs());
      freeAtMs = startMs + event.audio.length / 8;
      playing.push({ startMs, endMs: freeAtMs, audio: event.audio });
    }
  }

  return {
    carrier,
    clears,
    done: listen(),
    playedSince: () => cutAt(runtime.atMs()),
    invalid: () => invalid,
    bufferedMs: () => Math.max(0, freeAtMs - runtime.atMs()),
  };
}
