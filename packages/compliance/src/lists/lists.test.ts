import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isPlausibleCount,
  type ListEntry,
  ListFormatError,
  type ListReading,
  type ListSummary,
  readCsvList,
  readFtcChangeList,
  readFtcFullList,
  readFtcXmlList,
} from './index.ts';

async function collect(reading: ListReading): Promise<{ entries: ListEntry[]; summary: ListSummary }> {
  const entries: ListEntry[] = [];
  for (;;) {
    const step = await reading.next();
    if (step.done) return { entries, summary: step.value };
    entries.push(...step.value);
  }
}

const positionOf = async (reading: ListReading) => {
  const error: unknown = await collect(reading).catch((caught: unknown) => caught);
  if (!(error instanceof ListFormatError)) throw error;
  return error.position;
};

const full = '202,5550123\r\n202,5550124\n\n305,5550125';
const change = '202,5550123,2026-11-01T00:00:00,A\n202,5550124,2026-11-02,D\n';
const xml = `<?xml version="1.0"?><list type="change"><ac val="202"><ph val="5550123" date="2026-11-01" type="A"/><ph type='D' val='5550124'></ph></ac><!-- x --><ac val="305"><ph val="5550125"/></ac></list>\n`;

describe('FTC lists', () => {
  test('full, flat', async () => {
    const { entries, summary } = await collect(readFtcFullList([full]));
    expect(entries.map(entry => entry.number)).toEqual(['+12025550123', '+12025550124', '+13055550125']);
    expect(summary).toEqual({
      added: 3,
      deleted: 0,
      bytes: full.length,
      sha256: createHash('sha256').update(full).digest('hex'),
    });
  });
  test('change, flat', async () => {
    const { entries, summary } = await collect(readFtcChangeList([change]));
    expect(entries).toEqual([
      { number: '+12025550123', change: 'add', at: '2026-11-01T00:00:00' },
      { number: '+12025550124', change: 'delete', at: '2026-11-02' },
    ]);
    expect([summary.added, summary.deleted]).toEqual([1, 1]);
  });
  test('XML', async () => {
    const { entries } = await collect(readFtcXmlList([xml]));
    expect(entries).toEqual([
      { number: '+12025550123', change: 'add', at: '2026-11-01' },
      { number: '+12025550124', change: 'delete' },
      { number: '+13055550125', change: 'add' },
    ]);
  });
  test('come out the same whatever pieces they come in', async () => {
    const sources = [
      [readFtcFullList, full],
      [readFtcChangeList, change],
      [readFtcXmlList, xml],
    ] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sources),
        fc.array(fc.nat(200), { maxLength: 12 }),
        async ([read, text], cuts) => {
          const bytes = new TextEncoder().encode(text);
          const edges = [0, ...cuts.filter(cut => cut < bytes.length).sort((a, b) => a - b), bytes.length];
          const pieces = edges.slice(1).map((edge, i) => bytes.subarray(edges[i], edge));
          expect(await collect(read(pieces))).toEqual(await collect(read([bytes])));
        },
      ),
    );
  });
  test.each([
    ['202;5550123', readFtcFullList, 1],
    ['202,5550123\n2025550123', readFtcFullList, 2],
    ['202,555012', readFtcFullList, 1],
    ['002,5550123', readFtcFullList, 1],
    ['<html>no</html>', readFtcFullList, 1],
    ['x'.repeat(9000), readFtcFullList, 1],
    ['202,5550123,2026-11-01,X', readFtcChangeList, 1],
    ['202,5550123', readFtcChangeList, 1],
    ['<list><ac val="202"><ph val="55"/></ac></list>', readFtcXmlList, 1],
    ['<list><ph val="5550123"/></list>', readFtcXmlList, 1],
    ['<list><ac val="202"><ph val="5550123"/>', readFtcXmlList, 2],
    ['<list><ac val="202"><ph val="5550123"/></ac></list', readFtcXmlList, 2],
    ['', readFtcXmlList, 1],
  ] as const)('%s is refused at its line', async (text, read, position) => {
    expect(await positionOf(read([text]))).toBe(position);
  });
  test('a million numbers come in batches', async () => {
    function* million() {
      for (let block = 0; block < 100; block += 1) {
        let text = '';
        for (let i = 0; i < 10_000; i += 1) text += `202,${String(2_000_000 + block * 10_000 + i)}\n`;
        yield text;
      }
    }
    let count = 0;
    let largest = 0;
    for await (const batch of readFtcFullList(million())) {
      count += batch.length;
      largest = Math.max(largest, batch.length);
    }
    expect(count).toBe(1_000_000);
    expect(largest).toBeLessThan(20_000);
  });
  test('a list that shrank too much is not plausible', () => {
    const summary = { added: 90, deleted: 0, bytes: 1, sha256: '' };
    expect(isPlausibleCount(summary, 100)).toBe(false);
    expect(isPlausibleCount(summary, 100, 0.2)).toBe(true);
  });
});

describe('CSV lists', () => {
  test('read a column by name, national or international', async () => {
    const text = '\ufeffname,"phone, main"\n"Smith, J",020 7946 0123\nDoe,+442079460124\nRoe,442079460125\n';
    const { entries } = await collect(readCsvList([text], { column: 'phone, main', region: 'GB' }));
    expect(entries.map(entry => entry.number)).toEqual(['+442079460123', '+442079460124', '+442079460125']);
  });
  test('read the first column of E.164 by default, and refuse anything else', async () => {
    const { entries } = await collect(readCsvList(['+14165550123\n']));
    expect(entries).toEqual([{ number: '+14165550123', change: 'add' }]);
    expect(await positionOf(readCsvList(['+14165550123\n416']))).toBe(2);
    expect(await positionOf(readCsvList(['a;b\n'], { column: 'c', separator: ';' }))).toBe(1);
    expect(() => readCsvList([], { region: 'XX' })).toThrow(TypeError);
  });
});
