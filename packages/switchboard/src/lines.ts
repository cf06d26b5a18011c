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
  /** The same, and who sends. */
  sender(scope: AgentScope, channel: Channel, to?: string): Promise<{ readonly agent: Agent; readonly line: Line }>;
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
  async function sharedLine(agent: Agent, channel: Channel, to: string | undefined): Promise<Line | undefined> {
    const common = agent.profile.sharesNumber ? await shared(agent.organizationId) : [];
    return nearestLine(
      common.filter(each => each.channel === channel),
      to,
    );
  }
  async function sender(scope: AgentScope, channel: Channel, to?: string) {
    const known = belongings(scope.agentId);
    const { agent, lines } = ownedBy(scope, known instanceof Promise ? await known : known);
    const own = lines.find(each => each.channel === channel && each.status === 'active');
    const line = own ?? (await sharedLine(agent, channel, to));
    if (line) return { agent, line };
    const waits = lines.some(each => each.channel === channel && each.status === 'pending');
    throw waits ? stillQueued(channel) : noLine(channel);
  }
  return {
    agent: async scope => ownedBy(scope, await belongings(scope.agentId)).agent,
    sender,
    sending: async (scope, channel, to) => (await sender(scope, channel, to)).line,
  };
}

interface Belongings {
  readonly agent: Agent;
  readonly lines: readonly Line[];
}

function ownedBy({ organizationId }: AgentScope, found: Belongings | undefined): Belongings {
  if (found?.agent.organizationId !== organizationId) throw unknownAgent();
  return found;
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
