import { hash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttdial } from '../../testing/command-line.ts';
import { type Installation, install } from '../../testing/installation.ts';

interface Row {
  organization_id: string;
  sequence: number;
  at: number;
  body: string;
  previous_hash: string;
  hash: string;
}

let house: Installation;
let dataDir: string;
// The database is reached beside the server, as whoever tampers with it would.
let database: DatabaseSync;
let checkpoints: string;
let untouched: readonly Row[];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'buttdial-audit-'));
  checkpoints = join(dataDir, 'audit-checkpoints.jsonl');
  house = await install({ env: { DATA_DIR: dataDir } });
  database = new DatabaseSync(join(dataDir, 'buttdial.db'));
  for (let round = 0; round < 6; round += 1)
    await house.api('POST', '/agents/test-agent-002/regenerate-token', { token: house.tokens.organization, body: {} });
  expect(await house.demo.signing.signAll()).toBe(1);
  expect(await house.demo.signing.signAll()).toBe(0);
  untouched = read();
});
afterAll(async () => {
  database.close();
  await house.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const read = () =>
  database.prepare(`select * from audit where organization_id = 'default' order by sequence`).all() as unknown as Row[];

function write(rows: readonly Row[]): void {
  const insert = database.prepare('insert into audit values (?, ?, ?, ?, ?, ?)');
  database.exec('begin immediate');
  database.exec(`delete from audit where organization_id = 'default'`);
  for (const row of rows) insert.run(row.organization_id, row.sequence, row.at, row.body, row.previous_hash, row.hash);
  database.exec('commit');
}

/** A chain as somebody would write it who knows how it is made. */
function rebuilt(rows: readonly Row[]): Row[] {
  let previous = '0'.repeat(64);
  return rows.map((row, index) => {
    const link = { ...row, sequence: index + 1, previous_hash: previous };
    previous = hash('sha256', `${previous}\n${link.sequence}\n${link.body}`);
    return { ...link, hash: previous };
  });
}

const verified = async () =>
  (await house.api('GET', '/audit/verify', { token: house.tokens.organization })).json as {
    ok: boolean;
    rows: number;
    checkpoints: number;
    problems: { kind: string; sequence: number }[];
  };

async function kindsAfter(tampered: readonly Row[]): Promise<readonly string[]> {
  write(tampered);
  try {
    const { ok, problems } = await verified();
    expect(ok).toBe(problems.length === 0);
    return problems.map(problem => problem.kind);
  } finally {
    write(untouched);
  }
}

describe('the audit trail', () => {
  it('can be read, a page at a time', async () => {
    const organization = { token: house.tokens.organization };
    const first = (await house.api('GET', '/audit?limit=4', organization)).json as { entries: object[]; next: number };
    expect(first.entries[0]).toMatchObject({ sequence: 1, event: 'organization.created', actor: 'system' });
    expect(first.next).toBe(5);
    const rest = (await house.api('GET', `/audit?from=${first.next}`, organization)).json as typeof first;
    expect(rest).toMatchObject({ next: null });
    expect(rest.entries.at(-1)).toMatchObject({ event: 'token.rotated', target: 'test-agent-002' });
    expect(first.entries.length + rest.entries.length).toBe(untouched.length);
  });

  it('is not for agents', async () => {
    for (const path of ['/audit', '/audit/verify']) expect((await house.api('GET', path)).status).toBe(403);
  });

  it('is in order when nobody touched it', async () => {
    expect(await verified()).toMatchObject({ ok: true, rows: untouched.length, checkpoints: 1, problems: [] });
  });

  it('shows a changed row', async () => {
    const changed = untouched.with(2, { ...untouched[2]!, body: '{"event":"nothing"}' });
    expect(await kindsAfter(changed)).toEqual(['hash']);
  });

  it('shows a missing row', async () => {
    expect(await kindsAfter(untouched.toSpliced(2, 1))).toEqual(['gap', 'link']);
  });

  it('shows rows that changed places', async () => {
    const [, second, third] = untouched;
    const swapped = untouched.with(1, { ...third!, sequence: 2 }).with(2, { ...second!, sequence: 3 });
    expect(await kindsAfter(swapped)).toContain('link');
  });

  it('shows an added row', async () => {
    const moved = untouched.slice(3).map(row => ({ ...row, sequence: row.sequence + 1 }));
    const added = [...untouched.slice(0, 3), { ...untouched[3]!, body: '{}' }, ...moved];
    expect(await kindsAfter(added)).toContain('hash');
  });

  it('shows a chain that was made anew, because another one was signed', async () => {
    const forked = rebuilt(untouched.with(2, { ...untouched[2]!, body: '{"event":"nothing"}' }));
    expect(await kindsAfter(forked)).toEqual(['fork']);
  });

  it('shows that its end was cut off, and only because of the checkpoint', async () => {
    const cut = untouched.slice(0, -1);
    expect(await kindsAfter(cut)).toEqual(['truncated']);
    const kept = readFileSync(checkpoints, 'utf8');
    rmSync(checkpoints);
    expect(await kindsAfter(cut)).toEqual([]);
    writeFileSync(checkpoints, kept);
  });

  it('is not signed when it does not hold', async () => {
    write(untouched.slice(0, -1));
    expect(await house.demo.signing.signAll()).toBe(0);
    write(untouched);
    expect(await house.demo.metrics.page()).toContain('buttdial_audit_problems_total{kind="truncated"} 1');
  });

  it('does not believe a checkpoint that somebody else signed, and passes over half a line', async () => {
    const kept = readFileSync(checkpoints, 'utf8');
    const genuine = JSON.parse(kept.trim()) as { sequence: number };
    appendFileSync(checkpoints, `${JSON.stringify({ ...genuine, sequence: 1 })}\n{"organizationId":"def`);
    expect((await verified()).problems).toEqual([
      { kind: 'signature', sequence: 1, message: expect.stringContaining('not signed') },
    ]);
    writeFileSync(checkpoints, kept);
  });

  it('is checked from the command line, with nothing but the public key', async () => {
    const verify = async (...more: string[]) => {
      const { said, exit } = buttdial(['audit', 'verify', '--data', dataDir, ...more]);
      return { code: await exit, out: said.out };
    };
    const told = await verify();
    expect(told).toMatchObject({ code: 0, out: expect.stringContaining('default: in order') });
    const publicKey = told.out.split('checkpoints: ').at(-1)?.trim() ?? '';
    write(untouched.slice(0, -1));
    const broken = await verify('--public-key', publicKey, '--json');
    write(untouched);
    expect(broken.code).toBe(1);
    expect(JSON.parse(broken.out)).toMatchObject({ publicKey, reports: [{ problems: [{ kind: 'truncated' }] }] });
  });
});
