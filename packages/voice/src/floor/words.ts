/** Words that keep a speaker going without wanting the floor, and words that want it at once, by language. */
interface FloorWords {
  readonly backchannels: readonly string[];
  readonly interrupting: readonly string[];
  /** A sentence that ends with one of these goes on. */
  readonly unfinished: readonly string[];
}

const english: FloorWords = {
  backchannels: [
    'uh-huh',
    'uh huh',
    'mhm',
    'mm-hmm',
    'mm',
    'hmm',
    'yeah',
    'yep',
    'yes',
    'ok',
    'okay',
    'right',
    'sure',
    'aha',
    'ah',
    'oh',
    'i see',
    'got it',
    'great',
    'good',
  ],
  interrupting: ['stop', 'wait', 'no', 'hold on', 'hang on', 'excuse me', 'sorry', 'hello', 'help', 'what'],
  unfinished: [
    'and',
    'but',
    'or',
    'so',
    'because',
    'the',
    'a',
    'an',
    'to',
    'of',
    'with',
    'for',
    'is',
    'my',
    'um',
    'uh',
    'if',
    'that',
  ],
};

const words: Readonly<Record<string, FloorWords>> = {
  en: english,
  es: {
    backchannels: ['ajá', 'sí', 'si', 'vale', 'ya', 'claro', 'mhm', 'mm', 'ok', 'bueno', 'bien'],
    interrupting: ['para', 'espera', 'espere', 'no', 'un momento', 'perdón', 'oiga', 'ayuda', 'qué'],
    unfinished: ['y', 'pero', 'o', 'porque', 'el', 'la', 'un', 'una', 'de', 'con', 'para', 'que', 'mi', 'si'],
  },
  fr: {
    backchannels: ['oui', 'ouais', "d'accord", 'ok', 'mhm', 'mm', 'hum', 'bien', 'ah', 'voilà', 'très bien'],
    interrupting: ['stop', 'attendez', 'attends', 'non', 'arrêtez', 'pardon', 'excusez-moi', 'aide', 'quoi'],
    unfinished: [
      'et',
      'mais',
      'ou',
      'donc',
      'parce que',
      'le',
      'la',
      'un',
      'une',
      'de',
      'avec',
      'pour',
      'que',
      'mon',
      'si',
      'euh',
    ],
  },
  de: {
    backchannels: [
      'ja',
      'mhm',
      'mm',
      'hm',
      'aha',
      'ok',
      'okay',
      'genau',
      'gut',
      'klar',
      'richtig',
      'ach so',
      'verstehe',
    ],
    interrupting: ['stopp', 'stop', 'halt', 'warten sie', 'warte', 'nein', 'moment', 'entschuldigung', 'hilfe', 'was'],
    unfinished: [
      'und',
      'aber',
      'oder',
      'weil',
      'der',
      'die',
      'das',
      'ein',
      'eine',
      'mit',
      'für',
      'dass',
      'mein',
      'wenn',
      'äh',
      'ähm',
    ],
  },
  it: {
    backchannels: ['sì', 'si', 'certo', 'ok', 'va bene', 'mhm', 'mm', 'esatto', 'bene', 'ah', 'capito'],
    interrupting: ['stop', 'aspetti', 'aspetta', 'no', 'un attimo', 'scusi', 'fermo', 'aiuto', 'cosa'],
    unfinished: ['e', 'ma', 'o', 'perché', 'il', 'la', 'un', 'una', 'di', 'con', 'per', 'che', 'mio', 'se'],
  },
  pt: {
    backchannels: ['sim', 'ok', 'certo', 'tá', 'está bem', 'mhm', 'mm', 'isso', 'claro', 'bom', 'ah'],
    interrupting: ['para', 'pare', 'espera', 'espere', 'não', 'um momento', 'desculpe', 'ajuda', 'quê'],
    unfinished: ['e', 'mas', 'ou', 'porque', 'o', 'a', 'um', 'uma', 'de', 'com', 'para', 'que', 'meu', 'se'],
  },
};

/** The words of a language given as BCP-47; English where there are none. */
export function floorWords(language: string): FloorWords {
  return words[language.toLowerCase().split('-')[0]!] ?? english;
}

/** Lower case, without punctuation around words. */
export function plainWords(text: string): readonly string[] {
  const found = text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [];
  return found.map(word => word.replaceAll('’', "'"));
}

/** How many words of a text are more than keeping the speaker going. */
export function countRealWords(text: string, language: string): number {
  let rest = ` ${plainWords(text).join(' ')} `;
  const longestFirst = [...floorWords(language).backchannels].sort((a, b) => b.length - a.length);
  for (const word of longestFirst) rest = rest.replaceAll(` ${word} `, ' ').replaceAll(` ${word} `, ' ');
  return rest.trim() === '' ? 0 : rest.trim().split(/\s+/).length;
}

/** A text that asks for the floor by itself: "stop", "wait". */
export function wantsFloor(text: string, language: string): boolean {
  const said = ` ${plainWords(text).join(' ')} `;
  return floorWords(language).interrupting.some(word => said.includes(` ${word} `));
}
