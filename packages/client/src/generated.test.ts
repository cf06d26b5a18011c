import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Document, generate } from '../generator.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

// That openapi.json is what the operations say is shown beside the server, in its openapi.test.ts.
it('is what the OpenAPI document says; otherwise run "pnpm --filter @buttdial/client generate"', async () => {
  expect(read('generated.ts')).toBe(await generate(JSON.parse(read('../openapi.json')) as Document));
});
