// The basic GSM 03.38 alphabet; characters of its extension table cost two.
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENDED = new Set('\f^{}\\[~]|€');

/** How many SMS a text is billed as. */
export function segmentCount(text: string): number {
  let septets = 0;
  for (const character of text) {
    if (!BASIC.has(character) && !EXTENDED.has(character)) return pieces(text.length, 70, 67);
    septets += EXTENDED.has(character) ? 2 : 1;
  }
  return pieces(septets, 160, 153);
}

function pieces(length: number, alone: number, joined: number): number {
  return length <= alone ? 1 : Math.ceil(length / joined);
}
