export type { PostgresConfig } from './postgres.ts';
export { createPostgres, default } from './postgres.ts';
