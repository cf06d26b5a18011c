import { z } from 'zod';
import type { JsonSchema } from './registrar.ts';

/**
 * What a tool takes, for its list entry. Open to unknown fields, which are dropped and reported. Without what only
 * costs tokens: the operation checks everything itself and says what was wrong.
 */
export function inputSchema(schema: z.ZodObject): JsonSchema {
  return lean(
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
    new Set(['$schema', 'additionalProperties', 'propertyNames', 'minLength', 'maxLength', 'maxItems', 'format']),
  );
}

/**
 * What a tool always answers, one level deep: the fields that are more than a text. A model reads the names in the answer anyway,
 * and the whole list has to stay small.
 */
export function outputSchema(schema: z.ZodObject): JsonSchema {
  const { properties, required = [] } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  const always = Object.entries(properties ?? {}).filter(([name]) => required.includes(name));
  const fields = always.map(([name, field]) => [name, (field as { type?: unknown }).type]);
  const told = fields.filter(([, type]) => typeof type === 'string' && type !== 'string');
  return { type: 'object', properties: Object.fromEntries(told.map(([name, type]) => [name, { type }])) };
}

/** A schema without some of its fields. They are taken all the same. */
export function withoutFields(schema: JsonSchema, fields: readonly string[]): JsonSchema {
  const { properties = {}, required, ...rest } = schema as { properties?: object; required?: readonly string[] };
  const kept = Object.entries(properties).filter(([name]) => !fields.includes(name));
  const needed = required?.filter(name => !fields.includes(name));
  return {
    ...rest,
    properties: Object.fromEntries(kept),
    ...(needed && needed.length > 0 ? { required: needed } : {}),
  };
}

const keptMap = new Set(['properties', '$defs']);

/** A copy without the dropped keywords and without the bounds that zod puts on every integer. */
function lean(node: unknown, dropped: ReadonlySet<string>): JsonSchema {
  const kept = Object.entries(node as object).filter(
    ([keyword, value]) => !dropped.has(keyword) && !isNoise(keyword, value, node as object),
  );
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, leanValue(keyword, value, dropped)]));
}

function leanValue(keyword: string, value: unknown, dropped: ReadonlySet<string>): unknown {
  if (Array.isArray(value))
    return value.map(item => (typeof item === 'object' && item !== null ? lean(item, dropped) : item));
  if (typeof value !== 'object' || value === null) return value;
  if (!keptMap.has(keyword)) return lean(value, dropped);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, lean(field, dropped)]));
}

function isNoise(keyword: string, value: unknown, node: object): boolean {
  if (keyword === 'pattern') return 'format' in node;
  return (
    (keyword === 'maximum' && value === Number.MAX_SAFE_INTEGER) ||
    (keyword === 'minimum' && value === Number.MIN_SAFE_INTEGER)
  );
}
