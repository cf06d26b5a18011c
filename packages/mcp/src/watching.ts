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
      if (uris.size >= mostWatched && !uris.has(uri))
        throw new ButtdialError('limit-exceeded', `One connection may follow ${mostWatched} resources.`, {
          field: 'uri',
        });
      uris.add(uri);
    },
    delete: uri => void uris.delete(uri),
    close,
  };
}

/** A server of either SDK. */
interface Teller {
  sendResourceUpdated(params: { uri: string }): Promise<void>;
  sendToolListChanged(): Promise<void>;
  sendPromptListChanged(): Promise<void>;
  sendResourceListChanged(): Promise<void>;
}

/** Sends a change as the protocol's notification. */
export function tellChange(server: Teller, change: Change): Promise<void> {
  switch (change.kind) {
    case 'resource_updated':
      return server.sendResourceUpdated({ uri: change.uri });
    case 'tools_list_changed':
      return server.sendToolListChanged();
    case 'prompts_list_changed':
      return server.sendPromptListChanged();
    case 'resources_list_changed':
      return server.sendResourceListChanged();
  }
}
