import { isDeepStrictEqual } from 'node:util';
import type { Entries, Manifest, Package } from './workspace.ts';

const shape = {
  license: 'MIT',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=22.18' },
} as const;

const scripts = ['build', 'typecheck', 'check'];
const files = ['dist', 'src', '!src/**/*.test.ts'];

/** The shape of every package that is published. `files` are the paths of the repository. */
export function manifestProblems(pkg: Pick<Package, 'dir' | 'manifest'>): string[] {
  const { dir, manifest } = pkg;
  if (manifest.private) return manifest.license === 'MIT' ? [] : [`${dir}/package.json: license is not MIT`];
  const problem = (what: string) => `${dir}/package.json: ${what}`;
  const { access, provenance } = manifest.publishConfig ?? {};
  const wrong = Object.entries(shape).filter(
    ([field, value]) => !isDeepStrictEqual(manifest[field as keyof typeof shape], value),
  );
  return [
    ...wrong.map(([field, value]) => problem(`${field} is not ${JSON.stringify(value)}`)),
    ...(manifest.description ? [] : [problem('no description')]),
    ...(/^\d+\.\d+\.\d+$/.test(manifest.version ?? '') ? [] : [problem('no plain version')]),
    ...scripts.filter(each => !manifest.scripts?.[each]).map(each => problem(`no script ${each}`)),
    ...(access === 'public' && provenance === true
      ? []
      : [problem('publishConfig needs access public and provenance true')]),
    ...filesProblems(manifest).map(problem),
    ...entryProblems(manifest).map(problem),
  ];
}

// A bundled program with nothing to import ships its bundle alone; what is imported ships the sources its maps point to.
function filesProblems(manifest: Manifest): string[] {
  const needed = isImportable(manifest) ? files : ['dist'];
  return needed.filter(each => !manifest.files?.includes(each)).map(each => `files does not list ${each}`);
}

function entryProblems(manifest: Manifest): string[] {
  const entries = manifest.exports ?? {};
  const published = manifest.publishConfig?.exports ?? (isImportable(manifest) ? undefined : entries);
  const lacking = Object.entries(entries).filter(
    ([, entry]) => typeof entry !== 'string' && Object.keys(entry)[0] !== '@buttdial/source',
  );
  return [
    ...(isDeepStrictEqual(published, withoutSource(entries))
      ? []
      : ['publishConfig.exports is not exports without the source condition']),
    ...lacking.map(([path]) => `the first condition of ${path} is not @buttdial/source`),
    ...(entries['./package.json'] ? [] : ['exports does not list ./package.json']),
  ];
}

/** Peer ranges are written out: `workspace:^` would raise the floor with every release of core. */
export function peerProblems(pkg: Pick<Package, 'dir' | 'manifest'>): string[] {
  const peers = Object.entries(pkg.manifest.peerDependencies ?? {});
  const own = peers.filter(([name]) => name.startsWith('@buttdial/'));
  return [
    ...own
      .filter(([, range]) => !/^\^\d+\.\d+\.\d+$/.test(range))
      .map(([name, range]) => `${pkg.dir}/package.json: the peer range of ${name} is ${range}, not a plain one`),
    ...own
      .filter(([name, range]) => name === '@buttdial/core' && range !== '^1.0.0')
      .map(([, range]) => `${pkg.dir}/package.json: core is a peer at ${range}, not at ^1.0.0`),
    ...(isProvider(pkg) && !own.some(([name]) => name === '@buttdial/core')
      ? [`${pkg.dir}/package.json: core is no peer dependency`]
      : []),
    ...own
      .filter(([name]) => pkg.manifest.devDependencies?.[name] !== 'workspace:^')
      .map(([name]) => `${pkg.dir}/package.json: the peer ${name} is no devDependency at workspace:^`),
  ];
}

/** One word for one thing: the folder is the name. */
export function nameProblems(pkg: Pick<Package, 'dir' | 'manifest'>): string[] {
  const expected = `@buttdial/${pkg.dir.split('/')[1]}`;
  return pkg.manifest.name === expected
    ? []
    : [`${pkg.dir}/package.json: the name is ${pkg.manifest.name}, not ${expected}`];
}

/** A package without a README is a room without a door. */
export function readmeProblems(dirs: readonly string[], projectFiles: readonly string[]): string[] {
  return dirs.filter(dir => !projectFiles.includes(`${dir}/README.md`)).map(dir => `${dir} has no README.md`);
}

/** A package that was never released, so has no changelog, needs a changeset, or its first release is forgotten. */
export function releaseProblems(
  pkg: Pick<Package, 'dir' | 'manifest'>,
  released: boolean,
  changesets: readonly string[],
): string[] {
  if (pkg.manifest.private || released) return [];
  const named = changesets.some(text => text.includes(`"${pkg.manifest.name}"`));
  return named ? [] : [`${pkg.dir} has neither a CHANGELOG.md nor a file in .changeset`];
}

function isImportable(manifest: Manifest): boolean {
  return Object.values(manifest.exports ?? {}).some(entry => typeof entry !== 'string');
}

function isProvider(pkg: Pick<Package, 'dir'>): boolean {
  return pkg.dir.startsWith('packages/provider-');
}

function withoutSource(exports: Entries): Entries {
  const strip = (entry: Entries[string]) =>
    typeof entry === 'string'
      ? entry
      : Object.fromEntries(Object.entries(entry).filter(([condition]) => condition !== '@buttdial/source'));
  return Object.fromEntries(Object.entries(exports).map(([path, entry]) => [path, strip(entry)]));
}
