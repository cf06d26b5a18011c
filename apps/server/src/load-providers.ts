import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Channel, configFields, type Provider, type ProviderDefinition, type Runtime } from '@buttdial/core';
import type { Ability, Connection, Connections, Offered, OfferProvider, ProviderDesk } from '@buttdial/switchboard';
import type { NamedSlots } from './config.ts';
import { findDefinition, places } from './find-definition.ts';
import { makeProvider } from './media/recipes.ts';
import { catalogOf, operatorsOwn } from './provider-catalog.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A provider named by the operator, found, configured and made; or why not. */
export interface Loaded {
  readonly connections: Connections;
  /** Makes providers for organizations that bring an account of their own. */
  readonly offer: OfferProvider;
  /** What there is to make. */
  readonly catalog: ProviderDesk['catalog'];
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
export async function loadProviders(env: Environment, named: NamedSlots, runtime: Runtime): Promise<Loaded> {
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
  const able = await loadAbilities(env, named, { made, runtime, problems });
  for (const [ability, { name }] of able) filled[ability] = name;
  return {
    problems: [...new Set(problems)],
    offer: offerFrom(env, runtime),
    catalog: catalogOf(() => offeredProviders(env)),
    connections: {
      serving: (_organizationId, channel) => serving.get(channel),
      get: (_organizationId, name) => made.get(name),
      offering: (_organizationId, ability) => able.get(ability),
      slots: filled,
    },
  };
}

/** What goes with no channel: under which variable it is named, and who is tried where nobody is, in this order. */
const abilities = {
  language: { variable: 'PROVIDER_LLM', usual: ['anthropic', 'openai'] },
  realtime: { variable: 'PROVIDER_REALTIME', usual: ['openai'] },
  speech: { variable: 'PROVIDER_TTS', usual: ['elevenlabs', 'openai', 'deepgram'] },
  transcription: { variable: 'PROVIDER_STT', usual: ['deepgram', 'openai'] },
} as const;

interface Loading {
  readonly made: Map<string, Connection>;
  readonly runtime: Runtime;
  readonly problems: string[];
}

/** Fills the abilities: what the operator named, else the first of the usual ones whose credentials are there. */
async function loadAbilities(
  env: Environment,
  named: NamedSlots,
  { made, runtime, problems }: Loading,
): Promise<ReadonlyMap<Ability, Connection>> {
  const able = new Map<Ability, Connection>();
  for (const ability of Object.keys(abilities) as (keyof typeof abilities)[]) {
    const { variable, usual } = abilities[ability];
    const required = named[ability] !== undefined;
    for (const name of named[ability] === undefined ? usual : [named[ability]]) {
      if (able.has(ability) || isSwitchedOff(env, name)) continue;
      const connection = made.get(name) ?? (await connect(env, { name, required }, { runtime, problems }));
      if (!connection) continue;
      made.set(name, connection);
      if (connection.provider[ability]) able.set(ability, connection);
      else if (required) problems.push(`${variable}: ${name} offers no ${ability}.`);
    }
  }
  return able;
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
    fields.filter(field => field.env && env[field.env]).map(field => [field.name, env[field.env ?? ''] ?? '']),
  );
  // An address without credentials is no account.
  if (Object.keys(given).every(name => operatorsOwn.test(name)) && !wanted.required) return undefined;
  const made = makeProvider({ name: wanted.name, definition }, given, tools.runtime);
  if ('issues' in made) {
    for (const issue of made.issues) {
      const field = fields.find(each => each.name === issue.path[0]);
      tools.problems.push(
        `${field?.env ?? `${wanted.name}.${String(issue.path[0])}`}: ${given[field?.name ?? ''] === undefined ? `not set, ${wanted.name} needs it.` : issue.message}`,
      );
    }
    return undefined;
  }
  return { name: definition.name, provider: made.provider };
}

const stores: readonly string[] = ['sqlite', 'postgres', 'disk'];
/** First-party vendors, as far as they are installed. */
const usualProviders: readonly string[] =
  'twilio,vonage,telnyx,resend,line,elevenlabs,openai,anthropic,deepgram,s3'.split(',');

/** The definitions of the vendors that are installed beside this server or the operator's files. Nothing is connected by looking. */
export async function installedProviders(): Promise<readonly ProviderDefinition[]> {
  const folders = places().flatMap(place => createRequire(place).resolve.paths('@buttdial/core') ?? []);
  const names = folders
    .map(folder => join(folder, '@buttdial'))
    .filter(existsSync)
    .flatMap(folder => readdirSync(folder))
    .filter(name => name.startsWith('provider-'))
    .map(name => name.slice('provider-'.length));
  const wanted = new Set([...usualProviders, ...names.sort()]);
  const found = await Promise.all([...wanted].filter(name => !stores.includes(name)).map(findDefinition));
  return found.filter(each => typeof each !== 'string');
}

function offeredNames(env: Environment): readonly string[] {
  // Files are kept where the installation keeps them.
  const usual = usualProviders.filter(name => name !== 's3');
  const named = env.PROVIDERS_OFFERED?.split(',').map(each => each.trim()) ?? usual;
  return named.filter(name => name !== '' && !isSwitchedOff(env, name));
}

/** The definitions of what organizations may bring accounts for, as far as they are installed. */
async function offeredProviders(env: Environment): Promise<readonly ProviderDefinition[]> {
  const found = await Promise.all(offeredNames(env).map(findDefinition));
  return found.filter(each => typeof each !== 'string');
}

/** Providers that organizations may bring accounts for: those of PROVIDERS_OFFERED, or else every one that is installed. */
function offerFrom(env: Environment, runtime: Runtime): OfferProvider {
  const offered = offeredNames(env);
  return async (name, given): Promise<Offered | undefined> => {
    if (!offered.includes(name)) return undefined;
    const definition = await findDefinition(name);
    if (typeof definition === 'string') return undefined;
    const fields = configFields(definition.config);
    const theirs = fields.filter(field => !operatorsOwn.test(field.name)).map(field => field.name);
    const strange = Object.keys(given).filter(field => !theirs.includes(field));
    if (strange.length > 0)
      return { problems: [{ field: 'credentials', message: `${name} takes ${theirs.join(', ')}, and nothing else.` }] };
    const ours = fields.filter(field => operatorsOwn.test(field.name) && field.env && env[field.env]);
    const settings = { ...given, ...Object.fromEntries(ours.map(field => [field.name, env[field.env ?? ''] ?? ''])) };
    const made = makeProvider({ name, definition }, settings, runtime);
    if ('provider' in made) return made;
    return { problems: made.issues.map(issue => ({ field: String(issue.path[0]), message: issue.message })) };
  };
}

/** The operator's words for a store of files, as a provider and the variables it reads. */
function storageNamed(env: Environment, { named = 'local', dataDir }: StorageChoice) {
  if (named === 'local')
    return { name: 'disk', env: { ...env, STORAGE_DIR: env.STORAGE_DIR || join(dataDir, 'files') } };
  if (named !== 'r2') return { name: named, env };
  // R2 speaks the language of S3, at an address of each account.
  const { R2_ACCOUNT_ID: account, R2_ACCESS_KEY_ID: id, R2_SECRET_ACCESS_KEY: secret, R2_BUCKET: bucket } = env;
  const missing = Object.entries({
    R2_ACCOUNT_ID: account,
    R2_ACCESS_KEY_ID: id,
    R2_SECRET_ACCESS_KEY: secret,
    R2_BUCKET: bucket,
  })
    .filter(([, value]) => !value)
    .map(([name]) => `${name}: not set, r2 needs it.`);
  const S3_BASE_URL = env.R2_BASE_URL || `https://${account}.r2.cloudflarestorage.com`;
  const asS3 = {
    AWS_ACCESS_KEY_ID: id,
    AWS_SECRET_ACCESS_KEY: secret,
    S3_BUCKET: bucket,
    S3_REGION: 'auto',
    S3_BASE_URL,
  };
  return { name: 's3', env: { ...env, ...asS3 }, missing };
}

interface StorageChoice {
  /** `local`, `s3`, `r2` or a package. */
  readonly named?: string;
  readonly dataDir: string;
}

/** The store of files: the disk of this machine, unless the operator named another. */
export async function loadStorage(
  env: Environment,
  choice: StorageChoice,
  runtime: Runtime,
): Promise<{ readonly storage?: Connection; readonly problems: readonly string[] }> {
  const chosen = storageNamed(env, choice);
  if (chosen.missing && chosen.missing.length > 0) return { problems: chosen.missing };
  if (choice.named !== undefined && [choice.named, chosen.name].some(name => isSwitchedOff(env, name)))
    return { problems: [`PROVIDER_STORAGE: ${choice.named} is switched off.`] };
  const problems: string[] = [];
  const storage = await connect(chosen.env, { name: chosen.name, required: true }, { runtime, problems });
  if (storage && !storage.provider.files) problems.push(`PROVIDER_STORAGE: ${chosen.name} offers no files.`);
  return { problems, ...(storage ? { storage } : {}) };
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
