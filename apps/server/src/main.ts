import { isButtdialError } from '@buttdial/core';
import { buildProgram } from './cli/program.ts';

try {
  await buildProgram().parseAsync();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

/** What went wrong and what to do, without a stack: the reader is an operator. */
function explain(error: unknown): string {
  if (!isButtdialError(error)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const { problems, remedy } = error.details;
  const lines = problems?.map(problem => `  - ${problem}`) ?? [];
  return [`buttdial: ${error.message}`, ...lines, ...(remedy ? [remedy] : [])].join('\n');
}
