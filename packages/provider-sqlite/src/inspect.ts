import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ButtdialError, type DatabaseState } from '@buttdial/core';
import Database from 'better-sqlite3';
import { migrations } from './open.ts';

interface Journal {
  readonly entries: readonly { readonly when: number; readonly tag: string }[];
}

/** Which migrations the file still lacks. A file that is not there lacks all of them, and is not made. */
export async function inspectFile(file: string): Promise<DatabaseState> {
  const { entries } = JSON.parse(readFileSync(`${migrations}/meta/_journal.json`, 'utf8')) as Journal;
  const state = look(file);
  return {
    server: `SQLite ${state.version}`,
    applied: state.applied,
    pending: entries.filter(entry => entry.when > state.newest).map(entry => entry.tag),
  };
}

function look(file: string): { readonly version: string; readonly applied: number; readonly newest: number } {
  const path = resolve(file);
  const isThere = file !== ':memory:' && existsSync(path);
  const connection = open(isThere ? path : ':memory:', isThere);
  try {
    const version = String(connection.prepare('select sqlite_version()').pluck().get());
    const isMigrated = connection
      .prepare("select 1 from sqlite_master where type = 'table' and name = '__drizzle_migrations'")
      .get();
    if (!isMigrated) return { version, applied: 0, newest: 0 };
    const seen = connection
      .prepare<[], { applied: number; newest: number }>(
        'select count(*) as applied, coalesce(max(created_at), 0) as newest from __drizzle_migrations',
      )
      .get();
    return { version, applied: seen?.applied ?? 0, newest: Number(seen?.newest ?? 0) };
  } catch (cause) {
    throw new ButtdialError('unavailable', 'The database file cannot be read.', {
      remedy: 'Choose another folder, or move away the file that is there: it is no database of this product.',
      cause,
    });
  } finally {
    connection.close();
  }
}

function open(path: string, isThere: boolean): Database.Database {
  try {
    return new Database(path, isThere ? { readonly: true, fileMustExist: true } : {});
  } catch (cause) {
    throw new ButtdialError('unavailable', 'The database file cannot be opened.', {
      remedy: 'Give this user the right to read and write the folder.',
      cause,
    });
  }
}
