import { type Agent, ButtdialError, type Channel, type Line } from '@buttdial/core';
import type { Deps } from './deps.ts';
import { fresh } from './fresh.ts';
import { type AgentScope, unknownAgent } from './principal.ts';

/** Which agent has which lines; believed for half a second, because every send asks. */
export interface Lines {
  /** The line an agent sends from on a channel. @throws `invalid-input` when it has none. */
  sending(scope: AgentScope, channel: Channel): Promise<Line>;
  /** @throws `not-found`. */
  agent(scope: AgentScope): Promise<Agent>;
}

export function createLines(deps: Pick<Deps, 'store' | 'runtime'>): Lines {
  const { store, runtime } = deps;
  const belongings = fresh(runtime, {
    ttlMs: 500,
    maxEntries: 10_000,
    load: async (agentId: string) => {
      const agent = await store.findAgent(agentId);
      return agent && { agent, lines: await store.lines.ofAgent(agent.organizationId, agentId) };
    },
  });
  async function of(scope: AgentScope) {
    const found = await belongings(scope.agentId);
    if (found?.agent.organizationId !== scope.organizationId) throw unknownAgent();
    return found;
  }
  return {
    agent: async scope => (await of(scope)).agent,
    async sending(scope, channel) {
      const line = (await of(scope)).lines.find(each => each.channel === channel && each.status === 'active');
      if (!line)
        throw new ButtdialError('invalid-input', `The agent has no ${channel} line.`, {
          field: 'channel',
          remedy: 'Provision one with POST /api/v1/provision, or use a channel that comms_get_channel_status lists.',
        });
      return line;
    },
  };
}
