import type { AudioFormat } from '@buttdial/core';
import type { World } from '../../world.ts';
import { errorBody, type OpenaiProblem } from '../errors.ts';
import type { Conversation } from './conversation.ts';
import type { SessionUpdate, TurnDetection, WireFormat } from './protocol.ts';

/** What a session is set to. */
export interface SessionSettings {
  readonly type: SessionUpdate['type'];
  readonly model: string;
  readonly instructions: string;
  readonly tools: readonly string[];
  readonly input: WireFormat;
  readonly output: WireFormat;
  readonly transcribes: boolean;
  readonly turnDetection: TurnDetection;
}

/** What the parts of one session share. */
export interface SessionHost {
  readonly world: World;
  readonly account: string;
  readonly id: string;
  readonly conversation: Conversation;
  settings(): SessionSettings;
  send(type: string, fields: Record<string, unknown>): void;
  /** An error in OpenAI's words; the session goes on. */
  complain(problem: OpenaiProblem, eventId?: string): void;
  breakOff(): void;
  readonly signal: AbortSignal;
}

/** A field's value in an error event. */
export function errorEvent(problem: OpenaiProblem, eventId: string | undefined): Record<string, unknown> {
  return { error: { ...errorBody(problem), event_id: eventId ?? null } };
}

/** The wire's name as a format of audio. */
export function audioOf({ type }: WireFormat): AudioFormat {
  if (type === 'audio/pcm') return { encoding: 'pcm16', sampleRate: 24_000, channels: 1 };
  return { encoding: type === 'audio/pcma' ? 'alaw' : 'mulaw', sampleRate: 8000, channels: 1 };
}
