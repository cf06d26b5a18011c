export { createPostgres, default } from './postgres.ts';
export type { PostgresConfig } from './settings.ts';
