import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import {
  type ConfigField,
  configFields,
  isProviderDefinition,
  type ProviderDefinition,
  type Runtime,
} from '@buttdial/core';
import { describe, expect, it } from 'vitest';
import type { NotApplicable } from './laws.ts';

/** What is needed to try a definition. */
export interface DefinitionSubject {
  /** A configuration that is accepted, as its environment variables would give it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** For providers that talk to no vendor. */
  readonly baseUrl?: NotApplicable;
}

/** The laws of a provider's definition. To be called in a file beside the package's manifest. */
export function testDefinition(definition: ProviderDefinition, subject: DefinitionSubject): void {
  describe('definition', () => {
    it('is made by defineProvider, and is the default export of the package', async () => {
      expect(isProviderDefinition(definition)).toBe(true);
      const exported = (await import(/* @vite-ignore */ manifest().entry.href)) as { default: unknown };
      expect(exported.default).toBe(definition);
    });
    it('is named after its package', () => {
      expect(manifest().name.replace(/^.*provider-/, '')).toBe(definition.name);
    });
    lawsOfConfiguration(definition, subject);
    it('creates without I/O, environment, clock, timers or randomness', () => {
      const config = definition.config.parse(subject.config) as Parameters<typeof definition.create>[0];
      expect(withPoisonedWorld(() => definition.create(config, poisonedRuntime()))).toBeTypeOf('object');
    });
    it('is imported without environment, clock, timers, randomness or network', async () => {
      expect(await touchedByImport(manifest().entry)).toEqual([]);
    });
  });
}

function lawsOfConfiguration(definition: ProviderDefinition, subject: DefinitionSubject): void {
  const fields = configFields(definition.config);
  it('turns away an empty configuration, naming each required field', () => {
    const named = new Set(definition.config.safeParse({}).error?.issues.map(issue => String(issue.path[0])));
    expect(fields.filter(field => field.required && !named.has(field.name))).toEqual([]);
  });
  it('accepts the configuration of this test', () => {
    expect(definition.config.safeParse(subject.config).error).toBeUndefined();
  });
  it('feeds every field from an environment variable of its own', () => {
    const names = fields.map(field => field.env);
    for (const name of names) expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
    expect(new Set(names).size).toBe(names.length);
  });
  it('marks whatever is named a token, a secret or a password as secret', () => {
    const bare = fields.filter(
      (field: ConfigField) => /(token|secret|password)$/i.test(field.name) && field.secret !== true,
    );
    expect(bare.map(field => field.name)).toEqual([]);
  });
  const sentence = 'lets the vendor’s address be replaced';
  if (subject.baseUrl) it.skip(`${sentence} (not applicable: ${subject.baseUrl.notApplicable})`);
  else it(sentence, () => expect(fields.find(field => field.name === 'baseUrl')?.env).toMatch(/_BASE_URL$/));
}

function manifest(): { readonly name: string; readonly entry: URL } {
  const directory = pathToFileURL(`${dirname(expect.getState().testPath!)}/`);
  const { name, exports } = JSON.parse(readFileSync(new URL('package.json', directory), 'utf8')) as {
    name: string;
    exports: Record<string, Record<string, string>>;
  };
  const main = exports['.'] ?? {};
  return { name, entry: new URL(main['@buttdial/source'] ?? main.default!, directory) };
}

// What only the runtime may touch: the object, its member.
const forbidden: readonly (readonly [object: string, member: string])[] = [
  ['process', 'env'],
  ['Date', 'now'],
  ['Math', 'random'],
  ['crypto', 'randomUUID'],
  ['crypto', 'getRandomValues'],
  ['globalThis', 'fetch'],
  ['globalThis', 'setTimeout'],
  ['globalThis', 'setInterval'],
];

function withPoisonedWorld<Result>(body: () => Result): Result {
  const owners = forbidden.map(([name, member]) => ({
    owner: (name === 'globalThis' ? globalThis : Reflect.get(globalThis, name)) as object,
    member,
  }));
  const kept = owners.map(({ owner, member }) => Object.getOwnPropertyDescriptor(owner, member));
  const poison = (what: string) => ({
    configurable: true,
    get: () => {
      throw new Error(`create touched ${what}`);
    },
  });
  for (const { owner, member } of owners) Object.defineProperty(owner, member, poison(member));
  try {
    return body();
  } finally {
    for (const [index, { owner, member }] of owners.entries()) {
      const before = kept[index];
      if (before) Object.defineProperty(owner, member, before);
      else Reflect.deleteProperty(owner, member);
    }
  }
}

/** Even the runtime is not for `create` to use. */
function poisonedRuntime(): Runtime {
  const refuse = (): never => {
    throw new Error('create used the runtime');
  };
  return {
    fetch: refuse,
    now: refuse,
    newId: refuse,
    random: refuse,
    randomBytes: refuse,
    sleep: refuse,
    timeout: refuse,
    log: { debug: refuse, info: refuse, warn: refuse, error: refuse },
  };
}

/** Imports the package in a process of its own, where every touch by code that is not Node's own is written down. */
async function touchedByImport(entry: URL): Promise<readonly string[]> {
  const script = `
    const touched = new Set();
    for (const [name, member] of ${JSON.stringify(forbidden)}) {
      const owner = name === 'globalThis' ? globalThis : globalThis[name];
      let value = owner[member];
      Object.defineProperty(owner, member, { configurable: true, set: next => { value = next; }, get: () => {
        const caller = new Error().stack.split('\\n')[2] ?? '';
        if (caller.includes('file:')) touched.add(name + '.' + member + caller);
        return value;
      } });
    }
    await import(${JSON.stringify(entry.href)});
    process.stdout.write(JSON.stringify([...touched]));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@buttdial/source',
    '--input-type=module',
    '--eval',
    script,
  ]);
  return JSON.parse(stdout) as string[];
}
