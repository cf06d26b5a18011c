// Shown once: this page knows the token of the agent that it made, until it is closed. The server keeps only its fingerprint.
const tokens = new Map<string, string>();

/** Remembers the token of an agent that was made on this page. */
export function keepToken(agentId: string, token: string): void {
  tokens.set(agentId, token);
}

/** The token of an agent, if it was made on this page. */
export function keptToken(agentId: string | undefined): string | undefined {
  return agentId === undefined ? undefined : tokens.get(agentId);
}
