import { type Channel, normalizeAddress } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import { contactKey } from '../contacts.ts';
import type { Deps } from '../deps.ts';
import { foldLedger } from '../ledger.ts';
import { type Caller, defineOperation } from '../operation.ts';
import { organizationScope } from '../principal.ts';
import { organizationId } from './fields.ts';

/** The verb that takes in a list of people who are not to be written to. */
export function suppressOperations(deps: Deps) {
  return {
    suppress: defineOperation({
      name: 'consent.suppress',
      summary: 'Opt out up to 500 addresses at once, on all channels. Whoever is opted out already stays as they are.',
      access: 'organization',
      readOnly: false,
      rest: { method: 'post', path: '/consent/suppress' },
      input: z.object({
        organizationId,
        addresses: z.array(z.string().max(320)).min(1).max(500).describe('Numbers, e-mail addresses, LINE user ids.'),
        source: z.string().max(200).default('import').describe('Where the list comes from.'),
      }),
      output: z.object({
        added: z.int(),
        known: z.int().describe('Opted out already.'),
        invalid: z.array(z.int()).describe('Places in the list, from 0, of what is no address.'),
      }),
      run: async (input, { principal }) => {
        const owner = await organizationScope(deps.store, principal, input);
        const people = input.addresses.map(address => personOf(deps, owner, address));
        const invalid = people.flatMap((person, place) => (person ? [] : [place]));
        // The same person twice in one list is one person.
        const unique = new Map(people.flatMap(person => (person ? [[person.contactKey, person] as const] : [])));
        const found = await Promise.all(
          [...unique.values()].map(person => suppress(deps, person, { owner, principal, source: input.source })),
        );
        const added = found.filter(Boolean).length;
        return { added, known: unique.size - added, invalid };
      },
    }),
  };
}

interface Person {
  readonly contactKey: string;
  readonly address: string;
  readonly channel: Channel;
}

function personOf(deps: Deps, owner: string, text: string): Person | undefined {
  for (const channel of ['email', 'line', 'sms'] as const) {
    const address = normalizeAddress(channel, text.trim());
    if (address !== undefined)
      return { contactKey: contactKey(deps.sealer, owner, { channel, address }), address, channel };
  }
  return undefined;
}

async function suppress(
  deps: Deps,
  { contactKey: key, address, channel }: Person,
  by: { readonly owner: string; readonly principal: Caller['principal']; readonly source: string },
): Promise<boolean> {
  const { store, runtime } = deps;
  if (foldLedger(await store.consent.of(by.owner, key)).stop) return false;
  const now = runtime.now();
  const id = runtime.newId();
  await store.contacts.note(by.owner, { contactKey: key, address, channel, lastAt: now });
  await store.consent.append(
    by.owner,
    { id, organizationId: by.owner, contactKey: key, channel: '*', kind: 'stop', source: by.source, at: now },
    auditBody({ event: 'consent.stopped', actor: by.principal, target: id, details: { source: by.source } }),
  );
  return true;
}
