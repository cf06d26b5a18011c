import type {
  MediaTransport,
  Realtime,
  Runtime,
  Speech,
  SpeechChunk,
  TextTransport,
  Transcription,
} from '@buttdial/core';
import { createPipeline } from '../pipeline/pipeline.ts';
import { createQueue, type Queue } from '../queue.ts';
import { type RecordableLine, recordable } from '../session/recording.ts';
import type { RecordedPiece } from '../session/tape.ts';
import type { MediaNews, MediaOrder } from './messages.ts';

/** What there is to hear and speak with on a line. */
export interface MediaServices {
  readonly speech?: Speech | undefined;
  readonly transcription?: Transcription | undefined;
  readonly realtime?: Realtime | undefined;
}

/** A line at the end where its frames pass. */
export interface HostedLine {
  readonly services: MediaServices;
  take(order: Exclude<MediaOrder, { kind: 'attach' | 'act' }>): void;
  /** Lets somebody else talk on it. */
  give(isRecorded: boolean, talk: (media: MediaTransport) => void): void;
  close(): void;
}

/** What a line needs, and whom it tells. */
export interface HostedLineOptions {
  readonly id: string;
  readonly transport: MediaTransport;
  readonly services: MediaServices;
  readonly runtime: Runtime;
  send(news: MediaNews): void;
  /** Nothing more comes from it. */
  ended(): void;
}

/** Some seconds of a recording: often enough that little is lost with the process, seldom enough to cost nothing. */
const piecesAtOnce = 100;

/** Makes the far end of a line. */
export function hostLine(options: HostedLineOptions): HostedLine {
  const { id: line, transport, services, runtime, send } = options;
  const sounds = new Map<string, Queue<SpeechChunk>>();
  let text: TextTransport | undefined;
  let recording: RecordableLine | undefined;
  let pieces: RecordedPiece[] = [];
  let isTaken = false;
  let isOn = false;

  function flush(): void {
    if (pieces.length > 0) send({ kind: 'recorded', line, pieces });
    pieces = [];
  }

  function keep(piece: RecordedPiece): void {
    pieces.push(piece);
    if (pieces.length >= piecesAtOnce) flush();
  }

  function record(on: boolean): void {
    isOn = on;
    if (on) recording?.start();
    else recording?.pause();
    if (!on) flush();
  }

  /** The line as whoever talks on it gets it. */
  function opened(isRecorded: boolean): MediaTransport {
    isTaken = true;
    if (isRecorded) recording = recordable(transport, runtime, keep);
    if (isOn) recording?.start();
    return recording?.transport ?? transport;
  }

  function close(): void {
    transport.close();
    if (!isTaken) options.ended();
    isTaken = true;
  }

  async function lift({ voice, language, isRecorded }: Extract<MediaOrder, { kind: 'lift' }>): Promise<void> {
    const { speech, transcription } = services;
    if (!speech || !transcription || isTaken) return close();
    const loadAudio = (url: URL) => sounds.get(url.hash.slice(1)) ?? createQueue<SpeechChunk>();
    const media = opened(isRecorded);
    text = createPipeline({ runtime, transport: media, speech, transcription, voice, language, loadAudio });
    for await (const event of text.events) send({ kind: 'event', line, event: { ...event } });
    flush();
    options.ended();
  }

  return {
    services,
    take(order) {
      switch (order.kind) {
        case 'lift':
          return void lift(order);
        case 'say':
          return text?.say(order.token, order);
        case 'digits':
          return text?.sendDigits(order.digits);
        case 'language':
          return text?.setLanguage?.(order.language);
        case 'record':
          return record(order.on);
        case 'sound':
          return sound(order);
        case 'end':
          return close();
      }
    },
    give(isRecorded, talk) {
      const media = opened(isRecorded);
      talk({
        ...media,
        get format() {
          return media.format;
        },
        events: untilClosed(media),
      });
    },
    close,
  };

  async function* untilClosed({ events }: MediaTransport) {
    try {
      yield* events;
    } finally {
      flush();
      options.ended();
    }
  }

  function sound({ sound: name, chunk }: Extract<MediaOrder, { kind: 'sound' }>): void {
    const known = sounds.get(name);
    if (!chunk) {
      known?.end();
      return void sounds.delete(name);
    }
    const chunks = known ?? createQueue<SpeechChunk>();
    chunks.push(chunk);
    if (known) return;
    sounds.set(name, chunks);
    text?.play(new URL(`sound:#${name}`));
  }
}
