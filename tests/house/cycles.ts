import { posix } from 'node:path';
import type { Source } from './source.ts';
import type { Package } from './workspace.ts';

type Graph = ReadonlyMap<string, readonly string[]>;

/** Circles of relative imports, each named once. Imports of types count: a circle of types is a missing word. */
export function fileCycles(sources: readonly Source[]): string[] {
  const graph = new Map(
    sources.map(source => [source.path, source.imports.filter(isRelative).map(each => target(source.path, each.from))]),
  );
  return cyclesIn(graph).map(cycle => `import cycle: ${cycle.join(' -> ')}`);
}

/** Circles among packages. Turbo refuses them, development dependencies included. */
export function packageCycles(packages: readonly Pick<Package, 'manifest'>[]): string[] {
  const graph = new Map(
    packages.map(({ manifest }) => {
      const fields = [manifest.dependencies, manifest.peerDependencies, manifest.devDependencies];
      return [manifest.name, fields.flatMap(field => Object.keys(field ?? {}))];
    }),
  );
  return cyclesIn(graph).map(cycle => `package cycle: ${cycle.join(' -> ')}`);
}

/** Relative imports that lead nowhere, or leave out the ending. */
export function lostImports(pkg: Package): string[] {
  const known = new Set(pkg.sources.map(source => source.path));
  return pkg.sources.flatMap(source =>
    source.imports
      .filter(each => isRelative(each) && /\.(ts|tsx|js|jsx)$|\/[^.]+$/.test(each.from))
      .map(each => ({ ...each, to: target(source.path, each.from) }))
      .filter(each => each.to.startsWith(`${pkg.dir}/`) && !known.has(each.to))
      .map(each => `${source.path}:${each.line} imports ${each.from}, which is no source file`),
  );
}

function cyclesIn(graph: Graph): string[][] {
  const done = new Set<string>();
  const cycles: string[][] = [];
  const follow = (node: string, trail: readonly string[]) => {
    const seenAt = trail.indexOf(node);
    if (seenAt >= 0) cycles.push([...trail.slice(seenAt), node]);
    if (seenAt >= 0 || done.has(node)) return;
    for (const next of graph.get(node) ?? []) if (graph.has(next)) follow(next, [...trail, node]);
    done.add(node);
  };
  for (const node of graph.keys()) follow(node, []);
  return cycles;
}

function isRelative(each: { from: string }): boolean {
  return each.from.startsWith('.');
}

function target(from: string, to: string): string {
  return posix.normalize(posix.join(posix.dirname(from), to));
}
