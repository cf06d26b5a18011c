import { defineProvider, type Runtime, systemRuntime } from '@buttdial/core';
import { z } from 'zod';
import { createFiles } from './files.ts';
import { checkDirectory } from './writing.ts';

const config = z.object({
  directory: z.string().min(1).meta({
    env: 'STORAGE_DIR',
    label: 'Directory',
    help: 'Where the files lie, on a disk that every process of the installation shares. Made when it is missing.',
  }),
});

/** What the disk asks for: the `directory`, which belongs to it alone. */
export type DiskConfig = z.input<typeof config>;

/**
 * Files in a directory of this machine. Each appears whole or not at all, for its owner alone; paths are hashes.
 * @param runtime the world it lives in; this machine's clock unless told.
 * @throws z.ZodError when the configuration is not of the described shape.
 * @example
 * const { files } = createDisk({ directory: 'data/files' });
 * await files.put({ key: 'recordings/42', contentType: 'audio/wav', body }, { signal });
 */
export function createDisk(given: DiskConfig, runtime: Runtime = systemRuntime()) {
  return create(config.parse(given), runtime);
}

function create({ directory }: z.output<typeof config>, runtime: Runtime) {
  return { files: createFiles(directory, runtime), check: () => checkDirectory(directory, runtime) };
}

/** The definition a server loads. */
export const disk = defineProvider({ contract: 1, name: 'disk', config, create });
