import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from './test/world.ts';

// Installed where the workspace allows it: `@modelcontextprotocol/inspector` has a build script, which an installation
// has to allow or forbid by name.
const installed = fileURLToPath(
  new URL('node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js', import.meta.url),
);
const inspector = process.env.MCP_INSPECTOR ?? installed;

describe.skipIf(!existsSync(inspector))('the Inspector without a window', () => {
  let world: World;
  let folder: string;
  beforeAll(async () => {
    world = await openWorld();
    folder = mkdtempSync(join(tmpdir(), 'mcp-inspector-'));
  });
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function run(
    args: readonly string[],
  ): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
    return new Promise(resolve => {
      execFile(
        process.execPath,
        [inspector, '--cli', ...args, '--format', 'json'],
        { timeout: 60_000, env: { ...process.env, HOME: folder } },
        (error, stdout, stderr) => {
          resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
        },
      );
    });
  }

  const direct = (...args: string[]) =>
    run([`${world.url}/mcp`, '--transport', 'http', '--header', `Authorization: Bearer ${world.tokens.one}`, ...args]);

  function modern(...args: string[]) {
    const file = join(folder, 'mcp.json');
    writeFileSync(
      file,
      JSON.stringify({
        mcpServers: {
          buttdial: {
            type: 'http',
            url: `${world.url}/mcp`,
            protocolEra: 'modern',
            headers: { Authorization: `Bearer ${world.tokens.one}` },
          },
        },
      }),
    );
    return run(['--config', file, '--server', 'buttdial', ...args]);
  }

  it.each([
    ['legacy', direct],
    ['modern', modern],
  ] as const)('lists and calls tools in the %s era', { timeout: 120_000 }, async (_, ask) => {
    const list = await ask('--method', 'tools/list');
    expect(list.code, list.stderr).toBe(0);
    expect(JSON.parse(list.stdout).result.tools.map((tool: { name: string }) => tool.name)).toContain(
      'comms_send_message',
    );
    const ping = await ask(
      '--method',
      'tools/call',
      '--tool-name',
      'comms_ping',
      '--tool-args-json',
      '{"message":"hi"}',
    );
    expect(ping.code, ping.stderr).toBe(0);
    expect(JSON.parse(ping.stdout).result.structuredContent).toMatchObject({ status: 'ok', echo: 'hi' });
  });

  it('ends with 5 when a tool refuses', { timeout: 60_000 }, async () => {
    const refused = await direct(
      '--method',
      'tools/call',
      '--tool-name',
      'comms_send_message',
      '--tool-args-json',
      '{"to":"911","body":"help"}',
    );
    expect(refused.code, refused.stdout + refused.stderr).toBe(5);
  });

  it('ends with 3 when there is no token', { timeout: 60_000 }, async () => {
    const refused = await run([
      `${world.url}/mcp`,
      '--transport',
      'http',
      '--stored-auth-only',
      '--method',
      'tools/list',
    ]);
    expect(refused.code, refused.stdout + refused.stderr).toBe(3);
  });
});
