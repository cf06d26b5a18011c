import { ButtdialError, type PhoneNumber } from '@buttdial/core';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';

/** The verb that compares what is paid for with what is used. */
export function orphanOperations(deps: Deps) {
  return {
    numbers: defineOperation({
      name: 'numbers.orphans',
      summary:
        "Numbers that are rented at the vendor and are nobody's line here: left over, or used by something else of yours. Nothing is released.",
      access: 'orchestrator',
      readOnly: true,
      rest: { method: 'get', path: '/numbers/orphans' },
      input: z.object({
        organizationId: z.string().max(64).default('default').describe('On whose account; its own, or the server’s.'),
      }),
      output: z.object({
        provider: z.string(),
        rented: z.int(),
        orphans: z.array(z.object({ number: z.string(), vendorId: z.string(), label: z.string().optional() })),
      }),
      run: async ({ organizationId }, { signal }) => {
        await deps.connections.ready?.(organizationId);
        const connection = deps.connections.serving(organizationId, 'sms');
        const numbers = connection?.provider.numbers;
        if (!connection || !numbers)
          throw new ButtdialError('unavailable', 'No provider here rents phone numbers.', {
            remedy: 'Configure one, such as Twilio.',
          });
        const rented = await numbers.list({ signal, idempotencyKey: deps.runtime.newId() });
        const orphans = [];
        const pooled = await numbersInPools(deps);
        for (const each of rented)
          if (!pooled.has(each.number) && (await isOrphan(deps, each))) orphans.push(view(each));
        return { provider: connection.name, rented: rented.length, orphans };
      },
    }),
  };
}

/** What waits for an agent of whatever organization. */
async function numbersInPools({ store }: Deps): Promise<ReadonlySet<string>> {
  const numbers = new Set<string>();
  for (const { id } of await store.listOrganizations())
    for (const { address, state } of await store.pools.list(id)) if (state !== 'given') numbers.add(address);
  return numbers;
}

/** Nobody's on any channel, of whatever organization. */
async function isOrphan({ store }: Deps, { number }: PhoneNumber): Promise<boolean> {
  for (const channel of ['sms', 'voice', 'whatsapp'] as const) if (await store.findLine(channel, number)) return false;
  return true;
}

function view({ number, vendorId = '', label }: PhoneNumber) {
  return { number, vendorId, ...(label === undefined ? {} : { label }) };
}
