import type { Runtime } from '@buttdial/core';
import { opening, sealing } from '../archive/seal-stream.ts';

/** A place outside of the memory for what this process alone may read; it is gone with the process. */
export interface Scratch {
  write(bytes: Uint8Array): Promise<void>;
  /** All that was written, once: it is gone when it was read to its end or cancelled. */
  read(): ReadableStream<Uint8Array>;
  /** Throws away what was written. */
  drop(): Promise<void>;
}

/** Sound that is too long for the memory, sealed under a key that lies nowhere. */
export interface Reel {
  /** Never waits, and never fails: what could not be kept is told at the end. */
  add(sound: Uint8Array): void;
  /** All of it, once. @throws whatever the place throws. */
  play(): Promise<ReadableStream<Uint8Array>>;
  drop(): Promise<void>;
}

const label = 'reel';

/** @param open makes an empty place. */
export function createReel(open: () => Promise<Scratch>, runtime: Pick<Runtime, 'randomBytes'>): Reel {
  const key = runtime.randomBytes(32);
  const seal = sealing(key, label, runtime);
  const writer = seal.writable.getWriter();
  const place = open();
  const written = place.then(to => seal.readable.pipeTo(new WritableStream({ write: bytes => to.write(bytes) })));
  let failure: unknown;
  const fail = (reason: unknown) => {
    failure ??= reason;
    return writer.abort(reason);
  };
  written.catch(fail);

  return {
    add: sound => void writer.write(sound).catch(fail),
    async play() {
      if (failure !== undefined) throw failure;
      await Promise.all([writer.close(), written]);
      return (await place).read().pipeThrough(opening(key, label));
    },
    async drop() {
      await writer.abort().catch(fail);
      await written.catch(fail);
      await place.then(to => to.drop());
    },
  };
}

/** A place in the memory after all, where no other is given. */
export async function memoryScratch(): Promise<Scratch> {
  const kept: Uint8Array[] = [];
  return {
    write: async bytes => void kept.push(bytes),
    read: () => ReadableStream.from(kept.splice(0)) as ReadableStream<Uint8Array>,
    drop: async () => void kept.splice(0),
  };
}
