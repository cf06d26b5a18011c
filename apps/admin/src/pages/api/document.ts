import { queryOptions } from '@tanstack/react-query';

/** A JSON schema, as far as this page reads it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly format?: string;
}

/** One operation, ready to be shown. */
export interface ApiOperation {
  readonly id: string;
  readonly room: string;
  readonly summary: string;
  readonly method: string;
  readonly path: string;
  readonly isReadOnly: boolean;
  readonly needsToken: boolean;
  readonly input: readonly ApiField[];
  readonly output: readonly ApiField[];
  readonly isJsonBody: boolean;
}

/** One field of an input or an answer. */
export interface ApiField {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
  readonly place?: string;
  readonly children: readonly ApiField[];
}

interface RawOperation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly 'x-read-only'?: boolean;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
}

/** The operations that this server publishes, from its own document. */
export const documentQuery = queryOptions({
  queryKey: ['openapi'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }) => {
    const response = await fetch('/api/v1/openapi.json', { signal });
    return readDocument((await response.json()) as Document);
  },
});

function readDocument({ paths }: Document): readonly ApiOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => readOperation(method, path, raw)),
  );
}

function readOperation(method: string, path: string, raw: RawOperation): ApiOperation {
  const body = raw.requestBody?.content['application/json']?.schema;
  const answer = raw.responses['200']?.content?.['application/json']?.schema;
  const parameters = (raw.parameters ?? []).map(({ name, in: place, required = false, description = '', schema }) => ({
    name,
    place,
    type: typeOf(schema),
    isRequired: required,
    description: withDefault(description, schema),
    children: [],
  }));
  return {
    id: raw.operationId,
    room: raw.tags?.[0] ?? raw.operationId.split('.')[0] ?? '',
    summary: raw.summary ?? '',
    method: method.toUpperCase(),
    path,
    isReadOnly: raw['x-read-only'] ?? method === 'get',
    needsToken: raw.security === undefined,
    input: [...parameters, ...fieldsOf(body)],
    output: fieldsOf(answer),
    isJsonBody: body !== undefined,
  };
}

const deepest = 4;

function fieldsOf(schema: Schema | undefined, depth = 0): readonly ApiField[] {
  if (!schema || depth > deepest) return [];
  const inside = schema.items ?? schema.anyOf?.find(each => each.properties) ?? schema;
  return Object.entries(inside.properties ?? {}).map(([name, field]) => ({
    name,
    type: typeOf(field),
    isRequired: inside.required?.includes(name) ?? false,
    description: withDefault(field.description ?? '', field),
    children: fieldsOf(field, depth + 1),
  }));
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map(value => String(value)).join(' | ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(' | ');
  if (schema.items) return `${typeOf(schema.items)}[]`;
  const type = typeof schema.type === 'string' ? schema.type : (schema.type?.join(' | ') ?? 'any');
  return schema.format ? `${type} (${schema.format})` : type;
}

function withDefault(description: string, { default: value }: Schema): string {
  if (value === undefined || value === '') return description;
  return `${description}${description ? ' ' : ''}Default ${JSON.stringify(value)}.`;
}
