import type { PeerSocket } from '../../peers.ts';
import type { World } from '../../world.ts';
import { problemOf, recordProblem } from '../checked.ts';
import { createAnswers } from './answers.ts';
import { createConversation, type RealtimeItem } from './conversation.ts';
import { createEars } from './ears.ts';
import { audioOf, errorEvent, type SessionHost, type SessionSettings } from './host.ts';
import { type ClientEvent, type ClientEventOf, clientEvent, type SessionUpdate } from './protocol.ts';

/** A session as it stands, for whoever wants to know what the model remembers. */
export interface RealtimeRecord {
  readonly id: string;
  readonly account: string;
  readonly isOpen: boolean;
  readonly items: readonly RealtimeItem[];
}

/** What a session begins with. */
export interface SessionStart {
  readonly account: string;
  readonly type: SessionSettings['type'];
  readonly model: string;
}

/** One session on one socket. */
export function runSession(world: World, start: SessionStart, socket: PeerSocket): () => RealtimeRecord {
  const [id, closed] = [`sess_${world.random.ids.hex(21)}`, new AbortController()];
  const conversation = createConversation();
  let settings: SessionSettings = initial(start);

  const host: SessionHost = {
    world,
    account: start.account,
    id,
    conversation,
    settings: () => settings,
    send: (type, fields) =>
      socket.send(JSON.stringify({ type, event_id: `event_${world.random.ids.hex(21)}`, ...fields })),
    complain: (problem, eventId) => host.send('error', errorEvent(problem, eventId)),
    breakOff: () => socket.breakOff(),
    signal: closed.signal,
  };
  const verbs = createVerbs(host, change => {
    settings = changed(settings, change);
  });

  async function follow(): Promise<void> {
    host.send('session.created', { session: shown(id, settings) });
    for await (const frame of socket.incoming) {
      const read = clientEvent.safeParse(jsonOf(frame));
      if (read.success) verbs.take(read.data);
      else {
        const problem = problemOf(read.error);
        recordProblem(world, start.account, `realtime: ${problem.message}`);
        host.complain(problem);
      }
    }
    closed.abort();
  }
  follow().catch((reason: unknown) => {
    world.runtime.log.error('sandbox.session-failed', { error: reason instanceof Error ? reason.name : 'unknown' });
    socket.breakOff();
  });
  return () => ({ id, account: start.account, isOpen: !closed.signal.aborted, items: conversation.list() });
}

function createVerbs(host: SessionHost, set: (change: SessionUpdate) => void) {
  const answers = createAnswers(host);
  const { conversation, world } = host;
  let ears = listen();
  let speaking: string | undefined;
  const wrong = (message: string, event: ClientEvent) => {
    recordProblem(world, host.account, `realtime: ${message}`);
    host.complain({ message, code: 'invalid_value' }, event.event_id);
  };

  function listen() {
    const { turnDetection, input } = host.settings();
    const silenceMs = turnDetection?.type === 'server_vad' ? turnDetection.silence_duration_ms : 500;
    return createEars({ format: audioOf(input), silenceMs, onStarted, onStopped });
  }

  function onStarted(atMs: number): void {
    const { turnDetection } = host.settings();
    if (!turnDetection) return;
    speaking = `item_${world.random.ids.hex(21)}`;
    host.send('input_audio_buffer.speech_started', { audio_start_ms: atMs, item_id: speaking });
    if (turnDetection.interrupt_response) answers.cancel('turn_detected');
  }

  function onStopped(atMs: number): void {
    const { turnDetection, type } = host.settings();
    if (!turnDetection) return;
    host.send('input_audio_buffer.speech_stopped', { audio_end_ms: atMs, item_id: speaking });
    commit();
    if (type === 'realtime' && turnDetection.create_response && !answers.isActive()) answers.create();
  }

  function commit(): void {
    const itemId = speaking ?? `item_${world.random.ids.hex(21)}`;
    speaking = undefined;
    const { text } = ears.commit();
    conversation.add({ id: itemId, role: 'user', text });
    const item = {
      id: itemId,
      object: 'realtime.item',
      type: 'message',
      status: 'completed',
      role: 'user',
      content: [{ type: 'input_audio', transcript: null }],
    };
    host.send('input_audio_buffer.committed', { previous_item_id: null, item_id: itemId });
    host.send('conversation.item.added', { previous_item_id: null, item });
    host.send('conversation.item.done', { previous_item_id: null, item });
    if (!host.settings().transcribes) return;
    const place = { item_id: itemId, content_index: 0 };
    if (text !== '') host.send('conversation.item.input_audio_transcription.delta', { ...place, delta: text });
    host.send('conversation.item.input_audio_transcription.completed', {
      ...place,
      transcript: text,
      usage: { type: 'duration', seconds: 1 },
    });
  }

  const verbs: { readonly [Type in ClientEvent['type']]: (event: ClientEventOf<Type>) => void } = {
    'session.update'(event) {
      if (event.session.type !== host.settings().type)
        return void wrong('Passing a session of another type is not possible.', event);
      set(event.session);
      ears = listen();
      host.send('session.updated', { session: shown(host.id, host.settings()) });
    },
    'input_audio_buffer.append': event => ears.append(Buffer.from(event.audio, 'base64')),
    'input_audio_buffer.commit'(event) {
      if (ears.bufferedMs() >= 100) return void commit();
      const message = `Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has ${ears.bufferedMs()}ms of audio.`;
      host.complain({ message, code: 'input_audio_buffer_commit_empty' }, event.event_id);
    },
    'input_audio_buffer.clear'() {
      ears.clear();
      host.send('input_audio_buffer.cleared', {});
    },
    'conversation.item.create': event => addItem(host, event, wrong),
    'conversation.item.truncate': event => truncate(host, event, wrong),
    'conversation.item.delete'(event) {
      if (!conversation.delete(event.item_id)) return void wrong('The item does not exist.', event);
      host.send('conversation.item.deleted', { item_id: event.item_id });
    },
    'response.create': event => answers.create(event.event_id),
    'response.cancel': event => answers.cancel('client_cancelled', event.event_id),
  };
  return { take: <Type extends ClientEvent['type']>(event: ClientEventOf<Type>) => verbs[event.type as Type](event) };
}

type Wrong = (message: string, event: ClientEvent) => void;

function addItem(
  { conversation, send, world }: SessionHost,
  event: ClientEventOf<'conversation.item.create'>,
  wrong: Wrong,
): void {
  const { item } = event;
  const id = item.id ?? `item_${world.random.ids.hex(21)}`;
  if (conversation.get(id)) return void wrong('An item with this id exists.', event);
  if (item.type === 'function_call_output') {
    const call = conversation.list().find(one => one.callId === item.call_id && one.role === 'assistant');
    if (!call) return void wrong('The tool call id does not exist in the conversation.', event);
    conversation.add({ id, role: 'tool', text: item.output, callId: item.call_id });
  } else conversation.add({ id, role: item.role, text: item.content.map(part => part.text).join('') });
  const shownItem = { object: 'realtime.item', status: 'completed', ...item, id };
  send('conversation.item.added', { previous_item_id: null, item: shownItem });
  send('conversation.item.done', { previous_item_id: null, item: shownItem });
}

const msPerByte = 40;

/** What was not heard is forgotten, words and all. */
function truncate(
  { conversation, send }: SessionHost,
  event: ClientEventOf<'conversation.item.truncate'>,
  wrong: Wrong,
): void {
  const { item_id, audio_end_ms } = event;
  const item = conversation.get(item_id);
  if (item?.audioMs === undefined) return void wrong('Only model output audio messages can be truncated.', event);
  if (audio_end_ms > item.audioMs)
    return void wrong(`Audio content of ${item.audioMs}ms is already shorter than ${audio_end_ms}ms.`, event);
  const bytes = Buffer.from(item.text).subarray(0, Math.floor(audio_end_ms / msPerByte));
  const text = new TextDecoder().decode(bytes, { stream: true });
  conversation.change(item_id, { text, audioMs: audio_end_ms, truncatedAtMs: audio_end_ms });
  send('conversation.item.truncated', { item_id, content_index: 0, audio_end_ms });
}

function initial({ type, model }: SessionStart): SessionSettings {
  const turnDetection = {
    type: 'server_vad' as const,
    silence_duration_ms: 500,
    create_response: true,
    interrupt_response: true,
  };
  const format = { type: 'audio/pcm' as const };
  return {
    type,
    model,
    instructions: '',
    tools: [],
    input: format,
    output: format,
    transcribes: type === 'transcription',
    turnDetection,
  };
}

function changed(known: SessionSettings, change: SessionUpdate): SessionSettings {
  const hearing = change.audio?.input;
  const common = {
    ...known,
    input: hearing?.format ?? known.input,
    transcribes: hearing?.transcription === undefined ? known.transcribes : hearing.transcription !== null,
    turnDetection: hearing?.turn_detection === undefined ? known.turnDetection : hearing.turn_detection,
  };
  if (change.type === 'transcription') return common;
  return {
    ...common,
    output: change.audio?.output?.format ?? known.output,
    instructions: change.instructions ?? known.instructions,
    tools: change.tools?.map(tool => tool.name) ?? known.tools,
  };
}

function shown(id: string, settings: SessionSettings): Record<string, unknown> {
  const { type, model, instructions, input, output, turnDetection } = settings;
  const hearing = { format: input, turn_detection: turnDetection };
  return {
    object: 'realtime.session',
    id,
    type,
    model,
    instructions,
    audio: { input: hearing, output: { format: output } },
  };
}

function jsonOf(frame: string | Uint8Array): unknown {
  try {
    return typeof frame === 'string' ? JSON.parse(frame) : undefined;
  } catch {
    return undefined;
  }
}
