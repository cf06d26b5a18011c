import { ButtdialError, type CallReport, type Runtime } from '@buttdial/core';
import type { BrainPart, TranscriptLine } from '../brains/brain.ts';
import type { ConversationHost, Speaker } from './conversation.ts';
import { createGaps, type FloorHolder, type TurnFigures } from './gaps.ts';
import { type CallLine, createOutside } from './line.ts';
import { beginCall, stepCall } from './reduce.ts';
import type { Line } from './remote-line.ts';
import { createReports } from './reports.ts';
import type { CallEffect, CallEvent, CallPhase, CallResult, CallSettings, CallState, Transfer } from './state.ts';
import { createTimers } from './timers.ts';
import { type CallUpdate, createUpdates, type Tap } from './updates.ts';

/** What a call is made of. */
export interface CallOptions {
  readonly id: string;
  readonly runtime: Runtime;
  readonly settings: CallSettings;
  readonly line: CallLine;
  readonly speaker: Speaker;
  readonly taps?: readonly Tap[];
}

/** What can be seen of a call at a moment. */
export interface CallSnapshot {
  readonly id: string;
  readonly phase: CallPhase;
  readonly isDisclosed: boolean;
  /** What is said now reaches the line. */
  readonly isConnected: boolean;
  /** The number of the latest update. */
  readonly sequence: number;
  readonly transcript: readonly TranscriptLine[];
  readonly notes: readonly string[];
  /** How long the other party waited for each answer, as heard on the line. */
  readonly gapsMs: readonly number[];
  /** Whose voice is on the line. */
  readonly floor: FloorHolder;
  /** The latest turn of the other party that was answered. */
  readonly lastTurn?: TurnFigures;
  readonly result?: CallResult;
}

/** One call, from its judgement to its result. Everything that can be done with it returns at once; `ended` resolves exactly once. */
export interface CallSession {
  readonly id: string;
  readonly ended: Promise<CallResult>;
  snapshot(): CallSnapshot;
  /** A carrier's socket belongs to this call; a second one takes the place of the first. */
  attach(line: Line): void;
  /** A carrier's report, in any order, any number of times. */
  report(report: CallReport): void;
  /** Somebody else has the other party now, or the transfer that was asked for came to nothing. */
  transferEnded(isAnswered: boolean): void;
  hangUp(lastWords?: string): void;
  cancel(): void;
  /** Says and does things in the brain's place, after what it says now was cut short. */
  volunteer(parts: readonly BrainPart[]): void;
  /** Tells the brain something, unheard by the caller. */
  direct(note: string): void;
  sendDigits(digits: string): void;
  transfer(transfer: Transfer): void;
  updates(afterSequence: number): readonly CallUpdate[];
  /** Waits for updates after a number, no longer than `waitMs`. */
  wait(afterSequence: number, waitMs: number, signal?: AbortSignal): Promise<readonly CallUpdate[]>;
}

const tapsMs = 5_000;

/** Begins a call: an outbound one is judged and dialed, an inbound one waits for its line. */
export function startCall(options: CallOptions): CallSession {
  const { id, runtime, settings, line } = options;
  const updates = createUpdates(runtime, options.taps ?? []);
  const timers = createTimers(runtime, name => dispatch({ kind: 'timer', name }));
  const reports = createReports(settings.direction);
  const gaps = createGaps();
  const transcript: TranscriptLine[] = [];
  const notes: string[] = [];
  const waiting: CallEvent[] = [];
  const { promise: ended, resolve: end } = Promise.withResolvers<CallResult>();
  const wrapUp = () => conversation.wrapUp(transcript, timers.signal);
  const outside = createOutside({ runtime, line, conversation: () => conversation, wrapUp, dispatch });
  const conversation = options.speaker(host());
  let isStepping = false;
  let state: CallState;
  let result: CallResult | undefined;

  function host(): ConversationHost {
    return {
      runtime,
      callId: id,
      settings,
      report: dispatch,
      transcribe(said) {
        transcript.push(said);
        gaps.line(said);
        updates.add({ kind: 'line', ...said });
      },
      note(text) {
        notes.push(text);
        updates.add({ kind: 'note', text });
      },
      press: outside.press,
    };
  }

  /** Events that come while one is worked on wait for their turn. */
  function dispatch(event: CallEvent): void {
    waiting.push(event);
    gaps.note(event, runtime.now().getTime());
    if (isStepping) return;
    isStepping = true;
    for (let next = waiting.shift(); next; next = waiting.shift())
      take(...stepCall(state, next, runtime.now().getTime()));
    isStepping = false;
  }

  function take(next: CallState, effects: readonly CallEffect[]): void {
    const isNew = state?.phase !== next.phase;
    state = next;
    if (isNew) updates.add({ kind: 'phase', phase: state.phase });
    for (const effect of effects) attempt(effect);
  }

  // A line that breaks while it is spoken to must not stop the call from being ended and settled.
  function attempt(effect: CallEffect): void {
    try {
      perform(effect);
    } catch (reason) {
      const cause = reason instanceof Error ? reason.name : 'unknown';
      runtime.log.error('voice.effect-failed', { effect: effect.kind, cause });
    }
  }

  function perform(effect: CallEffect) {
    switch (effect.kind) {
      case 'say':
        return conversation.say(effect.text, {
          isProtected: effect.isProtected,
          isDisclosure: effect.isDisclosure === true,
        });
      case 'open-brain':
        return conversation.open({ callId: id, settings, ...(effect.heard !== undefined && { heard: effect.heard }) });
      case 'turn':
        return conversation.turn(effect.text);
      case 'tell-brain':
        return conversation.tell(effect.note);
      case 'hush-brain':
        return conversation.hush();
      case 'start-timer':
        return timers.start(effect.name, effect.afterMs);
      case 'stop-timer':
        return timers.stop(effect.name);
      case 'settle':
        return finish(effect.result);
      default:
        return outside.perform(effect);
    }
  }

  function finish(given: CallResult): void {
    result = given;
    timers.stopAll();
    updates.add({ kind: 'ended', result });
    // Whoever waits for the end may count on every tap having been told, unless one of them hangs.
    updates.told(tapsMs).then(() => end(given));
    conversation.end();
  }

  function snapshot(): CallSnapshot {
    return {
      id,
      phase: state.phase,
      isDisclosed: state.disclosure === 'done',
      isConnected: state.isConnected,
      sequence: updates.since(0).length,
      transcript: [...transcript],
      notes: [...notes],
      gapsMs: [...gaps.gapsMs],
      floor: result ? 'nobody' : gaps.holder,
      ...(gaps.lastTurn && { lastTurn: gaps.lastTurn }),
      ...(result && { result }),
    };
  }

  function face(): CallSession {
    return {
      id,
      ended,
      snapshot,
      attach(accepted) {
        if (result) throw new ButtdialError('conflict', 'The call has ended.');
        conversation.attach(accepted);
      },
      report: report => reports(report).forEach(dispatch),
      transferEnded: isAnswered => dispatch({ kind: isAnswered ? 'transferred' : 'transfer-failed' }),
      hangUp: lastWords => dispatch({ kind: 'hang-up', by: 'agent', ...(lastWords !== undefined && { lastWords }) }),
      cancel: () => dispatch({ kind: 'cancel' }),
      volunteer: parts => conversation.volunteer(parts),
      direct: note => conversation.tell(note),
      sendDigits: outside.press,
      transfer: transfer => dispatch({ kind: 'transfer', transfer }),
      updates: updates.since,
      wait: updates.wait,
    };
  }

  take(...beginCall(settings));
  return face();
}
