import type { Draft } from './draft.ts';
import type { Variables } from './env-file.ts';

/** What a person may type into the wizard, besides credentials and the database. Everything else stays the operator's file. */
export const openVariables = [
  'WEBHOOK_BASE_URL',
  'EMAIL_DEFAULT_DOMAIN',
  'INITIAL_AGENT_POOL_SIZE',
  'DEFAULT_MAX_ACTIONS_PER_MINUTE',
  'DEFAULT_MAX_ACTIONS_PER_HOUR',
  'DEFAULT_MAX_ACTIONS_PER_DAY',
  'DEFAULT_MAX_SPEND_PER_DAY',
  'DEFAULT_MAX_SPEND_PER_MONTH',
  'DEFAULT_MAX_CALLS_PER_DAY_SAME_NUMBER',
  'A2P_10DLC_REGISTERED',
  'POSTAL_ADDRESS',
  'CALL_ALLOW_PREFIXES',
] as const;

const secretNames = new Set([
  'CREDENTIALS_ENCRYPTION_KEY',
  'ORCHESTRATOR_SECURITY_TOKEN',
  'MASTER_SECURITY_TOKEN',
  'VAULT_KEYS',
  'DATABASE_URL',
]);

/** A variable as a page may see it: a secret is only said to be there. */
export interface ShownVariable {
  readonly name: string;
  readonly value?: string;
  readonly isSecret: boolean;
}

/** Shows variables without their secrets. `secretFields` are those of vendors' definitions. */
export function shown(variables: Variables, secretFields: ReadonlySet<string>): readonly ShownVariable[] {
  return Object.entries(variables)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) =>
      secretNames.has(name) || secretFields.has(name) ? { name, isSecret: true } : { name, value, isSecret: false },
    );
}

/** Where variables come from. What the process was started with wins, as it will at every start. */
export interface Sources {
  readonly process: Variables;
  readonly file: Variables;
}

/** The environment as it would be with the draft in force. */
export function drafted({ process, file }: Sources, { values }: Pick<Draft, 'values'>): Variables {
  return Object.fromEntries(
    Object.entries({ ...file, ...values, ...process }).filter(([, value]) => value !== undefined && value !== ''),
  );
}
