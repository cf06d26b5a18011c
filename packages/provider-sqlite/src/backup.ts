import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ButtdialError } from '@buttdial/core';
import Database from 'better-sqlite3';
import { inspectFile } from './inspect.ts';

/** Copies the database as it stands now into a new file, while other processes write. The copy is a whole database. */
export async function backupFile(file: string, to: string): Promise<void> {
  if (!existsSync(resolve(file)))
    throw new ButtdialError('not-found', 'There is no database to back up.', {
      remedy: 'Check DATA_DIR, or start the server once.',
    });
  copy(file, to);
}

/** Puts a backup in the place where no database is yet. An older one is brought up to date when it is next opened. */
export async function restoreFile(file: string, from: string): Promise<void> {
  if (!existsSync(resolve(from)))
    throw new ButtdialError('invalid-input', 'There is no such backup.', { field: 'file', remedy: 'Check its path.' });
  const { applied } = await inspectFile(from);
  if (applied === 0)
    throw new ButtdialError('invalid-input', 'This file is no backup of a SQLite installation.', {
      field: 'file',
      remedy: 'Give a file that "buttdial backup" wrote.',
    });
  copy(from, file);
}

// VACUUM INTO reads at one moment, leaves no log files behind, and refuses to write over a file.
function copy(from: string, to: string): void {
  const target = resolve(to);
  if (existsSync(target))
    throw new ButtdialError('conflict', 'There is a file of that name already.', {
      field: 'file',
      remedy: 'Move it away first: nothing is written over.',
    });
  mkdirSync(dirname(target), { recursive: true });
  const source = new Database(resolve(from), { fileMustExist: true });
  try {
    source.pragma('busy_timeout = 60000');
    source.prepare('vacuum into ?').run(target);
  } finally {
    source.close();
  }
}
