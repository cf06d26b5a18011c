import type { Utterance } from '@buttdial/core';

/** How the operator wants to be heard. */
export interface HearingSettings {
  readonly model: string;
  readonly endpointingMs: number;
  readonly endOfTurnThreshold: number;
  readonly endOfTurnTimeoutMs: number;
}

/** What one version of the wire says. */
export interface Dialect {
  path(asked: { readonly encoding: string; readonly sampleRate: string; readonly language?: string }): string;
  /** Audio is sent in pieces of this length, or as it comes. */
  readonly pieceMs: number | undefined;
  /** What keeps a socket without audio open. */
  readonly keepAlive: object | undefined;
  /** Reads one transcription from its first to its last message. */
  reader(): (message: Readonly<Record<string, unknown>>) => Utterance | undefined;
}
