/** What a phone hears. `interrupted`: only the beginning was spoken. */
export type Heard =
  | {
      readonly kind: 'speech';
      readonly text: string;
      readonly interrupted: boolean;
      /** The other end of the call heard the sound of it already. */
      readonly isPassedOn?: boolean;
    }
  | { readonly kind: 'digit'; readonly digit: string };

/** How somebody speaks. */
export interface Manner {
  /** Silence between two words. */
  readonly pauseMs?: number;
}

/** What is wrong with the line between a phone and an account. */
export interface LineConditions {
  /** Hiss in whatever the phone says, decibels below full scale. */
  readonly noiseDb?: number | undefined;
  /** Chance of every 20 ms of what the phone says to be lost. */
  readonly frameLoss?: number | undefined;
  /** The first socket to the account breaks so long after it stood. */
  readonly socketBreaksAfterMs?: number | undefined;
}

/** Somebody's voice at the other end of a call, heard while they speak. */
export interface LiveVoice {
  /** How fast they have to speak; at their own pace unless told. */
  readonly msPerCharacter?: number;
  /** They begin to say so much more. */
  speaks(text: string): void;
  /** All that was said of it until now. */
  soFar(text: string): void;
  /** They fell silent. */
  silent(): void;
  /** This was it. `isCut`: they had more to say. */
  said(text: string, isCut: boolean): void;
}

/** Whatever listens on the account's side of a call at the moment. */
export interface Listener {
  /** The phone speaks. Resolves once it has said everything. */
  hear(text: string, manner?: Manner): Promise<void>;
  press(digit: string): void;
  /** The tone of an answering machine. */
  beep?(): Promise<void>;
  /** Music, for as long as it lasts. */
  music?(durationMs: number): Promise<void>;
  /** 20 ms of sound from the other end of the call. */
  frame?(audio: Uint8Array): void;
  /** Somebody at the other end begins to speak, and is heard while it is spoken. */
  voice?(): LiveVoice;
}

/** One line of what was said in a call. */
export interface CallLine {
  readonly at: string;
  readonly by: 'phone' | 'account';
  readonly text: string;
}
