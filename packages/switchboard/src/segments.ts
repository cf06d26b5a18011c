// GSM 03.38 basic set, and the extension characters that take two places.
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENDED = new Set('^{}\\[~]|€\f');
/** Letters, digits and signs of the basic set that nearly every text is made of. */
const PLAIN = /^[\n !-?A-Za-z]*$/;

/** How many SMS parts a text is billed as: 160/153 septets in GSM-7, 70/67 UTF-16 units otherwise. At least 1. */
export function countSegments(text: string): number {
  if (text.length <= 160 && PLAIN.test(text)) return 1;
  let septets = 0;
  for (const character of text) {
    if (BASIC.has(character)) septets += 1;
    else if (EXTENDED.has(character)) septets += 2;
    else return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
  }
  if (septets <= 160) return 1;
  return countLongParts(text);
}

// An extension character is never split over two parts, so parts are filled one by one.
function countLongParts(text: string): number {
  let parts = 1;
  let used = 0;
  for (const character of text) {
    const width = EXTENDED.has(character) ? 2 : 1;
    if (used + width > 153) {
      parts += 1;
      used = 0;
    }
    used += width;
  }
  return parts;
}
