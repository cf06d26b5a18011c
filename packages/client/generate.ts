import { writeFileSync } from 'node:fs';
import { json } from 'node:stream/consumers';
import { type Document, generate, timeless } from './generator.ts';

// Takes the OpenAPI document of a server from standard input.
const document = timeless((await json(process.stdin)) as Document);
writeFileSync(new URL('openapi.json', import.meta.url), `${JSON.stringify(document, undefined, 2)}\n`);
writeFileSync(new URL('src/generated.ts', import.meta.url), await generate(document));
