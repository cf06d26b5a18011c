import type { AudioFormat, Runtime, Transcription, Utterance } from '@buttdial/core';
import { canConvert, createConverter, isSame } from '../audio/convert.ts';
import { averagePause, endpointDelayMs } from '../floor/endpoint.ts';
import { createQueue, type Queue } from '../queue.ts';
import { unanswered } from './answered.ts';

/** What ears need and whom they tell. */
export interface EarsOptions {
  readonly runtime: Runtime;
  readonly transcription: Transcription;
  /** The line that will be heard; its format is that of the audio. */
  readonly transport: { readonly format: AudioFormat };
  /** The turn so far; it may still change. */
  onWords(text: string): void;
  /** The caller's turn is over. */
  onTurn(text: string, language: string): void;
  onError(): void;
}

/** Hears a caller: audio in, turns out. */
export interface Ears {
  /** One frame of audio, and whether it holds a voice. */
  hear(audio: Uint8Array, isVoice: boolean, durationMs: number): void;
  /** Begins to listen, or begins again in another language. */
  listen(language: string): void;
  stop(): void;
}

interface TurnSoFar {
  readonly finals: readonly string[];
  readonly partial: string;
}

const emptyTurn: TurnSoFar = { finals: [], partial: '' };

/** Makes ears from a transcription service. Where the service does not say that a turn is over, silence does. */
export function createEars(options: EarsOptions): Ears {
  let stopped = new AbortController();
  let audioQueue: Queue<Uint8Array> | undefined;
  let language = 'en-US';
  let turn = emptyTurn;
  /** Of what the service still works on: it went with a turn that silence ended. */
  let answered = '';
  let quietMs = 0;
  let pauseMs: number | undefined;

  const textOf = (one: TurnSoFar) =>
    [...one.finals, one.partial]
      .map(part => part.trim())
      .filter(Boolean)
      .join(' ');

  function endTurnIfQuiet(): void {
    const text = textOf(turn);
    const facts = { text, language, ...(pauseMs !== undefined && { averagePauseMs: pauseMs }) };
    if (text !== '' && quietMs >= endpointDelayMs(facts)) endTurn();
  }

  function endTurn(): void {
    const text = textOf(turn);
    answered = [answered, turn.partial.trim()].filter(Boolean).join(' ');
    turn = emptyTurn;
    if (text !== '') options.onTurn(text, language);
  }

  function take(utterance: Utterance): void {
    const added = unanswered(utterance.text, answered);
    if (utterance.final) turn = { finals: [...turn.finals, added], partial: '' };
    else turn = { ...turn, partial: added };
    if (utterance.final) answered = '';
    const text = textOf(turn);
    if (text !== '') options.onWords(text);
    if (utterance.endOfTurn) endTurn();
    else if (utterance.final) endTurnIfQuiet();
  }

  async function follow(audio: Queue<Uint8Array>, signal: AbortSignal): Promise<void> {
    const { transcription, runtime } = options;
    const from = options.transport.format;
    const format =
      transcription.formats.find(one => isSame(one, from)) ??
      transcription.formats.find(one => canConvert(from, one)) ??
      from;
    const request = { audio: converted(audio, createConverter(from, format)), format, language };
    for await (const utterance of transcription.listen(request, { signal, idempotencyKey: runtime.newId() }))
      take(utterance);
  }

  return {
    hear(audio, isVoice, durationMs) {
      audioQueue?.push(audio);
      if (isVoice) {
        if (quietMs > 100 && turn !== emptyTurn) pauseMs = averagePause(pauseMs, quietMs);
        quietMs = 0;
        return;
      }
      quietMs += durationMs;
      if (turn !== emptyTurn) endTurnIfQuiet();
    },
    listen(newLanguage) {
      language = newLanguage;
      stop();
      answered = '';
      stopped = new AbortController();
      const { signal } = stopped;
      audioQueue = createQueue<Uint8Array>();
      follow(audioQueue, signal).catch(reason => {
        if (signal.aborted) return;
        options.runtime.log.warn('voice.transcription-failed', { cause: String(reason?.name) });
        options.onError();
      });
    },
    stop,
  };

  function stop(): void {
    audioQueue?.end();
    stopped.abort();
  }
}

async function* converted(
  audio: AsyncIterable<Uint8Array>,
  convert: (audio: Uint8Array) => Uint8Array,
): AsyncGenerator<Uint8Array> {
  for await (const piece of audio) yield convert(piece);
}
