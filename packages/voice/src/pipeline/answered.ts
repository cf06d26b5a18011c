/**
 * What a transcriber adds to words that were taken for a whole turn before it was done with them: it goes on to report the
 * same stretch of speech, and what was answered must not be answered again.
 * @param answered the words that already went with a turn; empty when there are none.
 */
export function unanswered(text: string, answered: string): string {
  const known = answered.trim().replace(/[\p{P}\s]+$/u, '');
  if (known === '') return text;
  const said = text.trimStart();
  if (said.toLowerCase().startsWith(known.toLowerCase())) return withoutLeadingMarks(said.slice(known.length));
  // It changed its mind about a word; that many words are the answered ones all the same.
  const count = known.split(/\s+/).length;
  return count > 1 ? withoutLeadingMarks(said.split(/\s+/).slice(count).join(' ')) : text;
}

function withoutLeadingMarks(text: string): string {
  return text.replace(/^[\p{P}\s]+/u, '');
}
