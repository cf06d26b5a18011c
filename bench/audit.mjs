// How long a whole audit chain takes to verify on SQLite. Promised: a million rows in under ten seconds, in memory that
// does not grow with the chain.
// Usage: node --conditions=@buttdial/source bench/audit.mjs [rows = 1000000]
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRuntime } from '../packages/core/src/index.ts';
import { createSqlite } from '../packages/provider-sqlite/src/index.ts';
import { verifyChain } from '../packages/switchboard/src/index.ts';

const Database = createRequire(new URL('../packages/provider-sqlite/package.json', import.meta.url))('better-sqlite3');
const rows = Number(process.argv[2] ?? 1_000_000);
const runtime = systemRuntime();
const folder = mkdtempSync(join(tmpdir(), 'buttdial-bench-'));
const file = join(folder, 'bench.db');
const organizationId = 'organization-1';
const print = (name, value) => process.stdout.write(`${name.padEnd(40)} ${value}\n`);

function fill() {
  const database = new Database(file);
  const insert = database.prepare('insert into audit values (?, ?, ?, ?, ?, ?)');
  const details = { attempt: 1, channel: 'sms' };
  database.transaction(() => {
    let previous = '0'.repeat(64);
    for (let sequence = 1; sequence <= rows; sequence += 1) {
      const body = JSON.stringify({ event: 'message.sent', actor: 'system', target: `message-${sequence}`, details });
      const link = hash('sha256', `${previous}\n${sequence}\n${body}`);
      insert.run(organizationId, sequence, sequence, body, previous, link);
      previous = link;
    }
  })();
  database.close();
}

const store = await createSqlite({ file }, runtime).store.open();
try {
  fill();
  const before = process.memoryUsage().rss;
  const startedAt = performance.now();
  const report = await verifyChain({ store, runtime }, organizationId, []);
  const seconds = (performance.now() - startedAt) / 1000;
  print('rows', report.rows);
  print('in order', report.ok);
  print('seconds', seconds.toFixed(2));
  print('microseconds per row', ((seconds * 1e6) / rows).toFixed(2));
  print('megabytes grown', ((process.memoryUsage().rss - before) / 2 ** 20).toFixed(0));
} finally {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}
