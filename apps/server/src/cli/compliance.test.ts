import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isButtdialError } from '@buttdial/core';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { install } from '../../testing/installation.ts';
import { buildProgram } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'buttdial-lists-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let said = '';
beforeEach(() => {
  said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    said += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const data = join(folder, 'data');
async function run(...words: string[]): Promise<string> {
  said = '';
  await buildProgram().parseAsync(['compliance', ...words], { from: 'user' });
  return said;
}
const failure = (...words: string[]) =>
  run(...words).then(
    () => expect.fail('It did not fail.'),
    (error: unknown) => (isButtdialError(error) ? error : Promise.reject(error)),
  );
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const full = (count: number) =>
  Array.from({ length: count }, (_, index) => `212,555${String(index).padStart(4, '0')}\n`).join('');
const load = (name: string, text: string, asOf: string, ...more: string[]) =>
  ['import', file(name, text), '--list', 'ftc-national', '--as-of', asOf, '--data', data, ...more] as const;

describe('do-not-call files on the command line', () => {
  it('are taken in, counted and dated; what is missing is named', async () => {
    expect(await run(...load('full.txt', full(100), '2026-11-01'))).toMatch(
      /^ftc-national {2}100 numbers {2}as of 2026-11-01 \(\d+ days\) {2}full\.txt\n$/,
    );
    const lists = await run('lists', '--data', data);
    expect(lists).toMatch(/^ftc-national +100 numbers +as of 2026-11-01/);
    expect(lists).toMatch(/\ntps +missing/);
  });

  it('of changes are applied', async () => {
    const changes = '212,5550000,2026-11-02,D\n212,5559999,2026-11-02,A\n212,5559998,2026-11-02,A\n';
    expect(await run(...load('changes.txt', changes, '2026-11-02', '--change'))).toContain('101 numbers');
  });

  it('may be XML, or CSV with a column and a country', async () => {
    const xml = `<list type="full"><ac val="212">${Array.from({ length: 110 }, (_, index) => `<ph val="${5_551_000 + index}"/>`).join('')}</ac></list>`;
    expect(await run(...load('full.xml', xml, '2026-11-03'))).toContain('110 numbers');
    const csv = file('tps.csv', 'name,phone\nAda,020 7946 0123\nGrace,+442079460124\n');
    expect(
      await run('import', csv, '--list', 'tps', '--as-of', '2026-11-01', '--column', 'phone', '--data', data),
    ).toContain('2 numbers');
  });

  it('that look cut off, are broken, too old or of no rule are refused, and the copy stands', async () => {
    const cut = await failure(...load('cut.txt', full(50), '2026-11-04'));
    expect(cut).toMatchObject({ code: 'conflict', message: expect.stringContaining('looks cut off') });
    const broken = await failure(...load('broken.txt', `${full(150)}nonsense\n`, '2026-11-04'));
    expect(broken).toMatchObject({ code: 'invalid-input', details: { field: 'line 151' } });
    const old = await failure(...load('old.txt', full(150), '2026-10-01'));
    expect(old).toMatchObject({ code: 'conflict', message: expect.stringContaining('is newer') });
    const other = ['import', file('x.txt', full(1)), '--list', 'ftc', '--as-of', '2026-11-01', '--data', data];
    expect(await failure(...other)).toMatchObject({
      code: 'invalid-input',
      details: { remedy: expect.stringContaining('ftc-national') },
    });
    expect(await run('lists', '--data', data)).toMatch(/^ftc-national +110 numbers +as of 2026-11-03/);
    expect(await run(...load('cut.txt', full(50), '2026-11-04', '--force'))).toContain('50 numbers');
  });

  it('tell of changes for a list that is not there', async () => {
    const words = load('changes.txt', '212,5550000,2026-11-02,D\n', '2026-11-02', '--change');
    const elsewhere = words.map(word => (word === data ? join(folder, 'empty') : word));
    expect(await failure(...elsewhere)).toMatchObject({
      code: 'conflict',
      details: { remedy: expect.stringContaining('full list first') },
    });
  });
});

describe('one address on the command line', () => {
  it('is exported and erased', async () => {
    const house = await install();
    try {
      const to = '+12125550155';
      await house.api('POST', '/send-message', { body: { to, body: 'Hello' } });
      const where = ['--url', house.url, '--token', house.tokens.organization];
      expect(JSON.parse(await run('export', to, ...where))).toMatchObject({ messages: [{ to }] });
      expect(JSON.parse(await run('erase', to, ...where))).toMatchObject({ success: true, erased: { messages: 1 } });
      expect(JSON.parse(await run('export', to, ...where))).toMatchObject({ messages: [] });
      const refused = await failure('erase', to, '--url', house.url, '--token', house.tokens.one);
      expect(refused.details.remedy).toContain('organization token');
    } finally {
      await house.close();
    }
  });
});
