import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRuntime } from '@buttdial/core';
import { createSealer } from '@buttdial/switchboard';
import { getAuthTables } from 'better-auth/db';
import postgres from 'postgres';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { openStore } from '../open-store.ts';
import { createAuth } from './auth.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { networkOf } from './throttle.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'buttdial-auth-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

const stores = [
  ['SQLite', async () => ({ dataDir })],
  [
    'PostgreSQL',
    async () => {
      const name = `auth_${process.pid}`;
      const admin = postgres(inject('postgresUrl'), { max: 1 });
      await admin.unsafe(`create database ${name}`);
      await admin.end();
      return { dataDir, databaseUrl: inject('postgresUrl').replace(/\/[^/]*$/, `/${name}`) };
    },
  ],
] as const;

// better-auth only logs what does not fit, and its log is off.
describe.each(stores)('the tables of better-auth on %s', (_name, place) => {
  it('have every column that it and its plugins know', async () => {
    const runtime = systemRuntime();
    const store = await openStore(await place(), runtime);
    const { betterAuth: database } = await store.peopleDatabase();
    const sealer = createSealer(runtime.randomBytes(32), runtime);
    const publicUrl = new URL('https://butt.example.com');
    const auth = createAuth({ database, sealer, runtime, publicUrl, mailCode: () => undefined });
    const { adapter } = await auth.$context;
    const tables = Object.entries(getAuthTables(auth.options));
    expect(tables.map(([model]) => model).sort()).toEqual(
      ['account', 'passkey', 'session', 'twoFactor', 'user', 'verification'].sort(),
    );
    for (const [model, { fields }] of tables)
      for (const field of ['id', ...Object.keys(fields)])
        expect(await adapter.findOne({ model, where: [{ field, value: null }] }), `${model}.${field}`).toBeNull();
    await store.close();
  });
});

describe('passwords', () => {
  it('are known again, in any way of typing the same letters, and kept as nothing that resembles them', async () => {
    const kept = await hashPassword('Ångström 25');
    expect(kept).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect(kept).not.toContain('25');
    expect(await verifyPassword(kept, 'A\u030angstro\u0308m 25')).toBe(true);
    expect(await verifyPassword(kept, 'Angstrom 25')).toBe(false);
    expect(await verifyPassword('', 'Ångström 25')).toBe(false);
    expect(await hashPassword('Ångström 25')).not.toBe(kept);
  });
});

describe('the network of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('%s is %s', (address, network) => expect(networkOf(address)).toBe(network));
});
