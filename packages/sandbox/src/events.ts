import type { PhoneCall } from './calls/view.ts';
import type { AlertRecord, CallbackRecord, RequestRecord } from './ledger.ts';
import type { Mail } from './mailboxes.ts';
import type { PhoneMessage } from './phones.ts';

/** What happens in the simulated network, as it happens. Holds texts and addresses: it is for people watching the simulation. */
export type SandboxEvent =
  | { readonly kind: 'phone-message'; readonly message: PhoneMessage }
  /** A call changed, or something was said in it. */
  | { readonly kind: 'call'; readonly call: PhoneCall }
  | { readonly kind: 'mail'; readonly mail: Mail }
  | { readonly kind: 'request'; readonly request: RequestRecord }
  | { readonly kind: 'callback'; readonly callback: CallbackRecord }
  | { readonly kind: 'alert'; readonly alert: AlertRecord }
  | { readonly kind: 'reset' };

/** Tells every listener; a listener that throws is its own problem and is dropped. */
export interface EventStream {
  emit(event: SandboxEvent): void;
  listen(listener: (event: SandboxEvent) => void): () => void;
}

/** A plain list of listeners. */
export function createEventStream(): EventStream {
  const listeners = new Set<(event: SandboxEvent) => void>();
  const emit = (event: SandboxEvent) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch {
        listeners.delete(listener);
      }
    }
  };
  const listen = (listener: (event: SandboxEvent) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return { emit, listen };
}
