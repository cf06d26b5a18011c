import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { ButtdialError, type Limits } from '@buttdial/core';
import {
  assertCallbackTemplate,
  type CallRules,
  defaultPrices,
  hashToken,
  type IdentityMode,
  type IsolationMode,
  isWeakKey,
  type PriceTable,
  priceTable,
} from '@buttdial/switchboard';
import { z } from 'zod';
import { readCallRules } from './call-config.ts';
import { type ComplianceConfig, readCompliance } from './compliance-config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const flag = z
  .enum(['true', 'false', '1', '0', ''])
  .optional()
  .transform(value => (value === undefined || value === '' ? undefined : value === 'true' || value === '1'));
const list = z
  .string()
  .optional()
  .transform(text =>
    (text ?? '')
      .split(',')
      .map(entry => entry.trim())
      .filter(Boolean),
  );
const count = (fallback: number) => z.coerce.number().int().nonnegative().default(fallback);
const dollars = (fallback: number) => z.coerce.number().nonnegative().default(fallback);
const httpUrl = z.url({ protocol: /^https?$/ });

/** The environment variables that this server reads, besides those of the providers. */
const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3100),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
    .optional(),
  WEBHOOK_BASE_URL: httpUrl.optional(),
  MCP_SERVER_NAME: z.string().min(1).default('butt-dial-mcp'),
  EDITION: z.enum(['community', 'enterprise', 'saas']).default('community'),
  DEMO_MODE: flag,
  REGISTRATION_ENABLED: flag,
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  ORCHESTRATOR_SECURITY_TOKEN: z.string().optional(),
  MASTER_SECURITY_TOKEN: z.string().optional(),
  CREDENTIALS_ENCRYPTION_KEY: z.string().optional(),
  VAULT_KEYS: list,
  CORS_ALLOWED_ORIGINS: list,
  ALLOWED_HOSTS: list,
  TRUSTED_PROXIES: list,
  HTTP_RATE_LIMIT_PER_IP: count(0),
  HTTP_RATE_LIMIT_GLOBAL: count(0),
  SSE_ENABLED: flag,
  SSE_QUERY_TOKEN: flag,
  PROVIDER_TELEPHONY: z.string().optional(),
  PROVIDER_EMAIL: z.string().optional(),
  PROVIDER_WHATSAPP: z.string().optional(),
  PROVIDER_STORAGE: z.string().optional(),
  PROVIDER_LLM: z.string().optional(),
  PROVIDER_REALTIME: z.string().optional(),
  PROVIDER_TTS: z.string().optional(),
  PROVIDER_STT: z.string().optional(),
  CALL_ALLOW_PREFIXES: list,
  CALL_MAX_SECONDS_PER_DAY: count(3_600),
  CALL_MAX_CONCURRENT: count(5),
  CALL_TRANSPORT: z.enum(['auto', 'relay', 'media']).default('auto'),
  CALL_SOCKET_BASE_URL: httpUrl.optional(),
  MEDIA_PROCESSES: z.coerce
    .number()
    .int()
    .min(0)
    .max(64)
    .default(() => (availableParallelism() > 1 ? 1 : 0)),
  VOICE_MAX_CALL_DURATION_MINUTES: count(30),
  VOICE_DEFAULT_LANGUAGE: z.string().min(2).default('en-US'),
  VOICE_DEFAULT_VOICE: z.string().optional(),
  EMAIL_DEFAULT_DOMAIN: z.string().min(1).default('agents.example.com'),
  AGENTOS_CALLBACK_URL: z.string().optional(),
  PRICES_FILE: z.string().optional(),
  BILLING_MARKUP_PERCENT: z.coerce.number().min(0).max(500).default(0),
  INITIAL_AGENT_POOL_SIZE: count(5),
  IDENTITY_MODE: z.enum(['dedicated', 'shared', 'hybrid']).default('dedicated'),
  ISOLATION_MODE: z
    .enum(['single-account', 'per-agent-subaccount', 'per-customer-subaccount'])
    .default('single-account'),
  POOL_MAX_RENTALS_PER_MONTH: z.coerce.number().int().nonnegative().optional(),
  PROVIDERS_OFFERED: list,
  DEFAULT_MAX_ACTIONS_PER_MINUTE: count(10),
  DEFAULT_MAX_ACTIONS_PER_HOUR: count(100),
  DEFAULT_MAX_ACTIONS_PER_DAY: count(500),
  DEFAULT_MAX_SPEND_PER_DAY: dollars(10),
  DEFAULT_MAX_SPEND_PER_MONTH: dollars(100),
  DEFAULT_MAX_CALLS_PER_DAY_SAME_NUMBER: z.coerce.number().int().nonnegative().optional(),
  COMPLIANCE_PACKS: list,
  DESTINATION_ALLOW_PREFIXES: list,
  A2P_10DLC_REGISTERED: flag,
  CONSENT_ASSUMED: z.literal('informational').optional(),
  POSTAL_ADDRESS: z.string().max(500).optional(),
  DEAD_LETTER_RETENTION_DAYS: count(7),
  AUDIT_CHECKPOINTS_FILE: z.string().min(1).optional(),
  RETENTION_MESSAGES_DAYS: count(90),
  RETENTION_CALL_LOGS_DAYS: count(365),
  RETENTION_RECORDINGS_DAYS: count(90),
  RETENTION_VOICEMAIL_DAYS: count(30),
  RETENTION_MEDIA_DAYS: count(7),
});

/** Which provider packages an operator named, by what they are for. */
export interface NamedSlots {
  readonly telephony?: string;
  readonly email?: string;
  readonly whatsapp?: string;
  readonly language?: string;
  readonly realtime?: string;
  readonly speech?: string;
  readonly transcription?: string;
}

/** What the server runs with. Secrets are in it: never log it. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** Where signed sightings of the audit chains are added, if not beside the data. */
  readonly auditCheckpointsFile?: string;
  readonly databaseUrl?: string;
  readonly publicUrl?: URL;
  readonly serverName: string;
  readonly edition: 'community' | 'enterprise' | 'saas';
  readonly demo: boolean;
  /** Strangers may register. A demo lets those on its own machine in any case. */
  readonly registration: boolean;
  readonly logLevel: z.output<typeof environment>['LOG_LEVEL'];
  readonly encryptionKey?: Uint8Array;
  /** Root keys of the vault, newest first. The encryption key comes after them. */
  readonly vaultKeys: readonly Uint8Array[];
  readonly orchestratorTokenHash?: string;
  readonly corsOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly rateLimit: { readonly perAddress: number; readonly global: number };
  readonly sse: { readonly enabled: boolean; readonly queryToken: boolean };
  /** Provider package per slot, where the operator named one. */
  readonly slots: NamedSlots;
  /** Which store of files, where the operator named one. */
  readonly storage?: string;
  readonly emailDomain: string;
  readonly callbackUrl?: string;
  readonly prices: PriceTable;
  readonly markupPercent: number;
  readonly agentPoolSize: number;
  readonly identityMode: IdentityMode;
  readonly isolationMode: IsolationMode;
  /** What the pools of an organization may rent in a month; 0 for nothing. */
  readonly poolRentalsPerMonth: number;
  readonly compliance: ComplianceConfig;
  readonly calls: CallRules;
  /** How many processes handle the frames of calls over raw audio; 0: this one does. */
  readonly mediaProcesses: number;
  readonly defaultLimits: Limits;
  readonly retentionDays: {
    readonly inbox: number;
    readonly messages: number;
    readonly calls: number;
    readonly recordings: number;
    readonly voicemail: number;
    /** Voice messages and what was attached to messages. */
    readonly media: number;
  };
}

/** What was read, and everything that is wrong with it. */
export interface ReadConfig {
  readonly config: Config;
  readonly problems: readonly string[];
}

/**
 * Reads the whole configuration and finds every problem at once. Empty variables count as unset.
 * @param options `demo` fills in what a demonstration needs and asks for no secrets.
 */
export function readConfig(env: Environment, options: { readonly demo: boolean }): ReadConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`);
  const values = parsed.success ? parsed.data : environment.parse(without(given, parsed.error));
  const demo = options.demo || values.DEMO_MODE === true;
  const encryptionKey = readKey(values.CREDENTIALS_ENCRYPTION_KEY, demo, problems);
  const orchestratorTokenHash = readOrchestrator(
    values.ORCHESTRATOR_SECURITY_TOKEN ?? values.MASTER_SECURITY_TOKEN,
    demo,
    problems,
  );
  if (!demo && !values.WEBHOOK_BASE_URL)
    problems.push('WEBHOOK_BASE_URL: not set. Vendors must reach this server: give its public https:// address.');
  if (!demo && values.WEBHOOK_BASE_URL?.startsWith('http://') && !isLoopback(values.WEBHOOK_BASE_URL))
    problems.push('WEBHOOK_BASE_URL: must be https:// unless it is on this machine.');
  checkIsolation(values, problems);
  const vaultKeys = readVaultKeys(values.VAULT_KEYS, problems);
  const prices = readPrices(values.PRICES_FILE, problems);
  const callbackUrl = readCallback(values.AGENTOS_CALLBACK_URL, problems);
  const compliance = readCompliance(values, demo, problems);
  const calls = readCallRules(values, demo, problems);
  const secrets = defined({ encryptionKey, orchestratorTokenHash, callbackUrl });
  return { problems, config: { ...assemble(values, demo), prices, vaultKeys, compliance, calls, ...secrets } };
}

function assemble(
  values: z.output<typeof environment>,
  demo: boolean,
): Omit<Config, 'prices' | 'vaultKeys' | 'compliance' | 'calls'> {
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir: resolve(values.DATA_DIR),
    serverName: values.MCP_SERVER_NAME,
    edition: values.EDITION,
    demo,
    registration: values.REGISTRATION_ENABLED ?? false,
    logLevel: values.LOG_LEVEL,
    corsOrigins: values.CORS_ALLOWED_ORIGINS,
    allowedHosts: values.ALLOWED_HOSTS,
    trustedProxies: values.TRUSTED_PROXIES,
    rateLimit: { perAddress: values.HTTP_RATE_LIMIT_PER_IP, global: values.HTTP_RATE_LIMIT_GLOBAL },
    sse: { enabled: values.SSE_ENABLED ?? true, queryToken: values.SSE_QUERY_TOKEN ?? true },
    slots: slotsOf(values),
    emailDomain: values.EMAIL_DEFAULT_DOMAIN,
    markupPercent: values.BILLING_MARKUP_PERCENT,
    mediaProcesses: values.MEDIA_PROCESSES,
    agentPoolSize: values.INITIAL_AGENT_POOL_SIZE,
    identityMode: values.IDENTITY_MODE,
    isolationMode: values.ISOLATION_MODE,
    poolRentalsPerMonth: values.POOL_MAX_RENTALS_PER_MONTH ?? (demo ? 20 : 0),
    defaultLimits: limitsOf(values, demo),
    retentionDays: retentionOf(values),
    ...defined({
      databaseUrl: values.DATABASE_URL,
      auditCheckpointsFile: values.AUDIT_CHECKPOINTS_FILE,
      storage: values.PROVIDER_STORAGE,
    }),
    ...(values.WEBHOOK_BASE_URL ? { publicUrl: new URL(values.WEBHOOK_BASE_URL) } : {}),
  };
}

function slotsOf(values: z.output<typeof environment>): NamedSlots {
  return defined({
    telephony: values.PROVIDER_TELEPHONY,
    email: values.PROVIDER_EMAIL,
    whatsapp: values.PROVIDER_WHATSAPP,
    language: values.PROVIDER_LLM,
    realtime: values.PROVIDER_REALTIME,
    speech: values.PROVIDER_TTS,
    transcription: values.PROVIDER_STT,
  });
}

function retentionOf(values: z.output<typeof environment>): Config['retentionDays'] {
  return {
    inbox: values.DEAD_LETTER_RETENTION_DAYS,
    messages: values.RETENTION_MESSAGES_DAYS,
    calls: values.RETENTION_CALL_LOGS_DAYS,
    recordings: values.RETENTION_RECORDINGS_DAYS,
    voicemail: values.RETENTION_VOICEMAIL_DAYS,
    media: values.RETENTION_MEDIA_DAYS,
  };
}

// 0 lifts a cap on actions; a spending cap of 0 means that nothing may be spent.
function limitsOf(values: z.output<typeof environment>, demo: boolean): Limits {
  return {
    maxActionsPerMinute: values.DEFAULT_MAX_ACTIONS_PER_MINUTE || null,
    maxActionsPerHour: values.DEFAULT_MAX_ACTIONS_PER_HOUR || null,
    maxActionsPerDay: values.DEFAULT_MAX_ACTIONS_PER_DAY || null,
    maxSpendMicrosPerDay: Math.round(values.DEFAULT_MAX_SPEND_PER_DAY * 1_000_000),
    maxSpendMicrosPerMonth: Math.round(values.DEFAULT_MAX_SPEND_PER_MONTH * 1_000_000),
    // Nobody is disturbed in a demo.
    maxCallsPerDaySameNumber: (values.DEFAULT_MAX_CALLS_PER_DAY_SAME_NUMBER ?? (demo ? 100 : 2)) || null,
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}

// What is wrong is left out, so that the rest can be read and everything be reported together.
function without(given: Record<string, unknown>, error: z.ZodError): Record<string, unknown> {
  const bad = new Set(error.issues.map(issue => String(issue.path[0])));
  return Object.fromEntries(Object.entries(given).filter(([name]) => !bad.has(name)));
}

function isLoopback(url: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
}

function readKey(text: string | undefined, demo: boolean, problems: string[]): Uint8Array | undefined {
  const how = 'Set it to 32 random bytes in hex or base64, for example from: openssl rand -hex 32';
  if (text === undefined) {
    if (!demo) problems.push(`CREDENTIALS_ENCRYPTION_KEY: not set. ${how}`);
    return undefined;
  }
  const key = keyBytes(text);
  if (!isWeakKey(key)) return key;
  problems.push(`CREDENTIALS_ENCRYPTION_KEY: too short or plainly not random. ${how}`);
  return undefined;
}

function keyBytes(text: string): Uint8Array {
  return /^[0-9a-f]{64,}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
}

// The credentials of subaccounts are kept like those that organizations bring, and opened by the same rule.
function checkIsolation(values: z.output<typeof environment>, problems: string[]): void {
  const { ISOLATION_MODE: mode, PROVIDERS_OFFERED: offered, PROVIDER_TELEPHONY: telephony = 'twilio' } = values;
  if (mode !== 'single-account' && offered.length > 0 && !offered.includes(telephony))
    problems.push(`ISOLATION_MODE: ${mode} needs ${telephony} among PROVIDERS_OFFERED.`);
}

function readVaultKeys(texts: readonly string[], problems: string[]): readonly Uint8Array[] {
  const keys = texts.map(keyBytes);
  if (keys.some(isWeakKey))
    problems.push('VAULT_KEYS: one is too short or plainly not random. Make each with: openssl rand -hex 32');
  return keys.filter(key => !isWeakKey(key));
}

function readOrchestrator(token: string | undefined, demo: boolean, problems: string[]): string | undefined {
  if (token === undefined) {
    if (!demo)
      problems.push(
        'ORCHESTRATOR_SECURITY_TOKEN: not set. It is the token of the operator; make one with: openssl rand -hex 32',
      );
    return undefined;
  }
  if (token.length < 24 || new Set(token).size < 8) {
    problems.push('ORCHESTRATOR_SECURITY_TOKEN: too easy to guess. Make one with: openssl rand -hex 32');
    return undefined;
  }
  return hashToken(token);
}

function readCallback(template: string | undefined, problems: string[]): string | undefined {
  if (template === undefined) return undefined;
  try {
    assertCallbackTemplate(template);
    return template;
  } catch (error) {
    if (!(error instanceof ButtdialError)) throw error;
    problems.push(`AGENTOS_CALLBACK_URL: ${error.message} ${error.details.remedy ?? ''}`.trim());
    return undefined;
  }
}

function readPrices(file: string | undefined, problems: string[]): PriceTable {
  if (file === undefined) return defaultPrices;
  if (!existsSync(file)) {
    problems.push('PRICES_FILE: there is no such file.');
    return defaultPrices;
  }
  const parsed = z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue('is not JSON');
        return z.NEVER;
      }
    })
    .pipe(priceTable)
    .safeParse(readFileSync(file, 'utf8'));
  if (parsed.success) return parsed.data;
  problems.push(...parsed.error.issues.map(issue => `PRICES_FILE: ${[...issue.path, issue.message].join(' ')}`));
  return defaultPrices;
}
