import type { AcceptedLine, AudioFormat, RealtimeUsage, SpeechChunk, TextTransport } from '@buttdial/core';
import type { BrainPart, TranscriptLine } from '../brains/brain.ts';
import type { RecordingSink } from './recording.ts';
import type { CallEvent } from './state.ts';
import type { Weight } from './utterances.ts';

/** How a line elsewhere is lifted to a text line. */
export interface RemoteLift {
  /** The speech service's id of a voice. */
  readonly voice: string;
  /** BCP-47. */
  readonly language: string;
  /** Reads recordings that are to be played, in the line's format. Without it they are not played. */
  readonly loadAudio?: (url: URL) => AsyncIterable<SpeechChunk>;
}

/** What a speech-to-speech model elsewhere begins with. */
export interface RemoteTalkSetup {
  readonly instructions: string;
  /** The model's voice. */
  readonly voice: string;
  /** Of whoever says what no model may leave out. */
  readonly speechVoice: string;
  readonly language: string;
  /** Asks first whether the call may be recorded. */
  readonly asksToRecord: boolean;
  /** What was heard so far, where it goes on in another process. */
  readonly memory: readonly string[];
  /** Whether it was the model's turn to speak already. */
  readonly isOpen: boolean;
}

/** Whom a talk elsewhere tells. */
export interface RemoteTalkListener {
  report(event: CallEvent): void;
  transcribe(line: TranscriptLine): void;
  note(text: string): void;
  press(digits: string): void;
  /** The answer to the question whether the call may be recorded. */
  consented(isYes: boolean): void;
  /** What the vendor counted for one answer. */
  used(usage: RealtimeUsage): void;
  /** The process is gone, and the talk with it. */
  gone(): void;
}

/** A speech-to-speech model that talks in another process. */
export interface RemoteTalk {
  say(text: string, weight: Weight): void;
  open(): void;
  turn(text: string): void;
  volunteer(parts: readonly BrainPart[]): void;
  tell(note: string): void;
  hush(): void;
  sendDigits(digits: string): void;
  end(): void;
}

/** A recording that is made elsewhere. Nothing is kept before `start`: consent comes first. */
export interface RemoteRecording {
  start(): void;
  pause(): void;
  /** Resolves when no more pieces will come. */
  readonly done: Promise<void>;
}

/** A carrier's line of raw audio whose frames pass through another process; here it is known by what is said on it. */
export interface RemoteLine {
  readonly kind: 'remote';
  readonly callVendorId?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly format: AudioFormat;
  /** Lets it be recorded; comes before `lift` and `talk`. */
  recorded(sink: RecordingSink): RemoteRecording;
  /** The line as text. */
  lift(how: RemoteLift): TextTransport;
  /** Puts a speech-to-speech model on it; one that talks in this call there already goes on. */
  talk(id: string, setup: RemoteTalkSetup, listener: RemoteTalkListener): RemoteTalk;
  close(): void;
}

/** What a call can be attached to. */
export type Line = AcceptedLine | RemoteLine;
