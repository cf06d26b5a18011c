import { styleText } from 'node:util';
import { type DemoState, demoAgents } from './demo-state.ts';
import { demoLines } from './seed.ts';

interface Announced {
  readonly url: URL;
  readonly sandboxUrl: URL;
  readonly state: DemoState;
  readonly emailDomain: string;
}

/** What is shown once the demo runs: where, the tokens, one line to try, then how to connect a client. */
export function announcement(demo: Announced, color: boolean): string {
  const bold = (text: string) => (color ? styleText('bold', text) : text);
  const dim = (text: string) => (color ? styleText('dim', text) : text);
  const base = demo.url.href.replace(/\/$/, '');
  const token = demo.state.agentTokens['test-agent-001'] ?? '';
  const { organizationToken, orchestratorToken, agentTokens } = demo.state;
  const row = (name: string, value: string | undefined) => `  ${name.padEnd(16)} ${value}`;
  return `
${bold('Butt-Dial is running')} ${dim('(demo: a simulated vendor network, nothing leaves this machine)')}

${row('Admin', `${base}/admin`)}
${row('REST', `${base}/api/v1`)}
${row('MCP', `${base}/mcp`)}
${row('Network', `${demo.sandboxUrl.href.replace(/\/$/, '')}/control`)}   ${dim('phones and mailboxes of the simulated world')}

${bold('Agents')}
${demoAgents.map(agentId => row(agentId, `${demoLines[agentId].number}   ${agentId}@${demo.emailDomain}`)).join('\n')}

${bold('Tokens')} ${dim('(kept in the data folder; they work here only)')}
${demoAgents.map(agentId => row(agentId, agentTokens[agentId])).join('\n')}
${row('organization', organizationToken)}
${row('orchestrator', orchestratorToken)}

${bold('Send a message')}
curl -X POST ${base}/api/v1/send-message -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" -d '{"to": "+15559876543", "body": "Hello from my AI agent!"}'

${snippets(base, token, { bold, dim })}

${dim('Stop with Ctrl-C.')}
`;
}

// Each as its client wants to have it pasted.
function snippets(
  base: string,
  token: string,
  { bold, dim }: Record<'bold' | 'dim', (text: string) => string>,
): string {
  const headers = { Authorization: `Bearer ${token}` };
  return `${bold('Connect Claude Code')}
claude mcp add --transport http buttdial ${base}/mcp --header "Authorization: Bearer ${token}"

${bold('Connect Cursor')} ${dim('(.cursor/mcp.json)')}
${JSON.stringify({ mcpServers: { buttdial: { url: `${base}/mcp`, headers } } })}

${bold('Connect VS Code')} ${dim('(.vscode/mcp.json)')}
${JSON.stringify({ servers: { buttdial: { type: 'http', url: `${base}/mcp`, headers } } })}`;
}
