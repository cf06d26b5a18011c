import type { Channel, Line, Runtime, Store } from '@buttdial/core';
import type { Connection, Connections } from '@buttdial/switchboard';
import { type SimulatedNetwork, simulatedPrefix } from './simulated-network.ts';

/** As for credentials: what is believed about an organization is never older than a second. */
const believedMs = 900;

interface Parts {
  /** The real ones. */
  readonly connections: Connections & { close(): void };
  readonly store: Pick<Store, 'organizations' | 'lines'>;
  readonly runtime: Pick<Runtime, 'now'>;
  readonly network: SimulatedNetwork;
}

interface Known {
  readonly isSandbox: boolean;
  readonly until: number;
}

/**
 * Keeps organizations in their sandbox away from every real network: their own accounts and the installation's are not
 * even found. What is not known of an organization yet finds nothing at all.
 */
export function createSandboxMode(parts: Parts): Connections & { close(): void } {
  const { connections, store, runtime, network } = parts;
  const known = new Map<string, Known>();
  const loading = new Map<string, Promise<void>>();
  let simulated: readonly Connection[] = [];

  async function load(organizationId: string): Promise<void> {
    const organization = await store.organizations.get(organizationId);
    const isSandbox = organization?.mode === 'sandbox';
    if (isSandbox) {
      simulated = await network.connections();
      const lines = await store.lines.list(organizationId);
      network.know(lines.filter(isSimulated));
    } else await connections.ready?.(organizationId);
    if (known.size > 10_000) known.clear();
    known.set(organizationId, { isSandbox, until: runtime.now().getTime() + believedMs });
  }

  const pick = <Found>(organizationId: string, real: () => Found | undefined, sandbox: () => Found | undefined) => {
    const one = known.get(organizationId);
    if (!one) return undefined;
    return one.isSandbox ? sandbox() : real();
  };
  const { installation, offering } = connections;
  return {
    slots: connections.slots,
    close: connections.close,
    ready(organizationId) {
      const one = known.get(organizationId);
      if (one && one.until > runtime.now().getTime())
        return one.isSandbox ? undefined : connections.ready?.(organizationId);
      const under = loading.get(organizationId) ?? load(organizationId).finally(() => loading.delete(organizationId));
      loading.set(organizationId, under);
      return under;
    },
    serving: (organizationId, channel, agentId) =>
      pick(
        organizationId,
        () => connections.serving(organizationId, channel, agentId),
        () => carrierOf(simulated, channel),
      ),
    get: (organizationId, name) =>
      pick(
        organizationId,
        () => connections.get(organizationId, name),
        () => simulated.find(each => each.name === name),
      ),
    ...(installation ? { installation: (name: string) => installation(name) } : {}),
    ...(offering
      ? {
          offering: (organizationId, ability) =>
            pick(
              organizationId,
              () => offering(organizationId, ability),
              () => undefined,
            ),
        }
      : {}),
  };
}

function carrierOf(simulated: readonly Connection[], channel: Channel): Connection | undefined {
  return simulated.find(({ provider }) => {
    if (channel === 'email') return provider.email !== undefined;
    if (channel === 'voice') return provider.numbers !== undefined;
    return provider.messaging?.routes[channel] !== undefined;
  });
}

const isSimulated = (line: Line) => line.connection.startsWith(simulatedPrefix);
