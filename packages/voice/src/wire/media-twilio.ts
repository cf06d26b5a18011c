import { telephoneAudio } from '@buttdial/core';
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

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);
const command = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('media'),
    streamSid: z.string().min(1),
    media: z.strictObject({ payload: base64 }),
  }),
  z.strictObject({
    event: z.literal('mark'),
    streamSid: z.string().min(1),
    mark: z.strictObject({ name: z.string().min(1) }),
  }),
  z.strictObject({ event: z.literal('clear'), streamSid: z.string().min(1) }),
]);

/** Twilio Media Streams. Every number is a string; a clear echoes the marks it threw away. */
export const twilioMedia: MediaDialect = {
  name: 'twilio',
  format: telephoneAudio,
  reorders: false,
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

/** SignalWire speaks Twilio's frames. */
export const signalwireMedia: MediaDialect = { ...twilioMedia, name: 'signalwire' };

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
    case 'stop':
      return { kind: 'stop' };
    default:
      return undefined;
  }
}

function readStart(fields: Fields): MediaReport {
  const start = fieldsOf(fields.start);
  return {
    kind: 'start',
    streamId: textOf(start, 'streamSid') ?? textOf(fields, 'streamSid') ?? '',
    callVendorId: textOf(start, 'callSid') ?? '',
    parameters: parametersOf(start.customParameters),
  };
}

// Our own voice comes back where both tracks were asked for; it is not the caller's.
function readMedia(media: Fields): MediaReport | undefined {
  const payload = textOf(media, 'payload');
  if (payload === undefined) return undefined;
  const track = textOf(media, 'track');
  if (track?.startsWith('outbound')) return { kind: 'ignored' };
  const atMs = numberOf(media, 'timestamp');
  const chunk = numberOf(media, 'chunk');
  return {
    kind: 'audio',
    audio: decodeAudio(payload),
    ...(atMs !== undefined && { atMs }),
    ...(chunk !== undefined && { chunk }),
  };
}

function writeCommand(given: MediaCommand, { streamId }: Envelope): string | undefined {
  const streamSid = JSON.stringify(streamId);
  // By hand: this line runs fifty times a second for every call, and base64 needs no escaping.
  if (given.kind === 'audio')
    return `{"event":"media","streamSid":${streamSid},"media":{"payload":"${encodeAudio(given.audio)}"}}`;
  if (given.kind === 'mark')
    return `{"event":"mark","streamSid":${streamSid},"mark":{"name":${JSON.stringify(given.name)}}}`;
  return given.kind === 'clear' ? `{"event":"clear","streamSid":${streamSid}}` : undefined;
}

function writeReport(report: MediaReport, envelope: Envelope): string | undefined {
  const head = { sequenceNumber: String(envelope.sequence), streamSid: envelope.streamId };
  const call = { accountSid: 'AC00000000000000000000000000000000', callSid: envelope.callVendorId };
  switch (report.kind) {
    case 'hello':
      return JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' });
    case 'start': {
      const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 };
      const start = {
        streamSid: report.streamId,
        ...call,
        tracks: ['inbound'],
        customParameters: report.parameters,
        mediaFormat,
      };
      return JSON.stringify({ event: 'start', ...head, start });
    }
    case 'audio': {
      const payload = encodeAudio(report.audio);
      const chunk = String(report.chunk ?? envelope.chunk);
      const timestamp = String(report.atMs ?? envelope.atMs);
      return JSON.stringify({ event: 'media', ...head, media: { track: 'inbound', chunk, timestamp, payload } });
    }
    case 'mark':
      return JSON.stringify({ event: 'mark', ...head, mark: { name: report.name } });
    case 'digit':
      return JSON.stringify({ event: 'dtmf', ...head, dtmf: { track: 'inbound_track', digit: report.digit } });
    case 'stop':
      return JSON.stringify({ event: 'stop', ...head, stop: call });
    case 'cleared':
    case 'ignored':
      return undefined;
  }
}
