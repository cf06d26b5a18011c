import { resolve } from 'node:path';
import { ButtdialError, configFields, type DatabaseState, type ProviderDefinition } from '@buttdial/core';
import { readConfig } from '../config.ts';
import { installedProviders } from '../load-providers.ts';
import { checkSurroundings } from './checks.ts';
import { lookAt, prepareDatabase } from './database.ts';
import { openDoor } from './doorkeeper.ts';
import { openDraft } from './draft.ts';
import { given, readEnvFile } from './env-file.ts';
import { database, withKeys } from './keys.ts';
import type { DeskParts, SetupDesk, SetupPlace, VendorTest, Wrong } from './shapes.ts';
import { drafted, openVariables, type Sources } from './variables.ts';
import { slotVariables, tryVendor } from './vendors.ts';
import { viewSetup } from './view.ts';
import { review, write } from './writing.ts';

/** Opens the set-up where it was left. */
export function createSetupDesk(place: SetupPlace): SetupDesk {
  const { runtime, practice } = place;
  const dataDir = resolve(place.dataDir);
  const draft = openDraft(dataDir, runtime);
  const identity = `buttdial ${runtime.newId()}`;
  let started = place.start === undefined;
  const sources = (): Sources => ({ process: given(place.environment), file: readEnvFile(place.envFile) });
  const variables = () => drafted(sources(), draft.read());
  const desk = { place: { ...place, dataDir }, draft, sources, variables };
  return {
    isPractice: practice !== undefined,
    identity,
    door: openDoor(place, draft),
    operatorToken: () => variables().ORCHESTRATOR_SECURITY_TOKEN ?? variables().MASTER_SECURITY_TOKEN,
    view: () => viewSetup(desk, started),
    check: () =>
      checkSurroundings({ runtime, variables: variables(), place: database(desk), envFile: place.envFile, identity }),
    change: values => change(desk, values),
    goTo: step => void draft.change({ step }),
    chooseVendors: names => chooseVendors(desk, names),
    testVendor: (name, fields, keep) => testVendor(desk, name, { fields, keep }),
    testDatabase: databaseUrl => testDatabase(desk, databaseUrl),
    async prepareDatabase() {
      if (practice) throw practising();
      const state = await prepareDatabase(database(desk), runtime);
      draft.change({ isDatabaseChosen: true });
      return state;
    },
    review: () => review(desk),
    write: () => write(desk),
    async start() {
      if (!place.start || started)
        throw new ButtdialError('conflict', 'The server runs already.', {
          remedy: 'Restart it by hand, so that it reads the new file.',
        });
      const { problems } = await review(desk);
      if (problems.length > 0) throw new ButtdialError('configuration', 'Not everything is right yet.', { problems });
      await place.start(variables());
      started = true;
    },
    rememberAgent: firstAgent => void draft.change({ firstAgent }),
    finish: () => draft.remove(),
  };
}

function change(desk: DeskParts, values: Readonly<Record<string, string>>): readonly Wrong[] {
  const { draft, sources } = desk;
  const names: readonly string[] = openVariables;
  const { process } = sources();
  for (const name of Object.keys(values)) {
    if (!names.includes(name))
      throw new ButtdialError('forbidden', 'The wizard does not change this variable.', { field: name });
    if (process[name] !== undefined && process[name] !== values[name])
      throw new ButtdialError('conflict', `${name} is set by the environment of the process, which wins.`, {
        field: name,
        remedy: 'Change it where the server is started.',
      });
  }
  const next = { ...withKeys(desk), ...values };
  const { problems } = readConfig(drafted(sources(), { values: next }), { demo: false });
  const wrong = problems
    .map(problem => ({ field: problem.split(':')[0] ?? '', message: problem.slice(problem.indexOf(':') + 1).trim() }))
    // What was not asked for yet is not wrong yet.
    .filter(({ field }) => values[field] !== undefined && values[field] !== '');
  if (wrong.length === 0) draft.change({ values: next });
  return wrong;
}

async function chooseVendors(desk: DeskParts, names: readonly string[]): Promise<void> {
  const installed = (await installedProviders()).map(definition => definition.name);
  const unknown = names.find(name => !installed.includes(name));
  if (unknown !== undefined) throw noVendor();
  const kept = withKeys(desk);
  const values = { ...kept, ...slotVariables(names, kept) };
  desk.draft.change({ vendors: [...new Set(names)], values });
}

const testPatienceMs = 15_000;

async function testVendor(
  desk: DeskParts,
  name: string,
  { fields, keep }: { readonly fields: Readonly<Record<string, string>>; readonly keep: boolean },
): Promise<VendorTest> {
  const { runtime } = desk.place;
  const definition = (await installedProviders()).find(each => each.name === name);
  if (!definition) throw noVendor();
  const merged = mergedFields(desk, definition, fields);
  const tested = await tryVendor(definition, merged, { runtime, signal: AbortSignal.timeout(testPatienceMs) });
  const isKept = tested.outcome === 'works' || tested.outcome === 'untried' || (tested.outcome === 'refused' && keep);
  if (!isKept) return tested;
  const known = configFields(definition.config).filter(field => field.env && fields[field.name] !== undefined);
  const values = Object.fromEntries(known.map(field => [field.env ?? '', fields[field.name] ?? '']));
  const { tested: before } = desk.draft.read();
  desk.draft.change({
    values: { ...withKeys(desk), ...values },
    tested: tested.outcome === 'works' ? { ...before, [name]: runtime.now().toISOString() } : before,
  });
  return tested;
}

// What the environment of the process sets is not the wizard's to change; what is kept stays unless it is typed anew.
function mergedFields(
  { sources, variables }: DeskParts,
  definition: ProviderDefinition,
  fields: Readonly<Record<string, string>>,
): Record<string, string> {
  const { process } = sources();
  const all = configFields(definition.config);
  const strange = Object.keys(fields).find(name => {
    const field = all.find(each => each.name === name);
    return !field?.env || process[field.env] !== undefined;
  });
  if (strange !== undefined)
    throw new ButtdialError('invalid-input', 'This field cannot be set here.', { field: strange.slice(0, 60) });
  const kept = all.filter(field => field.env && variables()[field.env]);
  return {
    ...Object.fromEntries(kept.map(field => [field.name, variables()[field.env ?? ''] ?? ''])),
    ...given(fields),
  };
}

async function testDatabase(desk: DeskParts, databaseUrl: string | undefined): Promise<DatabaseState> {
  const { place, draft, sources } = desk;
  const fixed = sources().process.DATABASE_URL;
  if (fixed !== undefined && fixed !== databaseUrl)
    throw new ButtdialError('conflict', 'DATABASE_URL is set by the environment of the process, which wins.', {
      field: 'url',
      remedy: 'Change it where the server is started.',
    });
  const where = { dataDir: place.dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) };
  const state = await lookAt(where, place.runtime);
  draft.change({ values: { ...withKeys(desk), DATABASE_URL: databaseUrl ?? '' }, isDatabaseChosen: true });
  return state;
}

/** Nothing of a walk through takes effect. */
function practising(): ButtdialError {
  return new ButtdialError('conflict', 'This is a walk through the simulated network: nothing is changed.', {
    remedy: 'For an installation of your own run: npm run setup',
  });
}

function noVendor(): ButtdialError {
  return new ButtdialError('not-found', 'No vendor of that name is installed.', {
    remedy: 'Install its package beside the server, for example: npm install @buttdial/provider-twilio',
  });
}
