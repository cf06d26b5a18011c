import { type AudioFormat, type Socket, silentLog } from '@buttdial/core';
import { eventsOf, frameSource } from './frames.ts';
import type { MediaWireOptions } from './media.ts';
import type { Envelope, MediaCommand, MediaDialect, MediaReport } from './media-frames.ts';

/** What a simulated carrier receives. `invalid`: a frame that the vendor would refuse (Twilio: error 31924). */
export type MediaCarrierEvent = MediaCommand | { readonly kind: 'invalid' } | { readonly kind: 'closed' };

/** The carrier's side of a media wire: what a simulated network needs. Ends with exactly one `closed`. */
export interface MediaCarrier {
  readonly format: AudioFormat;
  readonly events: AsyncIterable<MediaCarrierEvent>;
  /** Says hello and describes the call; comes first. */
  start(call: {
    readonly streamId: string;
    readonly callVendorId: string;
    readonly parameters: Readonly<Record<string, string>>;
  }): void;
  /** What the caller said, usually 20 ms of it. `chunk` and `atMs` count by themselves unless given. */
  audio(audio: Uint8Array, place?: { readonly chunk: number; readonly atMs: number }): void;
  /** Playback reached a mark, or a clear threw it away. */
  mark(name: string): void;
  /** Answers a clear where the dialect has a word for it; elsewhere echo the pending marks. */
  cleared(): void;
  digit(digit: string): void;
  /** Says that the stream is over, where the dialect has a word for it, and closes the socket. */
  stop(): void;
}

/** Opens the carrier's side of a media wire on a socket. */
export function openMediaCarrier(socket: Socket, dialect: MediaDialect, options: MediaWireOptions = {}): MediaCarrier {
  const format = options.format ?? dialect.format;
  const bytesPerMs = (format.sampleRate * (format.encoding === 'pcm16' ? 2 : 1)) / 1000;
  let envelope: Envelope = { streamId: '', callVendorId: '', format, sequence: 0, chunk: 0, atMs: 0 };

  function write(report: MediaReport): void {
    const isAudio = report.kind === 'audio';
    envelope = { ...envelope, sequence: envelope.sequence + 1, chunk: envelope.chunk + (isAudio ? 1 : 0) };
    const frame = dialect.writeReport(report, envelope);
    if (frame !== undefined) socket.send(frame);
    if (isAudio) envelope = { ...envelope, atMs: envelope.atMs + report.audio.length / bytesPerMs };
  }

  const read = (frame: string | Uint8Array): readonly MediaCarrierEvent[] => [
    dialect.readCommand(frame) ?? { kind: 'invalid' },
  ];
  return {
    format,
    events: eventsOf(options.frames ?? frameSource(socket), read, options.log ?? silentLog),
    start(call) {
      write({ kind: 'hello' });
      envelope = { ...envelope, streamId: call.streamId, callVendorId: call.callVendorId, sequence: 0 };
      write({ kind: 'start', ...call, format });
    },
    audio: (audio, place) => write({ kind: 'audio', audio, ...place }),
    mark: name => write({ kind: 'mark', name }),
    cleared: () => write({ kind: 'cleared' }),
    digit: digit => write({ kind: 'digit', digit }),
    stop() {
      write({ kind: 'stop' });
      socket.close(1000);
    },
  };
}
