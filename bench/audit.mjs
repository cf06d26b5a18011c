// How long a whole audit chain takes to verify on both stores. Promised: a million rows in under ten seconds, in memory
// that does not grow with the chain.
// Usage: node --conditions=@buttdial/source bench/audit.mjs [rows = 1000000]
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { systemRuntime } from '../packages/core/src/index.ts';
import { createPostgres } from '../packages/provider-postgres/src/index.ts';
import { createSqlite } from '../packages/provider-sqlite/src/index.ts';
import { verifyChain } from '../packages/switchboard/src/index.ts';
import { startPostgres } from '../tests/postgres.ts';

const Database = createRequire(new URL('../packages/provider-sqlite/package.json', import.meta.url))('better-sqlite3');
const postgres = createRequire(new URL('../packages/provider-postgres/package.json', import.meta.url))('postgres');
const rows = Number(process.argv[2] ?? 1_000_000);
const runtime = systemRuntime();
const organizationId = 'organization-1';
const print = (name, value) => process.stdout.write(`${name.padEnd(40)} ${value}\n`);

/** A chain as an installation writes it: lines of (sequence, body, hash of the row before, hash). */
function* chain() {
  const details = { attempt: 1, channel: 'sms' };
  let previous = '0'.repeat(64);
  for (let sequence = 1; sequence <= rows; sequence += 1) {
    const body = JSON.stringify({ event: 'message.sent', actor: 'system', target: `message-${sequence}`, details });
    const link = hash('sha256', `${previous}\n${sequence}\n${body}`);
    yield [sequence, body, previous, link];
    previous = link;
  }
}

async function verify(store) {
  const before = process.memoryUsage().rss;
  const startedAt = performance.now();
  const report = await verifyChain({ store, runtime }, organizationId, []);
  const seconds = (performance.now() - startedAt) / 1000;
  print('rows', report.rows);
  print('in order', report.ok);
  print('seconds', seconds.toFixed(2));
  print('microseconds per row', ((seconds * 1e6) / rows).toFixed(2));
  print('megabytes grown', ((process.memoryUsage().rss - before) / 2 ** 20).toFixed(0));
}

async function sqlite() {
  const folder = mkdtempSync(join(tmpdir(), 'buttdial-bench-'));
  const file = join(folder, 'bench.db');
  const store = await createSqlite({ file }, runtime).store.open();
  try {
    const database = new Database(file);
    const insert = database.prepare('insert into audit values (?, ?, ?, ?, ?, ?)');
    database.transaction(() => {
      for (const [sequence, ...row] of chain()) insert.run(organizationId, sequence, sequence, ...row);
    })();
    database.close();
    print('SQLite', '');
    await verify(store);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function postgresql() {
  const server = await startPostgres({ durable: true });
  const store = await createPostgres({ url: server.url }, runtime).store.open();
  const sql = postgres(server.url, { max: 1, onnotice: () => undefined });
  try {
    const columns = 'organization_id, sequence, at, body, previous_hash, hash';
    const into = await sql.unsafe(`copy audit (${columns}) from stdin`).writable();
    const lines = function* () {
      for (const [sequence, ...row] of chain()) yield `${[organizationId, sequence, sequence, ...row].join('\t')}\n`;
    };
    await pipeline(Readable.from(lines()), into);
    print('PostgreSQL', '');
    await verify(store);
  } finally {
    await sql.end();
    await store.close();
    await server.stop();
  }
}

await sqlite();
await postgresql();
