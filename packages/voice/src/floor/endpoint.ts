import { floorWords, plainWords } from './words.ts';

/** What is known about a caller who has just fallen silent. */
export interface EndpointFacts {
  readonly text: string;
  readonly language: string;
  /** How sure the transcriber is that the turn is over, 0 to 1, where it says so. */
  readonly endProbability?: number;
  /** The agent asked for something long: "tell me about …". */
  readonly wasOpenQuestion?: boolean;
  /** The caller spells or reads out numbers. */
  readonly isSpelling?: boolean;
  /** How long this caller pauses within a turn, on average. */
  readonly averagePauseMs?: number;
}

const shortestMs = 250;
const longestMs = 2500;

/** How much silence ends a turn: 250 ms when everything says so, 2.5 s when nothing does. */
export function endpointDelayMs(facts: EndpointFacts): number {
  const probability = facts.endProbability ?? guessEnd(facts.text, facts.language);
  const base = shortestMs + (1 - probability) * 1300;
  const boost = (facts.isSpelling || isSpelled(facts.text) ? 1000 : 0) + (facts.wasOpenQuestion ? 300 : 0);
  const patience = Math.max(0, (facts.averagePauseMs ?? 0) * 1.2 - base);
  return Math.round(Math.min(longestMs, base + boost + patience * (1 - probability)));
}

/** How likely a text is a whole turn, by how it is written. */
function guessEnd(text: string, language: string): number {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  const last = plainWords(trimmed).at(-1) ?? '';
  if (floorWords(language).unfinished.includes(last) || /[,:;…-]$/.test(trimmed)) return 0.1;
  if (/[.!?。！？]["')\]]*$/.test(trimmed)) return 0.9;
  return 0.5;
}

/** Ends with single letters or digits: a number or a name is being spelled. */
export function isSpelled(text: string): boolean {
  const last = plainWords(text).slice(-3);
  return (
    last.length > 0 &&
    last.slice(-2).every(word => /^(\p{L}|\p{N}+)$/u.test(word)) &&
    /\p{N}$|\b\p{L}$/u.test(last.at(-1)!)
  );
}

/** The next average of a caller's pauses: the old one counts nine parts, the new one one. */
export function averagePause(before: number | undefined, pauseMs: number): number {
  return before === undefined ? pauseMs : before * 0.9 + pauseMs * 0.1;
}
