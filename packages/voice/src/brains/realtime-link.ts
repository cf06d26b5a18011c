import type { Call, MediaTransport, Realtime, RealtimeEvent, RealtimeSession, Runtime } from '@buttdial/core';
import type { TranscriptLine } from './brain.ts';
import { openInFormat } from './realtime-format.ts';

/** What a link needs, and whom it tells. */
export interface ModelLinkOptions {
  readonly runtime: Runtime;
  readonly realtime: Realtime;
  readonly request: Omit<Parameters<Realtime['open']>[0], 'format'>;
  /** Whether the model says something before it is spoken to. */
  readonly speaksFirst: boolean;
  /** What was heard before, in another process. */
  readonly memory?: readonly string[] | undefined;
  /** It was the model's turn to speak there already. */
  readonly isOpen?: boolean | undefined;
  readonly signal: AbortSignal;
  onEvent(event: RealtimeEvent): Promise<void>;
  /** What the model has said of this item is not wanted any more. */
  onStale(itemId: string): void;
  /** The session was lost, or could not be had: the first time it is asked back, the second time the call is to end. */
  onLost(): void;
  transcribe(line: TranscriptLine): void;
}

/** The connection to a speech-to-speech model, for as long as the call goes on. */
export interface ModelLink {
  session(): RealtimeSession | undefined;
  /** What the caller says; kept while the session is being opened. */
  hear(audio: Uint8Array): void;
  /** Opens a session for a line, unless there is one. One that is lost is opened once more, and told what was heard so far. */
  follow(media: MediaTransport): void;
  /**
   * It is the model's turn to speak from now on: what it has answered to the last words already, or else something of its own.
   * `settled`: what the line itself has talked about meanwhile; the answer to that is not wanted.
   */
  open(settled?: string): void;
  isOpen(): boolean;
  /** Writes a line down, and keeps it in mind. */
  transcribe(line: TranscriptLine): void;
}

const mostSessions = 2;
/** Ten seconds of frames. */
const mostWaiting = 500;
/** Longer than any answer that somebody would still wait for. */
const mostHeld = 5_000;
const resumed = 'The connection to you was lost and stands again. Go on with the call. What was heard so far:';

/** Makes a link that stands still until there is a line. */
export function createModelLink(options: ModelLinkOptions): ModelLink {
  const { runtime, signal } = options;
  const memory = [...(options.memory ?? [])];
  const isResumed = memory.length > 0;
  let waiting: Uint8Array[] = [];
  let session: RealtimeSession | undefined;
  let isOpen = options.isOpen ?? false;
  let sessions = 0;
  // The caller has spoken, so the model answers by itself.
  let isAnswerDue = false;
  // What the model says before it is its turn. It may be an answer to the very words that give it the turn.
  let held: Speaking[] = [];
  const greet = () => options.speaksFirst && session?.instruct('Begin the conversation now.', { answer: true });

  async function run({ format }: MediaTransport): Promise<void> {
    sessions += 1;
    const call: Call = { signal, idempotencyKey: runtime.newId() };
    session = await openInFormat(options.realtime, { ...options.request, format }, call);
    for (const audio of waiting) session.hear(audio);
    waiting = [];
    if (sessions > 1 || isResumed) session.instruct(`${resumed}\n${memory.join('\n')}`);
    else if (isOpen) greet();
    for await (const event of session.events) {
      if (event.kind === 'speech-started') isAnswerDue = true;
      if (event.kind === 'turn-ended') isAnswerDue = false;
      if (event.kind === 'speech-started' || held.length > mostHeld) forgetHeld();
      if (!isOpen && isSpeaking(event)) held.push(event);
      else await options.onEvent(event);
    }
  }

  /** @returns whether there was anything. */
  function forgetHeld(): boolean {
    const forgotten = held;
    held = [];
    const stale = new Set(forgotten.flatMap(event => (event.kind === 'audio' ? [event.itemId] : [])));
    for (const itemId of stale) {
      options.onStale(itemId);
      session?.truncate(itemId, 0);
    }
    // It was counted all the same.
    for (const event of forgotten) if (event.kind === 'turn-ended') void options.onEvent(event);
    return stale.size > 0;
  }

  function answer(): void {
    const answered = held;
    held = [];
    for (const event of answered) void options.onEvent(event);
    if (answered.length === 0 && !isAnswerDue) greet();
  }

  async function follow(media: MediaTransport): Promise<void> {
    try {
      await run(media);
    } catch (reason) {
      if (!signal.aborted)
        runtime.log.warn('voice.model-failed', { cause: reason instanceof Error ? reason.name : 'unknown' });
    }
    session = undefined;
    held = [];
    if (signal.aborted) return;
    options.onLost();
    if (sessions < mostSessions) await follow(media);
  }

  return {
    session: () => session,
    hear(audio) {
      if (session) return session.hear(audio);
      waiting = [...waiting.slice(-mostWaiting), audio];
    },
    follow(media) {
      if (sessions === 0) void follow(media);
    },
    open(settled) {
      isOpen = true;
      if (settled === undefined) return answer();
      const wasAnswered = forgetHeld();
      session?.instruct(settled, { answer: wasAnswered || !isAnswerDue });
    },
    isOpen: () => isOpen,
    transcribe(line) {
      memory.push(`${line.who}: ${line.text}`);
      options.transcribe(line);
    },
  };
}

type Speaking = Extract<RealtimeEvent, { kind: 'audio' | 'said' | 'turn-ended' }>;

function isSpeaking(event: RealtimeEvent): event is Speaking {
  return event.kind === 'audio' || event.kind === 'said' || event.kind === 'turn-ended';
}
