import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../src/main.ts');

/** A command that was typed, as it goes on. */
export interface Typed {
  readonly child: ChildProcessWithoutNullStreams;
  /** What it has printed so far. */
  readonly said: { readonly out: string; readonly err: string };
  /** Resolves once it is gone and all that it printed is in `said`: its exit code, null when a signal ended it. */
  readonly exit: Promise<number | null>;
}

/** Where a command is typed. */
export interface Terminal {
  /** All that it inherits besides are the PATH and the home directory: nothing of the machine's own settings. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder it is typed in; that of the tests when left out. */
  readonly cwd?: string;
}

/**
 * Types a `buttdial` command as an operator would, in a process of its own that runs the sources. It resolves nothing by
 * itself: whoever types it waits for `exit`, or ends `child`.
 */
export function buttdial(args: readonly string[], { env = {}, cwd }: Terminal = {}): Typed {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--conditions=@buttdial/source', main, ...args], {
    env: { PATH, HOME, ...env },
    ...(cwd !== undefined && { cwd }),
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', chunk => {
    said.out += chunk;
  });
  child.stderr.on('data', chunk => {
    said.err += chunk;
  });
  // Not at `exit`: what it printed last may still be on its way then.
  return { child, said, exit: once(child, 'close').then(([code]) => code as number | null) };
}
