import type { AudioFormat } from './audio.ts';

/** Where a call stands at the carrier, in order; the last five are ends. */
export const callProgress = [
  'queued',
  'initiated',
  'ringing',
  'in-progress',
  'completed',
  'busy',
  'no-answer',
  'failed',
  'canceled',
] as const;
/** One of `callProgress`. */
export type CallProgress = (typeof callProgress)[number];

/** Who or what ended a call, for reports whose carrier says so. */
export interface CallEnd {
  readonly by: 'caller' | 'callee' | 'carrier' | 'us' | 'unknown';
  readonly vendorCode?: string;
}

/** What a caller may cut short. */
export type Interruptible = 'none' | 'digits' | 'speech' | 'any';

/** Text relay: the carrier does the ears and the mouth and exchanges text with us over a socket. */
export interface RelayPlan {
  readonly kind: 'relay';
  /** `wss:` address without a query; the one-time token is in its path. */
  readonly url: URL;
  /** Where the carrier asks what next when the socket ends. */
  readonly action: URL;
  readonly greeting?: string;
  readonly greetingInterruptible: Interruptible;
  readonly interruptible: Interruptible;
  readonly language: string;
  readonly voice?: string;
  readonly speechProvider?: string;
  readonly transcriptionProvider?: string;
  readonly hints?: readonly string[];
  readonly reportDigits: boolean;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Media: the carrier exchanges raw audio with us over a socket. */
export interface MediaPlan {
  readonly kind: 'media';
  readonly url: URL;
  /** Where the carrier asks what next when the socket ends, where it does. */
  readonly action?: URL;
  readonly format: AudioFormat;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What the carrier is to do with a call. `render` turns it into TwiML, NCCO and so on. */
export type CallPlan =
  | RelayPlan
  | MediaPlan
  | {
      readonly kind: 'say';
      readonly text: string;
      readonly language: string;
      readonly voice?: string;
      readonly then: CallPlan;
    }
  | { readonly kind: 'play'; readonly url: URL; readonly then: CallPlan }
  | { readonly kind: 'digits'; readonly digits: string; readonly then: CallPlan }
  | {
      readonly kind: 'dial';
      readonly to: string;
      readonly callerId: string;
      readonly action: URL;
      readonly status?: URL;
      readonly timeLimitSeconds: number;
    }
  | { readonly kind: 'conference'; readonly room: string; readonly endOnExit: boolean; readonly status?: URL }
  | { readonly kind: 'pause'; readonly seconds: number; readonly then: CallPlan }
  | { readonly kind: 'reject'; readonly reason: 'busy' | 'rejected' }
  | { readonly kind: 'hang-up' };

/** A call to place. The time limit is set at the carrier, so it holds even if this process dies. */
export interface DialRequest {
  readonly from: string;
  readonly to: string;
  readonly plan: CallPlan | { readonly kind: 'ask'; readonly url: URL };
  readonly timeLimitSeconds: number;
  readonly ringSeconds: number;
  readonly detectMachine?: boolean;
}

/** What a text relay tells us. */
export type RelayEvent =
  | {
      readonly kind: 'setup';
      readonly callVendorId: string;
      readonly from: string;
      readonly to: string;
      readonly parameters: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'heard'; readonly text: string; readonly final: boolean; readonly language?: string }
  | { readonly kind: 'interrupted'; readonly heardText: string; readonly afterMs: number }
  | { readonly kind: 'played'; readonly text: string }
  | { readonly kind: 'digit'; readonly digit: string }
  /** Somebody began or ended to speak, as far as the carrier tells. */
  | { readonly kind: 'speaking'; readonly who: 'agent' | 'caller'; readonly on: boolean }
  /** The tone after which an answering machine records. */
  | { readonly kind: 'beep' }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'closed' };

/** A call whose speech is handled by the carrier. Ends with exactly one `closed`. */
export interface TextTransport {
  readonly events: AsyncIterable<RelayEvent>;
  say(token: string, options: { readonly last: boolean; readonly interruptible?: Interruptible }): void;
  play(url: URL): void;
  sendDigits(digits: string): void;
  /** BCP-47; what is said and heard from now on is in this language. Absent where it is fixed for the call. */
  setLanguage?(language: string): void;
  end(handoff?: string): void;
}

/** What a media socket tells us. `mark` comes back when playback reached it, or when it was flushed by `clear`. */
export type MediaEvent =
  | { readonly kind: 'start'; readonly callVendorId: string; readonly parameters: Readonly<Record<string, string>> }
  | { readonly kind: 'audio'; readonly audio: Uint8Array; readonly atMs: number }
  | { readonly kind: 'mark'; readonly name: string }
  | { readonly kind: 'digit'; readonly digit: string }
  | { readonly kind: 'closed' };

/** A call whose raw audio is ours. Ends with exactly one `closed`. */
export interface MediaTransport {
  readonly format: AudioFormat;
  readonly events: AsyncIterable<MediaEvent>;
  send(audio: Uint8Array): void;
  mark(name: string): void;
  clear(): void;
  /** Absent where the wire has no digits: then they are sent as tones in the audio, or by the carrier's API. */
  sendDigits?(digits: string): void;
  close(): void;
}

/** The part of a WebSocket that a transport needs; text frames are strings. */
export interface Socket {
  send(data: string | Uint8Array): void;
  close(code?: number): void;
  readonly incoming: AsyncIterable<string | Uint8Array>;
}
