import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oldNodeProblems } from './bootstrap/old-node.ts';

const boot = join(import.meta.dirname, '..', 'tools', 'boot.cjs');

describe('tools/boot.cjs', () => {
  it('runs on Node 14', () => expect(oldNodeProblems(readFileSync(boot, 'utf8'))).toEqual([]));

  it.each([
    ['const a = 1;', 'const'],
    ['var a = () => 1;', 'ArrowFunctionExpression'],
    ['var a = `b`;', 'TemplateLiteral'],
    ['a ||= 1;', '||='],
    ['var b = a?.b;', 'ChainExpression'],
    ['var b = a ?? 1;', '??'],
    ['var a = [...b];', 'SpreadElement'],
    ['async function a() {}', 'async'],
    ['import a from "fs";', 'does not parse'],
    ['var fs = require("node:fs");', 'node:fs'],
    ['var a = require("left-pad");', 'left-pad'],
    ['var a = "b".replaceAll("b", "c");', 'replaceAll'],
    ['if (Object.hasOwn(a, "b")) a();', 'hasOwn'],
    ['fetch("https://example.com");', 'fetch'],
  ])('could not contain %s', (text, word) => {
    expect(oldNodeProblems(text)).toContainEqual(expect.stringContaining(word));
  });

  // Real npm, real downloads, so only at full length.
  it.runIf(process.env.TEST_FULL)(
    'leaves one toolchain when two first runs happen at once',
    async () => {
      const home = mkdtempSync(join(tmpdir(), 'buttdial-home-'));
      try {
        // An unknown task ends right after the toolchain is there, with the usage and code 2.
        const runs = await Promise.all([firstRun(home), firstRun(home)]);
        expect(runs).toEqual([2, 2]);
        const folders = readdirSync(join(home, '.cache', 'buttdial-toolchain'));
        expect(folders).toEqual([expect.stringMatching(/^pnpm[\d.]+(-node[\d.]+)?$/)]);
        expect(existsSync(join(home, '.cache', 'buttdial-toolchain', folders[0]!, 'ok'))).toBe(true);
        expect(await firstRun(home)).toBe(2);
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    },
    300_000,
  );
});

// The home is empty but for the settings of npm, which say how this machine reaches a registry.
async function firstRun(home: string): Promise<number | null> {
  const { XDG_CACHE_HOME: _cache, NODE_OPTIONS: _options, ...rest } = process.env;
  const npm = { NPM_CONFIG_USERCONFIG: join(homedir(), '.npmrc'), NPM_CONFIG_CACHE: join(home, '.npm') };
  const child = spawn(oldestNode(), [boot, 'no-such-task'], {
    stdio: 'ignore',
    env: { ...rest, ...npm, HOME: home, USERPROFILE: home },
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

// A system often has an old Node beside the one that runs this: with it, the bootstrap has the most to do. It does not
// know the options that our own processes get.
function oldestNode(): string {
  const found = (process.env.PATH ?? '').split(delimiter).map(dir => join(dir, 'node'));
  const env = { ...process.env, NODE_OPTIONS: '' };
  const old = found.find(node =>
    /^v(1[4-9]|2[01])\./.test(spawnSync(node, ['--version'], { encoding: 'utf8', env }).stdout ?? ''),
  );
  return old ?? process.execPath;
}
