import { z } from 'zod';

/** The fields of the configuration. */
export const config = z.object({
  file: z.string().min(1).default('buttdial.db').meta({
    env: 'DATABASE_FILE',
    label: 'Database file',
    help: 'Path of the SQLite file; its folder is created. ":memory:" keeps everything in this process and loses it at the end.',
  }),
  clock: z.enum(['database', 'runtime']).default('database').meta({
    label: 'Clock of limits and leases',
    help: '"database" is the machine\'s own clock. "runtime" takes the time of each request, for a simulated world.',
  }),
  busyTimeoutMs: z.coerce.number().int().min(0).default(5_000).meta({
    label: 'Patience',
    help: 'Milliseconds to wait while another process is writing.',
  }),
});

/** Where the file is and whose clock counts. */
export type SqliteConfig = z.input<typeof config>;

/** The settings after defaults. */
export type Settings = z.output<typeof config>;
