import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isProviderDefinition, type ProviderDefinition } from '@buttdial/core';

/** `twilio` is `@buttdial/provider-twilio`; a name with a slash is any package. Looked for beside the operator's files first, then beside the server. */
export async function findDefinition(name: string): Promise<ProviderDefinition | string> {
  const specifier = name.includes('/') ? name : `@buttdial/provider-${name}`;
  if (!/^(@[\w.-]+\/)?[\w.-]+$/.test(specifier)) return `Provider "${name.slice(0, 60)}": this is not a package name.`;
  const found = await importFrom(specifier);
  if (found === undefined)
    return `Provider "${name}": the package ${specifier} is not installed. Install it with: npm install ${specifier}`;
  if (!isProviderDefinition(found)) return `Provider "${name}": ${specifier} is no provider of contract 1.`;
  return found;
}

/** Where packages are looked for: the operator's files first, then the server. */
export function places(): readonly string[] {
  return [join(process.cwd(), 'buttdial.config.js'), import.meta.filename];
}

async function importFrom(specifier: string): Promise<unknown> {
  for (const base of places()) {
    try {
      const path = createRequire(base).resolve(specifier);
      const module = (await import(pathToFileURL(path).href)) as { default?: unknown };
      return module.default;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return undefined;
}

function isMissing(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
}
