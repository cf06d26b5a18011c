/*
 * Measures the content filter and the opt-out reader: on the corpus of this folder, and on public labelled sets when
 * their files are given. The sets are not part of this repository.
 *
 *   node --conditions=@buttdial/source corpus/measure.mjs [--hatecheck test_suite_cases.csv] [--davidson labeled_data.csv]
 *
 * HateCheck: github.com/paul-rottger/hatecheck-data, CC-BY-4.0. Davidson et al. 2017:
 * github.com/t-davidson/hate-speech-and-offensive-language, MIT.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isOptOut, screenContent } from '../src/index.ts';

const { values } = parseArgs({ options: { hatecheck: { type: 'string' }, davidson: { type: 'string' } } });
const read = name => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const abuse = new Set(['profanity', 'hate', 'harassment', 'threat', 'violence', 'abuse']);
const isAbusive = text => screenContent(text).flags.some(flag => abuse.has(flag));

function tell(what, found, total) {
  console.log(`${what}: ${found} of ${total} (${((found / total) * 100).toFixed(1)}%)`);
}

function count(what, items, test) {
  tell(what, items.filter(test).length, items.length);
}

/** RFC 4180, with line breaks inside quotes. */
function rows(text) {
  const table = [];
  let row = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (character === '"' && quoted && text[i + 1] === '"') {
      field += '"';
      i += 1;
    } else if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) {
      row.push(field);
      field = '';
    } else if (character === '\n' && !quoted) {
      table.push([...row, field]);
      row = [];
      field = '';
    } else if (character !== '\r') field += character;
  }
  return table.slice(1);
}

count(
  'ordinary messages flagged',
  read('ordinary-messages.json').messages,
  text => screenContent(text).flags.length > 0,
);
const evasion = read('evasion.json');
count('disguised words found', evasion.strings, item => screenContent(item.text).flags.includes(item.flag));
count('starred words found', evasion.stars, item => screenContent(item.text).flags.includes(item.flag));
const phrases = read('phrases.json');
count('abusive phrases found', phrases.abusive, item => isAbusive(item.text));
count('harmless neighbours flagged', phrases.clean, isAbusive);

const optOut = read('opt-out.json');
for (const part of ['tuned', 'heldOut', 'heldOut2']) {
  const stops = item => isOptOut(item.text, { language: item.language });
  count(`opt-outs found, ${part}`, optOut[part].stop, stops);
  count(`other messages taken for opt-outs, ${part}`, optOut[part].other, stops);
}

if (values.hatecheck !== undefined) {
  const table = rows(readFileSync(values.hatecheck, 'utf8'));
  const of = label => table.filter(row => row[4] === label);
  count('HateCheck hateful, flagged', of('hateful'), row => isAbusive(row[3]));
  count('HateCheck not hateful, flagged', of('non-hateful'), row => isAbusive(row[3]));
  const clean = of('non-hateful').filter(row => row[1] === 'ident_neutral_nh' || row[1] === 'ident_pos_nh');
  count('HateCheck neutral or kind words about groups, flagged', clean, row => isAbusive(row[3]));
}
if (values.davidson !== undefined) {
  const table = rows(readFileSync(values.davidson, 'utf8')).filter(row => ['0', '1', '2'].includes(row[5]));
  ['hate speech', 'offensive', 'neither'].forEach((label, at) => {
    count(
      `Davidson ${label}, flagged`,
      table.filter(row => row[5] === String(at)),
      row => isAbusive(row[6]),
    );
  });
}
