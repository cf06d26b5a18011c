import type { AudioFormat } from '@buttdial/core';

/** One utterance in the vendor's words. */
export interface Wanted {
  readonly voice: string;
  readonly outputFormat: string;
  readonly format: AudioFormat;
  /** ISO 639-1, where the model takes one. */
  readonly languageCode?: string;
}
