import type { MessageChannel } from '@buttdial/voice';
import { createQueue } from '@buttdial/voice/wire';

type Written = (error: Error | null) => void;

/** Counts what is on its way to the other process. Nobody who does not listen is written to without end. */
export interface Pipe {
  send(write: (written: Written) => void): void;
  waiting(): number;
}

// Some minutes of what a hundred calls say to each other's processes.
const mostWaiting = 20_000;

/** `overflowed`: the other process has not listened for far too long. */
export function createPipe(overflowed: () => void): Pipe {
  let waiting = 0;
  return {
    send(write) {
      waiting += 1;
      write(() => {
        waiting -= 1;
      });
      if (waiting > mostWaiting) overflowed();
    },
    waiting: () => waiting,
  };
}

/** The messages of the lines, among all that pass between two processes. */
export interface VoiceChannel extends MessageChannel {
  take(message: unknown): void;
  end(): void;
}

export function createVoiceChannel(pipe: Pipe, send: (message: unknown) => void): VoiceChannel {
  const messages = createQueue<unknown>();
  return { send, messages, waiting: pipe.waiting, take: messages.push, end: messages.end };
}

/** Does it the first time that it is asked for: a message more or less ends no call, and fills no log. */
export function onlyOnce(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}
