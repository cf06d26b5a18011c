import type { Runtime } from '@buttdial/core';
import type { HeardBack } from '../brains/brain.ts';
import { createUtterances, type Outspoken, type Utterance, type Weight } from './utterances.ts';

/** Whom hearing tells. */
export interface HearingOptions {
  readonly runtime: Runtime;
  onHeard(heard: HeardBack): void;
  onDisclosed(isWhole: boolean): void;
  onSpeaking(on: boolean): void;
}

/** Knows what the other party has heard of us: by the carrier's reports where there are any, else by how long speaking takes. */
export interface Hearing {
  /** Something begins to be said. */
  open(weight: Weight): Utterance;
  /** All of it was handed to the line. */
  close(utterance: Utterance): void;
  onPlayed(text: string): void;
  onSpeaking(on: boolean): void;
  /** @returns what must still be heard and was cut off behind something else. */
  onInterrupted(heardText: string): readonly Utterance[];
  onLost(): void;
  /** A new line may report, or not. */
  restart(): void;
  /** How long what was handed over will still take, roughly. */
  remainingMs(): number;
  stop(): void;
}

/** Makes the hearing of one call. */
export function createHearing(options: HearingOptions): Hearing {
  const { runtime } = options;
  const utterances = createUtterances();
  let estimate = new AbortController();
  let hasReports = false;
  let isSpeaking = false;
  const nowMs = () => runtime.now().getTime();

  function settle(outspoken: readonly Outspoken[]): void {
    for (const { utterance, text, isInterrupted, isApproximate } of outspoken) {
      if (utterance.isDisclosure) options.onDisclosed(!isInterrupted);
      if (utterance.text.trim() === '') continue;
      options.onHeard({ text, generated: utterance.text, isInterrupted, isApproximate });
    }
  }

  function setSpeaking(on: boolean): void {
    if (on === isSpeaking) return;
    isSpeaking = on;
    options.onSpeaking(on);
  }

  function estimateEnd(): void {
    estimate.abort();
    estimate = new AbortController();
    const { signal } = estimate;
    runtime.sleep(utterances.remainingMs(nowMs()), signal).then(
      () => {
        settle(utterances.onSilence());
        if (utterances.isEmpty) setSpeaking(false);
      },
      () => signal.aborted,
    );
  }

  function reports(): void {
    hasReports = true;
    estimate.abort();
  }

  return {
    open(weight) {
      if (!hasReports) setSpeaking(true);
      return utterances.open(weight, nowMs());
    },
    close(utterance) {
      utterance.isClosed = true;
      if (!hasReports) estimateEnd();
    },
    onPlayed(text) {
      reports();
      settle(utterances.onPlayed(text));
    },
    onSpeaking(on) {
      reports();
      if (!on) settle(utterances.onSilence(nowMs()));
      setSpeaking(on);
    },
    onInterrupted(heardText) {
      estimate.abort();
      const { outspoken, unheard } = utterances.onInterrupted(heardText, hasReports);
      settle(outspoken);
      setSpeaking(false);
      return unheard;
    },
    onLost() {
      estimate.abort();
      settle(utterances.onLost(nowMs()));
      isSpeaking = false;
    },
    restart() {
      hasReports = false;
    },
    remainingMs: () => utterances.remainingMs(nowMs()),
    stop: () => estimate.abort(),
  };
}
