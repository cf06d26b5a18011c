import type { Runtime, Store, Wake } from '@buttdial/core';
import type { Mail, PhoneCall, PhoneMessage, SandboxControl, SandboxEvent } from '@buttdial/sandbox';

/** Something that may have changed, before anybody asked who may see it. */
export type Hint =
  | Exclude<Wake, { readonly topic: 'tokens' | 'connections' }>
  | { readonly topic: 'phone'; readonly message: PhoneMessage }
  | { readonly topic: 'mail'; readonly mail: Mail }
  | { readonly topic: 'phone-call'; readonly call: PhoneCall }
  | { readonly topic: 'network-reset' }
  /** Somebody of the organization changed something that no store announces. */
  | { readonly topic: 'changed'; readonly organizationId: string };

/** A hint with its place in the row of this process. */
export interface Heard {
  readonly sequence: number;
  readonly hint: Hint;
}

/** What happens, as one row of hints that watchers read at their own pace. */
export interface LiveHub {
  /** Names this process: a place in the row means nothing to another one. */
  readonly name: string;
  /** The place of the newest hint. */
  latest(): number;
  /** Hints after a place; undefined when they are no longer kept. */
  after(sequence: number): readonly Heard[] | undefined;
  /** Tells the windows of an organization that something was changed through the API of this process. */
  changed(organizationId: string): void;
  /** Calls at every hint, and once when the hub closes. The returned function ends it. */
  watch(wake: () => void): () => void;
  readonly closed: boolean;
  /** Ends every stream. */
  close(): void;
}

const kept = 1000;

/** Starts to listen when first somebody watches. */
export function createLiveHub(deps: {
  readonly store: Pick<Store, 'watch'>;
  readonly runtime: Pick<Runtime, 'newId'>;
  readonly network?: Pick<SandboxControl, 'listen'> | undefined;
}): LiveHub {
  const row: Heard[] = [];
  const watchers = new Set<() => void>();
  const stops: (() => void)[] = [];
  let sequence = 0;
  let closed = false;
  const push = (hint: Hint) => {
    sequence += 1;
    row.push({ sequence, hint });
    if (row.length > kept) row.shift();
    for (const wake of watchers) wake();
  };
  const begin = () => {
    stops.push(deps.store.watch(wake => wake.topic !== 'tokens' && wake.topic !== 'connections' && push(wake)));
    if (deps.network) stops.push(deps.network.listen(event => announce(event, push)));
  };
  return {
    name: deps.runtime.newId(),
    latest: () => sequence,
    after: from =>
      from + 1 < (row[0]?.sequence ?? 1) || from > sequence ? undefined : row.slice(from - sequence || row.length),
    changed(organizationId) {
      if (watchers.size > 0) push({ topic: 'changed', organizationId });
    },
    watch(wake) {
      if (stops.length === 0 && !closed) begin();
      watchers.add(wake);
      return () => void watchers.delete(wake);
    },
    get closed() {
      return closed;
    },
    close() {
      closed = true;
      for (const stop of stops.splice(0)) stop();
      for (const wake of watchers) wake();
    },
  };
}

function announce(event: SandboxEvent, push: (hint: Hint) => void): void {
  if (event.kind === 'phone-message') push({ topic: 'phone', message: event.message });
  if (event.kind === 'mail') push({ topic: 'mail', mail: event.mail });
  if (event.kind === 'call') push({ topic: 'phone-call', call: event.call });
  if (event.kind === 'reset') push({ topic: 'network-reset' });
}
