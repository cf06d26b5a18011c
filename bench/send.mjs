// What a durable send costs, against a bare echo in the same run: CPU of the server process per request.
import { load, median, startServer } from './load.mjs';

const rounds = Number(process.argv[2] ?? 5);
const echo = await startServer('echo');
const floor = await startServer('floor');
const send = await startServer('send');
const authorization = `Bearer ${send.token}`;
// Thousands of different people, as in life: nobody is written to a hundred times a second.
let call = 0;
const content = () => ({
  to: `+1212${2_200_000 + ((call++ * 7919) % 700_000)}`,
  body: 'Hello from the benchmark, this is a text of usual length.',
});
const message = () => JSON.stringify(content());
const toolCall = () =>
  JSON.stringify({
    jsonrpc: '2.0',
    id: call,
    method: 'tools/call',
    params: {
      name: 'comms_send_message',
      arguments: content(),
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': {},
        'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
      },
    },
  });
const mcpHeaders = {
  authorization,
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'tools/call',
  'mcp-name': 'comms_send_message',
};

const candidates = {
  echo: () => load(echo, { path: '/echo', body: message }),
  'its rows alone': () => load(floor, { path: '/floor', body: message }),
  'its rows and parts by hand': () => load(floor, { path: '/parts', body: message }),
  'REST send': () => load(send, { path: '/api/v1/send-message', headers: { authorization }, body: message }),
  ...(process.env.NO_MCP
    ? {}
    : { 'MCP send': () => load(send, { path: '/mcp', headers: mcpHeaders, body: toolCall }) }),
};
const results = Object.fromEntries(Object.keys(candidates).map(name => [name, []]));
// Until the compiler has come to rest; a server runs longer than this.
for (let round = 0; round < 4; round += 1) for (const name of Object.keys(candidates)) await candidates[name]();
for (let round = 0; round < rounds; round += 1)
  for (const name of Object.keys(candidates)) results[name].push(await candidates[name]());
await echo.stop();
await floor.stop();
await send.stop();

const cost = name => median(results[name].map(result => result.cpuMicros));
console.log('| request | CPU µs | × echo | requests/s | p50 ms | p99 ms |\n|---|---|---|---|---|---|');
for (const [name, list] of Object.entries(results)) {
  const pick = key => median(list.map(result => result[key]));
  console.log(
    `| ${name} | ${cost(name).toFixed(1)} | ${(cost(name) / cost('echo')).toFixed(2)} | ${pick('perSecond').toFixed(0)} | ${pick('p50').toFixed(1)} | ${pick('p99').toFixed(1)} |`,
  );
}
if (results['MCP send']) console.log(`\nMCP send / REST send: ${(cost('MCP send') / cost('REST send')).toFixed(2)}`);
