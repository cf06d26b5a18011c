import type { Agent } from '@buttdial/core';
import type { Deps } from './deps.ts';
import { readSettings } from './organization-settings.ts';

/** What few agents and organizations have switched on, as it stood a moment ago. */
export interface Switched {
  /** Agents whose traffic is copied somewhere, by id. */
  readonly duplicating: ReadonlyMap<string, Agent>;
  /** For how many days organizations keep bodies, by id; those that do not are left out. */
  readonly keepingDays: ReadonlyMap<string, number>;
}

/** Two small reads tell it for everybody; they are made when somebody asks and something has changed, never for each message. */
export interface Switches {
  /** Undefined when it has to be looked up again. */
  known(): Switched | undefined;
  read(): Promise<Switched>;
  close(): void;
}

// A change is heard of at once; should that fail, it is seen within ten seconds.
const ttlMs = 10_000;

export function createSwitches({ store, runtime }: Pick<Deps, 'store' | 'runtime'>): Switches {
  let generation = 0;
  let have: (Switched & { readonly until: number; readonly generation: number }) | undefined;
  let loading: Promise<Switched> | undefined;
  const unwatch = store.watch(wake => {
    if (wake.topic === 'switches') generation += 1;
  });

  async function load(): Promise<Switched> {
    const began = generation;
    const until = runtime.now().getTime() + ttlMs;
    const [agents, organizations] = await Promise.all([store.duplicating(), store.listOrganizations()]);
    const days = organizations.map(each => [each.id, readSettings(each).keepBodiesDays] as const);
    have = {
      duplicating: new Map(agents.map(agent => [agent.id, agent])),
      keepingDays: new Map(days.flatMap(([id, count]) => (count === undefined ? [] : [[id, count]]))),
      until,
      generation: began,
    };
    return have;
  }

  return {
    known: () => (have && have.generation === generation && have.until > runtime.now().getTime() ? have : undefined),
    read: () => {
      loading ??= load().finally(() => {
        loading = undefined;
      });
      return loading;
    },
    close: unwatch,
  };
}
