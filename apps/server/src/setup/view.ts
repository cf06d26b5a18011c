import { configFields } from '@buttdial/core';
import { readConfig } from '../config.ts';
import { installedProviders } from '../load-providers.ts';
import { database } from './keys.ts';
import type { DeskParts, SetupView } from './shapes.ts';
import { openVariables } from './variables.ts';
import { viewVendor } from './vendors.ts';

/** The set-up as it stands. */
export async function viewSetup(desk: DeskParts, isStarted: boolean): Promise<SetupView> {
  const { place, draft, sources } = desk;
  const { step, writtenAt, firstAgent, isDatabaseChosen } = draft.read();
  const { process } = sources();
  return {
    mode: place.practice ? 'practice' : place.start ? 'setup' : 'running',
    step,
    envFile: place.envFile,
    values: valuesOf(desk),
    fixed: openVariables.filter(name => process[name] !== undefined),
    vendors: await vendorsOf(desk),
    database: { ...whereIs(desk), isChosen: isDatabaseChosen },
    isStarted,
    ...(writtenAt === undefined ? {} : { writtenAt }),
    ...(firstAgent === undefined ? {} : { firstAgent }),
  };
}

function valuesOf({ variables }: DeskParts): Record<string, string> {
  const known = variables();
  const { config } = readConfig(known, { demo: false });
  const { defaultLimits: limits } = config;
  const inForce: Record<(typeof openVariables)[number], string> = {
    WEBHOOK_BASE_URL: known.WEBHOOK_BASE_URL ?? '',
    EMAIL_DEFAULT_DOMAIN: config.emailDomain,
    INITIAL_AGENT_POOL_SIZE: String(config.agentPoolSize),
    DEFAULT_MAX_ACTIONS_PER_MINUTE: String(limits.maxActionsPerMinute ?? 0),
    DEFAULT_MAX_ACTIONS_PER_HOUR: String(limits.maxActionsPerHour ?? 0),
    DEFAULT_MAX_ACTIONS_PER_DAY: String(limits.maxActionsPerDay ?? 0),
    DEFAULT_MAX_SPEND_PER_DAY: String((limits.maxSpendMicrosPerDay ?? 0) / 1_000_000),
    DEFAULT_MAX_SPEND_PER_MONTH: String((limits.maxSpendMicrosPerMonth ?? 0) / 1_000_000),
    DEFAULT_MAX_CALLS_PER_DAY_SAME_NUMBER: String(limits.maxCallsPerDaySameNumber ?? 0),
    A2P_10DLC_REGISTERED: String(config.compliance.a2pRegistered),
    POSTAL_ADDRESS: known.POSTAL_ADDRESS ?? '',
    CALL_ALLOW_PREFIXES: known.CALL_ALLOW_PREFIXES ?? '',
  };
  return inForce;
}

async function vendorsOf({ place, draft, sources, variables }: DeskParts): Promise<SetupView['vendors']> {
  const { process } = sources();
  const known = { variables: variables(), draft: draft.read() };
  return (await installedProviders()).map(definition => {
    const fixed = configFields(definition.config).filter(field => field.env && process[field.env] !== undefined);
    const names = fixed.map(field => field.name);
    const view = viewVendor(definition, known);
    const sample = place.practice?.samples[definition.name];
    return {
      ...view,
      schema: without(view.schema, names),
      known: Object.fromEntries(Object.entries(view.known).filter(([name]) => !names.includes(name))),
      kept: view.kept.filter(name => !names.includes(name)),
      fixed: fixed.map(field => field.env ?? ''),
      ...(sample ? { sample } : {}),
    };
  });
}

// A form asks only for what it can change.
function without(schema: unknown, names: readonly string[]): unknown {
  const { properties = {}, required = [] } = schema as { properties?: object; required?: readonly string[] };
  return {
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name))),
    required: required.filter(name => !names.includes(name)),
  };
}

function whereIs(desk: DeskParts): Pick<SetupView['database'], 'kind' | 'where'> {
  const { databaseUrl, dataDir } = database(desk);
  if (databaseUrl === undefined) return { kind: 'sqlite', where: `${dataDir}/buttdial.db` };
  const { host, pathname } = URL.canParse(databaseUrl) ? new URL(databaseUrl) : { host: '', pathname: '' };
  return { kind: 'postgres', where: `${host}${pathname}` };
}
