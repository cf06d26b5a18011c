// One sentence at a time is soon spoken; a longer one is cut where it has a blank.
const longestSentence = 300;

const plain: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': ',',
  '—': ',',
  '…': '.',
};

/** A text cut into sentences that Flite can read; nothing where there is nothing to say. */
export function sentencesOf(text: string): readonly string[] {
  const readable = text
    .replace(/[‘’“”–—…]/g, sign => plain[sign] ?? sign)
    .normalize('NFKD')
    // Flite reads the letters of English; an accent would be spelled out.
    .replace(/[^\x20-\x7e\n]/g, '');
  return (readable.match(/[^.!?\n]+(?:[.!?]+(?=\s|$)|[.!?](?=\S)[^.!?\n]*)*[.!?]*\s*/g) ?? [])
    .flatMap(sentence => shortened(sentence.trim()))
    .filter(sentence => /[a-z0-9]/i.test(sentence));
}

function shortened(sentence: string): readonly string[] {
  if (sentence.length <= longestSentence) return [sentence];
  const end = Math.max(1, sentence.lastIndexOf(' ', longestSentence));
  return [sentence.slice(0, end), ...shortened(sentence.slice(end).trim())];
}
