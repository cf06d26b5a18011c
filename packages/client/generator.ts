import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';

interface Described {
  readonly operationId: string;
  readonly 'x-read-only'?: boolean;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

/** The OpenAPI document, as far as the table of routes looks at it. */
export interface Document {
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}

/** The document without what differs from one server, or one release, to the next. */
export function timeless(document: Document): Document {
  return { ...document, info: { ...document.info, version: '1' }, servers: [{ url: '/api/v1' }] };
}

/** The text of `src/generated.ts`: the types of every operation, and how each is called. */
export async function generate(document: Document): Promise<string> {
  const nodes = await openapiTS(document as unknown as OpenAPI3, { defaultNonNullable: false, immutable: true });
  // The paths repeat the operations, and nobody asks for them.
  const wanted = nodes.filter(node => ['components', 'operations'].includes(nameOf(node)));
  const parts = [
    '// Generated from openapi.json by `pnpm --filter @buttdial/client generate`. Do not edit.',
    astToString(wanted),
    `/** How each operation is called: where, whether it only reads, whether an idempotency key makes it safe to repeat. */
export const routes = ${JSON.stringify(routesOf(document))} as const;`,
  ];
  return formatted(parts.join('\n\n'));
}

function nameOf(node: object): string {
  const { name } = node as { readonly name?: { readonly text?: string } };
  return name?.text ?? '';
}

function routesOf(document: Document): Record<string, object> {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      // What is public, such as this document, is no operation.
      .filter(([, { 'x-read-only': readOnly }]) => readOnly !== undefined)
      .map(([method, { operationId, parameters = [], 'x-read-only': readOnly }]) => {
        const takesKey = parameters.some(each => each.in === 'header' && each.name === 'Idempotency-Key');
        return [operationId, { method: method.toUpperCase(), path, readOnly, takesKey }] as const;
      }),
  );
  return Object.fromEntries(all);
}

function formatted(source: string): string {
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  const args = [biome, 'format', '--stdin-file-path=src/generated.ts'];
  return execFileSync(process.execPath, args, { cwd: import.meta.dirname, input: source, encoding: 'utf8' });
}
