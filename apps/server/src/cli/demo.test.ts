import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pause } from '../../testing/children.ts';
import { buttdial } from '../../testing/command-line.ts';

it('lets two agents understand each other over raw audio, with models that are simulated', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'buttdial-demo-'));
  const where = { env: { DATA_DIR: dataDir } };
  const demo = buttdial(['demo', '--models', '--port', '0', '--network-port', '0'], where);
  try {
    while (!/mcpServers/.test(demo.said.out)) {
      expect(demo.child.exitCode, demo.said.err).toBe(null);
      await pause(50);
    }
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+(?=\/api)/.exec(demo.said.out) ?? [];
    const how = ['--mission', 'book a table for two at 19:30', '--transport', 'media', '--url', url];
    const call = buttdial(['call', 'test-agent-001', 'test-agent-002', ...how], where);
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
