import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRuntime } from '@buttdial/core';
import { afterAll, describe, expect, it } from 'vitest';
import { buttdial } from '../../testing/command-line.ts';
import { readConfig } from '../config.ts';
import { openStore } from '../open-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'buttdial-import-'));
const data = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = (areaCode: number, count: number) =>
  Array.from({ length: count }, (_, index) => `${areaCode},${2_000_000 + index}\n`).join('');

const imported = (file: string, asOf: string) =>
  buttdial(['compliance', 'import', file, '--list', 'ftc-national', '--as-of', asOf, '--data', data]);

async function listed(...numbers: string[]): Promise<readonly (boolean | undefined)[]> {
  const { config } = readConfig({ DATA_DIR: data }, { demo: true });
  const runtime = systemRuntime();
  const store = await openStore(config, runtime);
  try {
    const query = { organizationId: 'default', contactKey: 'nobody', now: runtime.now() };
    const facts = await Promise.all(numbers.map(number => store.facts({ ...query, number })));
    return facts.map(({ lists }) => lists['ftc-national']?.listed);
  } finally {
    await store.close();
  }
}

describe('an import that is killed in the middle', () => {
  it('leaves the old copy as it was, and the next one works', async () => {
    const first = join(folder, 'first.txt');
    writeFileSync(first, lines(202, 10));
    expect(await imported(first, '2026-11-01').exit).toBe(0);
    // A pipe: what has been written to it was read, all but a few lines, and its end does not come.
    const dying = imported('-', '2026-11-02');
    const sink = dying.child.stdin;
    await new Promise<void>((resolve, reject) => {
      sink.on('error', reject);
      sink.write(lines(303, 200_000), () => resolve());
    });
    dying.child.kill('SIGKILL');
    expect(await dying.exit).toBe(null);
    expect(await listed('+12022000000', '+13032000000')).toEqual([true, false]);
    const last = join(folder, 'last.txt');
    writeFileSync(last, lines(404, 20));
    expect(await imported(last, '2026-11-03').exit).toBe(0);
    expect(await listed('+12022000000', '+13032000000', '+14042000000')).toEqual([false, false, true]);
  });
});
