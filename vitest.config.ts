import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/longest-first.ts';

// Vite's own defaults, which a list of conditions replaces, but for "module": that one is for bundlers, Node cannot import
// what some packages (@aws-sdk) show under it.
const conditions = ['@buttdial/source', 'node', 'development|production'];
const inside = (dir: string) =>
  readdirSync(dir)
    .map(name => `${dir}/${name}`)
    .filter(root => existsSync(`${root}/package.json`));

// For every process of a test, of which there are hundreds: what was compiled once is not compiled again.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled');
const drizzle = pathToFileURL(join(import.meta.dirname, 'tests/drizzle-imports.mjs'));
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import=${drizzle.href}`;
const full = process.env.TEST_FULL !== undefined;

export default defineConfig({
  ssr: { resolve: { conditions } },
  test: {
    globalSetup: ['./tests/postgres-setup.ts'],
    // The long proofs wait for processes and browsers more than they compute. The full form gives each more room.
    maxWorkers: Math.max(2, availableParallelism()) + (full ? 0 : 1),
    sequence: { sequencer: LongestFirst },
    // The modules are loaded once for many files. The full form gives each file a process of its own.
    isolate: full,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      ...inside('packages')
        .concat(inside('apps'))
        .map(root => ({
          extends: true as const,
          root,
          test: { name: root, include: ['src/**/*.test.ts', '*.test.ts'] },
        })),
      { extends: true as const, root: '.', test: { name: 'house', include: ['tests/**/*.test.ts'] } },
    ],
  },
});
