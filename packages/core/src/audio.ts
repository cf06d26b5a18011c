/** How samples are written. Telephone networks speak `mulaw` at 8,000 Hz; models mostly `pcm16` (little-endian). */
export interface AudioFormat {
  readonly encoding: 'mulaw' | 'alaw' | 'pcm16' | 'opus' | 'mp3';
  readonly sampleRate: number;
  readonly channels: 1 | 2;
}

/** 20 ms of it is 160 bytes. */
export const telephoneAudio: AudioFormat = { encoding: 'mulaw', sampleRate: 8000, channels: 1 };

/** Audio as it is produced, with the text it speaks where the vendor aligns the two. */
export interface SpeechChunk {
  readonly audio: Uint8Array;
  /** Which characters of the text are spoken from when, milliseconds from the start of the utterance. */
  readonly alignment?: readonly { readonly text: string; readonly startMs: number; readonly endMs: number }[];
}

/** What a transcriber heard. `final: false` may still change. */
export interface Utterance {
  readonly text: string;
  readonly final: boolean;
  /** The speaker has ended the turn, as far as the vendor can tell. */
  readonly endOfTurn: boolean;
  readonly language?: string;
  readonly confidence?: number;
}
