import type { Call, Fault, LanguageModel, LanguagePart, Turn } from '@buttdial/core';
import { failure } from '@buttdial/core/adapter';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Api } from './api.ts';
import { field, jsonOf, listField, numberField, textField } from './read.ts';

type Request = Parameters<LanguageModel['reply']>[0];

/** How the model is asked. */
export interface LanguageSettings {
  readonly model: string;
  readonly reasoningEffort?: string | undefined;
  readonly maxTokensField: 'max_completion_tokens' | 'max_tokens';
}

/** Chat completions: what OpenAI and every compatible server understand. */
export function createLanguage(api: Api, settings: LanguageSettings): LanguageModel {
  return {
    model: settings.model,
    async *reply(request: Request, call: Call) {
      const reading = createReading(api);
      const body = await api.stream('/chat/completions', onWire(request, settings), call);
      for await (const { data } of serverEvents(body)) {
        if (data === '[DONE]') break;
        yield* reading.take(jsonOf(data));
      }
      yield* reading.end();
    },
  };
}

function serverEvents(body: AsyncIterable<Uint8Array>) {
  // A copy, because a stream of bytes hands its buffers over.
  const bytes = ReadableStream.from(body) as ReadableStream<Uint8Array<ArrayBuffer>>;
  return bytes.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
}

function onWire({ system, turns, tools = [], maxTokens }: Request, settings: LanguageSettings) {
  const { model, reasoningEffort, maxTokensField } = settings;
  return {
    model,
    messages: [{ role: 'system', content: system }, ...turns.flatMap(messageOf)],
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, input }) => {
        const parameters = Object.keys(input).length > 0 ? { parameters: input } : {};
        return { type: 'function', function: { name, description, ...parameters } };
      }),
    }),
    [maxTokensField]: maxTokens,
    ...(reasoningEffort !== undefined && { reasoning_effort: reasoningEffort }),
    stream: true,
    stream_options: { include_usage: true },
  };
}

function messageOf({ role, text, toolCallId, toolCalls = [] }: Turn): readonly Record<string, unknown>[] {
  if (role === 'user') return [{ role, content: text }];
  if (role === 'tool') return [{ role, tool_call_id: toolCallId, content: text }];
  if (toolCalls.length === 0) return text === '' ? [] : [{ role, content: text }];
  const calls = toolCalls.map(call => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  }));
  return [{ role, content: text === '' ? null : text, tool_calls: calls }];
}

interface GrowingCall {
  id: string;
  name: string;
  arguments: string;
}

type End = Extract<LanguagePart, { kind: 'end' }>;

const reasons: Readonly<Record<string, End['reason']>> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'refused',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
};
const cutShort: Fault = { kind: 'unavailable', message: 'The answer of the model ended in the middle.' };
const unreadable: Fault = { kind: 'unavailable', message: 'The answer of the model cannot be read.' };

/** Puts the pieces of one answer together. */
function createReading(api: Api) {
  const calls = new Map<number, GrowingCall>();
  let finish: string | undefined;
  let isRefused = false;
  let usage: unknown;

  function* take(chunk: unknown): Generator<LanguagePart> {
    const error = field(chunk, 'error');
    if (error) throw failure(api.faultIn(error));
    if (typeof chunk !== 'object' || chunk === null) throw failure(unreadable);
    usage = field(chunk, 'usage') ?? usage;
    const choice = listField(chunk, 'choices')[0];
    finish = textField(choice, 'finish_reason') ?? finish;
    const delta = field(choice, 'delta');
    const refusal = textField(delta, 'refusal');
    isRefused ||= Boolean(refusal);
    const text = `${textField(delta, 'content') ?? ''}${refusal ?? ''}`;
    if (text !== '') yield { kind: 'text', text };
    for (const piece of listField(delta, 'tool_calls')) grow(piece);
  }

  function grow(piece: unknown): void {
    const index = numberField(piece, 'index') ?? calls.size;
    const call = calls.get(index) ?? { id: '', name: '', arguments: '' };
    const made = field(piece, 'function');
    call.id ||= textField(piece, 'id') ?? '';
    call.name ||= textField(made, 'name') ?? '';
    call.arguments += textField(made, 'arguments') ?? '';
    calls.set(index, call);
  }

  function* end(): Generator<LanguagePart> {
    // Without a reason the connection was closed early, however politely.
    if (finish === undefined) throw failure(cutShort);
    for (const [index, call] of [...calls].sort(([one], [other]) => one - other)) {
      // Some compatible servers give their calls no id.
      yield { kind: 'tool-call', ...call, id: call.id || `call-${api.newId()}-${index}` };
    }
    const counted = {
      inputTokens: numberField(usage, 'prompt_tokens'),
      cachedInputTokens: numberField(field(usage, 'prompt_tokens_details'), 'cached_tokens'),
      outputTokens: numberField(usage, 'completion_tokens'),
    };
    const reason = isRefused ? 'refused' : calls.size > 0 ? 'tool-calls' : (reasons[finish] ?? 'stop');
    yield {
      kind: 'end',
      reason,
      ...(counted.inputTokens !== undefined && { inputTokens: counted.inputTokens }),
      ...(counted.cachedInputTokens !== undefined && { cachedInputTokens: counted.cachedInputTokens }),
      ...(counted.outputTokens !== undefined && { outputTokens: counted.outputTokens }),
    };
  }

  return { take, end };
}
