import type { AudioFormat, Interruptible, Runtime, Speech, SpeechChunk } from '@buttdial/core';
import { canConvert, createConverter, isSame } from '../audio/convert.ts';
import { createClauseCutter } from '../floor/clauses.ts';
import type { Heard } from '../playback/heard.ts';
import type { Player } from '../playback/player.ts';
import { createQueue, type Queue } from '../queue.ts';

/** What a mouth needs. */
export interface MouthOptions {
  readonly runtime: Runtime;
  readonly speech: Speech;
  readonly voice: string;
  readonly player: Player;
  /** Of the audio that the line takes. */
  readonly format: () => AudioFormat;
  language(): string;
  /** The first sound of an utterance is on its way. */
  onAudible(utterance: SpokenUtterance): void;
  onError(): void;
}

/** One thing that is being said. */
export interface SpokenUtterance {
  readonly id: string;
  readonly interruptible: Interruptible;
}

/** Speaks: tokens in, audio to the player. Utterances follow each other in the order in which they began. */
export interface Mouth {
  /** @returns the id of the utterance that the token belongs to, if it belongs to one. */
  say(token: string, options: { readonly last: boolean; readonly interruptible: Interruptible }): string | undefined;
  /** Audio that needs no synthesis, such as a recording, tones, or what a speech-to-speech model says. */
  sound(chunks: AsyncIterable<SpeechChunk> | Iterable<SpeechChunk>, utterance: SpokenUtterance): void;
  /** Falls silent at once and forgets everything not yet said. Tokens up to the next last one are dropped. */
  cut(): readonly Heard[];
  stop(): void;
}

interface OpenUtterance extends SpokenUtterance {
  readonly clauses: Queue<string>;
  readonly cutter: ReturnType<typeof createClauseCutter>;
}

/** Makes a mouth from a speech service. */
export function createMouth(options: MouthOptions): Mouth {
  const { runtime, player, speech } = options;
  let silenced = new AbortController();
  let line: Promise<void> = Promise.resolve();
  let current: OpenUtterance | undefined;
  let isDropping = false;

  function open(interruptible: Interruptible): OpenUtterance {
    const utterance = {
      id: runtime.newId(),
      interruptible,
      clauses: createQueue<string>(),
      cutter: createClauseCutter(),
    };
    queue(utterance, signal => synthesize(utterance.clauses, signal));
    return utterance;
  }

  function synthesize(text: string | AsyncIterable<string>, signal: AbortSignal): AsyncIterable<SpeechChunk> {
    const to = options.format();
    const format = speech.formats.find(one => isSame(one, to)) ?? speech.formats.find(one => canConvert(one, to)) ?? to;
    const request = { text, voice: options.voice, language: options.language(), format };
    return converted(speech.speak(request, { signal, idempotencyKey: runtime.newId() }), createConverter(format, to));
  }

  /** Puts an utterance at the end of the line. */
  function queue(
    utterance: SpokenUtterance,
    start: (signal: AbortSignal) => AsyncIterable<SpeechChunk> | Iterable<SpeechChunk>,
  ): void {
    const { signal } = silenced;
    line = line
      .then(() => (signal.aborted ? undefined : perform(utterance, start(signal), signal)))
      .catch(reason => {
        if (signal.aborted) return;
        runtime.log.warn('voice.speech-failed', { cause: String(reason?.name) });
        player.finish(utterance.id);
        options.onError();
      });
  }

  async function perform(
    utterance: SpokenUtterance,
    chunks: AsyncIterable<SpeechChunk> | Iterable<SpeechChunk>,
    signal: AbortSignal,
  ): Promise<void> {
    let isAudible = false;
    for await (const chunk of chunks) {
      if (signal.aborted) return;
      if (!isAudible && chunk.audio.length > 0) options.onAudible(utterance);
      isAudible ||= chunk.audio.length > 0;
      if (chunk.alignment) player.describe(utterance.id, { spans: chunk.alignment });
      player.play(utterance.id, chunk.audio);
    }
    if (!signal.aborted) player.finish(utterance.id);
  }

  function say(
    token: string,
    { last, interruptible }: { readonly last: boolean; readonly interruptible: Interruptible },
  ): string | undefined {
    if (isDropping) {
      isDropping = !last;
      return undefined;
    }
    if (!current && token === '') return undefined;
    if (!current && last) return sayWhole(token, interruptible);
    current ??= open(interruptible);
    const { id } = current;
    player.describe(current.id, { text: token });
    for (const clause of current.cutter.push(token)) current.clauses.push(clause);
    if (!last) return id;
    const rest = current.cutter.end();
    if (rest !== '') current.clauses.push(rest);
    current.clauses.end();
    current = undefined;
    return id;
  }

  // What is known from its first to its last word may have been prepared.
  function sayWhole(text: string, interruptible: Interruptible): string {
    const id = runtime.newId();
    player.describe(id, { text });
    queue({ id, interruptible }, signal => synthesize(text, signal));
    return id;
  }

  return {
    say,
    sound: (chunks, utterance) => queue(utterance, () => chunks),
    cut() {
      silenced.abort();
      silenced = new AbortController();
      isDropping = current !== undefined;
      current?.clauses.end();
      current = undefined;
      // Whoever still synthesises has been told to stop; nobody waits for them.
      line = Promise.resolve();
      return player.cut();
    },
    stop() {
      silenced.abort();
      current?.clauses.end();
    },
  };
}

async function* converted(
  chunks: AsyncIterable<SpeechChunk>,
  convert: (audio: Uint8Array) => Uint8Array,
): AsyncGenerator<SpeechChunk> {
  for await (const chunk of chunks) yield { ...chunk, audio: convert(chunk.audio) };
}
