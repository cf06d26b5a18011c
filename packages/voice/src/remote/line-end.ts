import type { RelayEvent, TextTransport } from '@buttdial/core';
import { createQueue } from '../queue.ts';
import type { RecordingSink } from '../session/recording.ts';
import type { RemoteLift, RemoteRecording } from '../session/remote-line.ts';
import type { MediaNews, MediaOrder } from './messages.ts';

type Heard = Extract<MediaNews, { kind: 'event' | 'recorded' }>;

/** One line, at the end where the call is. */
export interface LineEnd {
  readonly isRecorded: boolean;
  recorded(sink: RecordingSink): RemoteRecording;
  lift(how: RemoteLift): TextTransport;
  take(news: Heard): void;
  /** Nothing more comes from it. */
  close(): void;
}

/** What a line needs. */
export interface LineEndOptions {
  readonly id: string;
  /** Of sounds. */
  newId(): string;
  send(order: MediaOrder): void;
  /** A sound could not be read. */
  onUnreadable(): void;
}

/** Makes the near end of a line elsewhere. */
export function createLineEnd({ id: line, newId, send, onUnreadable }: LineEndOptions): LineEnd {
  const events = createQueue<RelayEvent>();
  const { promise: done, resolve: finish } = Promise.withResolvers<void>();
  let sink: RecordingSink | undefined;
  let isClosed = false;

  function push(event: RelayEvent): void {
    if (isClosed) return;
    isClosed = event.kind === 'closed';
    events.push(event);
    if (isClosed) events.end();
  }

  async function play(chunks: ReturnType<NonNullable<RemoteLift['loadAudio']>>): Promise<void> {
    const sound = newId();
    try {
      for await (const { audio, alignment } of chunks) {
        send({ kind: 'sound', line, sound, chunk: { audio, ...(alignment && { alignment }) } });
      }
    } catch {
      onUnreadable();
    }
    send({ kind: 'sound', line, sound });
  }

  return {
    get isRecorded() {
      return sink !== undefined;
    },
    recorded(given) {
      sink = given;
      const record = (on: boolean) => send({ kind: 'record', line, on });
      return { start: () => record(true), pause: () => record(false), done };
    },
    lift({ voice, language, loadAudio }) {
      send({ kind: 'lift', line, voice, language, isRecorded: sink !== undefined });
      return {
        events,
        say: (token, { last, interruptible }) =>
          send({ kind: 'say', line, token, last, ...(interruptible !== undefined && { interruptible }) }),
        play(url) {
          if (loadAudio) void play(loadAudio(url));
          else onUnreadable();
        },
        sendDigits: digits => send({ kind: 'digits', line, digits }),
        setLanguage: next => send({ kind: 'language', line, language: next }),
        end: () => send({ kind: 'end', line }),
      };
    },
    take(news) {
      if (news.kind === 'event') push(news.event);
      else for (const piece of news.pieces) sink?.(piece);
    },
    close() {
      push({ kind: 'closed' });
      finish();
    },
  };
}
