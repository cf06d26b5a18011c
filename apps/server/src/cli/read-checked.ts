import { resolve } from 'node:path';
import { ButtdialError } from '@buttdial/core';
import { type Config, readConfig } from '../config.ts';

/** The configuration with the command line's words on top. @throws `configuration` with every problem at once. */
export function readChecked(
  env: Readonly<Record<string, string | undefined>>,
  options: { readonly demo: boolean; readonly port?: number; readonly data?: string },
  more: readonly string[] = [],
): Config {
  const { config, problems } = readConfig(env, { demo: options.demo });
  assertNoProblems([...problems, ...more]);
  return {
    ...config,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.data === undefined ? {} : { dataDir: resolve(options.data) }),
  };
}

/** @throws `configuration` when there is one. */
export function assertNoProblems(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const what = problems.length === 1 ? 'One thing is' : `${problems.length} things are`;
  throw new ButtdialError('configuration', `${what} wrong with the configuration:`, {
    problems,
    remedy:
      'Nothing was started. "buttdial setup" asks for everything in the browser; see docs/guides/hosting.md, or try "buttdial demo" first.',
  });
}
