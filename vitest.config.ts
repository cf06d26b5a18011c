import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Vite's own defaults, which a list of conditions replaces, but for "module": that one is for bundlers, Node cannot import
// what some packages (@aws-sdk) show under it.
const conditions = ['@buttdial/source', 'node', 'development|production'];
const inside = (dir: string) =>
  readdirSync(dir)
    .map(name => `${dir}/${name}`)
    .filter(root => existsSync(`${root}/package.json`));

export default defineConfig({
  ssr: { resolve: { conditions } },
  test: {
    globalSetup: ['./tests/postgres-setup.ts'],
    // The long proofs wait for processes and browsers more than they compute. The full form gives each more room.
    maxWorkers: Math.max(2, availableParallelism()) + (process.env.TEST_FULL === undefined ? 1 : 0),
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
