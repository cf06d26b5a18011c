/** What an agent's developer needs first, as Markdown, with this server's own address in it. */
export function integrationGuide(serverUrl: string): string {
  return `# Connect an agent

Every request carries \`Authorization: Bearer <token>\`. An agent token implies its \`agentId\`.

## Send

\`\`\`bash
curl -X POST ${serverUrl}/api/v1/send-message \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Idempotency-Key: hello-1" \\
  -d '{"to": "+15559876543", "body": "Hello", "channel": "sms"}'
\`\`\`

\`channel\` is sms, whatsapp, email (with \`subject\`) or line. The answer names the message's \`id\`; its state is at
\`GET /api/v1/messages/:id\`. The same \`Idempotency-Key\` with the same content never sends twice.

## Receive

\`GET /api/v1/waiting-messages?waitSeconds=25\` leases what waits; \`POST /api/v1/waiting-messages/ack\` with \`{"ids": [...]}\`
erases it. What is not acknowledged comes back. Or have messages posted to a callback URL, signed after Standard Webhooks
with the secret of \`GET /api/v1/callback-secret\`.

## MCP

Streamable HTTP at \`${serverUrl}/mcp\` with the same bearer token; \`${serverUrl}/sse?token=...&agentId=...\` for older clients.

The whole REST surface: ${serverUrl}/api/v1/openapi.json
`;
}
