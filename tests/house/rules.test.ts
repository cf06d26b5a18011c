import { describe, expect, it } from 'vitest';
import { fileCycles, lostImports, packageCycles } from './cycles.ts';
import { docstringProblems } from './docstrings.ts';
import { globalProblems, mayTouchTheWorld } from './globals.ts';
import { manifestProblems, nameProblems, peerProblems, readmeProblems, releaseProblems } from './manifests.ts';
import { barrelProblems, functionProblems, lengthProblems, medianLength } from './shape.ts';
import { parseSource } from './source.ts';
import { lockfileProblems, placeProblems, suppressionProblems } from './traces.ts';
import { dependencyProblems, mcpProblems, undeclaredProblems, wallProblems } from './walls.ts';
import type { Manifest, Package } from './workspace.ts';

// Each rule is shown one thing it refuses and one thing it lets pass: a rule that cannot fail keeps nothing.
const entries = {
  '.': { '@buttdial/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
  './package.json': './package.json',
};
const publishedEntries = {
  '.': { types: './dist/index.d.ts', default: './dist/index.js' },
  './package.json': './package.json',
};
const good: Manifest = {
  name: '@buttdial/provider-example',
  version: '0.1.0',
  description: 'An example.',
  license: 'MIT',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=22.18' },
  files: ['dist', 'src', '!src/**/*.test.ts'],
  exports: entries,
  publishConfig: { access: 'public', provenance: true, exports: publishedEntries },
  scripts: { build: 'b', typecheck: 't', check: 'c' },
  peerDependencies: { '@buttdial/core': '^1.0.0' },
  devDependencies: { '@buttdial/core': 'workspace:^' },
};

function packageOf(dir: string, files: Readonly<Record<string, string>>, manifest: Partial<Manifest> = {}): Package {
  const sources = Object.entries(files).map(([path, text]) => parseSource(`${dir}/${path}`, text));
  return { dir, manifest: { ...good, name: `@buttdial/${dir.split('/')[1]}`, ...manifest }, sources };
}

describe('import walls', () => {
  const importing = (dir: string, from: string, path = 'src/a.ts') =>
    wallProblems(packageOf(dir, { [path]: `import { a } from '${from}';` }));

  it.each([
    ['packages/core', '@buttdial/compliance'],
    ['packages/compliance', '@buttdial/core/adapter'],
    ['packages/provider-twilio', '@buttdial/provider-resend'],
    ['packages/provider-twilio', '@buttdial/switchboard'],
    ['packages/provider-twilio', '@buttdial/voice'],
    ['packages/provider-twilio', '@buttdial/testing'],
    ['packages/switchboard', '@buttdial/provider-sqlite'],
    ['packages/mcp', '@buttdial/sandbox'],
    ['apps/admin', '@buttdial/switchboard'],
    ['apps/server', '@buttdial/provider-twilio'],
    ['packages/newcomer', '@buttdial/core'],
  ])('%s may not import %s', (dir, from) => expect(importing(dir, from)).toHaveLength(1));

  it.each([
    ['packages/provider-twilio', '@buttdial/core/adapter', 'src/a.ts'],
    ['packages/provider-twilio', '@buttdial/voice/wire', 'src/a.ts'],
    ['packages/provider-twilio', '@buttdial/testing', 'src/a.test.ts'],
    ['packages/provider-twilio', '@buttdial/sandbox', 'contract.test.ts'],
    ['packages/switchboard', '@buttdial/compliance', 'src/a.ts'],
    ['apps/server', '@buttdial/provider-twilio', 'src/load-providers.ts'],
  ])('%s may import %s in %s', (dir, from, path) => expect(importing(dir, from, path)).toEqual([]));

  it.each([
    "export * from '@buttdial/voice';",
    "await import('@buttdial/voice');",
    "type A = import('@buttdial/voice').A;",
    "import type { A } from '@buttdial/voice';",
  ])('sees %s', text => {
    expect(wallProblems(packageOf('packages/core', { 'src/a.ts': text }))).toHaveLength(1);
  });

  it('hold in package.json', () => {
    const listing = (dir: string, manifest: Partial<Manifest>) =>
      dependencyProblems(packageOf(dir, {}, { peerDependencies: {}, devDependencies: {}, ...manifest }));
    expect(
      listing('packages/provider-line', { dependencies: { '@buttdial/switchboard': 'workspace:^' } }),
    ).toHaveLength(1);
    expect(listing('packages/provider-line', { dependencies: { '@buttdial/sandbox': 'workspace:^' } })).toHaveLength(1);
    expect(
      listing('packages/provider-line', {
        devDependencies: { '@buttdial/sandbox': 'workspace:^' },
        dependencies: { '@buttdial/voice': 'workspace:^' },
      }),
    ).toEqual([]);
  });

  it('let in only declared packages, and the MCP SDKs only into one', () => {
    const files = {
      'src/a.ts': "import { z } from 'zod'; import fs from 'node:fs'; import { core } from '@buttdial/core/adapter';",
    };
    expect(undeclaredProblems(packageOf('packages/provider-line', files))).toEqual([
      expect.stringContaining('imports zod'),
    ]);
    const sdk = { 'src/a.ts': "import { McpServer } from '@modelcontextprotocol/server';" };
    expect(mcpProblems(packageOf('apps/server', sdk))).toHaveLength(1);
    expect(mcpProblems(packageOf('packages/mcp', sdk))).toEqual([]);
  });
});

describe('circles', () => {
  it('of files are found once, through re-exports and types too', () => {
    const pkg = packageOf('packages/core', {
      'src/a.ts': "export * from './b.ts';",
      'src/b.ts': "import type { C } from './deep/c.ts';",
      'src/deep/c.ts': "import { a } from '../a.ts';",
      'src/alone.ts': "import { a } from './a.ts';",
    });
    expect(fileCycles(pkg.sources)).toEqual([
      'import cycle: packages/core/src/a.ts -> packages/core/src/b.ts -> packages/core/src/deep/c.ts -> packages/core/src/a.ts',
    ]);
    expect(fileCycles(pkg.sources.filter(each => !each.path.endsWith('/c.ts')))).toEqual([]);
  });
  it('of packages are found through development dependencies', () => {
    const testing = { manifest: { name: '@buttdial/testing', dependencies: { '@buttdial/core': 'workspace:^' } } };
    const core = { manifest: { name: '@buttdial/core', devDependencies: { '@buttdial/testing': 'workspace:^' } } };
    expect(packageCycles([testing, core])).toHaveLength(1);
    expect(packageCycles([testing, { manifest: { name: '@buttdial/core' } }])).toEqual([]);
  });
  it('do not hide imports that lead nowhere', () => {
    const { sources } = packageOf('packages/core', {
      'src/a.ts': "import './b.ts'; import rules from './data/rules.json';",
    });
    expect(lostImports(sources, ['packages/core/src/a.ts', 'packages/core/src/b.ts'])).toEqual([
      expect.stringContaining('./data/rules.json'),
    ]);
    expect(lostImports(sources, ['packages/core/src/b.ts', 'packages/core/src/data/rules.json'])).toEqual([]);
  });
});

describe('the world outside Runtime', () => {
  const problems = (text: string) => globalProblems(parseSource('packages/core/src/a.ts', text));

  it.each([
    'export const key = process.env.KEY;',
    'const { KEY } = globalThis.process.env;',
    'const at = Date.now();',
    'const at = new Date();',
    'const at = Date();',
    'const id = crypto.randomUUID();',
    "import { randomUUID } from 'node:crypto';",
    "import { setTimeout as sleep } from 'node:timers/promises';",
    'const dice = Math.random();',
    'const call = { signal: AbortSignal.timeout(15_000) };',
    'await fetch("x");',
    'const call = settings.fetch ?? fetch;',
    'const call = globalThis.fetch;',
    'function a({ fetch }) { return fetch("x"); } function b() { return fetch("x"); }',
    'setTimeout(() => undefined, 1);',
    'const timer = setInterval(tick, 1) as unknown;',
    'const at = performance.now();',
  ])('is refused: %s', text => expect(problems(text)).toHaveLength(1));

  it.each([
    'const at = new Date(0);',
    'const at = runtime.now();',
    'await runtime.fetch("x");',
    'const call = { signal: runtime.timeout(15_000) };',
    'export function a({ fetch }: { fetch: typeof globalThis.fetch }) { return fetch("x"); }',
    'interface Runtime { readonly fetch: typeof fetch; setTimeout(): void }',
    'const spoken = { fetch: 1, "Date.now": 2 }; // Date.now() in a comment',
    'const text = "Math.random()";',
    "import { createHmac } from 'node:crypto';",
  ])('is not what this does: %s', text => expect(problems(text)).toEqual([]));

  it('is open to the runtime and to command line programs', () => {
    const open = [
      'packages/core/src/runtime.ts',
      'packages/sandbox/src/cli.ts',
      'packages/compliance/src/cli/check.ts',
    ];
    expect(open.filter(path => !mayTouchTheWorld(path))).toEqual([]);
    expect(
      ['packages/core/src/client.ts', 'packages/core/src/clip.ts', 'packages/voice/src/runtime.ts'].filter(
        mayTouchTheWorld,
      ),
    ).toEqual([]);
  });
});

describe('shape', () => {
  const lines = (count: number, line = 'x();') => `${line}\n`.repeat(count);

  it('limits files', () => {
    expect(lengthProblems(parseSource('a.ts', lines(401)))).toHaveLength(1);
    expect(lengthProblems(parseSource('a.ts', lines(400)))).toEqual([]);
    expect(lengthProblems(parseSource('a.ts', `// Generated by drizzle-kit.\n${lines(401)}`))).toEqual([]);
  });
  it('limits the median', () => {
    const files = (counts: readonly number[]) =>
      counts.map((count, index) => parseSource(`packages/core/src/${index}.ts`, lines(count)));
    expect(medianLength(files([10, 151, 399]))).toEqual({
      lines: 151,
      problems: [expect.stringContaining('151 lines')],
    });
    expect(medianLength(files([10, 150, 399])).problems).toEqual([]);
  });
  it('limits functions by their own lines, and parameters', () => {
    const problems = (text: string) => functionProblems(parseSource('packages/core/src/a.ts', text));
    expect(problems(`function a() {\n${lines(39)}}`)).toEqual([expect.stringContaining('41 lines')]);
    expect(problems(`function a() {\n${lines(38)}}`)).toEqual([]);
    expect(problems(`function a() {\n${lines(30)}function b() {\n${lines(30)}}\n}`)).toEqual([]);
    expect(problems('const a = (b, c, d, e) => b;')).toEqual([expect.stringContaining('4 parameters')]);
  });
  it('refuses barrels inside a package', () => {
    const barrel = "import { a } from './a.ts';\nexport * from './b.ts';\nexport { c } from './c.ts';";
    expect(barrelProblems(packageOf('packages/core', { 'src/rooms/index.ts': barrel }))).toHaveLength(1);
    expect(
      barrelProblems(
        packageOf('packages/core', { 'src/index.ts': barrel, 'src/b.ts': `${barrel}\nexport const own = 1;` }),
      ),
    ).toEqual([]);
  });
  it.each(['// biome-ignore lint: because', '// @ts-expect-error', '/* eslint-disable */', '/* v8 ignore next */'])(
    'refuses %s',
    text => {
      expect(suppressionProblems(parseSource('a.ts', `${text}\nx();`))).toHaveLength(1);
      expect(suppressionProblems(parseSource('a.ts', `const quoted = '${text}';`))).toEqual([]);
    },
  );
});

describe('docstrings', () => {
  const problems = (files: Readonly<Record<string, string>>) => docstringProblems(packageOf('packages/core', files));

  it('are asked for where the name is defined', () => {
    const files = {
      'src/index.ts':
        "/** @module All of it. */\nimport { d } from './d.ts';\nexport * from './a.ts';\nexport { b as c } from './b.ts';\nexport default d;\nexport { z } from 'zod';",
      'src/a.ts': 'export type A = 1;\n/** Said. */\nexport interface Said {}',
      'src/b.ts': '// Not a docstring.\nconst b = 1;\nexport { b };',
      'src/d.ts': '/** @module About the file. */\nexport const d = 1;',
    };
    expect(problems(files)).toEqual([
      expect.stringContaining('a.ts:1 A'),
      expect.stringContaining('b.ts:2 c'),
      expect.stringContaining('d.ts:2 default'),
    ]);
  });
  it('are seen', () => {
    const files = {
      'src/index.ts':
        "/** One. */\nexport default function one() {}\n/**\n * Two.\n */\nexport const two = 2;\nexport * from './a.ts';",
      'src/a.ts': '/** Three. */\nexport type Three = 3;',
    };
    expect(problems(files)).toEqual([]);
  });
  it('cannot hide in an entry or a definition that is missing', () => {
    expect(problems({})).toHaveLength(1);
    expect(problems({ 'src/index.ts': "export { a } from './gone.ts';" })).toHaveLength(1);
  });
});

describe('package.json', () => {
  it('of the example is in order', () => {
    const pkg = { dir: 'packages/provider-example', manifest: good };
    expect([...manifestProblems(pkg), ...peerProblems(pkg), ...nameProblems(pkg)]).toEqual([]);
  });
  it.each<[string, Partial<Manifest>]>([
    ['license', { license: 'ISC' }],
    ['sideEffects', { sideEffects: true }],
    ['engines', { engines: { node: '>=20' } }],
    ['description', { description: '' }],
    ['version', { version: '1.0.0-beta' }],
    ['files', { files: ['dist', 'src'] }],
    ['script', { scripts: { build: 'b', typecheck: 't' } }],
    ['publishConfig needs', { publishConfig: { access: 'public', exports: publishedEntries } }],
    ['publishConfig.exports', { publishConfig: { access: 'public', provenance: true, exports: entries } }],
  ])('is judged by %s', (word, change) => {
    expect(manifestProblems({ dir: 'packages/provider-example', manifest: { ...good, ...change } })).toEqual([
      expect.stringContaining(word),
    ]);
  });
  it.each<[string, Partial<Manifest>]>([
    ['workspace range', { peerDependencies: { '@buttdial/core': 'workspace:^' } }],
    ['no peer', { peerDependencies: {} }],
    ['another major', { peerDependencies: { '@buttdial/core': '^2.0.0' } }],
    ['no devDependency', { devDependencies: {} }],
  ])('is refused for %s', (_, change) => {
    expect(peerProblems({ dir: 'packages/provider-example', manifest: { ...good, ...change } }).length).toBeGreaterThan(
      0,
    );
  });
  it('has the name of its folder and a README beside it', () => {
    expect(nameProblems({ dir: 'packages/example', manifest: good })).toHaveLength(1);
    expect(readmeProblems(['packages/a', 'packages/b'], ['packages/b/README.md'])).toEqual([
      'packages/a has no README.md',
    ]);
  });
});

describe('releases', () => {
  const pkg = { dir: 'packages/provider-example', manifest: good };
  it('are not forgotten', () => {
    expect(releaseProblems(pkg, false, ['---\n"@buttdial/core": patch\n---'])).toHaveLength(1);
    expect(releaseProblems(pkg, false, ['---\n"@buttdial/provider-example": patch\n---'])).toEqual([]);
    expect(releaseProblems(pkg, true, [])).toEqual([]);
  });
});

describe('traces', () => {
  it.each(['  resolution: {tarball: https}', 'link://x'])('of hosts in the lockfile are refused: %s', text => {
    expect(lockfileProblems('pnpm-lock.yaml', `ok: sha512-abc\n${text}`)).toEqual(['pnpm-lock.yaml:2 names a host']);
  });
  it('of packages with http in their name are none', () =>
    expect(lockfileProblems('pnpm-lock.yaml', 'http-errors@2.0.0:')).toEqual([]));
  it.each([
    `see registry.npm${'js'}.org`,
    `cd /home/${'anna'}/buttdial`,
    `at /Users/${'anna'}/a.ts`,
    `open C:\\Users\\${'anna'}`,
    `../share${'d'}/specs`,
  ])('are refused: %s', text => {
    expect(placeProblems('README.md', text)).toHaveLength(1);
  });
  it.each(['POST /api/v1/workers', 'https://example.com/home/page', '/etc/buttdial', 'npm install'])(
    'are not in: %s',
    text => {
      expect(placeProblems('README.md', text)).toEqual([]);
    },
  );
  it('are allowed to .ci/run alone, for the folder beside the checkout', () => {
    expect(placeProblems('.ci/run', `../share${'d'}/specs`)).toEqual([]);
  });
});
