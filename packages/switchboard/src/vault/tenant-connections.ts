import type { Channel, Provider, Runtime, Store } from '@buttdial/core';
import type { Connection, Connections } from '../deps.ts';
import type { OfferProvider } from './offer.ts';
import type { Fields, Vault } from './vault.ts';

interface Own {
  readonly byName: ReadonlyMap<string, Connection & { readonly version: number }>;
  readonly until: number;
  readonly generation: number;
}

interface Parts {
  /** Those of the operator, for everybody who has none of their own. */
  readonly installation: Connections;
  readonly vault: Pick<Vault, 'open'>;
  readonly offer: OfferProvider;
  readonly store: Pick<Store, 'watch'>;
  readonly runtime: Runtime;
}

// A change is heard of at once; should that fail, it is seen within a second.
const ttlMs = 900;

/**
 * Connections as each organization sees them: its own first, then the installation's. An organization's credentials that
 * cannot be used are an error; its messages never leave over somebody else's account instead.
 */
export function createTenantConnections(parts: Parts): Connections & { close(): void } {
  const { installation, runtime } = parts;
  const known = new Map<string, Own>();
  const loading = new Map<string, Promise<void>>();
  let generation = 0;
  const unwatch = parts.store.watch(wake => {
    if (wake.topic === 'connections') generation += 1;
  });

  async function load(organizationId: string): Promise<void> {
    const began = generation;
    const until = runtime.now().getTime() + ttlMs;
    const before = known.get(organizationId)?.byName;
    const byName = new Map<string, Connection & { readonly version: number }>();
    for (const { connection: name, version, fields } of await parts.vault.open(organizationId)) {
      const same = before?.get(name);
      byName.set(name, same?.version === version ? same : { ...(await made(parts.offer, name, fields)), version });
    }
    if (known.size > 10_000) known.clear();
    known.set(organizationId, { byName, until, generation: began });
  }

  function own(organizationId: string): Own['byName'] {
    return known.get(organizationId)?.byName ?? new Map();
  }

  return {
    slots: installation.slots,
    ready(organizationId) {
      const have = known.get(organizationId);
      if (have && have.generation === generation && have.until > runtime.now().getTime()) return undefined;
      const under = loading.get(organizationId) ?? load(organizationId).finally(() => loading.delete(organizationId));
      loading.set(organizationId, under);
      return under;
    },
    get: (organizationId, name) => own(organizationId).get(name) ?? installation.get(organizationId, name),
    installation: name => installation.get('', name),
    serving(organizationId, channel, agentId) {
      const carriers = [...own(organizationId).values()].filter(each => carries(each.provider, channel));
      const theirs = carriers.find(each => each.name.endsWith(`@${agentId}`)) ?? carriers.find(isCommon);
      if (theirs) return theirs;
      const common = installation.serving(organizationId, channel);
      return common && (own(organizationId).get(common.name) ?? common);
    },
    offering(organizationId, ability) {
      const theirs = [...own(organizationId).values()].find(
        each => isCommon(each) && each.provider[ability] !== undefined,
      );
      return theirs ?? installation.offering?.(organizationId, ability);
    },
    close: unwatch,
  };
}

/** Not the account of one agent alone, which is named `twilio@agent`. */
function isCommon({ name }: Connection): boolean {
  return !name.includes('@');
}

async function made(offer: OfferProvider, name: string, fields: Fields): Promise<Connection> {
  const offered = await offer(name.split('@')[0] ?? name, fields);
  // It was good when it was entered, so the operator has changed something since. Whatever uses it is told so.
  return { name, provider: offered && 'provider' in offered ? offered.provider : {} };
}

/** Which channels a provider can carry, by what it offers. */
function carries(provider: Provider, channel: Channel): boolean {
  if (channel === 'email') return provider.email !== undefined;
  if (channel === 'voice') return provider.telephony !== undefined || provider.numbers !== undefined;
  return provider.messaging?.routes[channel] !== undefined;
}
