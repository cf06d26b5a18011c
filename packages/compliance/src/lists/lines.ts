import { type ListEntry, ListFormatError, northAmerican } from './entries.ts';
import type { ListParser } from './read.ts';

/** No line of any known list is longer; a longer one is not a list. */
const longestLine = 4096;

/** Cuts text into lines, whatever pieces it comes in, and hands each to `read`. Empty lines are skipped. */
export function lineParser(read: (line: string, position: number) => ListEntry | undefined): ListParser {
  let left = '';
  let position = 0;
  const take = (line: string, into: ListEntry[]) => {
    position += 1;
    const text = line.charCodeAt(line.length - 1) === 13 ? line.slice(0, -1) : line;
    if (text.length > longestLine) throw new ListFormatError(position, 'a shorter line');
    if (text.trim() === '') return;
    const entry = read(position === 1 ? text.replace(/^\ufeff/, '') : text, position);
    if (entry !== undefined) into.push(entry);
  };
  return {
    push(text, into) {
      const whole = left + text;
      let start = 0;
      for (let end = whole.indexOf('\n'); end >= 0; end = whole.indexOf('\n', start)) {
        take(whole.slice(start, end), into);
        start = end + 1;
      }
      left = whole.slice(start);
      if (left.length > longestLine) throw new ListFormatError(position + 1, 'a shorter line');
    },
    finish(into) {
      if (left !== '') take(left, into);
      left = '';
    },
  };
}

/** FTC full list: `AAA,NNNNNNN`. */
export function readFullLine(line: string, position: number): ListEntry {
  const number = line.charAt(3) === ',' ? northAmerican(line.slice(0, 3), line.slice(4).trim()) : undefined;
  if (number === undefined) throw new ListFormatError(position, 'area code, comma, seven digits');
  return { number, change: 'add' };
}

/** FTC change list: area code, number, timestamp, A or D. */
export function readChangeLine(line: string, position: number): ListEntry {
  const fields = splitCsv(line);
  const [areaCode = '', digits = '', at = '', change = ''] = fields;
  const number = northAmerican(areaCode, digits);
  const kind = /^a(dd)?$/i.test(change) ? 'add' : /^d(elete)?$/i.test(change) ? 'delete' : undefined;
  if (number === undefined || kind === undefined || at === '' || fields.length > 4) {
    throw new ListFormatError(position, 'area code, seven digits, timestamp, A or D');
  }
  return { number, change: kind, at };
}

/** The fields of one CSV line (RFC 4180, without line breaks inside fields), trimmed. */
export function splitCsv(line: string, separator = ','): readonly string[] {
  if (!line.includes('"')) return line.split(separator).map(field => field.trim());
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < line.length; i += 1) {
    const character = line.charAt(i);
    if (character === '"' && quoted && line.charAt(i + 1) === '"') {
      field += '"';
      i += 1;
    } else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      fields.push(field.trim());
      field = '';
    } else field += character;
  }
  return [...fields, field.trim()];
}
