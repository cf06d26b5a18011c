import type { Runtime } from '@buttdial/core';
import { createQueue } from '@buttdial/voice/wire';

/** A piece of text to speak. `last` ends the utterance it belongs to. */
interface Token {
  readonly text: string;
  readonly last: boolean;
  readonly interruptible: boolean;
}

/** What was heard of an utterance that was cut short. */
export interface Cut {
  readonly heardText: string;
  readonly afterMs: number;
}

export interface TalkWorld {
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  readonly msPerCharacter: () => number;
  /** A token begins to be spoken. */
  readonly speaks: (text: string) => void;
  /** A token was spoken to its end. */
  readonly played: (text: string) => void;
  /** Speaking began or ended. */
  readonly speaking: (on: boolean) => void;
  /** An utterance is over; `interrupted`: only this much of it was spoken. */
  readonly said: (text: string, interrupted: boolean) => void;
}

/** Speaks text that arrives in tokens, at the pace of speech. */
export interface Talk {
  speak(token: Token): void;
  /** Who speaks can be cut short right now; undefined while nobody speaks. */
  interruptible(): boolean | undefined;
  /** Throws away what is not spoken yet. */
  interrupt(): Cut;
}

/** The mouth of a text relay. */
export function createTalk(world: TalkWorld): Talk {
  const { runtime, signal, msPerCharacter } = world;
  const queue = createQueue<Token & { readonly epoch: number }>();
  let [epoch, waiting, heard, heardMs] = [0, 0, '', 0];
  let current: { readonly token: Token; readonly sinceMs: number; readonly stop: AbortController } | undefined;

  const finish = (interrupted: boolean) => {
    const text = heard;
    [heard, heardMs] = ['', 0];
    world.speaking(false);
    if (text !== '') world.said(text, interrupted);
  };
  const say = async (token: Token) => {
    if (heard === '') world.speaking(true);
    const stop = new AbortController();
    current = { token, sinceMs: runtime.now().getTime(), stop };
    world.speaks(token.text);
    const durationMs = token.text.length * msPerCharacter();
    // Rejects when it is interrupted; whoever interrupts has counted what was heard.
    const whole = await runtime.sleep(durationMs, AbortSignal.any([signal, stop.signal])).then(
      () => true,
      () => false,
    );
    signal.throwIfAborted();
    if (!whole || stop.signal.aborted) return;
    current = undefined;
    heard += token.text;
    heardMs += durationMs;
    if (token.text !== '') world.played(token.text);
    if (token.last) finish(false);
  };
  const run = async () => {
    for await (const token of queue) {
      if (token.epoch !== epoch) continue;
      waiting -= 1;
      await say(token);
    }
  };
  // The signal is the only thing that stops it.
  run().catch(() => queue.end());
  signal.addEventListener('abort', () => queue.end(), { once: true });
  return {
    speak: token => {
      waiting += 1;
      queue.push({ ...token, epoch });
    },
    interruptible: () => current?.token.interruptible ?? (waiting > 0 || heard !== '' ? true : undefined),
    interrupt() {
      const elapsedMs = current ? runtime.now().getTime() - current.sinceMs : 0;
      const spoken = current?.token.text.slice(0, Math.floor(elapsedMs / Math.max(1, msPerCharacter()))) ?? '';
      const cut: Cut = { heardText: heard + spoken, afterMs: heardMs + elapsedMs };
      current?.stop.abort();
      current = undefined;
      [epoch, waiting, heard] = [epoch + 1, 0, cut.heardText];
      finish(true);
      return cut;
    },
  };
}
