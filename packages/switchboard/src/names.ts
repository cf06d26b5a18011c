/** The agent that gets what is written to an organization's shared numbers and is meant for nobody else. */
export function inboxAgentId(organizationId: string): string {
  return `inbox-${organizationId}`;
}

/** True for the id of that agent. */
export function isInboxAgent(organizationId: string, agentId: string): boolean {
  return agentId === inboxAgentId(organizationId);
}

/** How an agent's own account is called at the vendor. */
export function agentAccount(organizationId: string, agentId: string): string {
  return `buttdial ${organizationId} ${agentId}`;
}

/** How an organization's account below the installation's is called at the vendor. */
export function organizationAccount(organizationId: string): string {
  return `buttdial ${organizationId}`;
}
