import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
const cases = fileURLToPath(new URL('../corpus/cases.json', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'compliance-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const item = {
  id: 'T-1',
  title: 'a call',
  action: { channel: 'voice', to: '+12125550123', purpose: 'informational', voice: 'human' },
  context: { nowUtc: '2026-10-14T16:00:00Z' },
  expected: { effect: 'allow', rules: [] },
};

describe('compliance', () => {
  test('check agrees with the table, a line per case', () => {
    const { status, stdout } = run('check', cases);
    expect(status).toBe(0);
    expect(stdout.split('\n').filter(line => line.startsWith('ok  '))).toHaveLength(144);
    expect(stdout).toContain('144 of 144 cases agree');
  });
  test('check shows a difference and exits 1', () => {
    const { status, stdout } = run(
      'check',
      file('wrong.json', [{ ...item, expected: { effect: 'deny', rules: ['X'] } }]),
      '--quiet',
    );
    expect(status).toBe(1);
    expect(stdout).toContain('effect: expected deny, got allow');
    expect(stdout).toContain('0 of 1 cases agree');
  });
  test('check speaks JSON and takes an operator pack', () => {
    const operator = file('operator.json', {
      id: 'acme',
      version: '1',
      adjust: [{ rule: 'SAFE-FREQ', set: { max: 0 } }],
    });
    const { status, stdout } = run('check', file('one.json', { cases: [item] }), '--json', '--operator', operator);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      total: 1,
      different: 1,
      cases: [{ id: 'T-1', decision: { rules: ['SAFE-FREQ'] } }],
    });
  });
  test('packs lists them', () => {
    expect(run('packs').stdout).toContain('us-federal 2026.11.20: 6 rules');
  });
  test('--help helps', () => {
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    expect(stdout).toContain('compliance check <cases.json>');
  });
  test.each([
    ['no command', []],
    ['an unknown option', ['check', cases, '--nonsense']],
    ['a file that is not there', ['check', join(folder, 'none.json')]],
    ['no cases', ['check', file('empty.json', [])]],
    ['a case without an expectation', ['check', file('half.json', [{ id: 'x' }])]],
    ['no JSON', ['check', file('text.json', 'hello')]],
    [
      'a refused operator pack',
      [
        'check',
        cases,
        '--operator',
        file('loose.json', { id: 'a', version: '1', adjust: [{ rule: 'US-TCPA-HOURS', off: true }] }),
      ],
    ],
  ])('%s is told on stderr with exit code 2', (_name, args) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr.length).toBeGreaterThan(10);
  });
});
