import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDisk } from '@buttdial/provider-disk';
import { type Archive, createArchive } from '@buttdial/switchboard';
import type { CallWorldOptions } from './call-world.ts';

/** Files of a world under a virtual clock, on a real disk. */
export interface SoundArchive {
  readonly option: Required<Pick<CallWorldOptions, 'archive'>>;
  /** What a link leads to; undefined where it leads nowhere, or no longer. */
  soundAt(url: string): Promise<{ readonly contentType: string; readonly bytes: Uint8Array } | undefined>;
  /** Keeps a WAV file as a recording is. @returns a link to it, for an hour. */
  keep(body: Uint8Array): Promise<string>;
  filesKept(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Opens an empty one. */
export async function soundArchive(): Promise<SoundArchive> {
  const directory = await mkdtemp(join(tmpdir(), 'sounds-'));
  const publicUrl = new URL('https://product.invalid');
  let archive: Archive | undefined;
  return {
    option: {
      archive: ({ sealer, runtime }) => {
        archive = createArchive({ files: createDisk({ directory }, runtime).files, sealer, runtime, publicUrl });
        return archive;
      },
    },
    async soundAt(url) {
      const token = new URL(url).pathname.split('/').at(-1) ?? '';
      const file = await archive?.follow(token, { signal: new AbortController().signal });
      if (!file || file === 'expired') return undefined;
      return { contentType: file.contentType, bytes: new Uint8Array(await new Response(file.body).arrayBuffer()) };
    },
    async keep(body) {
      if (!archive) throw new Error('No world was opened with it.');
      const file = { kind: 'recording', contentType: 'audio/wav', body } as const;
      const { key } = await archive.put('default', file, { signal: new AbortController().signal });
      return archive.link('default', key, 3_600).href;
    },
    async filesKept() {
      const found = await readdir(directory, { recursive: true, withFileTypes: true });
      return found.filter(at => at.isFile()).map(at => at.name);
    },
    // A call may be keeping something still.
    close: () => rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }),
  };
}
