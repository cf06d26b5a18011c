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

/** Relative imports of what is no file of the project: misspelled, or there only because it is built or ignored by git. */
export function lostImports(sources: readonly Source[], projectFiles: readonly string[]): string[] {
  const known = new Set(projectFiles);
  return sources.flatMap(source =>
    source.imports
      .filter(each => isRelative(each) && !known.has(target(source.path, each.from)))
      .map(each => `${source.path}:${each.line} imports ${each.from}, which is no file of the project`),
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
