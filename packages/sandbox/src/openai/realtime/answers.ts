import { fromSamples, millisecondsOf, modemByteMs, modemSamples } from '@buttdial/voice/wire';
import { tokensOf, wordsOf } from '../../models/models.ts';
import type { ModelReply } from '../../models/script.ts';
import { audioOf, type SessionHost } from './host.ts';

/** The model of a session: one answer at a time. */
export interface Answers {
  /** Begins an answer. */
  create(eventId?: string): void;
  cancel(reason: 'client_cancelled' | 'turn_detected', eventId?: string): void;
  isActive(): boolean;
}

interface Active {
  readonly id: string;
  readonly stop: AbortController;
  reason: string;
}

/** Audio is made so many times faster than it plays. */
const speedUp = 8;

export function createAnswers(host: SessionHost): Answers {
  const { world } = host;
  let active: Active | undefined;

  function create(eventId?: string): void {
    if (active) {
      const message = `Conversation already has an active response in progress: ${active.id}. Wait until the response is finished before creating a new one.`;
      return void host.complain({ message, code: 'conversation_already_has_active_response' }, eventId);
    }
    const made: Active = { id: `resp_${world.random.ids.hex(22)}`, stop: new AbortController(), reason: '' };
    active = made;
    const reply = world.models.answer({ vendor: 'openai', account: host.account, ...saidIn(host) });
    world.background.run(async closing => {
      const signal = AbortSignal.any([made.stop.signal, host.signal, closing]);
      host.send('response.created', {
        response: { object: 'realtime.response', id: made.id, status: 'in_progress', output: [] },
      });
      host.send('rate_limits.updated', {
        rate_limits: [{ name: 'tokens', limit: 40_000, remaining: 39_000, reset_seconds: 1 }],
      });
      const output = await answer(host, { id: made.id, reply, signal }).catch((reason: unknown) => {
        if (!signal.aborted) throw reason;
        return undefined;
      });
      if (host.signal.aborted || closing.aborted) return;
      if (active === made) active = undefined;
      host.send('response.done', { response: done(host, { made, reply, output }) });
    });
  }

  return {
    create,
    cancel(reason, eventId) {
      if (!active) {
        if (reason === 'turn_detected') return;
        return void host.complain(
          { message: 'Cancellation failed: no active response found', code: 'response_cancel_not_active' },
          eventId,
        );
      }
      active.reason = reason;
      active.stop.abort();
      active = undefined;
    },
    isActive: () => active !== undefined,
  };
}

function saidIn({ conversation, settings }: SessionHost) {
  const { instructions, tools } = settings();
  const items = conversation.list();
  return {
    system: [instructions, ...items.flatMap(item => (item.role === 'system' ? [item.text] : []))].join('\n'),
    turns: items.flatMap(item => (item.role === 'system' ? [] : [{ role: item.role, text: item.text }])),
    tools,
  };
}

type Item = Record<string, unknown>;

/** @returns the items of the answer. */
async function answer(
  host: SessionHost,
  { id, reply, signal }: { readonly id: string; readonly reply: ModelReply; readonly signal: AbortSignal },
): Promise<readonly Item[]> {
  await host.world.runtime.sleep(host.world.models.thinkMs(reply), signal);
  const output: Item[] = [];
  if (reply.text !== '') output.push(await speak(host, { id, reply, signal }));
  if (reply.cutAfterWords !== undefined) host.breakOff();
  for (const [index, tool] of reply.tools.entries()) {
    signal.throwIfAborted();
    output.push(callTool(host, { id, tool, index: output.length + index }));
  }
  return output;
}

async function speak(
  host: SessionHost,
  { id, reply, signal }: { readonly id: string; readonly reply: ModelReply; readonly signal: AbortSignal },
): Promise<Item> {
  const { world, conversation } = host;
  const format = audioOf(host.settings().output);
  const itemId = `item_${world.random.ids.hex(21)}`;
  const place = { response_id: id, item_id: itemId, output_index: 0, content_index: 0 };
  const item = (status: string, content: readonly Item[]) => ({
    id: itemId,
    object: 'realtime.item',
    type: 'message',
    status,
    role: 'assistant',
    content,
  });
  conversation.add({ id: itemId, role: 'assistant', text: '', audioMs: 0 });
  host.send('response.output_item.added', { response_id: id, output_index: 0, item: item('in_progress', []) });
  host.send('conversation.item.added', { previous_item_id: null, item: item('in_progress', []) });
  host.send('response.content_part.added', { ...place, part: { type: 'audio', transcript: '' } });
  for (const [index, word] of wordsOf(reply.text).entries()) {
    if (index === reply.cutAfterWords) host.breakOff();
    signal.throwIfAborted();
    const known = conversation.get(itemId);
    const audio = fromSamples(modemSamples(word, format.sampleRate), format);
    const playMs = millisecondsOf(audio, format);
    // What was cut is forgotten, also what is made of it afterwards.
    if (known && known.truncatedAtMs === undefined)
      conversation.change(itemId, { text: known.text + word, audioMs: (known.audioMs ?? 0) + playMs });
    host.send('response.output_audio_transcript.delta', { ...place, delta: word });
    host.send('response.output_audio.delta', { ...place, delta: Buffer.from(audio).toString('base64') });
    await world.runtime.sleep(Math.max(reply.wordMs, Math.floor(playMs / speedUp)), signal);
  }
  const finished = item('completed', [{ type: 'output_audio', transcript: reply.text }]);
  host.send('response.output_audio.done', place);
  host.send('response.output_audio_transcript.done', { ...place, transcript: reply.text });
  host.send('response.content_part.done', { ...place, part: { type: 'audio', transcript: reply.text } });
  host.send('response.output_item.done', { response_id: id, output_index: 0, item: finished });
  host.send('conversation.item.done', { previous_item_id: null, item: finished });
  return finished;
}

function callTool(
  host: SessionHost,
  { id, tool, index }: { readonly id: string; readonly tool: ModelReply['tools'][number]; readonly index: number },
): Item {
  const [itemId, callId] = [`item_${host.world.random.ids.hex(21)}`, `call_${host.world.random.ids.hex(16)}`];
  const written = JSON.stringify(tool.arguments);
  const place = { response_id: id, item_id: itemId, output_index: index };
  const item = (status: string, given: string) => ({
    id: itemId,
    object: 'realtime.item',
    type: 'function_call',
    status,
    call_id: callId,
    name: tool.name,
    arguments: given,
  });
  host.conversation.add({ id: itemId, role: 'assistant', text: '', callId });
  host.send('response.output_item.added', { response_id: id, output_index: index, item: item('in_progress', '') });
  host.send('conversation.item.added', { previous_item_id: null, item: item('in_progress', '') });
  host.send('response.function_call_arguments.delta', { ...place, call_id: callId, delta: written });
  host.send('response.function_call_arguments.done', {
    ...place,
    call_id: callId,
    name: tool.name,
    arguments: written,
  });
  host.send('response.output_item.done', { response_id: id, output_index: index, item: item('completed', written) });
  host.send('conversation.item.done', { previous_item_id: null, item: item('completed', written) });
  return item('completed', written);
}

function done(
  host: SessionHost,
  {
    made,
    reply,
    output,
  }: { readonly made: Active; readonly reply: ModelReply; readonly output: readonly Item[] | undefined },
): Record<string, unknown> {
  const input = tokensOf(JSON.stringify(host.conversation.list()) + host.settings().instructions);
  const spoken = Math.ceil((Buffer.byteLength(reply.text) * modemByteMs) / 50);
  const written = tokensOf(reply.text) + tokensOf(JSON.stringify(reply.tools));
  const isCancelled = output === undefined;
  const isShort = reply.ends !== 'stop';
  const status = isCancelled ? 'cancelled' : isShort ? 'incomplete' : 'completed';
  const why = isCancelled
    ? { type: 'cancelled', reason: made.reason }
    : { type: 'incomplete', reason: reply.ends === 'length' ? 'max_output_tokens' : 'content_filter' };
  return {
    object: 'realtime.response',
    id: made.id,
    status,
    status_details: status === 'completed' ? null : why,
    output: output ?? [],
    usage: {
      total_tokens: input + spoken + written,
      input_tokens: input,
      output_tokens: spoken + written,
      input_token_details: { text_tokens: input, audio_tokens: 0, cached_tokens: 0 },
      output_token_details: { text_tokens: written, audio_tokens: spoken },
    },
  };
}
