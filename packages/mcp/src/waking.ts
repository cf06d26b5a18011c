import type { Store } from '@buttdial/core';

/** Something that open subscriptions want to hear of; the shape that the protocol SDK's bus carries. */
export type Change =
  | { readonly kind: 'tools_list_changed' | 'prompts_list_changed' | 'resources_list_changed' }
  | { readonly kind: 'resource_updated'; readonly uri: string };

/** Carries changes to the subscriptions of this process. A lost one is no harm: the store is the truth. */
export interface Waking {
  publish(change: Change): void;
  subscribe(listener: (change: Change) => void): () => void;
}

/** The resource that says how many messages wait for an agent. */
export function inboxUri(agentId: string): string {
  return `buttdial://inbox/${encodeURIComponent(agentId)}`;
}

/** What was said in a call, as a resource. */
export function transcriptUri(callId: string): string {
  return `call://${callId}/transcript`;
}

/** Turns the store's wake-ups, of this process and others, into changes. Listens to the store only while somebody listens here. */
export function createWaking(store: Pick<Store, 'watch'>): Waking {
  const listeners = new Set<(change: Change) => void>();
  let unwatch: (() => void) | undefined;
  const publish = (change: Change) => {
    for (const listener of [...listeners]) listener(change);
  };
  return {
    publish,
    subscribe(listener) {
      listeners.add(listener);
      unwatch ??= store.watch(wake => {
        if (wake.topic === 'inbox') publish({ kind: 'resource_updated', uri: inboxUri(wake.agentId) });
        if (wake.topic === 'call')
          publish({ kind: 'resource_updated', uri: transcriptUri(encodeURIComponent(wake.callId)) });
      });
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        unwatch?.();
        unwatch = undefined;
      };
    },
  };
}
