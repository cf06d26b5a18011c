import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ButtdialError, type Limits } from '@buttdial/core';
import {
  assertCallbackTemplate,
  defaultPrices,
  hashToken,
  isWeakKey,
  type PriceTable,
  priceTable,
} from '@buttdial/switchboard';
import { z } from 'zod';
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
  EMAIL_DEFAULT_DOMAIN: z.string().min(1).default('agents.example.com'),
  AGENTOS_CALLBACK_URL: z.string().optional(),
  PRICES_FILE: z.string().optional(),
  BILLING_MARKUP_PERCENT: z.coerce.number().min(0).max(500).default(0),
  INITIAL_AGENT_POOL_SIZE: count(5),
  DEFAULT_MAX_ACTIONS_PER_MINUTE: count(10),
  DEFAULT_MAX_ACTIONS_PER_HOUR: count(100),
  DEFAULT_MAX_ACTIONS_PER_DAY: count(500),
  DEFAULT_MAX_SPEND_PER_DAY: dollars(10),
  DEFAULT_MAX_SPEND_PER_MONTH: dollars(100),
  DEFAULT_MAX_CALLS_PER_DAY_SAME_NUMBER: count(2),
  COMPLIANCE_PACKS: list,
  DESTINATION_ALLOW_PREFIXES: list,
  A2P_10DLC_REGISTERED: flag,
  CONSENT_ASSUMED: z.literal('informational').optional(),
  POSTAL_ADDRESS: z.string().max(500).optional(),
  DEAD_LETTER_RETENTION_DAYS: count(7),
  AUDIT_CHECKPOINTS_FILE: z.string().min(1).optional(),
  RETENTION_MESSAGES_DAYS: count(90),
});

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
  readonly slots: { readonly telephony?: string; readonly email?: string; readonly whatsapp?: string };
  readonly emailDomain: string;
  readonly callbackUrl?: string;
  readonly prices: PriceTable;
  readonly markupPercent: number;
  readonly agentPoolSize: number;
  readonly compliance: ComplianceConfig;
  readonly defaultLimits: Limits;
  readonly retentionDays: { readonly inbox: number; readonly messages: number };
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
  const vaultKeys = readVaultKeys(values.VAULT_KEYS, problems);
  const prices = readPrices(values.PRICES_FILE, problems);
  const callbackUrl = readCallback(values.AGENTOS_CALLBACK_URL, problems);
  const compliance = readCompliance(values, demo, problems);
  const secrets = defined({ encryptionKey, orchestratorTokenHash, callbackUrl });
  return { problems, config: { ...assemble(values, demo), prices, vaultKeys, compliance, ...secrets } };
}

function assemble(
  values: z.output<typeof environment>,
  demo: boolean,
): Omit<Config, 'prices' | 'vaultKeys' | 'compliance'> {
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir: resolve(values.DATA_DIR),
    serverName: values.MCP_SERVER_NAME,
    edition: values.EDITION,
    demo,
    logLevel: values.LOG_LEVEL,
    corsOrigins: values.CORS_ALLOWED_ORIGINS,
    allowedHosts: values.ALLOWED_HOSTS,
    trustedProxies: values.TRUSTED_PROXIES,
    rateLimit: { perAddress: values.HTTP_RATE_LIMIT_PER_IP, global: values.HTTP_RATE_LIMIT_GLOBAL },
    sse: { enabled: values.SSE_ENABLED ?? true, queryToken: values.SSE_QUERY_TOKEN ?? true },
    slots: defined({
      telephony: values.PROVIDER_TELEPHONY,
      email: values.PROVIDER_EMAIL,
      whatsapp: values.PROVIDER_WHATSAPP,
    }),
    emailDomain: values.EMAIL_DEFAULT_DOMAIN,
    markupPercent: values.BILLING_MARKUP_PERCENT,
    agentPoolSize: values.INITIAL_AGENT_POOL_SIZE,
    defaultLimits: limitsOf(values),
    retentionDays: { inbox: values.DEAD_LETTER_RETENTION_DAYS, messages: values.RETENTION_MESSAGES_DAYS },
    ...defined({ databaseUrl: values.DATABASE_URL, auditCheckpointsFile: values.AUDIT_CHECKPOINTS_FILE }),
    ...(values.WEBHOOK_BASE_URL ? { publicUrl: new URL(values.WEBHOOK_BASE_URL) } : {}),
  };
}

// 0 lifts a cap on actions; a spending cap of 0 means that nothing may be spent.
function limitsOf(values: z.output<typeof environment>): Limits {
  return {
    maxActionsPerMinute: values.DEFAULT_MAX_ACTIONS_PER_MINUTE || null,
    maxActionsPerHour: values.DEFAULT_MAX_ACTIONS_PER_HOUR || null,
    maxActionsPerDay: values.DEFAULT_MAX_ACTIONS_PER_DAY || null,
    maxSpendMicrosPerDay: Math.round(values.DEFAULT_MAX_SPEND_PER_DAY * 1_000_000),
    maxSpendMicrosPerMonth: Math.round(values.DEFAULT_MAX_SPEND_PER_MONTH * 1_000_000),
    maxCallsPerDaySameNumber: values.DEFAULT_MAX_CALLS_PER_DAY_SAME_NUMBER || null,
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
