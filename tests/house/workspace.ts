import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSource, type Source } from './source.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

type Entry = string | { readonly [condition: string]: string };
export type Entries = { readonly [subpath: string]: Entry };
export type Ranges = { readonly [name: string]: string };

/** What the house rules read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly type?: string;
  readonly sideEffects?: boolean | readonly string[];
  readonly engines?: { readonly node?: string };
  readonly files?: readonly string[];
  readonly exports?: Entries;
  readonly publishConfig?: { readonly access?: string; readonly provenance?: boolean; readonly exports?: Entries };
  readonly scripts?: { readonly [name: string]: string };
  readonly dependencies?: Ranges;
  readonly peerDependencies?: Ranges;
  readonly devDependencies?: Ranges;
  readonly optionalDependencies?: Ranges;
}

/** A package or app. `dir` and the paths of `sources` are relative to the root. */
export interface Package {
  readonly dir: string;
  readonly manifest: Manifest;
  readonly sources: readonly Source[];
}

/** Every file that git tracks or would track; in a downloaded archive, every file outside the usual build folders. */
export function projectFiles(): string[] {
  const listed = existsSync(join(root, '.git')) ? fromGit() : fromDisk('');
  return listed.filter(path => existsSync(join(root, path))).sort();
}

export function readPackages(files: readonly string[]): Package[] {
  const dirs = files.filter(path => /^(packages|apps)\/[^/]+\/package\.json$/.test(path)).map(dirname);
  return dirs.map(dir => ({
    dir,
    manifest: JSON.parse(readText(`${dir}/package.json`)) as Manifest,
    sources: files
      .filter(path => path.startsWith(`${dir}/`) && /\.(ts|tsx|mts)$/.test(path))
      .map(path => parseSource(path, readText(path))),
  }));
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Tests, and what only they load. They may do what the rest may not. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || /^(packages|apps)\/[^/]+\/(test|tests|e2e|fixtures)\//.test(path);
}

/** Code that ships: below `src`, and no test. */
export function isShipped(path: string): boolean {
  return /^(packages|apps)\/[^/]+\/src\//.test(path) && !isTest(path);
}

function fromGit(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
    .split('\0')
    .filter(Boolean);
}

function fromDisk(dir: string): string[] {
  return readdirSync(join(root, dir)).flatMap(name => {
    const path = dir === '' ? name : `${dir}/${name}`;
    if (['node_modules', 'dist', '.turbo', 'coverage'].includes(name) || ['data', 'results'].includes(path)) return [];
    return statSync(join(root, path)).isDirectory() ? fromDisk(path) : [path];
  });
}
