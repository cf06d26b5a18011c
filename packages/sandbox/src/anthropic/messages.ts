import { cut, eventStream, type ServerEvent } from '../models/events.ts';
import { tokensOf, wordsOf } from '../models/models.ts';
import type { Said } from '../models/persona.ts';
import type { ModelReply } from '../models/script.ts';
import type { World } from '../world.ts';
import { anthropicError, errorOf } from './errors.ts';
import { isToolAnswer, type MessagesRequest, messagesRequest, orderProblem, textOf } from './request.ts';

const path = '/v1/messages';

/** POST /v1/messages */
export function createMessage(world: World, account: string, body: unknown): Response {
  const read = messagesRequest.safeParse(body);
  const issue = read.error?.issues[0];
  const wrong = read.success
    ? orderProblem(read.data.messages)
    : [...(issue?.path ?? []).map(String), issue?.code === 'unrecognized_keys' ? issue.keys[0] : ''].join('.') +
      (issue?.code === 'unrecognized_keys' ? ': Extra inputs are not permitted' : `: ${issue?.message ?? 'wrong'}`);
  if (wrong !== undefined || !read.success) {
    world.ledger.alert({ vendor: 'anthropic', account, code: 400, message: `${path}: ${wrong}` });
    return anthropicError(400, wrong ?? 'wrong');
  }
  const reply = world.models.answer({ vendor: 'anthropic', account, ...saidIn(read.data) });
  const about = { vendor: 'anthropic', account, path };
  return eventStream(world, about, signal => speak({ world, request: read.data, reply, signal }));
}

function saidIn({ system, messages, tools = [] }: MessagesRequest): Said {
  return {
    system: textOf(system),
    turns: messages.map(one => ({ role: isToolAnswer(one) ? 'tool' : one.role, text: textOf(one.content) })),
    tools: tools.map(tool => tool.name),
  };
}

interface Speaking {
  readonly world: World;
  readonly request: MessagesRequest;
  readonly reply: ModelReply;
  readonly signal: AbortSignal;
}

const reasons = { stop: 'end_turn', length: 'max_tokens', refused: 'refusal' } as const;
const event = (type: string, fields: Record<string, unknown> = {}): ServerEvent => ({
  event: type,
  data: JSON.stringify({ type, ...fields }),
});

async function* speak(speaking: Speaking): AsyncGenerator<ServerEvent, typeof cut | undefined> {
  const { world, request, reply, signal } = speaking;
  await world.runtime.sleep(world.models.thinkMs(reply), signal);
  yield begin(world, request);
  yield event('ping');
  if (reply.text !== '') {
    const spoken = yield* say(speaking);
    if (spoken !== 'said') return spoken === 'cut' ? cut : undefined;
  }
  if (reply.cutAfterWords !== undefined) return cut;
  const first = reply.text === '' ? 0 : 1;
  for (const [at, tool] of reply.tools.entries()) yield* callTool(world, tool, first + at);
  const stopped = reply.tools.length > 0 && reply.ends === 'stop' ? 'tool_use' : reasons[reply.ends];
  const output = Math.max(1, tokensOf(reply.text + JSON.stringify(reply.tools)));
  yield event('message_delta', {
    delta: { stop_reason: stopped, stop_sequence: null },
    usage: { output_tokens: output },
  });
  yield event('message_stop');
  return undefined;
}

function begin(world: World, { model, messages }: MessagesRequest): ServerEvent {
  const id = `msg_${world.random.ids.hex(24)}`;
  const counted = { cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 };
  const usage = { input_tokens: tokensOf(JSON.stringify(messages)), ...counted };
  const empty = { content: [], stop_reason: null, stop_sequence: null };
  return event('message_start', { message: { id, type: 'message', role: 'assistant', model, ...empty, usage } });
}

async function* say({ world, reply, signal }: Speaking): AsyncGenerator<ServerEvent, 'said' | 'cut' | 'failed'> {
  yield event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
  for (const [spoken, word] of wordsOf(reply.text).entries()) {
    if (spoken === reply.cutAfterWords) return 'cut';
    if (spoken === reply.failsAfterWords) {
      yield { event: 'error', data: JSON.stringify(errorOf('overloaded_error', 'Overloaded')) };
      return 'failed';
    }
    yield event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: word } });
    if (reply.wordMs > 0) await world.runtime.sleep(reply.wordMs, signal);
  }
  yield event('content_block_stop', { index: 0 });
  return 'said';
}

// In pieces, as they are written: whoever reads them has to put them together.
function* callTool(world: World, tool: ModelReply['tools'][number], index: number): Generator<ServerEvent> {
  const written = Object.keys(tool.arguments).length === 0 ? '' : JSON.stringify(tool.arguments);
  const id = `toolu_${world.random.ids.hex(24)}`;
  yield event('content_block_start', { index, content_block: { type: 'tool_use', id, name: tool.name, input: {} } });
  yield event('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: '' } });
  for (let at = 0; at < written.length; at += 7)
    yield event('content_block_delta', {
      index,
      delta: { type: 'input_json_delta', partial_json: written.slice(at, at + 7) },
    });
  yield event('content_block_stop', { index });
}
