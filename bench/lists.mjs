// What a do-not-call list costs: importing an FTC full list into each store (time, peak memory of the importing process)
// and looking numbers up in it (p50 and p99 of `facts` with a number, one caller and 16). Each store has a process of
// its own, so that memory is told apart.
// Usage: node --conditions=@buttdial/source bench/lists.mjs [numbers = 5000000]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importListFile } from '../apps/server/src/cli/list-import.ts';
import { systemRuntime } from '../packages/core/src/index.ts';
import { createPostgres } from '../packages/provider-postgres/src/index.ts';
import { createSqlite } from '../packages/provider-sqlite/src/index.ts';
import { startPostgres } from '../tests/postgres.ts';

const runtime = systemRuntime();
const lookups = 20_000;
const execArgv = ['--conditions=@buttdial/source', '--max-semi-space-size=4', '--disable-warning=ExperimentalWarning'];

/** Numbers of many area codes, in no order that would help. */
async function writeList(path, numbers) {
  const out = createWriteStream(path);
  for (let start = 0; start < numbers; start += 10_000) {
    let text = '';
    for (let index = start; index < Math.min(numbers, start + 10_000); index += 1) {
      const mixed = (index * 7_368_787) % 1_600_000_000;
      text += `${200 + Math.floor(mixed / 2_000_000)},${String(2_000_000 + (mixed % 2_000_000)).padStart(7, '0')}\n`;
    }
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

async function open(kind, where) {
  const provider = kind === 'sqlite' ? createSqlite({ file: where }, runtime) : createPostgres({ url: where }, runtime);
  const store = await provider.store.open();
  const createdAt = runtime.now();
  await store.createOrganization(
    { id: 'one', name: 'Bench', slug: 'bench', mode: 'sandbox', settings: {}, createdAt },
    undefined,
    '{}',
  );
  return store;
}

async function importInto(store, file) {
  const start = performance.now();
  const now = runtime.now();
  const given = { file, list: 'ftc-national', asOf: now, change: false, force: false };
  const progress = { show: () => undefined, clear: () => undefined };
  const copy = await importListFile(store, given, { now, progress });
  return { numbers: copy.numbers, seconds: (performance.now() - start) / 1_000 };
}

async function lookUp(store, callers) {
  const times = [];
  let left = lookups;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (left-- > 0) {
        const number = `+1${200 + (left % 800)}${2_000_000 + ((left * 7_919) % 2_000_000)}`;
        const start = performance.now();
        await store.facts({ organizationId: 'one', contactKey: 'nobody', now: runtime.now(), number });
        times.push(performance.now() - start);
      }
    }),
  );
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(times.length / 2)], p99: times[Math.floor(times.length * 0.99)] };
}

async function child(kind, where, path) {
  const store = await open(kind, where);
  // Most of this is the compiler of the sources; the built command begins with half of it.
  const before = process.memoryUsage.rss() / 1_048_576;
  const { numbers, seconds } = await importInto(store, path);
  const peak = process.resourceUsage().maxRSS / 1_024;
  const rows = [
    `import ${numbers} numbers: ${seconds.toFixed(1)} s, peak memory ${peak.toFixed(0)} MB, ${before.toFixed(0)} MB of it before`,
  ];
  for (const callers of [1, 16]) {
    const { p50, p99 } = await lookUp(store, callers);
    rows.push(`look-up, ${callers} at once: p50 ${p50.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms`);
  }
  await store.close();
  for (const row of rows) process.stdout.write(`${kind.padEnd(9)} ${row}\n`);
}

async function parent(numbers) {
  const folder = mkdtempSync(join(tmpdir(), 'buttdial-lists-'));
  const path = join(folder, 'list.txt');
  const postgres = await startPostgres({ durable: true });
  try {
    await writeList(path, numbers);
    for (const [kind, where] of [
      ['sqlite', join(folder, 'lists.db')],
      ['postgres', postgres.url],
    ]) {
      const importing = fork(import.meta.filename, ['child', kind, where, path], { execArgv });
      const [code] = await once(importing, 'exit');
      if (code !== 0) process.exitCode = 1;
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const [first, ...rest] = process.argv.slice(2);
if (first === 'child') await child(...rest);
else await parent(Number(first ?? 5_000_000));
