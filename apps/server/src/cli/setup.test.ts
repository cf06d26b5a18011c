import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buttdial } from '../../testing/command-line.ts';
import { createPage } from '../../testing/page.ts';

it('prints an address that opens the wizard once, writes nothing by itself, and stops when told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'buttdial-setup-cli-'));
  // Whatever is wrong with the configuration is what the wizard is for.
  const env = { PORT: '0', DATA_DIR: join(folder, 'data'), INITIAL_AGENT_POOL_SIZE: 'many' };
  const { child, said, exit } = buttdial(['setup'], { cwd: folder, env });
  try {
    const invited = Promise.withResolvers<void>();
    child.stdout.on('data', () => {
      if (said.out.includes('Ctrl-C')) invited.resolve();
    });
    await Promise.race([invited.promise, exit]);
    const [, address = '', ticket = ''] = /Open {2}(\S+)#(setup_\w+)/.exec(said.out) ?? [];
    const page = createPage({ url: new URL(address).origin });
    const opened = await page.call('POST', '/admin/api/setup/session', { body: { token: ticket } });
    expect(opened).toMatchObject({ status: 200, json: { mode: 'setup', envFile: join(folder, '.env') } });
    expect(existsSync(join(folder, '.env'))).toBe(false);
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});
