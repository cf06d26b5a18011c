import type { PeopleDatabase } from '@buttdial/core';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import type { Tables } from './open.ts';
import { passkeys, people, peopleAccounts, peopleCodes, peopleSessions, secondFactors } from './schema-people.ts';

/** better-auth's adapter over this store's own handle. */
export function createPeopleDatabase(tables: Tables): PeopleDatabase {
  const schema = {
    user: people,
    session: peopleSessions,
    account: peopleAccounts,
    verification: peopleCodes,
    twoFactor: secondFactors,
    passkey: passkeys,
  };
  // better-sqlite3 answers at once; a transaction that waits for promises cannot be had on it.
  return { betterAuth: drizzleAdapter(tables, { provider: 'sqlite', schema, transaction: false }) };
}
