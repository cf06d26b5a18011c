import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pause } from '../../testing/children.ts';

const main = join(import.meta.dirname, '../main.ts');

function buttdial(dataDir: string, ...args: readonly string[]) {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--conditions=@buttdial/source', main, ...args], {
    env: { PATH, HOME, DATA_DIR: dataDir },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', chunk => {
    said.out += chunk;
  });
  child.stderr.on('data', chunk => {
    said.err += chunk;
  });
  return { child, said, exit: once(child, 'exit').then(([code]) => code as number | null) };
}

it('lets two agents understand each other over raw audio, with models that are simulated', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'buttdial-demo-'));
  const demo = buttdial(dataDir, 'demo', '--models', '--port', '0', '--network-port', '0');
  try {
    while (!/mcpServers/.test(demo.said.out)) {
      expect(demo.child.exitCode, demo.said.err).toBe(null);
      await pause(50);
    }
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+(?=\/api)/.exec(demo.said.out) ?? [];
    const mission = ['--mission', 'book a table for two at 19:30'];
    const call = buttdial(
      dataDir,
      'call',
      'test-agent-001',
      'test-agent-002',
      ...mission,
      '--transport',
      'media',
      '--url',
      url,
    );
    expect(await call.exit, call.said.err).toBe(0);
    expect(call.said.out).toMatch(/they +Yes, that is possible: book a table for two at 19:30/);
    expect(call.said.out).toMatch(/Outcome +success/);
    expect(call.said.out).toMatch(/Ended +completed/);
  } finally {
    demo.child.kill('SIGTERM');
    await demo.exit;
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 120_000);
