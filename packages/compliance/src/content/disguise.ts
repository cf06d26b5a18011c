/*
 * Undoes the usual disguises of a word: look-alike letters of other scripts, digits and signs for letters, separators,
 * spaced letters, invisible characters, stars. Every step is a table; what is not in a table is not promised.
 */

const invisible = /\p{Default_Ignorable_Code_Point}/gu;
const marks = /[\u0300-\u036f]|[\u0483-\u0489]|[\u1ab0-\u1aff]|[\u1dc0-\u1dff]|[\u20d0-\u20ff]|[\ufe20-\ufe2f]/gu;

/** Pairs of look-alike and Latin letter. NFKC has already folded full-width, circled and mathematical letters. */
const lookAlikes = new Map<string, string>();
for (const [from, to] of [
  ['авсеһіјкмнорԛѕтухѵԝԁɡгьпшия', 'abcehijkmhopqstyxvwdgrbnwnr'],
  ['αβεικμνορτυχωγηςσθ', 'abeikuvoptuxwynsso'],
  ['ɑƅƈɗәɛƒɠɦıĸłɱɲøƥʠɾʂƭʋʌʏʐđŧħ', 'abcdeefghiklmnopqrstuayzdth'],
  ['ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡᴢ', 'abcdefghijklmnoprstuvwz'],
  ['¢©€£®¥†×∂ß', 'ccelrytxdb'],
] as const) {
  const targets = [...to];
  [...from].forEach((letter, at) => {
    lookAlikes.set(letter, targets[at] ?? '');
  });
}

/** Squared, negative and regional letters: blocks of 26 in alphabetical order. */
const emojiAlphabets = [0x1f130, 0x1f150, 0x1f170, 0x1f1e6];

function latinOf(character: string): string {
  const known = lookAlikes.get(character);
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  const start = emojiAlphabets.find(first => code >= first && code < first + 26);
  return start === undefined ? character : String.fromCharCode(97 + code - start);
}

/** Lower case in Latin letters as far as letters look Latin; spaces and signs stay. */
function unmask(text: string): string {
  // Nothing in it can look like something else.
  if (/^[\t\n\r -~]*$/.test(text)) return text.toLowerCase();
  const plain = text.normalize('NFKC').replace(invisible, '').toLowerCase().normalize('NFD').replace(marks, '');
  let out = '';
  for (const character of plain) out += latinOf(character);
  return out;
}

const signsForLetters: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'g',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'i',
  '+': 't',
  '(': 'c',
  '<': 'c',
  '{': 'c',
};

const decode = (token: string, one: string) =>
  token.replace(/[013456789@$!|+(<{]/gu, sign =>
    sign === '1' || sign === '|' || sign === '!' ? one : (signsForLetters[sign] ?? sign),
  );

const onlyLetters = (token: string) => token.replace(/[^\p{L}]+/gu, '');

/** Sentence punctuation at the edges is no letter in disguise. */
const trimmed = (token: string) => token.replace(/^["'([{<.,;:?¿¡“”‘’-]+|["')\]}>.,;:!?“”‘’-]+$/gu, '');

/** Signs among letters. One letter with digits is a seat, a flight or a room: A55. */
function isDisguised(core: string): boolean {
  const letters = core.replace(/[^\p{L}]/gu, '').length;
  return letters >= 2 ? /[013456789@$!|+(<{]/u.test(core) : letters === 1 && /[@$!|+(<{]/u.test(core);
}

/** A word with nothing but sentence punctuation around it: most tokens. Of these it has one reading, and hides nothing. */
const bare = /^["'([]*([a-z]+)["')\].,:;?!]*$/u;

/** The words a token may stand for: as written, without separators, with signs read as letters. */
function readings(token: string): readonly string[] {
  if (!/\p{L}/u.test(token)) return [];
  const core = trimmed(token);
  const found = new Set([onlyLetters(core)]);
  if (isDisguised(core)) {
    found.add(onlyLetters(decode(core, 'i')));
    found.add(onlyLetters(decode(core, 'l')));
    found.add(onlyLetters(decode(token, 'i')));
  }
  found.delete('');
  return [...found];
}

const starShape = /^[\p{L}@$!01345]+[*#%]+[\p{L}*#%@$!01345]*$/u;

/** `f**k` as a pattern for whole words, or undefined when the token hides nothing. */
function starPattern(token: string): RegExp | undefined {
  if (!/[*#%]/.test(token)) return undefined;
  const core = trimmed(token);
  const letters = core.replace(/[^\p{L}]/gu, '').length;
  if (!starShape.test(core) || letters < 1 || core.length < 4 || core.length > 24) return undefined;
  const source = decode(core, 'i').replace(/[*#%]+/gu, run => `\\p{L}{${run.length}}`);
  return /^[\p{L}\\{}0-9]+$/u.test(source) ? new RegExp(`^${source}$`, 'u') : undefined;
}

/** "f u c k", "f.u.c.k", "f-u c-k": three or more single letters in a row. */
const spacedLetters =
  /(?<![\p{L}\p{N}])(?:[\p{L}@$!013457](?:[\s._\-*~|/\\,']+)){2,}[\p{L}@$!013457](?![\p{L}\p{N}])/gu;

/** A text as a filter wants it. */
export interface Unmasked {
  /** Every reading of every word. */
  readonly words: readonly string[];
  /** The words in order, empty where a token holds no letter: `fu ck` is one word torn apart. */
  readonly inOrder: readonly string[];
  /** Patterns of words with stars in them. */
  readonly starred: readonly RegExp[];
  /** Words with single spaces between, for phrases; signs read as letters where that makes a word. */
  readonly phrases: readonly string[];
}

/** Filters read the first part of a text only, so that the work per message is bounded. */
const readCharacters = 20_000;

export function unmaskText(text: string): Unmasked {
  const plain = unmask(text.slice(0, readCharacters));
  const words: string[] = [];
  const inOrder: string[] = [];
  const decoded: string[] = [];
  const starred: RegExp[] = [];
  for (const token of plain.split(/\s+/u)) {
    if (token === '') continue;
    const word = /^[a-z]+$/u.test(token) ? token : bare.exec(token)?.[1];
    const forms = word === undefined ? readings(token) : [word];
    words.push(...forms);
    inOrder.push(forms[0] ?? '');
    decoded.push(forms[1] ?? forms[0] ?? '');
    const pattern = word === undefined ? starPattern(token) : undefined;
    if (pattern) starred.push(pattern);
  }
  for (const run of plain.match(spacedLetters) ?? []) words.push(onlyLetters(run), onlyLetters(decode(run, 'i')));
  const separated = plain.replace(/['’ʼ`]/gu, '').replace(/[^\p{L}\p{N}$]+/gu, ' ');
  const [spoken, read] = [separated.trim(), decoded.join(' ')];
  return { words, inOrder, starred, phrases: spoken === read ? [spoken] : [spoken, read] };
}
