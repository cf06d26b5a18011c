import type { Call, Fault, LanguageModel, LanguagePart } from '@buttdial/core';
import { failure } from '@buttdial/core/adapter';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Api } from './api.ts';
import { messagesOf } from './messages.ts';
import { field, jsonOf, numberField, textField } from './read.ts';

type Request = Parameters<LanguageModel['reply']>[0];

/** Anthropic's Messages, streamed. */
export function createLanguage(api: Api, model: string): LanguageModel {
  return {
    model,
    async *reply(request: Request, call: Call) {
      const reading = createReading(api);
      const body = await api.stream('/v1/messages', onWire(request, model), call);
      for await (const { data } of serverEvents(body)) {
        yield* reading.take(jsonOf(data));
        if (reading.isOver()) break;
      }
      yield reading.end();
    },
  };
}

function serverEvents(body: AsyncIterable<Uint8Array>) {
  const bytes = ReadableStream.from(body) as ReadableStream<Uint8Array<ArrayBuffer>>;
  return bytes.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
}

function onWire({ system, turns, tools = [], maxTokens }: Request, model: string) {
  return {
    model,
    max_tokens: maxTokens,
    ...(system !== '' && { system }),
    messages: messagesOf(turns),
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, input }) => ({
        name,
        description,
        input_schema: { type: 'object', ...input },
      })),
    }),
    stream: true,
  };
}

type End = Extract<LanguagePart, { kind: 'end' }>;

const reasons: Readonly<Record<string, End['reason']>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool-calls',
  refusal: 'refused',
};
const cutShort: Fault = { kind: 'unavailable', message: 'The answer of the model ended in the middle.' };
const unreadable: Fault = { kind: 'unavailable', message: 'The answer of the model cannot be read.' };

/** Puts the pieces of one answer together. */
function createReading(api: Api) {
  const calls = new Map<number, { readonly id: string; readonly name: string; arguments: string }>();
  let reason: string | undefined;
  let isOver = false;
  let inputTokens: number | undefined;
  let cachedInputTokens: number | undefined;
  let outputTokens: number | undefined;

  function* take(event: unknown): Generator<LanguagePart> {
    const index = numberField(event, 'index') ?? 0;
    switch (textField(event, 'type')) {
      case undefined:
        throw failure(unreadable);
      case 'error':
        throw failure(api.faultIn(event));
      case 'message_start':
        return count(field(field(event, 'message'), 'usage'));
      case 'content_block_start':
        return begin(index, field(event, 'content_block'));
      case 'content_block_delta':
        return yield* grow(index, field(event, 'delta'));
      case 'content_block_stop':
        return yield* finish(index);
      case 'message_delta':
        reason = textField(field(event, 'delta'), 'stop_reason') ?? reason;
        return count(field(event, 'usage'));
      case 'message_stop':
        isOver = true;
    }
  }

  // What was read from or written to a cache is input too, and counted apart.
  function count(usage: unknown): void {
    const input = ['input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'].map(name =>
      numberField(usage, name),
    );
    if (input[0] !== undefined) inputTokens = input.reduce<number>((sum, tokens) => sum + (tokens ?? 0), 0);
    cachedInputTokens = numberField(usage, 'cache_read_input_tokens') ?? cachedInputTokens;
    outputTokens = numberField(usage, 'output_tokens') ?? outputTokens;
  }

  function begin(index: number, block: unknown): void {
    if (textField(block, 'type') !== 'tool_use') return;
    calls.set(index, { id: textField(block, 'id') ?? '', name: textField(block, 'name') ?? '', arguments: '' });
  }

  function* grow(index: number, delta: unknown): Generator<LanguagePart> {
    const text = textField(delta, 'text') ?? '';
    if (textField(delta, 'type') === 'text_delta' && text !== '') yield { kind: 'text', text };
    const call = calls.get(index);
    if (call) call.arguments += textField(delta, 'partial_json') ?? '';
  }

  function* finish(index: number): Generator<LanguagePart> {
    const call = calls.get(index);
    if (call) yield { kind: 'tool-call', ...call, arguments: call.arguments || '{}' };
  }

  function end(): LanguagePart {
    // Without a reason the connection was closed early, however politely.
    if (reason === undefined) throw failure(cutShort);
    return {
      kind: 'end',
      reason: reasons[reason] ?? 'stop',
      ...(inputTokens !== undefined && { inputTokens }),
      ...(cachedInputTokens !== undefined && { cachedInputTokens }),
      ...(outputTokens !== undefined && { outputTokens }),
    };
  }

  return { take, end, isOver: () => isOver };
}
