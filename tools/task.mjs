// Started by tools/boot.cjs on a current Node with the pinned pnpm on PATH. One task per word; see CONTRIBUTING.md.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openly, quietly, say } from './progress.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const program = name => join(root, 'node_modules', '.bin', windows ? `${name}.cmd` : name);
const turbo = (title, ...args) =>
  quietly(title, program('turbo'), ['run', ...args, '--output-logs=errors-only', '--log-order=grouped']);

const tasks = {
  demo: () => server('demo'),
  setup: () => server('setup'),
  serve: () => server('serve'),
  command,
  test,
  check,
  fix,
  bench,
};
const [name = '', ...given] = process.argv.slice(2);
const main = join(root, 'apps', 'server', 'dist', 'main.js');

process.chdir(root);
if (!Object.hasOwn(tasks, name)) {
  say(`Usage: node tools/boot.cjs <${Object.keys(tasks).join('|')}> [arguments]\n`);
  process.exit(2);
}
// A command beside a running server needs nothing but what that server was built from.
if (name !== 'command' || !existsSync(main)) await install();
process.exit(await tasks[name]());

async function install() {
  const code = await quietly('Installing dependencies', windows ? 'pnpm.cmd' : 'pnpm', [
    'install',
    '--frozen-lockfile',
    '--prefer-offline',
  ]);
  if (code === 0) return;
  say(
    'The dependencies could not be installed. Without a network, check the connection and the npm settings and run the\n',
  );
  say(
    'command again. If a package.json was changed by hand, run "pnpm install" once to bring pnpm-lock.yaml up to date.\n',
  );
  process.exit(code);
}

/** Builds the server with what it needs and becomes it. */
async function server(mode) {
  const built = await turbo('Building the server', 'build', '--filter=@buttdial/server...');
  if (built !== 0) return built;
  if (!existsSync(main)) {
    say(`The build left no ${main}.\n`);
    return 1;
  }
  return openly(process.execPath, ['--enable-source-maps', main, mode, ...given]);
}

/** Any other word of the `buttdial` command, with what was built last. */
async function command() {
  if (!existsSync(main)) return server(...given.splice(0, 1));
  return openly(process.execPath, ['--enable-source-maps', main, ...given]);
}

/** Everything is built and typechecked, then tested. `--full` runs the long proofs at their full length. */
async function test() {
  const checked = await turbo('Building and checking types', 'build', 'typecheck');
  if (checked !== 0) return checked;
  const rootTypes = await quietly('Checking the types of the tests', program('tsc'), ['-p', 'tsconfig.json']);
  if (rootTypes !== 0) return rootTypes;
  const full = given.includes('--full');
  return openly(program('vitest'), ['run', ...given.filter(each => each !== '--full')], full ? { TEST_FULL: '1' } : {});
}

/** Everything that judges the code without running the product. All of it runs, then one line per part says how it went. */
async function check() {
  const parts = {
    lint: () =>
      quietly('Linting', program('biome'), [
        'ci',
        '--colors=off',
        '--diagnostic-level=warn',
        '--error-on-warnings',
        '--max-diagnostics=50',
        '.',
      ]),
    types: async () =>
      (await turbo('Checking types', 'typecheck', '--continue')) ||
      quietly('Checking the types of the tests', program('tsc'), ['-p', 'tsconfig.json']),
    packages: () => turbo('Checking packages as published', 'check', '--continue'),
    unused: () => quietly('Looking for unused code', program('knip'), ['--no-progress']),
    house: () =>
      quietly('Checking the rules of the house', program('vitest'), ['run', '--project', 'house', 'tests/house']),
  };
  const results = [];
  for (const [part, run] of Object.entries(parts)) results.push({ part, passed: (await run()) === 0 });
  const report = given.find(each => each.startsWith('--report='));
  if (report) writeFileSync(report.slice('--report='.length), JSON.stringify(results));
  const failed = results.filter(each => !each.passed).map(each => each.part);
  say(failed.length === 0 ? 'All checks passed.\n' : `Failed: ${failed.join(', ')}.\n`);
  return failed.length === 0 ? 0 : 1;
}

/** Formats, sorts imports and mends what can be mended safely. */
function fix() {
  return openly(program('biome'), ['check', '--write', ...(given.length > 0 ? given : ['.'])]);
}

/** Runs one measurement of bench/, or lists them. */
async function bench() {
  const drivers = (existsSync(join(root, 'bench')) ? readdirSync(join(root, 'bench')) : []).filter(
    file => file.endsWith('.mjs') && !file.startsWith('_'),
  );
  const [wanted, ...rest] = given;
  if (wanted === undefined || !drivers.includes(`${wanted}.mjs`)) {
    if (wanted !== undefined) say(`There is no measurement called ${wanted}.\n`);
    say(
      `Measurements: ${drivers.map(file => file.slice(0, -'.mjs'.length)).join(', ') || 'none yet'}\nRun one with: npm run bench -- <name>\n`,
    );
    return wanted === undefined ? 0 : 2;
  }
  const built = await turbo('Building', 'build');
  return (
    built || openly(process.execPath, ['--conditions=@buttdial/source', join(root, 'bench', `${wanted}.mjs`), ...rest])
  );
}
