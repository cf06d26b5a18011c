import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StoreDatabase, testStore } from '@buttdial/testing/store';
import Database from 'better-sqlite3';
import definition from './src/index.ts';

async function createDatabase(): Promise<StoreDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'bd-sqlite-'));
  const file = join(folder, 'data', 'store.db');
  const look = <Result>(work: (connection: Database.Database) => Result): Result => {
    const connection = new Database(file);
    try {
      return work(connection);
    } finally {
      connection.close();
    }
  };
  return {
    config: { file },
    // A deferred foreign key that points nowhere is noticed at COMMIT and not before.
    breakCommits: async () => {
      look(connection =>
        connection.exec(`create table parents (id integer primary key);
          create table orphans (parent integer references parents (id) deferrable initially deferred);
          create trigger orphan after insert on messages begin insert into orphans values (1); end;`),
      );
      return async () =>
        look(connection => void connection.exec('drop trigger orphan; drop table orphans; drop table parents'));
    },
    keptBodies: async () =>
      look(
        connection =>
          connection
            .prepare('select (select count(sealed_body) from messages) + (select count(sealed) from inbox)')
            .pluck()
            .get() as number,
      ),
    columns: async () =>
      look(connection => {
        const tables = connection
          .prepare(
            `select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name not like '\\_\\_%' escape '\\'`,
          )
          .pluck()
          .all() as string[];
        const columns = connection.prepare('select name from pragma_table_info(?)').pluck();
        return Object.fromEntries(tables.map(table => [table, columns.all(table) as string[]]));
      }),
    remove: async () => rmSync(folder, { recursive: true }),
  };
}

testStore('sqlite', {
  definition,
  module: new URL('./src/index.ts', import.meta.url).href,
  processes: 2,
  runs: process.env.TEST_FULL ? 50 : 5,
  createDatabase,
});
