import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conformanceFixtures } from './conformance/fixtures.ts';
import { openProxy } from './conformance/proxy.ts';
import { openWorld, type World } from './test/world.ts';

// The handler, the gate and the tokens are the real ones; only the tools that the suite asks for by name are added.
let world: World;
let proxy: Awaited<ReturnType<typeof openProxy>>;
let results: string;
beforeAll(async () => {
  world = await openWorld({ extend: conformanceFixtures });
  proxy = await openProxy(world.url, world.tokens.one);
  results = mkdtempSync(join(tmpdir(), 'mcp-conformance-'));
});
afterAll(async () => {
  proxy.close();
  await world.close();
  rmSync(results, { recursive: true, force: true });
});

const suite = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/dist/index.js');
const baseline = fileURLToPath(new URL('conformance/baseline.yml', import.meta.url));

function run(...which: string[]): Promise<{ readonly code: number; readonly output: string }> {
  const args = [suite, 'server', '--url', `${proxy.url}/mcp`, ...which, '-o', results, '--expected-failures', baseline];
  return new Promise(resolve => {
    execFile(process.execPath, args, { timeout: 120_000, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, output: stdout + stderr });
    });
  });
}

describe('the official conformance suite, with an empty list of expected failures', () => {
  it.each([
    ['2025-11-25', 30],
    ['2026-07-28', 37],
  ])('is passed for %s, all %i required scenarios', { timeout: 150_000 }, async (requirements, required) => {
    const { code, output } = await run('--requirements', requirements);
    expect(code, output.slice(-6000)).toBe(0);
    // A suite that found nothing to run would end well too.
    expect(output.match(/^✓ .*: [1-9]\d* passed, 0 failed$/gm)?.length).toBeGreaterThanOrEqual(required);
  });

  it.each([
    'tasks-lifecycle',
    'tasks-mrtr-input',
    'tasks-capability-negotiation',
    'tasks-wire-fields',
    'tasks-dispatch-and-envelope',
    'tasks-required-task-error',
    'tasks-request-state-removal',
    'tasks-mrtr-composition',
    'tasks-request-headers',
  ])('is passed for the tasks extension: %s', { timeout: 90_000 }, async scenario => {
    const { code, output } = await run('--scenario', scenario);
    expect(code, output.slice(-6000)).toBe(0);
    expect(output).toMatch(/Passed: [1-9]/);
  });
});
