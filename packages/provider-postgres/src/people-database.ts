import type { PeopleDatabase } from '@buttdial/core';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { drizzle } from 'drizzle-orm/pg-proxy';
import type { Connection } from './open.ts';
import { passkeys, people, peopleAccounts, peopleCodes, peopleSessions, secondFactors } from './schema-people.ts';

/** better-auth's adapter over this store's own pool. Who signs in is asked before an organization is known, so each query says '*'. */
export function createPeopleDatabase(connection: Connection): PeopleDatabase {
  const schema = {
    user: people,
    session: peopleSessions,
    account: peopleAccounts,
    verification: peopleCodes,
    twoFactor: secondFactors,
    passkey: passkeys,
  };
  const tables = drizzle(async (text, parameters, method) => {
    const rows = await connection.begin(async sql => {
      await sql`select set_config('app.organization', '*', true)`;
      const query = sql.unsafe(text, parameters);
      return method === 'all' ? query.values() : query;
    });
    return { rows };
  });
  return { betterAuth: drizzleAdapter(tables, { provider: 'pg', schema, transaction: false }) };
}
