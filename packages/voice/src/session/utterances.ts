import { heardPart, proportionalText, speakingMs } from '../playback/heard.ts';

/** What becomes of something that is said. */
export interface Weight {
  /** Its hearing is reported. */
  readonly isDisclosure: boolean;
  /** Whoever talks over it does not cut it; cut off behind something else, it is said next. */
  readonly isProtected: boolean;
}

/** Something that was handed to the line and of which it is not yet known what was heard. */
export interface Utterance extends Weight {
  /** When its first word was handed over. */
  readonly atMs: number;
  text: string;
  /** What the carrier said was played of it. */
  played: string;
  /** All of it was handed over. */
  isClosed: boolean;
}

/** What became of an utterance. */
export interface Outspoken {
  readonly utterance: Utterance;
  readonly text: string;
  readonly isInterrupted: boolean;
  readonly isApproximate: boolean;
}

/** What an interruption leaves. */
export interface Interrupted {
  readonly outspoken: readonly Outspoken[];
  /** Nothing of these was heard, and they are to be: they are forgotten here, to be said again. */
  readonly unheard: readonly Utterance[];
}

/** Matches what carriers report about playback with what was handed to them. */
export interface Utterances {
  open(weight: Weight, atMs: number): Utterance;
  /** @returns the utterances that are now known to be heard whole. */
  onPlayed(text: string): readonly Outspoken[];
  /** What became of everything under way. `hasReports`: the carrier reports what was played, so what is left is in order. */
  onInterrupted(heardText: string, hasReports: boolean): Interrupted;
  /**
   * Everything that was handed over whole was heard; `atMs` where the carrier says that it is quiet right now, which may
   * be only the pause between two utterances: then what had begun by that time.
   */
  onSilence(atMs?: number): readonly Outspoken[];
  /** The line is gone. @returns an estimate for everything under way. */
  onLost(atMs: number): readonly Outspoken[];
  /** How long what is under way will still take, roughly. */
  remainingMs(atMs: number): number;
  readonly isEmpty: boolean;
}

/** Makes an empty list of utterances. */
export function createUtterances(): Utterances {
  let waiting: Utterance[] = [];
  let hasPlayed = false;

  function take(count: number): readonly Outspoken[] {
    return waiting.splice(0, count).map(utterance => whole(utterance));
  }

  // A carrier that reports what it plays has not begun what it says nothing about.
  function hasBegun(one: Utterance, atMs: number): boolean {
    return hasPlayed ? one.played !== '' : startOf(one) <= atMs;
  }

  function startOf(one: Utterance): number {
    let freeAtMs = 0;
    for (const earlier of waiting.slice(0, waiting.indexOf(one)))
      freeAtMs = Math.max(freeAtMs, earlier.atMs) + speakingMs(earlier.text);
    return Math.max(freeAtMs, one.atMs);
  }

  function onPlayed(text: string): readonly Outspoken[] {
    hasPlayed = true;
    const head = waiting[0];
    if (!head || text.trim() === '') return [];
    // Some carriers report all that was played so far, others each piece.
    head.played = text.startsWith(head.played) ? text : head.played + text;
    const isWhole = head.isClosed && plain(head.played).length >= plain(head.text).length * 0.98;
    return isWhole ? take(1) : [];
  }

  // One that can be cut, if any can: the others are not what was talked over.
  function brokenAt(heard: string): number {
    const candidates = waiting
      .map((one, index) => ({ one, index }))
      .filter(({ one }) => plain(one.text).startsWith(heard));
    const found = candidates.findLast(({ one }) => !one.isProtected) ?? candidates.at(-1);
    return Math.max(0, found?.index ?? waiting.length - 1);
  }

  function onInterrupted(heardText: string, hasReports: boolean): Interrupted {
    const before = take(hasReports ? 0 : brokenAt(plain(heardText)));
    const [broken, ...rest] = waiting.splice(0);
    if (!broken) return { outspoken: before, unheard: [] };
    const { text, approximate } = heardPart(broken.text, heardText);
    const silent = rest
      .filter(one => !one.isProtected)
      .map(utterance => ({ utterance, text: '', isInterrupted: true, isApproximate: false }));
    return {
      outspoken: [...before, { utterance: broken, text, isInterrupted: true, isApproximate: approximate }, ...silent],
      unheard: rest.filter(one => one.isProtected && one.text.trim() !== ''),
    };
  }

  function onLost(atMs: number): readonly Outspoken[] {
    let freeAtMs = 0;
    return waiting.splice(0).map(utterance => {
      const startMs = Math.max(freeAtMs, utterance.atMs);
      freeAtMs = startMs + speakingMs(utterance.text);
      const text = proportionalText(utterance.text, Math.max(0, atMs - startMs), speakingMs(utterance.text));
      return { utterance, text, isInterrupted: text !== utterance.text, isApproximate: true };
    });
  }

  return {
    open(weight, atMs) {
      const utterance: Utterance = { ...weight, atMs, text: '', played: '', isClosed: false };
      waiting.push(utterance);
      return utterance;
    },
    onPlayed,
    onInterrupted,
    onSilence(atMs) {
      const rest = waiting.findIndex(one => !one.isClosed || (atMs !== undefined && !hasBegun(one, atMs)));
      return take(rest === -1 ? waiting.length : rest);
    },
    onLost,
    remainingMs(atMs) {
      const endMs = waiting.reduce((freeAtMs, one) => Math.max(freeAtMs, one.atMs) + speakingMs(one.text), 0);
      return Math.max(0, endMs - atMs);
    },
    get isEmpty() {
      waiting = waiting.filter(one => !(one.isClosed && one.text === ''));
      return waiting.length === 0;
    },
  };
}

function whole(utterance: Utterance): Outspoken {
  return { utterance, text: utterance.text, isInterrupted: false, isApproximate: false };
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
