export type { SqliteConfig } from './sqlite.ts';
export { createSqlite, default } from './sqlite.ts';
