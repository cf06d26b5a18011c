import { channels, errorCodes } from '@buttdial/core';
import type { Operation } from '@buttdial/switchboard';
import { z } from 'zod';

type Json = Record<string, unknown>;
type ObjectSchema = Json & { readonly properties?: Record<string, Json>; readonly required?: readonly string[] };

/** The OpenAPI 3.1 document of the REST door, made from the operations themselves. */
export function openApiDocument(
  operations: Iterable<Operation>,
  info: { readonly version: string; readonly serverUrl: string },
): Json {
  const paths = publicPaths();
  const rooms = new Set(['public']);
  for (const operation of operations) {
    const path = operation.rest.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.rest.method]: describe(operation) };
    rooms.add(roomOf(operation));
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Butt-Dial API (VOS)',
      version: info.version,
      description: `Messages over ${channels.join(', ')} for AI agents.`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: `${info.serverUrl}/api/v1` }],
    tags: [...rooms].map(name => ({ name })),
    security: [{ BearerAuth: [] }],
    components: { securitySchemes: { BearerAuth: bearer }, schemas: { Problem: problem } },
    paths,
  };
}

const bearer: Json = { type: 'http', scheme: 'bearer', description: 'bd_live_agent_… or bd_live_org_…' };

const problem: Json = {
  type: 'object',
  description: 'RFC 9457 problem; `error` repeats the detail for older clients.',
  required: ['type', 'title', 'status', 'detail', 'code', 'error'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: errorCodes },
    error: { type: 'string' },
    remedy: { type: 'string', description: 'What to do next.' },
    field: { type: 'string', description: 'Path of the offending input.' },
    requestId: { type: 'string', description: 'Finds the request in the log of the server.' },
    ruleIds: { type: 'array', items: { type: 'string' }, description: 'The rules that refused it.' },
    citations: { type: 'array', items: { type: 'string' } },
    reasons: {
      type: 'array',
      description: 'Each rule that refused it: why, and what would cure it.',
      items: {
        type: 'object',
        required: ['ruleId', 'citation', 'message', 'remedy'],
        properties: Object.fromEntries(
          ['ruleId', 'citation', 'message', 'remedy'].map(name => [name, { type: 'string' }]),
        ),
      },
    },
    nextAllowedAt: { type: 'string', format: 'date-time', description: 'When the same request may succeed.' },
    limitType: { type: 'string', description: 'The cap that is reached.' },
    current: { type: 'number' },
    max: { type: 'number' },
    resetsAt: { type: 'string', format: 'date-time' },
    resetDescription: { type: 'string' },
    retryAfterMs: { type: 'number' },
  },
};

function describe(operation: Operation): Json {
  const schema = schemaOf(operation.input, 'input');
  const inPath = [...operation.rest.path.matchAll(/:(\w+)/g)].map(match => match[1] ?? '');
  const hasBody = operation.rest.method !== 'get' && operation.rest.method !== 'delete';
  const parameters = [...parametersOf(schema, { inPath, hasBody }), ...idempotency(operation)];
  const body = { required: true, content: { 'application/json': { schema: bodySchema(schema, inPath) } } };
  return {
    operationId: operation.name,
    summary: operation.summary,
    tags: [roomOf(operation)],
    // A read may be repeated at will; a GET that leases or acknowledges may not.
    'x-read-only': operation.readOnly,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(hasBody ? { requestBody: body } : {}),
    responses: {
      200: {
        description: 'Done.',
        content: {
          'application/json': { schema: answerSchema(operation) },
          ...(operation.rest.csv || operation.rest.table ? { 'text/csv': { schema: { type: 'string' } } } : {}),
        },
      },
      default: {
        description: 'Not done, and why.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function roomOf(operation: Operation): string {
  return operation.name.split('.')[0] ?? operation.name;
}

function schemaOf(shape: z.ZodObject, io: 'input' | 'output'): ObjectSchema {
  const { $schema, ...schema } = z.toJSONSchema(shape, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => readable(jsonSchema as Json),
  });
  return schema as ObjectSchema;
}

/** Leaves out what only zod would say. Answers stay open too: they may grow. */
function readable(schema: Json): void {
  if (schema.additionalProperties === false) delete schema.additionalProperties;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.format !== undefined) delete schema.pattern;
}

function parametersOf(
  schema: ObjectSchema,
  route: { readonly inPath: readonly string[]; readonly hasBody: boolean },
): readonly Json[] {
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => route.inPath.includes(name) || !route.hasBody)
    .map(([name, { description, ...rest }]) => {
      const inPath = route.inPath.includes(name);
      const required = inPath || (schema.required?.includes(name) ?? false);
      return {
        name,
        in: inPath ? 'path' : 'query',
        required,
        ...(description ? { description } : {}),
        schema: rest,
      };
    });
}

function idempotency(operation: Operation): readonly Json[] {
  if (!('idempotencyKey' in operation.input.shape)) return [];
  const description = 'The same key with the same body never sends twice.';
  return [
    { name: 'Idempotency-Key', in: 'header', required: false, description, schema: { type: 'string', maxLength: 200 } },
  ];
}

function bodySchema(schema: ObjectSchema, inPath: readonly string[]): Json {
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).filter(([name]) => !inPath.includes(name)),
  );
  const required = (schema.required ?? []).filter(name => !inPath.includes(name));
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
}

// The REST door adds warnings to the answer of any operation.
function answerSchema(operation: Operation): Json {
  const schema = schemaOf(operation.output, 'output');
  const warnings = { type: 'array', items: { type: 'string' }, description: 'What was not understood and so ignored.' };
  return { ...schema, properties: { warnings, ...schema.properties } };
}

function publicPaths(): Record<string, Json> {
  const health = {
    type: 'object',
    required: ['status', 'uptime', 'version', 'mode'],
    properties: {
      status: { type: 'string', const: 'ok' },
      uptime: { type: 'integer', description: 'Seconds since the start.' },
      version: { type: 'string' },
      mode: { type: 'string', enum: ['demo', 'live'] },
    },
  };
  return {
    '/health': open('public.health', {
      summary: 'Is the server up?',
      content: { 'application/json': { schema: health } },
    }),
    '/openapi.json': open('public.document', {
      summary: 'This document.',
      content: { 'application/json': { schema: { type: 'object' } } },
    }),
    '/integration-guide': open('public.guide', {
      summary: 'How to connect an agent.',
      content: { 'text/markdown': { schema: { type: 'string' } } },
    }),
  };
}

function open(operationId: string, { summary, content }: { readonly summary: string; readonly content: Json }): Json {
  const responses = { 200: { description: 'Here it is.', content } };
  return { get: { operationId, summary, tags: ['public'], security: [], responses } };
}
