import type { Batch } from './batch.ts';
import type { Connection, Tables } from './open.ts';

/** What a room needs: tables to read, and a transaction to write in. */
export interface Access {
  readonly connection: Connection;
  readonly tables: Tables;
  /** Runs queries of the room's own in a shared transaction; what other members gathered is written before. */
  write<Result>(work: (batch: Batch) => Result): Promise<Result>;
}
