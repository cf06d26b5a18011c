export type { SqliteConfig } from './settings.ts';
export { createSqlite, default } from './sqlite.ts';
