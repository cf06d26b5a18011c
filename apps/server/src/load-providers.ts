import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type Channel,
  configFields,
  isProviderDefinition,
  type Provider,
  type ProviderDefinition,
  type Runtime,
} from '@buttdial/core';
import type { Connection, Connections, Offered, OfferProvider } from '@buttdial/switchboard';

type Environment = Readonly<Record<string, string | undefined>>;

/** A provider named by the operator, found, configured and made; or why not. */
export interface Loaded {
  readonly connections: Connections;
  /** Makes providers for organizations that bring an account of their own. */
  readonly offer: OfferProvider;
  readonly problems: readonly string[];
}

interface Slot {
  readonly name: 'telephony' | 'whatsapp' | 'email';
  readonly channels: readonly Channel[];
  readonly capability: 'messaging' | 'email';
  readonly usual: string;
  /** What the operator named, if anything. */
  readonly named: string | undefined;
}

/**
 * Fills the slots from the operator's words. A slot nobody named is filled with its usual provider when that one's
 * credentials are there, else it stays empty; it never becomes anything else.
 */
export async function loadProviders(
  env: Environment,
  named: { readonly telephony?: string; readonly email?: string; readonly whatsapp?: string },
  runtime: Runtime,
): Promise<Loaded> {
  const slots: readonly Slot[] = [
    { name: 'telephony', channels: ['sms', 'voice'], capability: 'messaging', usual: 'twilio', named: named.telephony },
    { name: 'whatsapp', channels: ['whatsapp'], capability: 'messaging', usual: 'twilio', named: named.whatsapp },
    { name: 'email', channels: ['email'], capability: 'email', usual: 'resend', named: named.email },
  ];
  const problems: string[] = [];
  const made = new Map<string, Connection>();
  const serving = new Map<Channel, Connection>();
  const filled: Record<string, string> = {};
  for (const slot of slots) {
    const name = slot.named ?? slot.usual;
    if (isSwitchedOff(env, name)) continue;
    const connection =
      made.get(name) ?? (await connect(env, { name, required: slot.named !== undefined }, { runtime, problems }));
    if (!connection) continue;
    made.set(name, connection);
    if (!connection.provider[slot.capability])
      problems.push(`PROVIDER_${slot.name.toUpperCase()}: ${name} offers no ${slot.capability}.`);
    else for (const channel of slot.channels) serving.set(channel, connection);
    filled[slot.name] = connection.name;
  }
  return {
    problems: [...new Set(problems)],
    offer: offerFrom(env, runtime),
    connections: {
      serving: (_organizationId, channel) => serving.get(channel),
      get: (_organizationId, name) => made.get(name),
      slots: filled,
    },
  };
}

function isSwitchedOff(env: Environment, name: string): boolean {
  return /^(true|1)$/.test(env[`PROVIDER_${name.toUpperCase().replaceAll('-', '_')}_DISABLED`] ?? '');
}

async function connect(
  env: Environment,
  wanted: { readonly name: string; readonly required: boolean },
  tools: { readonly runtime: Runtime; readonly problems: string[] },
): Promise<Connection | undefined> {
  const definition = await findDefinition(wanted.name);
  if (typeof definition === 'string') {
    if (wanted.required) tools.problems.push(definition);
    return undefined;
  }
  const fields = configFields(definition.config);
  const given = Object.fromEntries(
    fields.filter(field => field.env && env[field.env]).map(field => [field.name, env[field.env ?? '']]),
  );
  if (Object.keys(given).length === 0 && !wanted.required) return undefined;
  const parsed = definition.config.safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const field = fields.find(each => each.name === issue.path[0]);
      tools.problems.push(
        `${field?.env ?? `${wanted.name}.${String(issue.path[0])}`}: ${given[field?.name ?? ''] === undefined ? `not set, ${wanted.name} needs it.` : issue.message}`,
      );
    }
    return undefined;
  }
  return { name: definition.name, provider: definition.create(parsed.data, tools.runtime) };
}

// Where requests go and how long they may take is the operator's to say, or a tenant could point the server at its own network.
const operatorsOwn = /url$|^timeoutMs$/i;

/** Providers that organizations may bring accounts for: those of PROVIDERS_OFFERED, or else every one that is installed. */
function offerFrom(env: Environment, runtime: Runtime): OfferProvider {
  const offered = (env.PROVIDERS_OFFERED ?? 'twilio,vonage,resend,line,elevenlabs,openai,deepgram,s3').split(',');
  return async (name, given): Promise<Offered | undefined> => {
    if (!offered.some(each => each.trim() === name) || isSwitchedOff(env, name)) return undefined;
    const definition = await findDefinition(name);
    if (typeof definition === 'string') return undefined;
    const fields = configFields(definition.config);
    const theirs = fields.filter(field => !operatorsOwn.test(field.name)).map(field => field.name);
    const strange = Object.keys(given).filter(field => !theirs.includes(field));
    if (strange.length > 0)
      return { problems: [{ field: 'credentials', message: `${name} takes ${theirs.join(', ')}, and nothing else.` }] };
    const ours = fields.filter(field => operatorsOwn.test(field.name) && field.env && env[field.env]);
    const parsed = definition.config.safeParse({
      ...given,
      ...Object.fromEntries(ours.map(field => [field.name, env[field.env ?? '']])),
    });
    if (parsed.success) return { provider: definition.create(parsed.data, runtime) };
    return { problems: parsed.error.issues.map(issue => ({ field: String(issue.path[0]), message: issue.message })) };
  };
}

/** The store's definition: SQLite beside the data, or PostgreSQL when a URL is given. */
export async function loadStore(
  which: { readonly databaseUrl?: string; readonly file: string; readonly clock?: 'database' | 'runtime' },
  runtime: Runtime,
): Promise<Provider> {
  const name = which.databaseUrl === undefined ? 'sqlite' : 'postgres';
  const definition = await findDefinition(name);
  if (typeof definition === 'string') throw new TypeError(definition);
  const clock = which.clock ? { clock: which.clock } : {};
  const config = definition.config.parse(
    which.databaseUrl === undefined ? { file: which.file, ...clock } : { url: which.databaseUrl, ...clock },
  );
  return definition.create(config, runtime);
}

/** `twilio` is `@buttdial/provider-twilio`; a name with a slash is any package. Looked for beside the operator's files first, then beside the server. */
async function findDefinition(name: string): Promise<ProviderDefinition | string> {
  const specifier = name.includes('/') ? name : `@buttdial/provider-${name}`;
  if (!/^(@[\w.-]+\/)?[\w.-]+$/.test(specifier)) return `Provider "${name.slice(0, 60)}": this is not a package name.`;
  const found = await importFrom(specifier);
  if (found === undefined)
    return `Provider "${name}": the package ${specifier} is not installed. Install it with: npm install ${specifier}`;
  if (!isProviderDefinition(found)) return `Provider "${name}": ${specifier} is no provider of contract 1.`;
  return found;
}

async function importFrom(specifier: string): Promise<unknown> {
  for (const base of [join(process.cwd(), 'buttdial.config.js'), import.meta.filename]) {
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
