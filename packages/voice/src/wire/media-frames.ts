import type { AudioFormat } from '@buttdial/core';

/** What a carrier tells on a media wire, before it becomes an event. */
export type MediaReport =
  | { readonly kind: 'hello' }
  | {
      readonly kind: 'start';
      readonly streamId: string;
      readonly callVendorId: string;
      readonly parameters: Readonly<Record<string, string>>;
      readonly format?: AudioFormat;
    }
  | { readonly kind: 'audio'; readonly audio: Uint8Array; readonly atMs?: number; readonly chunk?: number }
  | { readonly kind: 'mark'; readonly name: string }
  /** What was queued is thrown away. */
  | { readonly kind: 'cleared' }
  | { readonly kind: 'digit'; readonly digit: string }
  /** Known, and of no use to us. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'stop' };

/** What we tell a carrier on a media wire. */
export type MediaCommand =
  | { readonly kind: 'audio'; readonly audio: Uint8Array }
  | { readonly kind: 'mark'; readonly name: string }
  | { readonly kind: 'clear' }
  | { readonly kind: 'digits'; readonly digits: string };

/** What a frame is written with, besides what it says. */
export interface Envelope {
  readonly streamId: string;
  readonly callVendorId: string;
  readonly format: AudioFormat;
  /** Counts frames from 1. */
  readonly sequence: number;
  /** Counts frames of audio from 1. */
  readonly chunk: number;
  /** Milliseconds since the start. */
  readonly atMs: number;
}

type Frame = string | Uint8Array;

/** How one vendor writes media frames, in both directions. */
export interface MediaDialect {
  readonly name: MediaDialectName;
  /** The format unless the start says another. */
  readonly format: AudioFormat;
  /** Frames of audio may overtake each other and are put in order by their number. */
  readonly reorders: boolean;
  /** Audio goes out in frames of exactly so many milliseconds, where the vendor insists. */
  readonly frameMs?: number;
  /** The vendor reports a flush in words instead of by echoing the marks it threw away. */
  readonly reportsFlush: boolean;
  readonly digits: boolean;
  /** @returns undefined for what is not known. */
  readReport(frame: Frame): MediaReport | undefined;
  writeReport(report: MediaReport, envelope: Envelope): Frame | undefined;
  /** Strict, as the vendor is. @returns undefined for what the vendor would refuse. */
  readCommand(frame: Frame): MediaCommand | undefined;
  /** @returns undefined for what the wire cannot carry. */
  writeCommand(command: MediaCommand, envelope: Envelope): Frame | undefined;
}

/** The vendors whose media wires are known. */
export type MediaDialectName = 'twilio' | 'telnyx' | 'plivo' | 'vonage' | 'signalwire';

/** Audio as text. */
export function encodeAudio(audio: Uint8Array): string {
  return Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength).toString('base64');
}

/** Text as audio; characters that are no base64 are skipped. */
export function decodeAudio(text: string): Uint8Array {
  return Buffer.from(text, 'base64');
}
