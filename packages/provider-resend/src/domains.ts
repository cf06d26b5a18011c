import type { Domain, Domains } from '@buttdial/core';
import { z } from 'zod';
import type { Api } from './api.ts';

const record = z.object({
  type: z.string(),
  name: z.string(),
  value: z.string(),
  priority: z.number().optional().catch(undefined),
});
const shape = z.object({ name: z.string(), status: z.string(), records: z.array(record).catch([]) });
const list = z.object({
  data: z.array(z.object({ id: z.string(), name: z.string() })),
  has_more: z.boolean().catch(false),
});

export function createDomains(api: Api): Domains {
  return {
    async add(name, call) {
      return domainOf(api.expect(await api.ask(call, sdk => sdk.domains.create({ name }))));
    },
    async get(name, call) {
      // Resend knows a domain by its own id, so its list comes first.
      let after: string | undefined;
      do {
        const page = list.parse(
          api.expect(
            await api.ask(call, sdk => sdk.domains.list({ limit: 100, ...(after === undefined ? {} : { after }) })),
          ),
        );
        const found = page.data.find(one => one.name === name.toLowerCase());
        if (found) return domainOf(api.expect(await api.ask(call, sdk => sdk.domains.get(found.id))));
        after = page.has_more ? page.data.at(-1)?.id : undefined;
      } while (after !== undefined);
      return undefined;
    },
  };
}

function domainOf(body: unknown): Domain {
  const { name, status, records } = shape.parse(body);
  return {
    name,
    verified: status === 'verified',
    records: records.map(({ priority, ...one }) => ({ ...one, ...(priority === undefined ? {} : { priority }) })),
  };
}
