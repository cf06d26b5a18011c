import { type ListEntry, ListFormatError, northAmerican } from './entries.ts';
import type { ListParser } from './read.ts';

/*
 * XML tagged lists: `<ac val="202"><ph val="5550123"/>…</ac>`; change lists carry `type` or `chgType` (A, D) and a
 * date on each `ph`. Only these elements and attributes are read, in any order; entities and DTDs are not resolved.
 */

const longestTag = 4096;
const attributeShape = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

function attributesOf(tag: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single] of tag.matchAll(attributeShape)) {
    attributes.set(name.toLowerCase(), (double ?? single ?? '').trim());
  }
  return attributes;
}

const firstOf = (attributes: ReadonlyMap<string, string>, names: readonly string[]) =>
  names.map(name => attributes.get(name)).find(value => value !== undefined);

function readPhone(attributes: ReadonlyMap<string, string>, areaCode: string, position: number): ListEntry {
  const number = northAmerican(areaCode, attributes.get('val') ?? '');
  if (number === undefined) throw new ListFormatError(position, 'a phone element of seven digits inside an area code');
  const change = firstOf(attributes, ['type', 'chgtype', 'change', 'action']);
  if (change !== undefined && !/^(a|add|d|delete)$/i.test(change)) throw new ListFormatError(position, 'type A or D');
  const at = firstOf(attributes, ['date', 'chgdt', 'chgdate', 'timestamp', 'dt']);
  const kind = /^d/i.test(change ?? 'a') ? 'delete' : 'add';
  return at === undefined ? { number, change: kind } : { number, change: kind, at };
}

/** A parser of XML tagged lists. */
export function xmlParser(): ListParser {
  let left = '';
  let areaCode = '';
  let position = 0;
  let closed = false;
  let root = '';
  const take = (tag: string, into: ListEntry[]) => {
    const name = /^\/?[\w:.-]+/.exec(tag)?.[0]?.toLowerCase() ?? '';
    if (name === '') return;
    if (root === '') root = name;
    if (name === `/${root}`) closed = true;
    if (name === 'ac') areaCode = attributesOf(tag).get('val') ?? '';
    if (name === '/ac') areaCode = '';
    if (name !== 'ph') return;
    position += 1;
    into.push(readPhone(attributesOf(tag), areaCode, position));
  };
  return {
    push(text, into) {
      const whole = left + text;
      let start = 0;
      for (let open = whole.indexOf('<'); open >= 0; open = whole.indexOf('<', start)) {
        const end = whole.indexOf('>', open);
        start = open;
        if (end < 0) break;
        take(whole.slice(open + 1, end), into);
        start = end + 1;
      }
      left = whole.indexOf('<', start) < 0 ? '' : whole.slice(start);
      if (left.length > longestTag) throw new ListFormatError(position + 1, 'the end of a tag');
    },
    finish() {
      if (left !== '' || !closed)
        throw new ListFormatError(position + 1, 'the end of the file to close its first element');
    },
  };
}
