import { cut, eventStream, type ServerEvent } from '../models/events.ts';
import { tokensOf, wordsOf } from '../models/models.ts';
import type { Said } from '../models/persona.ts';
import type { ModelReply } from '../models/script.ts';
import type { World } from '../world.ts';
import { type ChatRequest, chatRequest, orderProblem, textOf } from './chat-request.ts';
import { checkedBody, type OpenaiAsked, refuse } from './checked.ts';
import { errorBody } from './errors.ts';

/** POST /v1/chat/completions */
export function completeChat(asked: OpenaiAsked): Response {
  const request = checkedBody(asked, chatRequest);
  if (request instanceof Response) return request;
  const wrong = orderProblem(request.messages);
  if (wrong !== undefined) return refuse(asked, { message: wrong, param: 'messages' });
  const { world, account, path } = asked;
  const reply = world.models.answer({ vendor: 'openai', account, ...saidIn(request) });
  return eventStream(world, { vendor: 'openai', account, path }, signal => speak({ world, request, reply, signal }));
}

function saidIn({ messages, tools = [] }: ChatRequest): Said {
  const isRule = (role: string) => role === 'system' || role === 'developer';
  return {
    system: messages.flatMap(one => (isRule(one.role) ? [textOf(one.content)] : [])).join('\n'),
    turns: messages.flatMap(one =>
      one.role === 'system' || one.role === 'developer' ? [] : [{ role: one.role, text: textOf(one.content) }],
    ),
    tools: tools.map(tool => tool.function.name),
  };
}

interface Speaking {
  readonly world: World;
  readonly request: ChatRequest;
  readonly reply: ModelReply;
  readonly signal: AbortSignal;
}

const reasons = { stop: 'stop', length: 'length', refused: 'content_filter' } as const;

async function* speak({
  world,
  request,
  reply,
  signal,
}: Speaking): AsyncGenerator<ServerEvent, typeof cut | undefined> {
  const chunk = chunkOf(world, request);
  await world.runtime.sleep(world.models.thinkMs(reply), signal);
  yield chunk({ delta: { role: 'assistant', content: '', refusal: null } });
  let spoken = 0;
  for (const word of wordsOf(reply.text)) {
    if (spoken === reply.cutAfterWords) return cut;
    if (spoken === reply.failsAfterWords) {
      yield {
        data: JSON.stringify({
          error: errorBody({ message: 'The server is overloaded.', type: 'server_error', code: 'server_error' }),
        }),
      };
      return undefined;
    }
    yield chunk({ delta: { content: word } });
    spoken += 1;
    if (reply.wordMs > 0) await world.runtime.sleep(reply.wordMs, signal);
  }
  if (reply.cutAfterWords !== undefined) return cut;
  for (const [index, tool] of reply.tools.entries())
    yield* callTool(chunk, { index, tool, id: `call_${world.random.ids.hex(24)}` });
  const finish = reply.tools.length > 0 && reply.ends === 'stop' ? 'tool_calls' : reasons[reply.ends];
  yield chunk({ delta: {}, finish_reason: finish });
  if (request.stream_options?.include_usage) yield chunk(undefined, usageOf(request, reply));
  yield { data: '[DONE]' };
  return undefined;
}

type Chunk = (choice: Record<string, unknown> | undefined, usage?: Record<string, unknown>) => ServerEvent;

function chunkOf(world: World, { model, stream_options }: ChatRequest): Chunk {
  const id = `chatcmpl-${world.random.ids.hex(29)}`;
  const created = Math.floor(world.runtime.now().getTime() / 1000);
  const common = { id, object: 'chat.completion.chunk', created, model, service_tier: 'default' };
  return (choice, usage) => {
    const choices = choice ? [{ index: 0, logprobs: null, finish_reason: null, ...choice }] : [];
    const counted = stream_options?.include_usage ? { usage: usage ?? null } : {};
    return { data: JSON.stringify({ ...common, choices, ...counted }) };
  };
}

// In pieces, as they are written: whoever reads them has to put them together.
function* callTool(
  chunk: Chunk,
  { index, tool, id }: { readonly index: number; readonly tool: ModelReply['tools'][number]; readonly id: string },
): Generator<ServerEvent> {
  const written = JSON.stringify(tool.arguments);
  const call = (fields: Record<string, unknown>) => chunk({ delta: { tool_calls: [{ index, ...fields }] } });
  yield call({ id, type: 'function', function: { name: tool.name, arguments: '' } });
  for (let at = 0; at < written.length; at += 7) yield call({ function: { arguments: written.slice(at, at + 7) } });
}

function usageOf(request: ChatRequest, reply: ModelReply): Record<string, unknown> {
  const prompt = tokensOf(JSON.stringify(request.messages));
  const completion = Math.max(1, tokensOf(reply.text + JSON.stringify(reply.tools)));
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}
