import { type Agent, ButtdialError, type Channel, type Line } from '@buttdial/core';
import type { Deps } from './deps.ts';
import { fresh } from './fresh.ts';
import { nearestLine } from './identity.ts';
import { type AgentScope, unknownAgent } from './principal.ts';

/** Which agent has which lines; believed for half a second, because every send asks. */
export interface Lines {
  /**
   * The line an agent sends from on a channel: its own, else one that its organization shares. `to` chooses among several
   * of those. @throws `invalid-input` when it has none.
   */
  sending(scope: AgentScope, channel: Channel, to?: string): Promise<Line>;
  /** @throws `not-found`. */
  agent(scope: AgentScope): Promise<Agent>;
}

export function createLines(deps: Pick<Deps, 'store' | 'runtime'>): Lines {
  const { store, runtime } = deps;
  const believed = { ttlMs: 500, maxEntries: 10_000 };
  const belongings = fresh(runtime, {
    ...believed,
    load: async (agentId: string) => {
      const agent = await store.findAgent(agentId);
      return agent && { agent, lines: await store.lines.ofAgent(agent.organizationId, agentId) };
    },
  });
  const shared = fresh(runtime, { ...believed, load: (organizationId: string) => store.lines.shared(organizationId) });
  async function of(scope: AgentScope) {
    const found = await belongings(scope.agentId);
    if (found?.agent.organizationId !== scope.organizationId) throw unknownAgent();
    return found;
  }
  return {
    agent: async scope => (await of(scope)).agent,
    async sending(scope, channel, to) {
      const { agent, lines } = await of(scope);
      const own = lines.find(each => each.channel === channel && each.status === 'active');
      if (own) return own;
      const common = agent.profile.sharesNumber ? await shared(scope.organizationId) : [];
      const nearest = nearestLine(
        common.filter(each => each.channel === channel),
        to,
      );
      if (nearest) return nearest;
      const waits = lines.some(each => each.channel === channel && each.status === 'pending');
      throw waits ? stillQueued(channel) : noLine(channel);
    },
  };
}

function noLine(channel: Channel): ButtdialError {
  return new ButtdialError('invalid-input', `The agent has no ${channel} line.`, {
    field: 'channel',
    remedy: 'Provision one with POST /api/v1/provision, or use a channel that comms_get_channel_status lists.',
  });
}

function stillQueued(channel: Channel): ButtdialError {
  return new ButtdialError('unavailable', `The agent waits for a ${channel} sender: none is approved and free.`, {
    field: 'channel',
    remedy: 'Use another channel until comms_get_channel_status says that it is active.',
  });
}
