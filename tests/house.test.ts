import { describe, expect, it } from 'vitest';
import { fileCycles, lostImports, packageCycles } from './house/cycles.ts';
import { docstringProblems } from './house/docstrings.ts';
import { globalProblems, mayTouchTheWorld } from './house/globals.ts';
import { manifestProblems, nameProblems, peerProblems, readmeProblems, releaseProblems } from './house/manifests.ts';
import { barrelProblems, functionProblems, lengthProblems, medianLength } from './house/shape.ts';
import { parseSource } from './house/source.ts';
import { lockfileProblems, placeProblems, suppressionProblems } from './house/traces.ts';
import { dependencyProblems, mcpProblems, undeclaredProblems, wallProblems } from './house/walls.ts';
import { isShipped, projectFiles, readPackages, readText } from './house/workspace.ts';

// The rules of the house, read from the files themselves. That each rule can fail is shown in house/rules.test.ts.
const files = projectFiles();
const packages = readPackages(files);
const sources = packages.flatMap(each => each.sources);
const rooted = files
  .filter(path => /^(tests|tools|bench)\/.*\.(ts|mjs)$/.test(path))
  .map(path => parseSource(path, readText(path)));
const text = files.filter(
  path =>
    /\.(ts|tsx|mts|js|cjs|mjs|css|html|md|json|ya?ml|sql|sh)$|^\.[^/]+\/|(^|\/)[^.]+$/.test(path) &&
    path !== 'pnpm-lock.yaml',
);

describe('the import walls', () => {
  it('finds the packages at all', () => {
    expect(packages.map(each => each.manifest.name)).toContain('@buttdial/core');
    expect(sources.length).toBeGreaterThan(20);
  });
  it('hold in every source file', () => expect(packages.flatMap(wallProblems)).toEqual([]));
  it('hold in every package.json', () => expect(packages.flatMap(dependencyProblems)).toEqual([]));
  it('let in only what a package declares', () => expect(packages.flatMap(undeclaredProblems)).toEqual([]));
  it('keep the MCP SDKs in one package', () => expect(packages.flatMap(mcpProblems)).toEqual([]));
  it('have no circle of files', () => expect(fileCycles([...sources, ...rooted])).toEqual([]));
  it('have no circle of packages', () => expect(packageCycles(packages)).toEqual([]));
  it('have no import into the void', () => expect(lostImports([...sources, ...rooted], files)).toEqual([]));
});

describe('the sources', () => {
  const shipped = sources.filter(each => isShipped(each.path));

  it('take clock, randomness, timers, network and environment from Runtime', () => {
    const guarded = shipped.filter(each => each.path.startsWith('packages/') && !mayTouchTheWorld(each.path));
    expect(guarded.flatMap(globalProblems)).toEqual([]);
  });
  it('stay short', () => expect([...sources, ...rooted].flatMap(lengthProblems)).toEqual([]));
  it('stay short in the middle', async ({ annotate }) => {
    const median = medianLength(sources);
    await annotate(`median file length: ${median.lines} lines`);
    expect(median.problems).toEqual([]);
  });
  it('have short functions with few parameters', () =>
    expect([...shipped, ...rooted].flatMap(functionProblems)).toEqual([]));
  it('have no barrels but package roots', () => expect(packages.flatMap(barrelProblems)).toEqual([]));
  it('suppress no check', () => expect([...sources, ...rooted].flatMap(suppressionProblems)).toEqual([]));
  it('document every export of a package', () => expect(packages.flatMap(docstringProblems)).toEqual([]));
});

describe('the packages', () => {
  it('have a README', () =>
    expect(
      readmeProblems(
        packages.map(each => each.dir),
        files,
      ),
    ).toEqual([]));
  it('are named after their folder', () => expect(packages.flatMap(nameProblems)).toEqual([]));
  it('have the published shape', () => expect(packages.flatMap(manifestProblems)).toEqual([]));
  it('have a changelog, or a changeset that will make one', () => {
    const changesets = files.filter(path => /^\.changeset\/.+\.md$/.test(path)).map(readText);
    const problems = packages.flatMap(each =>
      releaseProblems(each, files.includes(`${each.dir}/CHANGELOG.md`), changesets),
    );
    expect(problems).toEqual([]);
  });
  it('peer on plain ranges', () => expect(packages.flatMap(peerProblems)).toEqual([]));
});

describe('the files', () => {
  it('lock no host', () => expect(lockfileProblems('pnpm-lock.yaml', readText('pnpm-lock.yaml'))).toEqual([]));
  it('carry no .npmrc', () => expect(files.filter(path => path.endsWith('.npmrc'))).toEqual([]));
  it('name no registry and nobody’s machine', () =>
    expect(text.flatMap(path => placeProblems(path, readText(path)))).toEqual([]));
});
