// What a durable send costs in the store: admit, facts and settle at 64 callers on SQLite, with an empty history and with
// a million past messages; and one hot agent against a thousand on PostgreSQL at 32 callers. Candidates take turns, so
// that noise hits all alike; printed are medians of the rounds, and ratios within this run.
// Usage: node --conditions=@buttdial/source bench/store.mjs [past rows = 1000000] [rounds = 7]
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRuntime } from '../packages/core/src/index.ts';
import { createPostgres } from '../packages/provider-postgres/src/index.ts';
import { createSqlite } from '../packages/provider-sqlite/src/index.ts';
import { startPostgres } from '../tests/postgres.ts';

const Database = createRequire(new URL('../packages/provider-sqlite/package.json', import.meta.url))('better-sqlite3');
const postgres = createRequire(new URL('../packages/provider-postgres/package.json', import.meta.url))('postgres');
const pastRows = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.argv[3] ?? 7);
const runtime = systemRuntime();
const organizationId = 'organization-1';
const auditBody = JSON.stringify({
  event: 'message.admitted',
  actor: 'agent',
  details: { channel: 'sms', purpose: 'reply' },
});
const sealedBody = new Uint8Array(200);
const caps = {
  maxActionsPerMinute: 1e9,
  maxActionsPerHour: 1e9,
  maxActionsPerDay: 1e9,
  maxSpendMicrosPerDay: 1e15,
  maxSpendMicrosPerMonth: 1e15,
};

const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const agentId = index => `agent-${index}`;
const print = (name, value) => process.stdout.write(`${name.padEnd(58)} ${value}\n`);

async function furnish(store, agents) {
  const createdAt = runtime.now();
  await store.createOrganization(
    { id: organizationId, name: 'Bench', slug: 'bench', mode: 'sandbox', settings: {}, createdAt },
    undefined,
    '{}',
  );
  await store.limits.set(organizationId, caps);
  for (let index = 0; index < agents; index += 1) {
    await store.agents.create(organizationId, {
      id: agentId(index),
      displayName: 'Bench',
      profile: {},
      createdAt,
      limits: caps,
      lines: [],
      auditBody: '{}',
    });
  }
}

// As long and as widely spread as real ones.
const contactKeys = Array.from({ length: 5_000 }, (_, contact) =>
  createHash('sha256').update(String(contact)).digest('hex').slice(0, 40),
);

let asked = 0;
function request(agents) {
  asked += 1;
  const now = runtime.now();
  return {
    id: runtime.newId(),
    organizationId,
    agentId: agentId(asked % agents),
    channel: 'sms',
    purpose: 'informational',
    from: '+15550001111',
    to: '+15550002222',
    contactKey: contactKeys[asked % contactKeys.length],
    connection: 'acme',
    sealedBody,
    reserveMicros: 8_000,
    currency: 'USD',
    now,
    dueAt: now,
    auditBody,
    claim: { owner: 'bench', leaseMs: 60_000 },
  };
}

async function send(store, agents) {
  const asking = request(agents);
  const query = { organizationId, contactKey: asking.contactKey, now: asking.now };
  const admission = await store.admit({ ...asking, facts: query });
  if (admission.outcome !== 'admitted') throw new Error(`not admitted: ${admission.outcome}`);
  if (!admission.facts) await store.facts(query);
  await store.settle({
    organizationId,
    messageId: asking.id,
    attempt: 1,
    now: runtime.now(),
    outcome: { kind: 'sent', vendorId: `SM${asking.id}` },
    auditBody,
  });
}

/** CPU and wall time per operation, in microseconds. */
async function measure(times, callers, task) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  let left = times;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (left-- > 0) await task();
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / times, wall: ((performance.now() - start) * 1_000) / times };
}

async function takeTurns(candidates) {
  const results = Object.fromEntries(Object.keys(candidates).map(name => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, candidate] of Object.entries(candidates)) {
      const result = await candidate();
      if (round > 0) results[name].push(result); // the first round warms up
    }
  }
  return Object.fromEntries(
    Object.entries(results).map(([name, all]) => [
      name,
      { cpu: median(all.map(r => r.cpu)), wall: median(all.map(r => r.wall)) },
    ]),
  );
}

/** A bare insert of the same body, 64 to a commit: what the disk and the driver cost alone. */
function bareInserts(folder) {
  const database = new Database(join(folder, 'bare.db'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('create table bare (id text primary key, at integer, body blob)');
  const insert = database.prepare('insert into bare values (?, ?, ?)');
  let waiting = [];
  const flush = () => {
    const resolvers = waiting;
    waiting = [];
    database.exec('BEGIN IMMEDIATE');
    for (let index = 0; index < resolvers.length; index += 1) insert.run(runtime.newId(), Date.now(), sealedBody);
    database.exec('COMMIT');
    for (const resolve of resolvers) resolve();
  };
  return () =>
    measure(
      6_400,
      64,
      () =>
        new Promise(resolve => {
          if (waiting.push(resolve) === 1) setImmediate(flush);
        }),
    );
}

/** A past: settled messages, their admissions and their audit links, written straight into the tables. */
function fill(file, agents) {
  const database = new Database(file);
  database.pragma('synchronous = OFF');
  const numbers = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${pastRows})`;
  // 50,000 people, whose keys lie widely.
  const key = `printf('%011x%029d', ((i % 50000) * 351843720889) & 17592186044415, 0)`;
  const at = `(unixepoch() * 1000 - (${pastRows} - i) * 100)`;
  const first = database.prepare(`select min(id) from meters where agent_id <> ''`).pluck().get();
  const whole = database.prepare(`select id from meters where agent_id = ''`).pluck().get();
  const tip = database.prepare(`select audit_sequence from meters where agent_id = ''`).pluck().get();
  database.exec(`begin;
    insert into messages (id, organization_id, agent_id, channel, purpose, from_address, to_address, contact_key, connection, state, attempt,
      settled_attempt, vendor_id, asked_micros, reserved_micros, currency, created_at, updated_at, due_at, admitted_at, attempted_at, usage_hour)
    ${numbers} select printf('00000000-0000-7000-8000-%012d', i), '${organizationId}', 'agent-' || (i % ${agents}), 'sms', 'informational', '+15550001111',
      '+15550002222', ${key}, 'acme', 'delivered', 1, 1, printf('SM%032d', i), 8000, 8000, 'USD', ${at}, ${at}, ${at}, ${at}, ${at}, 0 from n;
    insert into admissions ${numbers} select ${whole}, i, ${at} from n;
    insert into admissions ${numbers} select ${first} + (i % ${agents}), (i - 1) / ${agents} + 1, ${at} from n;
    insert into audit ${numbers} select '${organizationId}', ${tip} + i, ${at}, '${auditBody}', printf('%064d', i), printf('%064d', i + 1) from n;
    insert into conversations select substr(contact_key, 1, 11), position from messages order by 1, 2;
    update conversation_mark set position = (select max(position) from messages);
    update meters set sequence = ${pastRows} / ${agents}, last_admitted_at = unixepoch() * 1000 where agent_id <> '';
    update meters set sequence = ${pastRows}, audit_sequence = ${tip} + ${pastRows}, last_admitted_at = unixepoch() * 1000 where agent_id = '';
    commit;`);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

async function sqlite() {
  const folder = mkdtempSync(join(tmpdir(), 'bd-bench-'));
  try {
    const agents = 100;
    const open = name => createSqlite({ file: join(folder, `${name}.db`) }, runtime).store.open();
    const [single, empty, past] = [await open('single'), await open('empty'), await open('past')];
    await furnish(single, 1);
    await furnish(empty, agents);
    await furnish(past, agents);
    await past.close();
    fill(join(folder, 'past.db'), agents);
    const full = await open('past');
    const results = await takeTurns({
      bare: bareInserts(folder),
      single: () => measure(6_400, 64, () => send(single, 1)),
      empty: () => measure(6_400, 64, () => send(empty, agents)),
      full: () => measure(6_400, 64, () => send(full, agents)),
    });
    for (const store of [single, empty, full]) await store.close();
    print('SQLite, 64 callers, µs CPU (µs wall) per operation', '');
    print('  bare insert, 64 to a commit', micros(results.bare));
    print('  admit + facts + settle, 1 agent', micros(results.single));
    print(`  admit + facts + settle, ${agents} agents`, micros(results.empty));
    print(`  the same with ${pastRows} past messages`, micros(results.full));
    print('  ratio past / empty (goal ≤ 1.2)', (results.full.cpu / results.empty.cpu).toFixed(2));
    print('  ratio send / bare insert', (results.single.cpu / results.bare.cpu).toFixed(2));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const micros = ({ cpu, wall }) => `${cpu.toFixed(1)} (${wall.toFixed(1)})`;

async function postgresql() {
  const server = await startPostgres({ durable: true });
  try {
    const store = await createPostgres({ url: server.url }, runtime).store.open();
    const agents = 1_000;
    await furnish(store, agents);
    const sql = postgres(server.url, { max: 32, onnotice: () => undefined });
    await sql`create table bare (id text primary key, at bigint, body bytea)`;
    const admit = among => async () => {
      const { outcome } = await store.admit(request(among));
      if (outcome !== 'admitted') throw new Error(`not admitted: ${outcome}`);
    };
    const results = await takeTurns({
      bare: () =>
        measure(3_200, 32, () => sql`insert into bare values (${runtime.newId()}, ${Date.now()}, ${sealedBody})`),
      many: () => measure(3_200, 32, admit(agents)),
      hot: () => measure(3_200, 32, admit(1)),
      send: () => measure(1_600, 32, () => send(store, agents)),
    });
    await sql.end();
    await store.close();
    print('PostgreSQL, 32 callers, operations per second', '');
    for (const [name, label] of [
      ['bare', 'bare insert, one commit each'],
      ['many', `admit, ${agents} agents`],
      ['hot', 'admit, one agent'],
      ['send', 'admit + facts + settle'],
    ]) {
      print(`  ${label}`, (1e6 / results[name].wall).toFixed(0));
    }
    print('  ratio hot / many (goal ≥ 0.7)', (results.many.wall / results.hot.wall).toFixed(2));
    print('  ratio admit / bare insert (goal ≥ 0.8)', (results.bare.wall / results.many.wall).toFixed(2));
  } finally {
    await server.stop();
  }
}

await sqlite();
await postgresql();
