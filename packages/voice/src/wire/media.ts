import {
  type AudioFormat,
  type Log,
  type MediaEvent,
  type MediaTransport,
  type Socket,
  silentLog,
} from '@buttdial/core';
import { bytesPerMillisecond, silence } from '../audio/format.ts';
import { eventsOf, type FrameSource, frameSource } from './frames.ts';
import type { Envelope, MediaCommand, MediaDialect, MediaReport } from './media-frames.ts';
import { createReorder } from './reorder.ts';

/** What a media wire is opened with. `format`: the one agreed in the plan, where the vendor's default is another. */
export interface MediaWireOptions {
  readonly format?: AudioFormat;
  readonly log?: Log;
  readonly frames?: FrameSource;
}

/**
 * A media transport over a socket that speaks one vendor's dialect. Frames that overtook each other are put in order.
 * A mark comes back when playback reached it or a clear threw it away, also where the vendor reports a clear in words.
 * Before the start and after the end nothing is written.
 */
export function openMedia(socket: Socket, dialect: MediaDialect, options: MediaWireOptions = {}): MediaTransport {
  const writer = commandWriter(socket, dialect, options.format ?? dialect.format);
  const reader = reportReader(dialect, writer);
  return {
    get format() {
      return writer.format();
    },
    events: read(),
    send: writer.audio,
    mark: writer.mark,
    clear: writer.clear,
    ...(dialect.digits && { sendDigits: (digits: string) => writer.write({ kind: 'digits', digits }) }),
    close() {
      writer.stop();
      socket.close(1000);
    },
  };

  async function* read(): AsyncGenerator<MediaEvent> {
    const source = options.frames ?? frameSource(socket);
    for await (const event of eventsOf(source, reader, options.log ?? silentLog)) {
      if (event.kind === 'closed') writer.stop();
      yield event;
    }
  }
}

type Writer = ReturnType<typeof commandWriter>;

function commandWriter(socket: Socket, dialect: MediaDialect, planned: AudioFormat) {
  let envelope: Envelope = { streamId: '', callVendorId: '', format: planned, sequence: 0, chunk: 0, atMs: 0 };
  let rest = new Uint8Array(0);
  let open = false;
  let pendingMarks: string[] = [];

  function write(command: MediaCommand): void {
    const frame = open ? dialect.writeCommand(command, envelope) : undefined;
    if (frame !== undefined) socket.send(frame);
  }

  function audio(bytes: Uint8Array) {
    if (!dialect.frameMs) return write({ kind: 'audio', audio: bytes });
    const size = dialect.frameMs * bytesPerMillisecond(envelope.format);
    const all = rest.length === 0 ? bytes : new Uint8Array([...rest, ...bytes]);
    const whole = all.length - (all.length % size);
    for (let at = 0; at < whole; at += size) write({ kind: 'audio', audio: all.subarray(at, at + size) });
    rest = all.slice(whole);
  }

  // A mark stands behind everything before it, so what does not fill a frame is filled up with silence.
  function mark(name: string): void {
    if (rest.length > 0)
      audio(silence(envelope.format, dialect.frameMs! * bytesPerMillisecond(envelope.format) - rest.length));
    if (dialect.reportsFlush) pendingMarks.push(name);
    write({ kind: 'mark', name });
  }

  function clear(): void {
    rest = new Uint8Array(0);
    write({ kind: 'clear' });
  }

  return {
    write,
    audio,
    mark,
    clear,
    format: () => envelope.format,
    start(report: Extract<MediaReport, { kind: 'start' }>): void {
      envelope = { ...envelope, ...report, format: report.format ?? envelope.format };
      open = true;
    },
    played(name: string): void {
      pendingMarks = pendingMarks.filter(one => one !== name);
    },
    /** The marks that a reported flush threw away. */
    flushed(): readonly string[] {
      return pendingMarks.splice(0);
    },
    stop(): void {
      open = false;
    },
  };
}

function reportReader(dialect: MediaDialect, writer: Writer) {
  const order = createReorder<{ readonly audio: Uint8Array; readonly atMs: number }>();
  let nextMs = 0;

  function audio(report: Extract<MediaReport, { kind: 'audio' }>): readonly MediaEvent[] {
    const atMs = report.atMs ?? nextMs;
    nextMs = atMs + report.audio.length / bytesPerMillisecond(writer.format());
    const frame = { audio: report.audio, atMs };
    if (!dialect.reorders) return [{ kind: 'audio', ...frame }];
    return order(report.chunk, frame).map(one => ({ kind: 'audio', ...one }));
  }

  return (frame: string | Uint8Array): readonly MediaEvent[] | undefined => {
    const report = dialect.readReport(frame);
    switch (report?.kind) {
      case undefined:
        return undefined;
      case 'hello':
      case 'ignored':
        return [];
      case 'start':
        writer.start(report);
        return [{ kind: 'start', callVendorId: report.callVendorId, parameters: report.parameters }];
      case 'audio':
        return audio(report);
      case 'mark':
        writer.played(report.name);
        return [{ kind: 'mark', name: report.name }];
      case 'cleared':
        return writer.flushed().map(name => ({ kind: 'mark', name }));
      case 'digit':
        return [{ kind: 'digit', digit: report.digit }];
      case 'stop':
        return [{ kind: 'closed' }];
    }
  };
}
