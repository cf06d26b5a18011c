import type { Source } from './source.ts';
import { isShipped, isTest, type Manifest, type Package } from './workspace.ts';

const everything = /./;
const nothing = /^$/;

// The table of who may import whom: the first row that fits the folder holds. Patterns are tested against what follows "@buttdial/".
const table: readonly { readonly dir: RegExp; readonly ships: RegExp; readonly tests: RegExp }[] = [
  { dir: /^packages\/core$/, ships: nothing, tests: nothing },
  { dir: /^packages\/compliance$/, ships: /^core$/, tests: /^(core|testing)$/ },
  { dir: /^packages\/voice$/, ships: /^core(\/adapter)?$/, tests: /^(core(\/adapter)?|testing)$/ },
  {
    dir: /^packages\/provider-[^/]+$/,
    ships: /^(core|core\/adapter|voice\/wire)$/,
    tests: /^(core|voice|testing|sandbox)(\/|$)/,
  },
  { dir: /^packages\/switchboard$/, ships: /^(core|compliance|voice)(\/|$)/, tests: everything },
  { dir: /^packages\/mcp$/, ships: /^(core|switchboard)(\/|$)/, tests: everything },
  { dir: /^packages\/client$/, ships: nothing, tests: everything },
  { dir: /^packages\/testing$/, ships: /^(core|voice)(\/|$)/, tests: everything },
  { dir: /^packages\/sandbox$/, ships: /^(core|core\/adapter|voice\/wire)$/, tests: everything },
  { dir: /^apps\/server$/, ships: everything, tests: everything },
  { dir: /^apps\/admin$/, ships: /^client(\/|$)/, tests: everything },
];

/** Imports of our own packages, against the table. A package without a row may import nothing of ours. */
export function wallProblems(pkg: Package): string[] {
  const row = table.find(each => each.dir.test(pkg.dir));
  if (!row) return [`${pkg.dir} has no row in the import table of tests/house/walls.ts`];
  return pkg.sources.flatMap(source =>
    source.imports.flatMap(each => {
      const target = ownPackage(each.from);
      if (target === undefined || each.from === pkg.manifest.name) return [];
      const allowed = isTest(source.path) || !isShipped(source.path) ? row.tests : row.ships;
      if (!allowed.test(target)) return [`${source.path}:${each.line} may not import ${each.from}`];
      return isHardwiredProvider(source, target)
        ? [`${source.path}:${each.line} names ${each.from}: providers are reached only through load-providers.ts`]
        : [];
    }),
  );
}

/** What package.json lists has to stand in the same table: `dependencies` and peers as shipped code, the rest as tests. */
export function dependencyProblems(pkg: Pick<Package, 'dir' | 'manifest'>): string[] {
  const row = table.find(each => each.dir.test(pkg.dir));
  if (!row) return [];
  const check = (
    field: 'dependencies' | 'peerDependencies' | 'devDependencies',
    allowed: (target: string) => boolean,
  ) =>
    Object.keys(pkg.manifest[field] ?? {})
      .map(ownPackage)
      .filter((target): target is string => target !== undefined && !allowed(target))
      .map(target => `${pkg.dir}/package.json: ${field} may not list @buttdial/${target}`);
  // "voice/wire" is allowed where only a part of a package may be imported; its package is then allowed as a dependency.
  const ships = (target: string) => row.ships.test(target) || row.ships.test(`${target}/wire`);
  return [
    ...check('dependencies', ships),
    ...check('peerDependencies', ships),
    ...check('devDependencies', target => ships(target) || row.tests.test(target)),
  ];
}

/** Every bare import is declared by its own package, or else it works only by the luck of hoisting. */
export function undeclaredProblems(pkg: Package): string[] {
  const declared = declaredNames(pkg.manifest);
  return pkg.sources.flatMap(source =>
    source.imports
      .filter(each => isShipped(source.path) && isPackageName(each.from) && !declared.has(packageName(each.from)))
      .map(each => `${source.path}:${each.line} imports ${each.from}, which ${pkg.dir}/package.json does not list`),
  );
}

/** The MCP SDKs change fast: one package knows them. Tests may use them as clients. */
export function mcpProblems(pkg: Package): string[] {
  if (pkg.dir === 'packages/mcp') return [];
  return pkg.sources.flatMap(source =>
    source.imports
      .filter(each => each.from.startsWith('@modelcontextprotocol/') && !isTest(source.path))
      .map(each => `${source.path}:${each.line} imports ${each.from}: only packages/mcp may`),
  );
}

function declaredNames(manifest: Manifest): Set<string> {
  const fields = [
    manifest.dependencies,
    manifest.peerDependencies,
    manifest.devDependencies,
    manifest.optionalDependencies,
  ];
  return new Set([manifest.name, ...fields.flatMap(field => Object.keys(field ?? {}))]);
}

function isHardwiredProvider(source: Source, target: string): boolean {
  return target.startsWith('provider-') && isShipped(source.path) && !source.path.endsWith('/load-providers.ts');
}

function isPackageName(from: string): boolean {
  return !from.startsWith('.') && !from.startsWith('node:') && !from.startsWith('/');
}

function packageName(from: string): string {
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
}

function ownPackage(from: string): string | undefined {
  return from.startsWith('@buttdial/') ? from.slice('@buttdial/'.length) : undefined;
}
