import { englishStops } from './english.ts';
import { foldLetters, foldText } from './fold.ts';
import keywords from './keywords.json' with { type: 'json' };
import { otherStops } from './other-languages.ts';

/** What the sender of an inbound message asks of the channel itself. */
export type OptOutIntent = 'stop' | 'start' | 'help';

/** What the caller knows about the conversation. */
export interface OptOutOptions {
  /** Language of the conversation (`it`, `es-MX`): adds words that mean stop only there, such as Italian "fine". */
  readonly language?: string | undefined;
  /** The message answers "do you want to receive …?", or its sender is opted out: then yes means start. */
  readonly answersOptIn?: boolean | undefined;
}

/** An opt-out stands at the beginning; what follows a long text is quoted mail. Also bounds the work per message. */
const readCharacters = 2000;

type WordTable = Readonly<Record<string, readonly string[]>>;

function phraseSet(table: WordTable, language: string): ReadonlySet<string> {
  return new Set([...(table.any ?? []), ...(table[language] ?? [])].map(foldText));
}

const sets = new Map<string, ReadonlySet<string>>();

function phrases(kind: 'stop' | 'start' | 'help', language: string): ReadonlySet<string> {
  const table: WordTable = keywords[kind];
  const key = `${kind} ${Object.hasOwn(table, language) ? language : ''}`;
  const known = sets.get(key);
  if (known !== undefined) return known;
  const made = phraseSet(table, language);
  sets.set(key, made);
  return made;
}

const yesWords = new Set(keywords.yes.map(foldText));
const fillers = keywords.filler.map(foldText).sort((a, b) => b.length - a.length);

/** "please stop now thanks" → "stop" */
function withoutFillers(folded: string): string {
  let rest = folded;
  for (let changed = true; changed; ) {
    changed = false;
    for (const filler of fillers) {
      if (rest.startsWith(`${filler} `)) rest = rest.slice(filler.length + 1);
      else if (rest.endsWith(` ${filler}`)) rest = rest.slice(0, -filler.length - 1);
      else continue;
      changed = true;
    }
  }
  return rest;
}

/** "s t o p" → "stop"; "stooop" → "stop"; "st0p" → "stop" */
function disguises(folded: string): readonly string[] {
  const joined = /^(?:[\p{L}\p{N}] )+[\p{L}\p{N}]$/u.test(folded) ? folded.replaceAll(' ', '') : folded;
  return [
    folded,
    joined,
    joined.replace(/(\p{L})\1{2,}/gu, '$1'),
    joined.replace(/(\p{L})\1+/gu, '$1'),
    joined.replaceAll('0', 'o'),
  ];
}

function isOneOf(folded: string, set: ReadonlySet<string>): boolean {
  const forms = [folded, withoutFillers(folded)].flatMap(disguises);
  if (forms.some(form => set.has(form))) return true;
  const words = withoutFillers(folded).split(' ');
  return words.length > 1 && words.length <= 12 && words.every(word => word === words[0]) && set.has(words[0] ?? '');
}

/** Of the keywords, those that also count as one clause of a longer text: "Stop. I never asked for this." */
const clauseKeywords = new Set(
  [
    'stop',
    'stop all',
    'stopall',
    'unsubscribe',
    'opt out',
    'optout',
    'revoke',
    'remove me',
    'stopp',
    'arret',
    'baja',
    'הסר',
    'הסירו',
    'стоп',
    '解除',
    '停止',
    '退订',
    '退訂',
  ].map(foldText),
);

function hasStopClause(text: string): boolean {
  const clauses = foldLetters(text).split(/[.!?,;:\n、。！？，؛،]+/u);
  return clauses.some(clause => clauseKeywords.has(withoutFillers(foldText(clause))));
}

/** "I said STOP": capitals inside ordinary text are the keyword, not the verb. */
function hasShoutedStop(text: string): boolean {
  const shouted = /(?<![\p{L}\p{N}])(?:STOP|UNSUBSCRIBE|OPT OUT)(?![\p{L}\p{N}])(?!\s+(?:by|at|sign|and|for|in|on)\b)/u;
  return shouted.test(text) && (/\p{Ll}/u.test(text) || /\bSTOP\s+(?:ALL|NOW|TEXT|CALL|MESSAG|SEND|IT)/u.test(text));
}

function isStop(text: string, folded: string, language: string): boolean {
  if (isOneOf(folded, phrases('stop', language))) return true;
  if (hasStopClause(text) || hasShoutedStop(text)) return true;
  return englishStops.some(pattern => pattern.test(folded)) || otherStops.some(pattern => pattern.test(folded));
}

/**
 * Reads whether an inbound message asks to stop, to start again, or for help. Keywords in many languages are certain;
 * free text is judged so that errors fall on the side of stopping. START re-enables what the person had, it is no
 * written consent.
 */
export function detectOptOut(text: string, options: OptOutOptions = {}): OptOutIntent | undefined {
  const beginning = text.slice(0, readCharacters);
  const folded = foldText(beginning);
  if (folded === '') return undefined;
  const language = (options.language ?? '').toLowerCase().split(/[-_]/)[0] ?? '';
  if (isOneOf(folded, phrases('start', language))) return 'start';
  if (options.answersOptIn === true && isOneOf(folded, yesWords)) return 'start';
  if (isStop(beginning, folded, language)) return 'stop';
  return isOneOf(folded, phrases('help', language)) ? 'help' : undefined;
}

/** Whether the message withdraws consent. */
export function isOptOut(text: string, options: OptOutOptions = {}): boolean {
  return detectOptOut(text, options) === 'stop';
}
