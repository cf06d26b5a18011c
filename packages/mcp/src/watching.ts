import { ButtdialError } from '@buttdial/core';
import type { Change, Waking } from './waking.ts';

/** How many resources one subscription or session may follow. */
export const mostWatched = 64;

/** What a connection wants to hear of. */
export interface Watching {
  /** @throws `limit-exceeded` */
  add(uri: string): void;
  delete(uri: string): void;
  close(): void;
}

/** Follows changes for one connection: those of the named resources, and those of the lists. */
export function createWatching(waking: Waking, tell: (change: Change) => void): Watching {
  const uris = new Set<string>();
  const close = waking.subscribe(change => {
    if (change.kind !== 'resource_updated' || uris.has(change.uri)) tell(change);
  });
  return {
    add(uri) {
      if (uris.size >= mostWatched && !uris.has(uri)) throw new ButtdialError('limit-exceeded', `One connection may follow ${mostWatched} resources.`, { field: 'uri' });
      uris.add(uri);
    },
    delete: uri => void uris.delete(uri),
    close,
  };
}
