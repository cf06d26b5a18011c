/** What came back for one request of the modern era, with the notifications that came before it. */
export interface Answer {
  readonly status: number;
  readonly result: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
  readonly told: readonly { readonly method: string; readonly params: Record<string, unknown> }[];
}

export interface Asking {
  readonly token: string;
  readonly capabilities?: object;
  /** What `Mcp-Name` says, where the method names something. */
  readonly name?: string;
  readonly progressToken?: string;
}

let last = 0;

/** One JSON-RPC request as a client of 2026-07-28 sends it, without any SDK in between. */
export async function modernRpc(
  url: string,
  asked: { readonly method: string; readonly params?: object },
  { token, capabilities = {}, name, progressToken }: Asking,
): Promise<Answer> {
  last += 1;
  const id = last;
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': capabilities,
    ...(progressToken === undefined ? {} : { progressToken }),
  };
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': asked.method,
      ...(name === undefined ? {} : { 'mcp-name': name }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id, method: asked.method, params: { ...asked.params, _meta: meta } }),
  });
  const messages = messagesOf(await response.text());
  const answer = messages.find(message => message.id === id);
  if (!answer) throw new Error(`No answer: ${response.status} ${JSON.stringify(messages)}`);
  const told = messages.filter(message => message.method !== undefined) as unknown as Answer['told'];
  return { status: response.status, told, result: {}, ...(answer as object) };
}

function messagesOf(body: string): readonly Record<string, unknown>[] {
  if (body.startsWith('{')) return [JSON.parse(body)];
  return body.split('\n').flatMap(line => (line.startsWith('data: ') ? [JSON.parse(line.slice(6))] : []));
}
