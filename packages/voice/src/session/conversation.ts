import type { Runtime } from '@buttdial/core';
import type { BrainContext, BrainPart, HeardBack, TranscriptLine } from '../brains/brain.ts';
import type { Line } from './remote-line.ts';
import type { CallEvent, CallOutcome, CallSettings } from './state.ts';
import type { Weight } from './utterances.ts';

/** What whoever speaks in a call gets from the session. */
export interface ConversationHost {
  readonly runtime: Runtime;
  readonly callId: string;
  readonly settings: CallSettings;
  /** Tells the session what happened on the line, or what the brain wants. */
  report(event: CallEvent): void;
  /** Something was said, as it was heard. */
  transcribe(line: TranscriptLine): void;
  /** The brain wrote something down. */
  note(text: string): void;
  /** Keys for the other end: they go through the session, which knows the carrier. */
  press(digits: string): void;
}

/** The talking side of a call: a brain on a line. */
export interface Conversation {
  /** The line is there, for the first time or again. */
  attach(line: Line): void;
  /** The line itself says something. A disclosure's hearing is reported. */
  say(text: string, weight: Weight): void;
  /** Lets the brain begin. */
  open(context: BrainContext): void;
  turn(text: string): void;
  /** Says and does what nobody asked for, in the brain's place. */
  volunteer(parts: readonly BrainPart[]): void;
  tell(note: string): void;
  /** The brain stops talking; what it said already is still heard. */
  hush(): void;
  /** Keys as tones or frames in the line itself. */
  sendDigits(digits: string): void;
  wrapUp(transcript: readonly TranscriptLine[], signal: AbortSignal): Promise<CallOutcome | undefined>;
  /** The call is over: the line is given up. */
  end(): void;
}

/** Makes the talking side of a call. */
export type Speaker = (host: ConversationHost) => Conversation;

/** What is written down about something that was said. */
export function transcriptOf(heard: HeardBack): TranscriptLine {
  const { text, generated, isInterrupted, isApproximate } = heard;
  return {
    who: 'agent',
    text,
    ...(generated !== text && { generated }),
    ...(isInterrupted && { isInterrupted }),
    ...(isApproximate && { isApproximate }),
  };
}
