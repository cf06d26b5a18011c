import type { CallLine } from './spoken.ts';

/** A simulated phone call, one side of it: a call between two accounts is two of them. Times are ISO-8601 UTC. */
export interface PhoneCall {
  /** The vendor's call SID. */
  readonly id: string;
  readonly account: string;
  /** As the account sees it. */
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-dial';
  readonly from: string;
  readonly to: string;
  readonly status: 'queued' | 'ringing' | 'in-progress' | 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled';
  readonly at: string;
  readonly answeredAt?: string;
  readonly endedAt?: string;
  readonly durationSeconds?: number;
  /** How the account spoke last: text relay or raw audio. */
  readonly mode?: 'relay' | 'media';
  /** What was said and heard, to the character; keys stand in brackets. */
  readonly transcript: readonly CallLine[];
}

/** Which calls. */
export interface CallQuery {
  /** A phone or a number on either side. */
  readonly with?: string | undefined;
  readonly account?: string | undefined;
}
