import { newToken } from '@buttdial/switchboard';
import type { DatabasePlace } from './database.ts';
import type { DeskParts } from './shapes.ts';
import { drafted } from './variables.ts';

/** The database that is chosen. */
export function database({ place, variables }: Pick<DeskParts, 'place' | 'variables'>): DatabasePlace {
  const databaseUrl = variables().DATABASE_URL;
  return { dataDir: place.dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) };
}

/** Keys that no person has to think of, made once. */
export function withKeys({ place, draft, sources }: DeskParts): Record<string, string> {
  const { values } = draft.read();
  const known = drafted(sources(), { values });
  const { runtime } = place;
  return {
    ...values,
    ...(known.CREDENTIALS_ENCRYPTION_KEY
      ? {}
      : { CREDENTIALS_ENCRYPTION_KEY: Buffer.from(runtime.randomBytes(32)).toString('hex') }),
    ...(known.ORCHESTRATOR_SECURITY_TOKEN || known.MASTER_SECURITY_TOKEN
      ? {}
      : { ORCHESTRATOR_SECURITY_TOKEN: newToken('orchestrator', 'live', runtime) }),
  };
}
