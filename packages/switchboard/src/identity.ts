import type { Agent, Channel, Line, Organization } from '@buttdial/core';
import type { Deps, IdentityMode } from './deps.ts';
import { readSettings } from './organization-settings.ts';
import type { ProvisionInput } from './provision-input.ts';

/** Whether a new agent gets a number of its own or sends from the organization's. */
export function sharesNumber(
  deps: Pick<Deps, 'settings'>,
  organization: Organization | undefined,
  input: Pick<ProvisionInput, 'capabilities' | 'identity'>,
): boolean {
  const mode = readSettings(organization).identityMode ?? deps.settings.identityMode ?? 'dedicated';
  return sharesIn(mode, input);
}

// A call says nothing about whom it is for, so in a hybrid who answers calls has a number of its own.
function sharesIn(mode: IdentityMode, { capabilities, identity }: Pick<ProvisionInput, 'capabilities' | 'identity'>) {
  if (mode !== 'hybrid') return mode === 'shared';
  return identity === undefined ? !capabilities.voiceAi : identity === 'shared';
}

/**
 * Whom a message to a shared line is for: the agent that wrote last to its sender from that line, while it is active;
 * else the organization's default agent; else the inbox of the organization. Undefined when all of them are gone.
 */
export async function meantBy({ store }: Deps, line: Line, contactKey: string): Promise<Agent | undefined> {
  const { organizationId, address } = line;
  const last = (channel: Channel) => store.lines.lastWriter(organizationId, { channel, address, contactKey });
  const active = async (agentId: string | undefined) => {
    const agent = agentId === undefined ? undefined : await store.agents.get(organizationId, agentId);
    return agent?.status === 'active' ? agent : undefined;
  };
  // Who calls back may have been called or written to.
  const writer = await active((await last(line.channel)) ?? (line.channel === 'voice' ? await last('sms') : undefined));
  if (writer) return writer;
  const { defaultAgentId } = readSettings(await store.organizations.get(organizationId));
  return (await active(defaultAgentId)) ?? active(line.agentId);
}

/** The shared line to send from: the one whose number begins most like the recipient's, so that neighbours see a local number. */
export function nearestLine(lines: readonly Line[], to: string | undefined): Line | undefined {
  const likeness = ({ address }: Line) => {
    let same = 0;
    while (to !== undefined && same < address.length && address[same] === to[same]) same += 1;
    return same;
  };
  return lines.reduce<Line | undefined>(
    (best, line) => (best === undefined || likeness(line) > likeness(best) ? line : best),
    undefined,
  );
}
