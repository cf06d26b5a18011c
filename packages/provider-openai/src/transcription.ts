import type { Transcription, Utterance } from '@buttdial/core';
import { failure } from '@buttdial/core/adapter';
import { type Api, errorIn, lostSocket } from './api.ts';
import { formatOnWire, type Live, liveFormats, openLive } from './live.ts';
import { field, textField } from './read.ts';
import { transcribeFile } from './transcribe-file.ts';

/** Which model listens. */
export interface TranscriptionSettings {
  readonly transcriptionModel: string;
}

const silenceMs = 500;

/** Live transcription over a socket. The server hears when a turn is over: after half a second of silence. */
export function createTranscription(api: Api, { transcriptionModel }: TranscriptionSettings): Transcription {
  return {
    model: transcriptionModel,
    formats: liveFormats,
    transcribe: (file, call) => transcribeFile({ api, model: transcriptionModel }, file, call),
    async *listen({ audio, format, language }, call) {
      const spoken = language?.split('-')[0]?.toLowerCase();
      const input = {
        format: formatOnWire(format),
        transcription: { model: transcriptionModel, ...(spoken !== undefined && { language: spoken }) },
        turn_detection: { type: 'server_vad', silence_duration_ms: silenceMs },
      };
      const session = { type: 'transcription', audio: { input } };
      const live = await openLive(api, { query: { intent: 'transcription' }, session }, call);
      const turns = createTurns(api);
      const feeding = feed(live, audio, turns);
      try {
        for await (const event of live.events) {
          yield* turns.take(event, language);
          if (turns.areOver()) return;
        }
        call.signal.throwIfAborted();
        throw failure(turns.fault() ?? lostSocket);
      } finally {
        live.close();
        feeding.stop();
      }
    },
  };
}

/** Sends the audio as it comes, and says when there is no more. */
function feed(live: Live, audio: AsyncIterable<Uint8Array>, turns: ReturnType<typeof createTurns>) {
  const pieces = audio[Symbol.asyncIterator]();
  let isStopped = false;
  async function run(): Promise<void> {
    for (let piece = await pieces.next(); !piece.done && !isStopped; piece = await pieces.next())
      live.send({ type: 'input_audio_buffer.append', audio: Buffer.from(piece.value).toString('base64') });
    if (!isStopped) live.send({ type: 'input_audio_buffer.commit', event_id: turns.finish() });
  }
  // Where the audio itself fails, there is nothing more to hear.
  run().catch(() => live.close());
  return {
    stop() {
      isStopped = true;
      pieces.return?.().catch(() => isStopped);
    },
  };
}

/** What was said, turn by turn. */
function createTurns(api: Api) {
  const partial = new Map<string, string>();
  const open = new Set<string>();
  const commitId = `event_${api.newId()}`;
  let expected = 0;
  let [isFinishing, isFinished] = [false, false];
  let problem: unknown;

  function* take(event: unknown, language: string | undefined): Generator<Utterance> {
    const itemId = textField(event, 'item_id') ?? '';
    const spoken = language === undefined ? {} : { language };
    switch (textField(event, 'type')) {
      case 'input_audio_buffer.speech_stopped':
        expected += 1;
        return;
      case 'input_audio_buffer.committed':
        open.add(itemId);
        // Those that we did not ask for were announced.
        if (expected > 0) expected -= 1;
        else isFinished ||= isFinishing;
        return;
      case 'conversation.item.input_audio_transcription.delta': {
        const text = (partial.get(itemId) ?? '') + (textField(event, 'delta') ?? '');
        partial.set(itemId, text);
        if (text.trim() !== '') yield { text, final: false, endOfTurn: false, ...spoken };
        return;
      }
      case 'conversation.item.input_audio_transcription.completed': {
        const text = textField(event, 'transcript') ?? partial.get(itemId) ?? '';
        close(itemId);
        if (text.trim() !== '') yield { text, final: true, endOfTurn: true, ...spoken };
        return;
      }
      case 'conversation.item.input_audio_transcription.failed':
        api.log.warn('openai.transcription-failed', { code: textField(field(event, 'error'), 'code') });
        return close(itemId);
      case 'error':
        return complain(errorIn(event));
    }
  }

  function close(itemId: string): void {
    open.delete(itemId);
    partial.delete(itemId);
  }

  function complain(error: unknown): void {
    // Nothing was left to be heard when the audio ended.
    if (textField(error, 'event_id') === commitId) isFinished = true;
    else {
      problem = error;
      api.log.warn('openai.transcription-error', { code: textField(error, 'code') });
    }
  }

  return {
    take,
    finish() {
      isFinishing = true;
      return commitId;
    },
    areOver: () => isFinished && open.size === 0,
    fault: () => (problem === undefined ? undefined : api.faultIn(problem)),
  };
}
