import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ButtdialError, type Runtime } from '@buttdial/core';
import { z } from 'zod';
import { writePrivately } from './env-file.ts';

const shape = z.object({
  /** Where the person was last. */
  step: z.string().default('surroundings'),
  /** Environment variables as they will be written. Secrets are among them: the file is its owner's alone. */
  values: z.record(z.string(), z.string()).default({}),
  /** Absent before anybody chose: then those that have credentials are meant. */
  vendors: z.array(z.string()).optional(),
  /** When a vendor's credentials were last accepted. */
  tested: z.record(z.string(), z.string()).default({}),
  isDatabaseChosen: z.boolean().default(false),
  writtenAt: z.string().optional(),
  firstAgent: z.string().optional(),
  /** SHA-256 of the cookie that one person's browser has. */
  sessionHash: z.string().optional(),
});

/** A set-up under way. */
export type Draft = z.output<typeof shape>;

/** Keeps the set-up across reloads and restarts. */
export interface DraftFile {
  read(): Draft;
  /** Changes it and keeps it. */
  change(change: Partial<Draft>): Draft;
  /** The set-up is over. */
  remove(): void;
}

/** `setup.json` in the data folder. @throws `configuration` when it cannot be read. */
export function openDraft(dataDir: string, runtime: Runtime): DraftFile {
  const file = join(dataDir, 'setup.json');
  let draft = existsSync(file) ? readDraft(file) : shape.parse({});
  return {
    read: () => draft,
    change(change) {
      draft = { ...draft, ...change };
      writePrivately(file, `${JSON.stringify(draft, null, 2)}\n`);
      runtime.log.info('setup.kept', { step: draft.step });
      return draft;
    },
    remove() {
      rmSync(file, { force: true });
      draft = shape.parse({});
    },
  };
}

function readDraft(file: string): Draft {
  const parsed = z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue('is not JSON');
        return z.NEVER;
      }
    })
    .pipe(shape)
    .safeParse(readFileSync(file, 'utf8'));
  if (parsed.success) return parsed.data;
  throw new ButtdialError('configuration', 'The kept set-up cannot be read.', {
    problems: [`${file}: is damaged. Delete it to begin the set-up again.`],
  });
}
