/** Which characters of an utterance are spoken when, milliseconds from its start. */
export interface TextSpan {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** What became of one utterance. */
export interface Heard {
  readonly utteranceId: string;
  /** What was played, as far as can be known. */
  readonly text: string;
  /** What was to be said. */
  readonly generated: string;
  readonly playedMs: number;
  readonly sentMs: number;
  /** `text` is an estimate, because nobody told which words stand where in the audio. */
  readonly approximate: boolean;
  /** All of it was played. */
  readonly complete: boolean;
}

const charactersPerSecond = 15;

/** How long a text takes to say, roughly. */
export function speakingMs(text: string): number {
  return (text.length / charactersPerSecond) * 1000;
}

/** The text of the spans that were played to their end. */
export function alignedText(spans: readonly TextSpan[], playedMs: number): string {
  // A rounding error of the vendor must not swallow a character.
  return spans
    .filter(span => span.endMs <= playedMs + 0.5)
    .map(span => span.text)
    .join('');
}

/** A share of a text by time, cut back to its last whole word. */
export function proportionalText(text: string, playedMs: number, totalMs: number): string {
  if (playedMs >= totalMs) return text;
  const end = Math.floor((text.length * playedMs) / Math.max(1, totalMs));
  if (end >= text.length || /\s/.test(text[end] ?? ' ')) return text.slice(0, end).trimEnd();
  return text.slice(0, Math.max(0, text.slice(0, end).search(/\s\S*$/)));
}

/**
 * Where in the text that we sent the words end that a carrier says were heard. Carriers normalise ("7 pm" comes back as
 * "seven p.m."), so this compares words from the end of what was heard and never searches literally.
 * @returns the heard part of `generated`, and whether it is an estimate.
 */
export function heardPart(generated: string, heard: string): { readonly text: string; readonly approximate: boolean } {
  const trimmed = heard.trim();
  if (generated.startsWith(heard)) return { text: heard, approximate: false };
  if (generated.startsWith(trimmed)) return { text: trimmed, approximate: false };
  const words = [...generated.matchAll(/\S+/g)].map(match => ({
    word: plain(match[0]),
    end: match.index + match[0].length,
  }));
  const spoken = trimmed.split(/\s+/).map(plain);
  const guess = Math.min(words.length, spoken.length);
  let best = { end: words[guess - 1]?.end ?? 0, score: 0 };
  for (const [at, { end }] of words.entries()) {
    const score = agreement(words.slice(0, at + 1), spoken) - Math.abs(at + 1 - guess) * 0.1;
    if (score > best.score) best = { end, score };
  }
  return { text: generated.slice(0, best.end), approximate: true };
}

// How many of the last four words agree, the last one counting most.
function agreement(words: readonly { readonly word: string }[], spoken: readonly string[]): number {
  return [1, 2, 3, 4].reduce((sum, back) => {
    const word = words.at(-back)?.word;
    return sum + (word !== undefined && word === spoken.at(-back) ? 1 / back : 0);
  }, 0);
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
