import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, '..', '.ci', 'run');
const passing = {
  numPassedTests: 3,
  numFailedTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
};
const green = [{ part: 'lint', passed: true }];

interface Outcome {
  readonly report?: object;
  readonly code: number;
}

// The real script and the real npm, over two commands that report what we choose.
function runWith(tests: Outcome, checks: Outcome): { readonly lastLine: string; readonly code: number | null } {
  const dir = mkdtempSync(join(tmpdir(), 'buttdial-ci-'));
  try {
    mkdirSync(join(dir, '.ci'));
    cpSync(script, join(dir, '.ci', 'run'));
    writeFileSync(
      join(dir, 'package.json'),
      JSON.stringify({ scripts: { 'test:full': 'node report.cjs tests', check: 'node report.cjs checks' } }),
    );
    writeFileSync(join(dir, 'report.cjs'), reporter({ tests, checks }));
    // A browser that is named is not installed.
    const { CI: _ci, ...env } = process.env;
    const ran = spawnSync('bash', [join(dir, '.ci', 'run')], {
      encoding: 'utf8',
      env: { ...env, CHROMIUM_PATH: process.execPath },
    });
    return { lastLine: ran.stdout.trimEnd().split('\n').at(-1) ?? '', code: ran.status };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function reporter(outcomes: { readonly tests: Outcome; readonly checks: Outcome }): string {
  return `const outcome = ${JSON.stringify(outcomes)}[process.argv[2]];
const file = process.argv.map(each => each.match(/^--(?:outputFile\\.json|report)=(.*)$/)).filter(Boolean)[0][1];
if (outcome.report) require('fs').writeFileSync(file, JSON.stringify(outcome.report));
process.exit(process.env.CI === '1' ? outcome.code : 99);
`;
}

describe('.ci/run', () => {
  it.each<[string, Outcome, Outcome, string, number]>([
    ['all is well', { report: passing, code: 0 }, { report: green, code: 0 }, '4 passed, 0 failed', 0],
    [
      'a test fails',
      { report: { ...passing, numFailedTests: 2 }, code: 1 },
      { report: green, code: 0 },
      '4 passed, 2 failed',
      1,
    ],
    [
      'a check fails',
      { report: passing, code: 0 },
      { report: [...green, { part: 'types', passed: false }], code: 1 },
      '4 passed, 1 failed',
      1,
    ],
    [
      'a test file cannot be loaded',
      { report: { ...passing, testResults: [{ status: 'failed', assertionResults: [] }] }, code: 1 },
      { report: green, code: 0 },
      '4 passed, 1 failed',
      1,
    ],
    [
      'tests pass but their run fails',
      { report: passing, code: 1 },
      { report: green, code: 0 },
      '4 passed, 1 failed',
      1,
    ],
    ['nothing gets as far as a report', { code: 1 }, { code: 1 }, '0 passed, 2 failed', 1],
  ])('counts when %s', (_, tests, checks, lastLine, code) => {
    expect(runWith(tests, checks)).toEqual({ lastLine, code });
  });
});
