import { type AudioFormat, telephoneAudio } from '@buttdial/core';
import { z } from 'zod';
import {
  decodeAudio,
  type Envelope,
  encodeAudio,
  type MediaCommand,
  type MediaDialect,
  type MediaReport,
} from './media-frames.ts';
import { type Fields, fieldsOf, jsonFrame, numberOf, parametersOf, textOf } from './read.ts';

const command = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('media'), media: z.strictObject({ payload: z.base64() }) }),
  z.strictObject({ event: z.literal('mark'), mark: z.strictObject({ name: z.string().min(1) }) }),
  z.strictObject({ event: z.literal('clear') }),
]);

const encodings: Readonly<Record<string, AudioFormat['encoding']>> = {
  PCMU: 'mulaw',
  PCMA: 'alaw',
  L16: 'pcm16',
  OPUS: 'opus',
};

/** Telnyx media streaming with `stream_bidirectional_mode=rtp`. Frames may overtake each other. */
export const telnyxMedia: MediaDialect = {
  name: 'telnyx',
  format: telephoneAudio,
  reorders: true,
  reportsFlush: false,
  digits: false,
  readReport,
  writeReport,
  readCommand: frame => {
    const read = command.safeParse(jsonFrame(frame));
    if (!read.success) return undefined;
    if (read.data.event === 'clear') return { kind: 'clear' };
    if (read.data.event === 'mark') return { kind: 'mark', name: read.data.mark.name };
    return { kind: 'audio', audio: decodeAudio(read.data.media.payload) };
  },
  writeCommand,
};

function readReport(frame: string | Uint8Array): MediaReport | undefined {
  const fields = jsonFrame(frame);
  switch (fields?.event) {
    case 'connected':
      return { kind: 'hello' };
    case 'start':
      return readStart(fields);
    case 'media':
      return readMedia(fieldsOf(fields.media));
    case 'mark':
      return { kind: 'mark', name: textOf(fieldsOf(fields.mark), 'name') ?? '' };
    case 'dtmf': {
      const digit = textOf(fieldsOf(fields.dtmf), 'digit');
      return digit === undefined ? undefined : { kind: 'digit', digit };
    }
    case 'error':
      return { kind: 'ignored' };
    case 'stop':
      return { kind: 'stop' };
    default:
      return undefined;
  }
}

function readStart(fields: Fields): MediaReport {
  const start = fieldsOf(fields.start);
  const format = readFormat(fieldsOf(start.media_format));
  return {
    kind: 'start',
    streamId: textOf(fields, 'stream_id') ?? '',
    callVendorId: textOf(start, 'call_control_id') ?? '',
    parameters: parametersOf(start.custom_parameters),
    ...(format && { format }),
  };
}

function readFormat(fields: Fields): AudioFormat | undefined {
  const encoding = encodings[textOf(fields, 'encoding')?.toUpperCase() ?? ''];
  return encoding && { encoding, sampleRate: numberOf(fields, 'sample_rate') ?? 8000, channels: 1 };
}

function readMedia(media: Fields): MediaReport | undefined {
  const payload = textOf(media, 'payload');
  if (payload === undefined) return undefined;
  if (textOf(media, 'track')?.startsWith('outbound')) return { kind: 'ignored' };
  const atMs = numberOf(media, 'timestamp');
  const chunk = numberOf(media, 'chunk');
  return {
    kind: 'audio',
    audio: decodeAudio(payload),
    ...(atMs !== undefined && { atMs }),
    ...(chunk !== undefined && { chunk }),
  };
}

function writeCommand(given: MediaCommand): string | undefined {
  if (given.kind === 'audio') return `{"event":"media","media":{"payload":"${encodeAudio(given.audio)}"}}`;
  if (given.kind === 'mark') return JSON.stringify({ event: 'mark', mark: { name: given.name } });
  return given.kind === 'clear' ? '{"event":"clear"}' : undefined;
}

function writeReport(report: MediaReport, envelope: Envelope): string | undefined {
  const head = { sequence_number: String(envelope.sequence), stream_id: envelope.streamId };
  switch (report.kind) {
    case 'hello':
      return JSON.stringify({ event: 'connected', version: '1.0.0' });
    case 'start': {
      const { encoding, sampleRate, channels } = report.format ?? envelope.format;
      const name = Object.keys(encodings).find(one => encodings[one] === encoding) ?? 'PCMU';
      const media_format = { encoding: name, sample_rate: sampleRate, channels };
      const start = { call_control_id: report.callVendorId, custom_parameters: report.parameters, media_format };
      return JSON.stringify({ event: 'start', ...head, start });
    }
    case 'audio': {
      const chunk = String(report.chunk ?? envelope.chunk);
      const timestamp = String(report.atMs ?? envelope.atMs);
      const media = { track: 'inbound', chunk, timestamp, payload: encodeAudio(report.audio) };
      return JSON.stringify({ event: 'media', ...head, media });
    }
    case 'mark':
      return JSON.stringify({ event: 'mark', ...head, mark: { name: report.name } });
    case 'digit':
      return JSON.stringify({ event: 'dtmf', ...head, dtmf: { digit: report.digit } });
    case 'stop':
      return JSON.stringify({ event: 'stop', ...head, stop: { call_control_id: envelope.callVendorId } });
    case 'cleared':
    case 'ignored':
      return undefined;
  }
}
