import type { ProviderDefinition } from '@buttdial/core';
import type { CatalogEntry } from '@buttdial/switchboard';
import { z } from 'zod';

// Where requests go and how long they may take is the operator's to say, or a tenant could point the server at its own network.
export const operatorsOwn = /url$|^timeoutMs$/i;

/** What each of these vendors asks an organization for, as JSON Schema. */
export function catalogOf(find: () => Promise<readonly ProviderDefinition[]>): () => Promise<readonly CatalogEntry[]> {
  return async () => (await find()).map(({ name, config }) => ({ name, schema: theirs(config) }));
}

function theirs(config: z.ZodObject): CatalogEntry['schema'] {
  const {
    $schema,
    properties = {},
    required = [],
    ...schema
  } = z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' });
  const own = Object.entries(properties).filter(([field]) => !operatorsOwn.test(field));
  return {
    ...schema,
    properties: Object.fromEntries(own),
    required: required.filter(field => !operatorsOwn.test(field)),
  };
}
