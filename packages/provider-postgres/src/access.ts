import { sql } from 'drizzle-orm';
import { mayTryAgain, translated } from './errors.ts';
import type { Connection, Tables } from './open.ts';

/** Drizzle inside a transaction. */
export type Transaction = Parameters<Parameters<Tables['transaction']>[0]>[0];

/** What a room needs: transactions that see one organization. */
export interface Access {
  readonly connection: Connection;
  /** Runs queries that can see and touch only this organization's rows; `*` stands for all. */
  within<Result>(organizationId: string, work: (tables: Transaction) => Promise<Result>): Promise<Result>;
}

const mostTries = 5;

export function createAccess(connection: Connection, tables: Tables): Access {
  async function attempt<Result>(
    organizationId: string,
    work: (tables: Transaction) => Promise<Result>,
    tries: number,
  ): Promise<Result> {
    try {
      return await tables.transaction(async transaction => {
        await transaction.execute(sql`select set_config('app.organization', ${organizationId}, true)`);
        return work(transaction);
      });
    } catch (error) {
      if (mayTryAgain(error) && tries < mostTries) return attempt(organizationId, work, tries + 1);
      throw error;
    }
  }
  return {
    connection,
    within: (organizationId, work) =>
      attempt(organizationId, work, 1).catch(error => {
        throw translated(error);
      }),
  };
}

/** Locks the organization's meter, as every writer does first; false when there is no such organization. */
export async function lockOrganization(tables: Transaction, organizationId: string): Promise<boolean> {
  const [row] = await tables.execute<{ known: boolean }>(
    sql`select (store_lock(${organizationId})).id is not null as known`,
  );
  return row?.known === true;
}

/** Appends to the organization's chain. */
export async function appendAudit(
  tables: Transaction,
  link: { readonly organizationId: string; readonly body: string; readonly at: Date },
): Promise<void> {
  await tables.execute(sql`select store_audit(${link.organizationId}, ${link.body}, ${link.at.getTime()}::bigint)`);
}
