import type { Runtime } from '@buttdial/core';
import { type Background, createBackground } from './background.ts';
import { type BehaviourChange, type BehaviourSetting, createBehaviour } from './behaviour.ts';
import { type Caller, createCaller } from './caller.ts';
import { type Characters, createCharacters } from './calls/characters.ts';
import { openWebSocket, type SocketOpener } from './calls/sockets.ts';
import { createTapes, type Tapes } from './calls/tapes.ts';
import { createEventStream, type EventStream } from './events.ts';
import { createFaults, type Faults } from './faults.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createMailboxes, type Mailboxes } from './mailboxes.ts';
import { createMediaShelf, type MediaShelf } from './media.ts';
import { createModels, type Models } from './models/models.ts';
import { type Connections, createConnections } from './peers.ts';
import { createPhones, type Phones } from './phones.ts';
import { createRegistry, type Registry } from './registry.ts';
import { createRandom, type SeededRandom } from './seed.ts';

/** What every simulated vendor stands on. Vendors keep their own records beside it. */
export interface World {
  readonly runtime: Runtime;
  readonly random: SeededRandom;
  readonly registry: Registry;
  readonly phones: Phones;
  readonly characters: Characters;
  readonly tapes: Tapes;
  readonly mailboxes: Mailboxes;
  readonly media: MediaShelf;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly behaviour: BehaviourSetting;
  readonly background: Background;
  readonly events: EventStream;
  readonly caller: Caller;
  /** The sockets that customers opened, and the answers that still stream. */
  readonly connections: Connections;
  /** What language models answer. */
  readonly models: Models;
  /** How a carrier reaches the product for the words or the audio of a call. */
  readonly openSocket: SocketOpener;
  readonly allowAnyNumber: boolean;
  readonly historyLimit: number;
  /** Where the sandbox is reached, without a slash at the end. */
  url(): string;
  setUrl(url: string): void;
  /** Stops what is under way and forgets everything but the seed and the behaviour it was made with. */
  clear(): void;
}

export interface WorldOptions {
  readonly runtime: Runtime;
  readonly seed: string;
  readonly callbackFetch: typeof globalThis.fetch;
  readonly openSocket?: SocketOpener | undefined;
  readonly behaviour?: BehaviourChange | undefined;
  readonly allowAnyNumber: boolean;
  readonly historyLimit: number;
  readonly url: string;
}

/** An empty simulated network. */
export function createWorld(options: WorldOptions): World {
  const { runtime, allowAnyNumber, historyLimit } = options;
  const [now, random] = [() => runtime.now(), createRandom(options.seed)];
  const [events, behaviour] = [createEventStream(), createBehaviour(options.behaviour)];
  const limited = { now, limit: historyLimit };
  let url = options.url;
  const ledger = createLedger({ ...limited, announce: announceTo(events) });
  const registry = createRegistry({ now, ids: random.ids, allowAnyNumber });
  const phones = createPhones({
    ...limited,
    mediaUrl: id => `${url}/media/${id}`,
    announce: message => events.emit({ kind: 'phone-message', message }),
  });
  const mailboxes = createMailboxes({ ...limited, announce: mail => events.emit({ kind: 'mail', mail }) });
  const media = createMediaShelf(() => random.ids.hex(32), historyLimit);
  const [characters, tapes, faults] = [createCharacters(), createTapes(), createFaults(random.faults)];
  const [background, models] = [createBackground(runtime.log), createModels(random.models, historyLimit)];
  const caller = createCaller({ runtime, fetch: options.callbackFetch, ledger, behaviour, random: random.callbacks });
  const clear = () => {
    background.abort();
    for (const part of [ledger, registry, phones, characters, tapes, mailboxes, media, faults, models]) part.clear();
    random.reset();
    behaviour.reset();
    events.emit({ kind: 'reset' });
  };
  const people = { phones, characters, tapes, mailboxes, media, registry, models };
  const machinery = { runtime, random, ledger, faults, behaviour, background, events, caller };
  const [connections, openSocket] = [createConnections(), options.openSocket ?? openWebSocket];
  const setUrl = (changed: string) => {
    url = changed;
  };
  return {
    ...people,
    ...machinery,
    connections,
    openSocket,
    allowAnyNumber,
    historyLimit,
    url: () => url,
    setUrl,
    clear,
  };
}

function announceTo(events: EventStream): Parameters<typeof createLedger>[0]['announce'] {
  return {
    request: request => events.emit({ kind: 'request', request }),
    callback: callback => events.emit({ kind: 'callback', callback }),
    alert: alert => events.emit({ kind: 'alert', alert }),
  };
}
