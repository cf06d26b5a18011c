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
  const key = (scope: AgentScope) => `${scope.organizationId}\n${scope.agentId}`;
  const scoped = <Value>(load: (organizationId: string, agentId: string) => Promise<Value>) =>
    fresh(runtime, {
      ttlMs: 500,
      maxEntries: 10_000,
      load: (text: string) => {
        const [organizationId = '', agentId = ''] = text.split('\n');
        return load(organizationId, agentId);
      },
    });
  const linesOf = scoped((organizationId, agentId) => store.lines.ofAgent(organizationId, agentId));
  const agentOf = scoped((organizationId, agentId) => store.agents.get(organizationId, agentId));
  return {
    async agent(scope) {
      const agent = await agentOf(key(scope));
      if (!agent) throw unknownAgent();
      return agent;
    },
    async sending(scope, channel) {
      const line = (await linesOf(key(scope))).find(each => each.channel === channel && each.status === 'active');
      if (!line) throw new ButtdialError('invalid-input', `The agent has no ${channel} line.`, { field: 'channel', remedy: `Provision one with POST /api/v1/provision, or use a channel that comms_get_channel_status lists.` });
      return line;
    },
  };
}
