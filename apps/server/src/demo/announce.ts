import { styleText } from 'node:util';
import { type DemoState, demoAgents } from './demo-state.ts';
import { demoLines } from './seed.ts';

/** What is shown once the demo runs: where, the tokens, one line to try, then how to connect a client. */
export function announcement(
  demo: { readonly url: URL; readonly sandboxUrl: URL; readonly state: DemoState; readonly emailDomain: string },
  color: boolean,
): string {
  const bold = (text: string) => (color ? styleText('bold', text) : text);
  const dim = (text: string) => (color ? styleText('dim', text) : text);
  const base = demo.url.href.replace(/\/$/, '');
  const sandbox = demo.sandboxUrl.href.replace(/\/$/, '');
  const token = demo.state.agentTokens['test-agent-001'] ?? '';
  const agents = demoAgents.map(
    agentId => `  ${agentId.padEnd(16)} ${demoLines[agentId].number}   ${agentId}@${demo.emailDomain}`,
  );
  const tokens = demoAgents.map(agentId => `  ${agentId.padEnd(16)} ${demo.state.agentTokens[agentId]}`);
  return `
${bold('Butt-Dial is running')} ${dim('(demo: a simulated vendor network, nothing leaves this machine)')}

  REST             ${base}/api/v1
  MCP              ${base}/mcp
  Network          ${sandbox}/control   ${dim('phones and mailboxes of the simulated world')}

${bold('Agents')}
${agents.join('\n')}

${bold('Tokens')} ${dim('(kept in the data folder; they work here only)')}
${tokens.join('\n')}
  ${'organization'.padEnd(16)} ${demo.state.organizationToken}
  ${'orchestrator'.padEnd(16)} ${demo.state.orchestratorToken}

${bold('Send a message')}
curl -X POST ${base}/api/v1/send-message -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" -d '{"to": "+15559876543", "body": "Hello from my AI agent!"}'

${bold('Connect Claude Code')}
claude mcp add --transport http buttdial ${base}/mcp --header "Authorization: Bearer ${token}"

${bold('Connect Cursor')} ${dim('(.cursor/mcp.json)')}
${JSON.stringify({ mcpServers: { buttdial: { url: `${base}/mcp`, headers: { Authorization: `Bearer ${token}` } } } })}

${bold('Connect VS Code')} ${dim('(.vscode/mcp.json)')}
${JSON.stringify({ servers: { buttdial: { type: 'http', url: `${base}/mcp`, headers: { Authorization: `Bearer ${token}` } } } })}

${dim('Stop with Ctrl-C.')}
`;
}
