import { existsSync, readFileSync } from 'node:fs';
import { installedProviders } from '../load-providers.ts';
import { readProduction } from '../production.ts';
import { changedEnvText, writePrivately } from './env-file.ts';
import { withKeys } from './keys.ts';
import type { DeskParts, Review } from './shapes.ts';
import { shown } from './variables.ts';
import { secretsOf } from './vendors.ts';

/** Reads everything as `serve` will. */
export async function review(desk: DeskParts): Promise<Review> {
  const { draft, place } = desk;
  const { problems } = await readProduction(desk.variables(), () => place.runtime);
  const { writtenAt } = draft.read();
  return {
    variables: shown(toWrite(desk), secretsOf(await installedProviders())),
    problems,
    ...(writtenAt === undefined ? {} : { writtenAt }),
  };
}

/** Writes the file of variables, when nothing is wrong with it. A walk through writes nothing. */
export async function write(desk: DeskParts): Promise<Review> {
  const { draft, place } = desk;
  draft.change({ values: withKeys(desk) });
  const reviewed = await review(desk);
  if (reviewed.problems.length > 0) return reviewed;
  if (!place.practice) {
    const before = existsSync(place.envFile) ? readFileSync(place.envFile, 'utf8') : heading;
    const values = Object.fromEntries(Object.entries(toWrite(desk)).map(([name, value]) => [name, value || null]));
    writePrivately(place.envFile, changedEnvText(before, { ...removed(desk), ...values }));
  }
  const writtenAt = place.runtime.now().toISOString();
  draft.change({ writtenAt });
  return { ...reviewed, writtenAt };
}

const heading = '# Written by "buttdial setup". Every variable: docs/guides/hosting.md\n';
const usualPort = 3100;

// The address that the set-up answered at is the one that people have open now.
function toWrite({ draft, sources, place }: DeskParts): Record<string, string> {
  const { values } = draft.read();
  const { process, file } = sources();
  const isUnsaid = process.PORT === undefined && file.PORT === undefined && place.port !== usualPort;
  const port = isUnsaid && place.start ? { PORT: String(place.port) } : {};
  return { ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')), ...port };
}

function removed({ draft }: DeskParts): Record<string, null> {
  const { values } = draft.read();
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value === '')
      .map(([name]) => [name, null]),
  );
}
