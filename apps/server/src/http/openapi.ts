import { channels } from '@buttdial/core';
import type { Operation } from '@buttdial/switchboard';
import { z } from 'zod';

type Json = Record<string, unknown>;

const problem: Json = {
  type: 'object',
  description: 'RFC 9457 problem; `error` repeats the detail for older clients.',
  required: ['type', 'title', 'status', 'detail', 'code', 'error'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    error: { type: 'string' },
    remedy: { type: 'string', description: 'What to do next.' },
    field: { type: 'string' },
    requestId: { type: 'string' },
    ruleIds: { type: 'array', items: { type: 'string' } },
    citations: { type: 'array', items: { type: 'string' } },
    nextAllowedAt: { type: 'string', format: 'date-time' },
    limitType: { type: 'string' },
    current: { type: 'number' },
    max: { type: 'number' },
    retryAfterMs: { type: 'number' },
  },
};

/** The OpenAPI 3.1 document of the REST door, made from the operations themselves. */
export function openApiDocument(operations: Iterable<Operation>, info: { readonly version: string; readonly serverUrl: string }): Json {
  const paths: Record<string, Json> = publicPaths();
  for (const operation of operations) {
    const path = operation.rest.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.rest.method]: describe(operation) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Butt-Dial API (VOS)', version: info.version, description: `Messages over ${channels.join(', ')} for AI agents.`, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: `${info.serverUrl}/api/v1` }],
    security: [{ BearerAuth: [] }],
    components: { securitySchemes: { BearerAuth: { type: 'http', scheme: 'bearer', description: 'bd_live_agent_… or bd_live_org_…' } }, schemas: { Problem: problem } },
    paths,
  };
}

function describe(operation: Operation): Json {
  const schema = z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' }) as { properties?: Record<string, Json>; required?: string[] };
  const inPath = [...operation.rest.path.matchAll(/:(\w+)/g)].map(match => match[1] ?? '');
  const inQuery = operation.rest.method === 'get' || operation.rest.method === 'delete';
  const properties = Object.entries(schema.properties ?? {});
  const parameters = properties
    .filter(([name]) => inPath.includes(name) || inQuery)
    .map(([name, { description, ...rest }]) => ({ name, in: inPath.includes(name) ? 'path' : 'query', required: inPath.includes(name) || (schema.required?.includes(name) ?? false), ...(description ? { description } : {}), schema: rest }));
  return {
    operationId: operation.name,
    summary: operation.summary,
    tags: [operation.name.split('.')[0]],
    ...(parameters.length > 0 ? { parameters: operation.readOnly ? parameters : [...parameters, ...idempotency(operation)] } : { parameters: idempotency(operation) }),
    ...(inQuery ? {} : { requestBody: { required: true, content: { 'application/json': { schema: bodySchema(schema, inPath) } } } }),
    responses: {
      200: { description: 'Done.', content: { 'application/json': { schema: z.toJSONSchema(operation.output, { io: 'output', unrepresentable: 'any' }) } } },
      default: { description: 'Not done, and why.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  };
}

function idempotency(operation: Operation): readonly Json[] {
  if (operation.name !== 'messages.send') return [];
  return [{ name: 'Idempotency-Key', in: 'header', required: false, description: 'The same key with the same body never sends twice.', schema: { type: 'string', maxLength: 200 } }];
}

function bodySchema(schema: { properties?: Record<string, Json>; required?: string[] }, inPath: readonly string[]): Json {
  const properties = Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => !inPath.includes(name)));
  const required = (schema.required ?? []).filter(name => !inPath.includes(name));
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
}

function publicPaths(): Record<string, Json> {
  const open = (summary: string, type: string): Json => ({ get: { summary, security: [], tags: ['public'], operationId: summary.toLowerCase().replace(/\W+/g, '-'), responses: { 200: { description: 'Here it is.', content: { [type]: {} } } } } });
  return { '/health': open('Is the server up', 'application/json'), '/openapi.json': open('This document', 'application/json'), '/integration-guide': open('How to connect an agent', 'text/markdown') };
}
