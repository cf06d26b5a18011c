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
  readonly signal: AbortSignal;
  onEvent(event: RealtimeEvent): Promise<void>;
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
  /** It is the model's turn to speak from now on. */
  open(): void;
  isOpen(): boolean;
  /** Writes a line down, and keeps it in mind. */
  transcribe(line: TranscriptLine): void;
}

const mostSessions = 2;
/** Ten seconds of frames. */
const mostWaiting = 500;
const resumed = 'The connection to you was lost and stands again. Go on with the call. What was heard so far:';

/** Makes a link that stands still until there is a line. */
export function createModelLink(options: ModelLinkOptions): ModelLink {
  const { runtime, signal } = options;
  const memory: string[] = [];
  let waiting: Uint8Array[] = [];
  let session: RealtimeSession | undefined;
  let isOpen = false;
  let sessions = 0;
  // The caller has spoken, so the model answers by itself.
  let isAnswerDue = false;
  const greet = () => options.speaksFirst && session?.instruct('Begin the conversation now.', { answer: true });

  async function run({ format }: MediaTransport): Promise<void> {
    sessions += 1;
    const call: Call = { signal, idempotencyKey: runtime.newId() };
    session = await openInFormat(options.realtime, { ...options.request, format }, call);
    for (const audio of waiting) session.hear(audio);
    waiting = [];
    if (memory.length > 0) session.instruct(`${resumed}\n${memory.join('\n')}`);
    else if (isOpen) greet();
    for await (const event of session.events) {
      if (event.kind === 'speech-started') isAnswerDue = true;
      if (event.kind === 'turn-ended') isAnswerDue = false;
      await options.onEvent(event);
    }
  }

  async function follow(media: MediaTransport): Promise<void> {
    try {
      await run(media);
    } catch (reason) {
      if (!signal.aborted)
        runtime.log.warn('voice.model-failed', { cause: reason instanceof Error ? reason.name : 'unknown' });
    }
    session = undefined;
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
    open() {
      isOpen = true;
      if (!isAnswerDue) greet();
    },
    isOpen: () => isOpen,
    transcribe(line) {
      memory.push(`${line.who}: ${line.text}`);
      options.transcribe(line);
    },
  };
}
