import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { poolOf, poolShape } from '../pool.ts';

/** Is anybody there, and what can they do? */
export function pingOperation(deps: Deps) {
  return defineOperation({
    name: 'ping',
    summary: 'Check the connection and see which providers are configured.',
    access: 'anyone',
    readOnly: true,
    rest: { method: 'get', path: '/ping' },
    input: z.object({ message: z.string().max(1000).optional() }),
    output: z.object({
      status: z.literal('ok'),
      server: z.string(),
      version: z.string(),
      echo: z.string().nullable(),
      pool: poolShape.nullable(),
      providers: z.record(z.string(), z.string()),
    }),
    run: async (input, { principal }) => ({
      status: 'ok' as const,
      server: deps.settings.serverName,
      version: deps.settings.version,
      echo: input.message ?? null,
      pool: principal.kind === 'orchestrator' ? null : await poolOf(deps, principal.organizationId),
      providers: { ...deps.connections.slots, database: deps.store.name },
    }),
  });
}
