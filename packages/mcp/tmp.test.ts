import { it } from 'vitest';
import { runOperation } from '@buttdial/switchboard';
import { openWorld } from './test/world.ts';
const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {}, 'io.modelcontextprotocol/clientInfo': { name: 'x', version: '1' } };
it('x', { timeout: 120000 }, async () => {
  const world = await openWorld();
  const { app, url, switchboard, tokens } = world;
  app.post('/rest/:op', async c => {
    const principal = await switchboard.authenticate(c.req.header('authorization')!.slice(7));
    const { value } = await runOperation(switchboard.operations.get(c.req.param('op'))!, await c.req.json(), { principal, signal: c.req.raw.signal });
    return c.json(value);
  });
  const headers = { authorization: `Bearer ${tokens.one}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream', host: '127.0.0.1' };
  const rest = (op: string, body: unknown) => app.request(`${url}/rest/${op}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const mcp = (name: string, args: unknown) => app.request(`${url}/mcp`, { method: 'POST', headers: { ...headers, 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args, _meta: meta } }) });
  const legacy = (name: string, args: unknown) => app.request(`${url}/mcp`, { method: 'POST', headers: { ...headers, 'mcp-protocol-version': '2025-11-25' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }) });
  const init = await app.request(`${url}/mcp`, { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } } }) });
  await init.text();
  const session = init.headers.get('mcp-session-id')!;
  const inSession = (name: string, args: unknown) => app.request(`${url}/mcp`, { method: 'POST', headers: { ...headers, 'mcp-protocol-version': '2025-11-25', 'mcp-session-id': session }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }) });
  const first = await mcp('comms_ping', {}); console.log(first.status, await first.text());
  async function cost(label: string, n: number, run: () => Response | Promise<Response>) {
    for (let i = 0; i < n / 4; i++) await (await run()).text();
    let best = Infinity;
    for (let round = 0; round < 3; round++) {
      const start = process.cpuUsage();
      for (let i = 0; i < n; i += 8) await Promise.all(Array.from({ length: 8 }, async () => (await run()).text()));
      const used = process.cpuUsage(start);
      best = Math.min(best, (used.user + used.system) / n);
    }
    console.log(label, Math.round(best), 'us');
  }
  await cost('rest ping', 1600, () => rest('ping', {}));
  await cost('mcp ping', 1600, () => mcp('comms_ping', {}));
  await cost('legacy stateless ping', 1600, () => legacy('comms_ping', {}));
  await cost('legacy session ping', 1600, () => inSession('comms_ping', {}));
  let k = 0; const to = () => `+1212555${String(1000 + (k++ % 100)).slice(0,2)}${String(100+(k%100)).slice(1)}`;
  const arg = () => ({ to: '+12125550199', body: 'hello ' + k++ });
  await cost('rest send', 800, () => rest('messages.send', arg()));
  await cost('mcp send', 800, () => mcp('comms_send_message', arg()));
  await world.close();
});
