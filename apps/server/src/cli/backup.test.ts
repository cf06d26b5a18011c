import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { buttdial } from '../../testing/command-line.ts';
import { type Installation, install } from '../../testing/installation.ts';

const person = '+15559876543';

/** Types a command and waits for it. */
async function typed(args: readonly string[], env: Record<string, string>) {
  const { said, exit } = buttdial(args, { env: { LOG_LEVEL: 'silent', ...env } });
  return { code: await exit, ...said };
}

const databases = [
  ['SQLite', async () => ({})],
  [
    'PostgreSQL',
    async (which: string) => {
      const name = `backup_${which}_${process.pid}`;
      const admin = postgres(inject('postgresUrl'), { max: 1 });
      await admin.unsafe(`create database ${name}`);
      await admin.end();
      return { DATABASE_URL: inject('postgresUrl').replace(/\/[^/]*$/, `/${name}`) };
    },
  ],
] as const;

describe.each(databases)('an installation on %s that is backed up, wiped and restored', (_name, database) => {
  const folder = mkdtempSync(join(tmpdir(), 'buttdial-backup-'));
  const dataDir = join(folder, 'data');
  const file = join(folder, 'backup');
  const checkpoints = join(folder, 'checkpoints.jsonl');
  let house: Installation | undefined;
  afterAll(async () => {
    await house?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is whole again: messages, what waits, tokens, and an audit trail in order', async () => {
    const env = await database('old');
    house = await install({ dataDir, env });
    const sent = await house.api('POST', '/send-message', { body: { to: person, body: 'Before the flood' } });
    house.demo.network.control.sendFromPhone({ from: person, to: '+12125550101', text: 'Waits for its agent' });
    await house.until(
      () => house?.demo.store.depth(),
      depth => depth?.inboxWaiting === 1,
    );
    await house.demo.signing.signAll();
    const where = ['--data', dataDir];
    const backup = await typed(['backup', file, ...where], env);
    expect(backup, backup.err).toMatchObject({ code: 0 });
    expect((await typed(['backup', file, ...where], env)).code).toBe(1);
    cpSync(join(dataDir, 'audit-checkpoints.jsonl'), checkpoints);
    await house.close();

    // The disk is lost; the keys were elsewhere.
    for (const each of readdirSync(dataDir)) if (each.startsWith('buttdial.db')) rmSync(join(dataDir, each));
    const fresh = await database('new');
    const restored = await typed(['restore', file, ...where], fresh);
    expect(restored, restored.err).toMatchObject({ code: 0 });
    expect((await typed(['restore', file, ...where], fresh)).code).toBe(1);
    const verified = await typed(['audit', 'verify', '--checkpoints', checkpoints, ...where], fresh);
    expect(verified, verified.err).toMatchObject({ code: 0, out: expect.stringContaining('default: in order') });

    house = await install({ dataDir, env: fresh });
    const found = await house.api('GET', `/messages/${sent.json.id}`);
    expect(found.json).toMatchObject({ id: sent.json.id, to: person });
    const waiting = await house.api('GET', '/waiting-messages');
    expect(waiting.json).toMatchObject({ messages: [{ body: 'Waits for its agent' }] });
    expect((await house.api('POST', '/send-message', { body: { to: person, body: 'After' } })).status).toBe(200);
    expect(existsSync(file)).toBe(true);
  }, 60_000);
});
