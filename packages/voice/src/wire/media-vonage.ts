import type { AudioFormat } from '@buttdial/core';
import { z } from 'zod';
import type { Envelope, MediaCommand, MediaDialect, MediaReport } from './media-frames.ts';
import { fieldsOf, jsonFrame, parametersOf, textOf } from './read.ts';

const command = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('clear') }),
  z.strictObject({ action: z.literal('notify'), payload: z.strictObject({ name: z.string().min(1) }) }),
]);

const wideband: AudioFormat = { encoding: 'pcm16', sampleRate: 16_000, channels: 1 };
const callIds = ['uuid', 'call_uuid', 'callUuid', 'call_vendor_id'] as const;

/** Vonage: linear audio in binary frames of 20 ms, everything else in text; `notify` comes back when playback reached it. */
export const vonageMedia: MediaDialect = {
  name: 'vonage',
  format: wideband,
  reorders: false,
  frameMs: 20,
  reportsFlush: true,
  digits: false,
  readReport,
  writeReport,
  readCommand: frame => {
    if (typeof frame !== 'string') return { kind: 'audio', audio: frame };
    const read = command.safeParse(jsonFrame(frame));
    if (!read.success) return undefined;
    return read.data.action === 'clear' ? { kind: 'clear' } : { kind: 'mark', name: read.data.payload.name };
  },
  writeCommand,
};

function readReport(frame: string | Uint8Array): MediaReport | undefined {
  if (typeof frame !== 'string') return { kind: 'audio', audio: frame };
  const fields = jsonFrame(frame);
  switch (fields?.event) {
    case 'websocket:connected': {
      const { event, 'content-type': contentType, ...headers } = fields;
      const rate = Number(/rate=(\d+)/.exec(String(contentType))?.[1] ?? wideband.sampleRate);
      const callVendorId = textOf(headers, ...callIds) ?? '';
      const format = { ...wideband, sampleRate: rate };
      return { kind: 'start', streamId: callVendorId, callVendorId, parameters: parametersOf(headers), format };
    }
    case 'websocket:notify':
      return { kind: 'mark', name: textOf(fieldsOf(fields.payload), 'name') ?? '' };
    case 'websocket:cleared':
      return { kind: 'cleared' };
    case 'websocket:dtmf': {
      const digit = textOf(fields, 'digit');
      return digit === undefined ? undefined : { kind: 'digit', digit };
    }
    case 'websocket:media:update':
      return { kind: 'ignored' };
    case 'websocket:disconnected':
      return { kind: 'stop' };
    default:
      return undefined;
  }
}

function writeCommand(given: MediaCommand): string | Uint8Array | undefined {
  if (given.kind === 'audio') return given.audio;
  if (given.kind === 'mark') return JSON.stringify({ action: 'notify', payload: { name: given.name } });
  return given.kind === 'clear' ? '{"action":"clear"}' : undefined;
}

function writeReport(report: MediaReport, envelope: Envelope): string | Uint8Array | undefined {
  switch (report.kind) {
    case 'start': {
      const type = `audio/l16;rate=${(report.format ?? envelope.format).sampleRate}`;
      return JSON.stringify({
        event: 'websocket:connected',
        'content-type': type,
        ...report.parameters,
        uuid: report.callVendorId,
      });
    }
    case 'audio':
      return report.audio;
    case 'mark':
      return JSON.stringify({ event: 'websocket:notify', payload: { name: report.name } });
    case 'cleared':
      return JSON.stringify({ event: 'websocket:cleared' });
    case 'digit':
      return JSON.stringify({ event: 'websocket:dtmf', digit: report.digit, duration: 100 });
    case 'stop':
      return JSON.stringify({ event: 'websocket:disconnected' });
    case 'hello':
    case 'ignored':
      return undefined;
  }
}
