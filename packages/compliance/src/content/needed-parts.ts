/*
 * Most messages hold no word that any phrase is about, and finding that out is much cheaper than looking for every phrase.
 * Which words those are is read from the patterns themselves, so that the two cannot drift apart.
 */

/** Patterns for parts of words, of which every match holds at least one; undefined where the pattern does not tell. */
export type Parts = readonly string[] | undefined;

/** In half of all messages: knowing that one of them is there tells nothing. */
const everyday = new Set(
  `a about and any are at be call can come coming end for free from get going good has have hope i in is it just know make
  men more must need new next no not now of off office on online open or order our place please see send should show stop
  that the their there time to today tonight up us want watch we what where will with you your`.split(/\s+/),
);

/** How much it tells that one of these is there. */
function weightOf(parts: readonly string[]): { readonly least: number; readonly average: number } {
  const letters = parts.map(part => part.replaceAll('\\b', ''));
  const weights = letters.map(part => (everyday.has(part) ? 0 : part.length));
  return { least: Math.min(...weights), average: weights.reduce((sum, weight) => sum + weight, 0) / parts.length };
}

/** The longer the shortest part, then all of them, the fewer harmless texts hold one. */
function better(one: Parts, other: Parts): Parts {
  if (one === undefined || other === undefined) return one ?? other;
  const [weight, against] = [weightOf(one), weightOf(other)];
  return (weight.least - against.least || weight.average - against.average) >= 0 ? one : other;
}

const opening = /\((?:\?(?::|<?[!=]))?/y;
const letter = /[a-z0-9]/y;
const edge = /\\b| (?![?*+{])/y;
/** Matches something, but no letter that is known beforehand. */
const unknown = /\[(?:\\.|[^\]\\])*\]|\\.|[^()|]/uy;
const repetition = /(?:([?*]|\{0(?:,\d*)?\})|\+|\{\d+(?:,\d*)?\})\??/y;

interface Scanner {
  /** What stands here, past which it moves; null when something else does. */
  take(shape: RegExp): RegExpExecArray | null;
}

function scannerOf(source: string): Scanner {
  let at = 0;
  return {
    take(shape) {
      shape.lastIndex = at;
      const found = shape.exec(source);
      if (found) at = shape.lastIndex;
      return found;
    },
  };
}

/** @param atEdge a word ends before it, if any does */
function alternatives(scanner: Scanner, atEdge: boolean): Parts {
  const branches = [sequence(scanner, atEdge)];
  while (scanner.take(/\|/y)) branches.push(sequence(scanner, atEdge));
  const known = branches.filter(branch => branch !== undefined);
  return known.length === branches.length ? [...new Set(known.flat())] : undefined;
}

function sequence(scanner: Scanner, atEdge: boolean): Parts {
  let best: Parts;
  let run = '';
  let begins = atEdge ? '\\b' : '';
  const endRun = (ends: '' | '\\b') => {
    if (run !== '') best = better(best, [begins + run + ends]);
    run = '';
    begins = ends;
  };
  for (;;) {
    if (scanner.take(edge)) {
      endRun('\\b');
      continue;
    }
    const known = scanner.take(letter)?.[0];
    const piece = known === undefined ? pieceOf(scanner, run === '' && begins !== '') : undefined;
    if (known === undefined && piece === undefined) break;
    const repeated = scanner.take(repetition);
    const mayBeAbsent = repeated?.[1] !== undefined;
    if (known !== undefined && !mayBeAbsent) run += known;
    if (known === undefined || repeated) endRun('');
    if (piece && !mayBeAbsent) best = better(best, piece.parts);
  }
  endRun('');
  return best;
}

/** A group, or something of which no letter is known. What is only looked at is no part of the match. */
function pieceOf(scanner: Scanner, atEdge: boolean): { readonly parts: Parts } | undefined {
  const opened = scanner.take(opening)?.[0];
  if (opened === undefined) return scanner.take(unknown) ? { parts: undefined } : undefined;
  const parts = alternatives(scanner, atEdge);
  scanner.take(/\)/y);
  return { parts: /[!=]$/.test(opened) ? undefined : parts };
}

/**
 * What a text must hold to match. Reads as much of the syntax of regular expressions as phrases use: groups without names,
 * alternatives, classes, repetitions, looks ahead and behind. A part never spans two words.
 */
export function neededParts(source: string): Parts {
  return alternatives(scannerOf(source), false);
}
