import { z } from 'zod';

/** The fields of the configuration. */
export const config = z.object({
  url: z.url({ protocol: /^postgres(ql)?$/ }).meta({
    env: 'DATABASE_URL',
    secret: true,
    label: 'Database URL',
    help: 'postgres://user:password@host:5432/database. Supabase, Neon and other hosted PostgreSQL give you one.',
  }),
  clock: z.enum(['database', 'runtime']).default('database').meta({
    label: 'Clock of limits and leases',
    help: '"database" is the clock of the PostgreSQL server. "runtime" takes the time of each request, for a simulated world.',
  }),
  maxConnections: z.coerce.number().int().min(1).default(10).meta({
    label: 'Connections',
    help: 'The most connections this process opens, besides one that listens for changes.',
  }),
  prepare: z.stringbool().or(z.boolean()).default(true).meta({
    label: 'Prepared statements',
    help: 'Switch off behind a transaction pooler such as PgBouncer, Supavisor or the pooled URL of Neon.',
  }),
});

/** Which database, whose clock counts, and how to talk to it. */
export type PostgresConfig = z.input<typeof config>;

/** The settings after defaults. */
export type Settings = z.output<typeof config>;
