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

const contentType = z.enum(['audio/x-mulaw', 'audio/x-l16']);
const command = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('playAudio'),
    media: z.strictObject({ contentType, sampleRate: z.number().int(), payload: z.base64() }),
  }),
  z.strictObject({ event: z.literal('checkpoint'), streamId: z.string().min(1), name: z.string().min(1) }),
  z.strictObject({ event: z.literal('clearAudio'), streamId: z.string().min(1) }),
  z.strictObject({ event: z.literal('sendDTMF'), dtmf: z.string().regex(/^[0-9*#wW]+$/) }),
]);

/** Plivo audio streams (and Vobiz). `playedStream` comes only for what was really played; a clear is reported in words. */
export const plivoMedia: MediaDialect = {
  name: 'plivo',
  format: telephoneAudio,
  reorders: false,
  reportsFlush: true,
  digits: true,
  readReport,
  writeReport,
  readCommand: frame => {
    const read = command.safeParse(jsonFrame(frame));
    if (!read.success) return undefined;
    switch (read.data.event) {
      case 'playAudio':
        return { kind: 'audio', audio: decodeAudio(read.data.media.payload) };
      case 'checkpoint':
        return { kind: 'mark', name: read.data.name };
      case 'clearAudio':
        return { kind: 'clear' };
      case 'sendDTMF':
        return { kind: 'digits', digits: read.data.dtmf };
    }
  },
  writeCommand,
};

function readReport(frame: string | Uint8Array): MediaReport | undefined {
  const fields = jsonFrame(frame);
  switch (fields?.event) {
    case 'start':
      return readStart(fields);
    case 'media':
      return readMedia(fieldsOf(fields.media));
    case 'playedStream':
      return { kind: 'mark', name: textOf(fields, 'name') ?? '' };
    case 'clearedAudio':
      return { kind: 'cleared' };
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
  const media = fieldsOf(start.mediaFormat);
  const encoding: AudioFormat['encoding'] = /l16/i.test(textOf(media, 'encoding') ?? '') ? 'pcm16' : 'mulaw';
  return {
    kind: 'start',
    streamId: textOf(start, 'streamId') ?? textOf(fields, 'streamId') ?? '',
    callVendorId: textOf(start, 'callId') ?? '',
    parameters: readHeaders(fields.extra_headers ?? start.extra_headers),
    format: { encoding, sampleRate: numberOf(media, 'sampleRate') ?? 8000, channels: 1 },
  };
}

// Extra headers come as an object, or as the text `{name: value, …}` or `name=value;…`.
function readHeaders(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'string') return parametersOf(value);
  const pairs = value
    .replace(/^\{|\}$/g, '')
    .split(/[;,]/)
    .map(pair => /^\s*([^=:]+)[=:](.*)$/.exec(pair));
  return Object.fromEntries(pairs.flatMap(pair => (pair ? [[pair[1]!.trim(), pair[2]!.trim()]] : [])));
}

function readMedia(media: Fields): MediaReport | undefined {
  const payload = textOf(media, 'payload');
  if (payload === undefined) return undefined;
  if (textOf(media, 'track')?.startsWith('outbound')) return { kind: 'ignored' };
  const atMs = numberOf(media, 'timestamp');
  return { kind: 'audio', audio: decodeAudio(payload), ...(atMs !== undefined && { atMs }) };
}

function writeCommand(given: MediaCommand, { streamId, format }: Envelope): string | undefined {
  if (given.kind === 'audio') {
    const type = format.encoding === 'pcm16' ? 'audio/x-l16' : 'audio/x-mulaw';
    return `{"event":"playAudio","media":{"contentType":"${type}","sampleRate":${format.sampleRate},"payload":"${encodeAudio(given.audio)}"}}`;
  }
  if (given.kind === 'mark') return JSON.stringify({ event: 'checkpoint', streamId, name: given.name });
  if (given.kind === 'clear') return JSON.stringify({ event: 'clearAudio', streamId });
  return JSON.stringify({ event: 'sendDTMF', dtmf: given.digits });
}

function writeReport(report: MediaReport, envelope: Envelope): string | undefined {
  const head = { sequenceNumber: envelope.sequence, streamId: envelope.streamId };
  switch (report.kind) {
    case 'start': {
      const { encoding, sampleRate } = report.format ?? envelope.format;
      const mediaFormat = { encoding: encoding === 'pcm16' ? 'audio/x-l16' : 'audio/x-mulaw', sampleRate };
      const start = {
        callId: report.callVendorId,
        streamId: report.streamId,
        accountId: '',
        tracks: ['inbound'],
        mediaFormat,
      };
      return JSON.stringify({
        event: 'start',
        sequenceNumber: envelope.sequence,
        start,
        extra_headers: report.parameters,
      });
    }
    case 'audio': {
      const media = { track: 'inbound', timestamp: String(report.atMs ?? envelope.atMs), chunk: envelope.chunk };
      return JSON.stringify({ event: 'media', ...head, media: { ...media, payload: encodeAudio(report.audio) } });
    }
    case 'mark':
      return JSON.stringify({ event: 'playedStream', ...head, name: report.name });
    case 'cleared':
      return JSON.stringify({ event: 'clearedAudio', ...head });
    case 'digit':
      return JSON.stringify({ event: 'dtmf', ...head, dtmf: { digit: report.digit } });
    case 'hello':
    case 'ignored':
    case 'stop':
      return undefined;
  }
}
