import type { AudioFormat, MediaTransport, Runtime } from '@buttdial/core';
import { bytesPerMillisecond } from '../audio/format.ts';
import type { Heard, TextSpan } from './heard.ts';
import { createLedger } from './ledger.ts';

/** What a player needs: the line, the clock, and how far ahead of it the carrier may be fed. */
export interface PlayerOptions {
  readonly runtime: Runtime;
  readonly transport: Pick<MediaTransport, 'send' | 'mark' | 'clear'> & { readonly format: AudioFormat };
  /** Milliseconds of audio at the carrier. If a clear is lost, no more than this is still heard. At least 100 hides what a busy machine does to timers. */
  readonly leadMs?: number;
  /** An utterance was played to its end. */
  onPlayed?(heard: Heard): void;
}

/** Feeds a carrier with audio at the pace at which it is heard, and knows what was heard. */
export interface Player {
  /** Queues audio in the format of the transport. */
  play(utteranceId: string, audio: Uint8Array): void;
  describe(utteranceId: string, part: { readonly text?: string; readonly spans?: readonly TextSpan[] }): void;
  /** No more audio of this utterance will come. */
  finish(utteranceId: string): void;
  /** Stops feeding; what lies at the carrier is still played. */
  pause(): void;
  resume(): void;
  /** Throws away everything that was not played, here and at the carrier. @returns what became of the utterances under way. */
  cut(): readonly Heard[];
  heard(utteranceId: string): Heard;
  /** The line is gone. @returns what became of the utterances under way; nothing is fed any more. */
  stop(): readonly Heard[];
  acknowledged(mark: string): void;
  /** Measures the line; call it when the line opens. */
  probe(): void;
  /** Something is queued here or was not yet played at the carrier. */
  isSpeaking(): boolean;
}

interface Piece {
  readonly utteranceId: string;
  /** Empty: the utterance ends here. */
  readonly audio: Uint8Array;
}

const frameMs = 20;
const defaultLeadMs = 400;

/** Makes a player for one line. */
export function createPlayer({ runtime, transport, leadMs = defaultLeadMs, onPlayed }: PlayerOptions): Player {
  const ledger = createLedger();
  const stopped = new AbortController();
  const unplayed = new Set<string>();
  let queue: Piece[] = [];
  let isPaused = false;
  let isFeeding = false;
  const nowMs = () => runtime.now().getTime();

  function enqueue(piece: Piece): void {
    if (stopped.signal.aborted) return;
    unplayed.add(piece.utteranceId);
    queue.push(piece);
    feed();
  }

  /** Starts feeding unless it goes on already. The first frames leave at once. */
  function feed(): void {
    if (isFeeding || isPaused || queue.length === 0) return;
    isFeeding = true;
    keepFeeding().catch(reason => {
      isFeeding = false;
      if (!stopped.signal.aborted) runtime.log.error('voice.feeding-failed', { cause: String(reason?.name) });
    });
  }

  async function keepFeeding(): Promise<void> {
    while (queue.length > 0 && !isPaused) {
      const waitMs = ledger.bufferedMs(nowMs()) + frameMs - leadMs;
      if (waitMs > 0) await runtime.sleep(waitMs, stopped.signal);
      else sendFrame();
    }
    isFeeding = false;
  }

  function sendFrame() {
    const piece = queue[0]!;
    const size = frameMs * bytesPerMillisecond(transport.format);
    const frame = piece.audio.subarray(0, size);
    const rest = piece.audio.subarray(size);
    if (rest.length > 0) queue[0] = { ...piece, audio: rest };
    else queue.shift();
    if (frame.length === 0) return finishNow(piece.utteranceId);
    transport.send(frame);
    const durationMs = frame.length / bytesPerMillisecond(transport.format);
    const mark = ledger.sent(piece.utteranceId, durationMs, nowMs());
    if (mark) transport.mark(mark);
  }

  function finishNow(utteranceId: string) {
    const mark = ledger.finish(utteranceId);
    if (mark) return transport.mark(mark);
    // Its last mark came back before the end was known, or nothing of it was ever sent.
    const heard = ledger.heard(utteranceId, nowMs());
    if (heard.playedMs >= heard.sentMs) played(utteranceId);
  }

  function played(utteranceId: string): void {
    if (!unplayed.delete(utteranceId)) return;
    onPlayed?.(ledger.heard(utteranceId, nowMs()));
    ledger.forget(utteranceId);
  }

  function forgetAll(heard: readonly Heard[]): readonly Heard[] {
    const known = heard.filter(one => unplayed.has(one.utteranceId));
    queue = [];
    isPaused = false;
    unplayed.clear();
    return known;
  }

  return {
    play: (utteranceId, audio) => {
      if (audio.length > 0) enqueue({ utteranceId, audio });
    },
    describe: ledger.describe,
    finish: utteranceId => enqueue({ utteranceId, audio: new Uint8Array(0) }),
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
      feed();
    },
    cut() {
      transport.clear();
      return forgetAll(ledger.cut(nowMs()));
    },
    heard: utteranceId => ledger.heard(utteranceId, nowMs()),
    acknowledged: mark => ledger.acknowledged(mark, nowMs()).forEach(played),
    probe: () => transport.mark(ledger.probe(nowMs())),
    isSpeaking: () => unplayed.size > 0,
    stop() {
      stopped.abort();
      return forgetAll(ledger.lose(nowMs()));
    },
  };
}
