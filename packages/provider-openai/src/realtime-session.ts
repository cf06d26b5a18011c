import type { AudioFormat, RealtimeEvent, RealtimeSession, RealtimeUsage } from '@buttdial/core';
import { type Api, errorIn, lostSocket } from './api.ts';
import type { Live } from './live.ts';
import { field, numberField, textField } from './read.ts';
import { createAnswering } from './realtime-answers.ts';

interface SessionOptions {
  readonly format: AudioFormat;
  readonly signal: AbortSignal;
}

/** One session from its first word to its end. */
export function createSession(api: Api, live: Live, { format, signal }: SessionOptions): RealtimeSession {
  const answering = createAnswering(api, live.send);
  const items = createItems(format);
  let problem: unknown;
  let isOurs = false;
  let told: ReadableStreamDefaultController<RealtimeEvent> | undefined;
  const events = new ReadableStream<RealtimeEvent>({
    start(controller) {
      told = controller;
    },
    cancel: close,
  });

  // Not in the reader's time: answers to tools must go on while a tool is running.
  async function follow(): Promise<void> {
    for await (const event of live.events) for (const one of read(event)) if (!isOurs) told?.enqueue(one);
    if (isOurs) return;
    if (!signal.aborted)
      told?.enqueue({ kind: 'closed', fault: problem === undefined ? lostSocket : api.faultIn(problem) });
    else told?.enqueue({ kind: 'closed' });
    isOurs = true;
    told?.close();
  }

  function* read(event: unknown): Generator<RealtimeEvent> {
    const itemId = textField(event, 'item_id') ?? '';
    switch (textField(event, 'type')) {
      case 'response.output_audio.delta':
        yield { kind: 'audio', itemId, audio: items.add(itemId, textField(event, 'delta') ?? '') };
        return answering.spoke(textField(event, 'response_id'), itemId);
      case 'response.output_audio_transcript.delta':
        return yield { kind: 'said', itemId, text: textField(event, 'delta') ?? '', final: false };
      case 'response.output_audio_transcript.done':
        return yield { kind: 'said', itemId, text: textField(event, 'transcript') ?? '', final: true };
      case 'conversation.item.input_audio_transcription.delta':
        return yield { kind: 'heard', text: items.heardSoFar(itemId, textField(event, 'delta') ?? ''), final: false };
      case 'conversation.item.input_audio_transcription.completed': {
        const text = textField(event, 'transcript')?.trim() ?? '';
        if (text !== '') yield { kind: 'heard', text, final: true };
        return;
      }
      case 'input_audio_buffer.speech_started':
        return yield { kind: 'speech-started' };
      case 'input_audio_buffer.committed':
        return answering.callerSpoke();
      case 'response.created':
        return answering.began(textField(field(event, 'response'), 'id'));
      case 'response.output_item.done':
        return yield* toolCall(field(event, 'item'));
      case 'response.done':
        yield { kind: 'turn-ended', ...usageOf(field(field(event, 'response'), 'usage')) };
        return answering.ended();
      case 'error':
        return complain(errorIn(event));
    }
  }

  function* toolCall(item: unknown): Generator<RealtimeEvent> {
    const id = textField(item, 'call_id');
    if (textField(item, 'type') !== 'function_call' || id === undefined) return;
    answering.calledTool(id);
    yield { kind: 'tool-call', id, name: textField(item, 'name') ?? '', arguments: textField(item, 'arguments') ?? '' };
  }

  function complain(error: unknown): void {
    if (answering.wasRefused(error)) return;
    problem = error;
    api.log.warn('openai.realtime-error', { code: textField(error, 'code') ?? textField(error, 'type') });
  }

  function close(): void {
    if (isOurs) return;
    isOurs = true;
    live.close();
    told?.enqueue({ kind: 'closed' });
    told?.close();
  }

  const add = (item: Readonly<Record<string, unknown>>) => live.send({ type: 'conversation.item.create', item });
  follow().catch(() => close());
  return {
    events,
    hear: audio => live.send({ type: 'input_audio_buffer.append', audio: Buffer.from(audio).toString('base64') }),
    truncate(itemId, playedMs) {
      answering.stop(itemId);
      // More than was made is an error; nobody heard more.
      const audioEndMs = Math.max(0, Math.min(Math.floor(playedMs), items.madeMs(itemId)));
      live.send({ type: 'conversation.item.truncate', item_id: itemId, content_index: 0, audio_end_ms: audioEndMs });
    },
    answerTool(id, output) {
      add({ type: 'function_call_output', call_id: id, output });
      answering.answeredTool(id);
    },
    instruct(text, { answer } = { answer: false }) {
      add({ type: 'message', role: 'system', content: [{ type: 'input_text', text }] });
      if (answer) answering.want();
    },
    close,
  };
}

/** How much was made of each item, and what was heard so far of each of the caller's. */
function createItems({ encoding, sampleRate }: AudioFormat) {
  const bytesPerMs = (sampleRate / 1000) * (encoding === 'pcm16' ? 2 : 1);
  const made = new Map<string, number>();
  const heard = new Map<string, string>();
  return {
    add(itemId: string, delta: string): Uint8Array {
      const audio = new Uint8Array(Buffer.from(delta, 'base64'));
      made.set(itemId, (made.get(itemId) ?? 0) + audio.length);
      return audio;
    },
    madeMs: (itemId: string) => Math.floor((made.get(itemId) ?? 0) / bytesPerMs),
    heardSoFar(itemId: string, delta: string): string {
      const text = (heard.get(itemId) ?? '') + delta;
      heard.set(itemId, text);
      return text;
    },
  };
}

function usageOf(usage: unknown): { readonly usage?: RealtimeUsage } {
  const inputTokens = numberField(usage, 'input_tokens');
  const outputTokens = numberField(usage, 'output_tokens');
  if (inputTokens === undefined || outputTokens === undefined) return {};
  const [input, output] = [field(usage, 'input_token_details'), field(usage, 'output_token_details')];
  return {
    usage: {
      inputTokens,
      outputTokens,
      inputAudioTokens: numberField(input, 'audio_tokens') ?? 0,
      outputAudioTokens: numberField(output, 'audio_tokens') ?? 0,
      cachedInputTokens: numberField(input, 'cached_tokens') ?? 0,
    },
  };
}
