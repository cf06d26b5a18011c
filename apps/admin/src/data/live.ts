import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { type CallRow, refreshCall } from './calls.ts';
import { type Mail, type PhoneCall, type PhoneMessage, tellPhones } from './network.ts';
import { type AgentStatus, type Message, spliceMessage } from './queries.ts';
import { entranceQuery } from './session.ts';

/** Whether the page hears what happens. */
export type LiveState = 'connecting' | 'live' | 'paused' | 'offline';

/** A call took a step. What is said in it is asked for by whoever wants to read it. */
export interface CallNews {
  readonly id: string;
  readonly state: CallRow['state'];
}

/** One thing that happened, as the feed shows it. */
export type Happening = { readonly key: string; readonly at: Date } & (
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'inbox'; readonly agent: AgentStatus }
  | { readonly kind: 'call'; readonly call: CallNews }
  | { readonly kind: 'phone'; readonly message: PhoneMessage }
  | { readonly kind: 'mail'; readonly mail: Mail }
);

const mostHappenings = 60;
const roundsOfPatience = [500, 1_000, 2_000, 4_000];
const togetherMs = 250;
const hiddenMs = 30_000;

interface Shown {
  readonly state: LiveState;
  readonly happenings: readonly Happening[];
}

/** What the server tells, for as long as somebody is signed in. It patches what was read; `resync` reads it again. */
export interface Live {
  start(queries: QueryClient): () => void;
  /** Stops listening and goes on showing what is there; then catches up. */
  pause(paused: boolean): void;
  subscribe(listener: () => void): () => void;
  shown(): Shown;
}

/** One stream for the whole page. */
export const live = createLive();

/** The state and the newest happenings. */
export function useLive(): Shown {
  return useSyncExternalStore(live.subscribe, live.shown);
}

function createLive(): Live {
  let shown: Shown = { state: 'connecting', happenings: [] };
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let queries: QueryClient | undefined;
  let failures = 0;
  let count = 0;
  let wasLive = false;
  const listeners = new Set<() => void>();
  const show = (change: Partial<Shown>) => {
    shown = { ...shown, ...change };
    for (const listener of listeners) listener();
  };
  const happened = (happening: DistributiveOmit<Happening, 'key' | 'at'>) => {
    count += 1;
    const next = { ...happening, key: String(count), at: new Date() } as Happening;
    show({ happenings: [next, ...shown.happenings].slice(0, mostHappenings) });
  };
  const open = () => {
    if (!queries || shown.state === 'paused') return;
    source = new EventSource('/admin/api/live');
    const tied = listen(source, { queries, happened, greeted });
    source.onerror = () => {
      show({ state: 'offline' });
      // The browser tries again by itself unless the server said no, or was a proxy without one behind it.
      if (tied.readyState !== EventSource.CLOSED) return;
      void queries?.invalidateQueries({ queryKey: entranceQuery.queryKey });
      again = setTimeout(open, roundsOfPatience[Math.min(failures, roundsOfPatience.length - 1)]);
      failures += 1;
    };
  };
  const greeted = (how: 'hello' | 'resumed' | 'resync') => {
    failures = 0;
    show({ state: 'live' });
    // A new stream knows nothing of what the last one missed.
    if (how === 'resync' || (how === 'hello' && wasLive)) void queries?.invalidateQueries();
    wasLive = true;
  };
  const close = () => {
    clearTimeout(again);
    source?.close();
    source = undefined;
  };
  return {
    start(client) {
      queries = client;
      wasLive = false;
      show({ state: 'connecting', happenings: [] });
      open();
      const stop = whenHidden(close, () => source ?? open());
      return () => {
        stop();
        close();
        queries = undefined;
      };
    },
    pause(paused) {
      close();
      show({ state: paused ? 'paused' : 'connecting' });
      open();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    shown: () => shown,
  };
}

// Browsers open six streams to one server at most: a window that nobody looks at gives its own back.
function whenHidden(hide: () => void, show: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const change = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(hide, hiddenMs);
    else show();
  };
  document.addEventListener('visibilitychange', change);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', change);
  };
}

// Reading hundreds of pages again for one new row would hold up the one who scrolls; `spliceMessage` puts the row in.
function isDeep(data: unknown): boolean {
  const pages = typeof data === 'object' && data !== null && 'pages' in data ? data.pages : undefined;
  return Array.isArray(pages) && pages.length > 4;
}

const everything = '*';
/** What no change of the organization touches. */
const ownPace: ReadonlySet<unknown> = new Set(['network', 'rules', 'inbox', entranceQuery.queryKey[0]]);

// Many messages at once are one reason to read a list again, not many.
function createRefresh(queries: QueryClient): (...rooms: readonly string[]) => void {
  const due = new Set<string>();
  return (...rooms) => {
    if (due.size === 0)
      setTimeout(() => {
        for (const room of due)
          void queries.invalidateQueries({
            ...(room === everything ? {} : { queryKey: room.split(' ') }),
            predicate: query => !(room === everything && ownPace.has(query.queryKey[0])) && !isDeep(query.state.data),
          });
        due.clear();
      }, togetherMs);
    for (const room of rooms) due.add(room);
  };
}

type DistributiveOmit<Union, Keys extends string> = Union extends unknown ? Omit<Union, Keys> : never;

interface Ears {
  readonly queries: QueryClient;
  readonly happened: (happening: DistributiveOmit<Happening, 'key' | 'at'>) => void;
  readonly greeted: (how: 'hello' | 'resumed' | 'resync') => void;
}

function listen(source: EventSource, { queries, happened, greeted }: Ears): EventSource {
  const on = <Data>(event: string, hear: (data: Data) => void) =>
    source.addEventListener(event, ({ data }) => hear(JSON.parse(data as string) as Data));
  const refresh = createRefresh(queries);
  for (const how of ['hello', 'resumed', 'resync'] as const) on(how, () => greeted(how));
  on('message', (message: Message) => {
    queries.setQueryData(['message', message.id], message);
    spliceMessage(queries, message);
    refresh('messages', 'usage', 'organization', 'limits', 'contacts', 'audit', 'webhooks');
    // The money of a call is a message too; the call tells itself.
    if (message.channel !== 'voice') happened({ kind: 'message', message });
  });
  on('changed', () => refresh(everything));
  on('messages', () => refresh('messages', 'contacts', 'audit'));
  on('inbox', (agent: AgentStatus) => {
    queries.setQueryData(['agent', agent.agentId], agent);
    refresh('contacts', 'webhooks', 'audit');
    happened({ kind: 'inbox', agent });
  });
  on('phone', (message: PhoneMessage) => {
    refresh('network phones');
    queries.setQueryData<readonly PhoneMessage[]>(['network', 'thread', message.phone], known =>
      known && !known.some(each => each.id === message.id && each.direction === message.direction)
        ? [...known, message]
        : known,
    );
    happened({ kind: 'phone', message });
  });
  on('mail', (mail: Mail) => {
    refresh('network mailboxes');
    queries.setQueryData<readonly Mail[]>(['network', 'mails', mail.mailbox], known =>
      known && !known.some(each => each.id === mail.id) ? [...known, mail] : known,
    );
    happened({ kind: 'mail', mail });
  });
  // What is said should be seen as it is said: this does not wait for others.
  const steps = new Map<string, string>();
  on('call', (call: CallNews) => {
    refreshCall(queries, call.id);
    refresh('calls', 'usage', 'organization', 'limits');
    if (steps.get(call.id) !== call.state) happened({ kind: 'call', call });
    steps.set(call.id, call.state);
  });
  on('phone-call', (call: PhoneCall) => tellPhones(queries, call));
  on('network-reset', () => refresh('network'));
  return source;
}
