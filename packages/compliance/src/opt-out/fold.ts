/*
 * One form for many ways of writing: compatibility characters, case, accents, niqqud, harakat, apostrophes,
 * punctuation and emoji make no difference to what somebody means. Dakuten and hangul are letters and stay.
 */

const invisible = /\p{Default_Ignorable_Code_Point}|[\u202a-\u202e]/gu;
const strippedMarks = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/gu;
const otherLetters: Readonly<Record<string, string>> = { ı: 'i', ø: 'o', ł: 'l', ß: 'ss', æ: 'ae', œ: 'oe', đ: 'd' };

/** Lower case without accents, one space between words, nothing but letters and digits. */
export function foldText(text: string): string {
  return foldLetters(text)
    .replace(/['’ʼ`´‘]/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

/** Case and accents only: punctuation stays, for splitting into clauses. */
export function foldLetters(text: string): string {
  return withoutMarks(text.normalize('NFKC').replace(invisible, '').toLowerCase()).replace(
    /[ıøłßæœđ]/gu,
    letter => otherLetters[letter] ?? letter,
  );
}

/** й becomes и, é becomes e. Safe for the source of a regular expression. */
export function withoutMarks(text: string): string {
  return text.normalize('NFD').replace(strippedMarks, '').normalize('NFC');
}
