import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { buttdial } from '../../testing/command-line.ts';
import { type Installation, install } from '../../testing/installation.ts';

let house: Installation;
const clients: Client[] = [];
beforeAll(async () => {
  house = await install({ env: { CALL_MAX_CONCURRENT: '0' } });
  house.demo.network.control.changeBehaviour({ speechMsPerCharacter: 4, callAnswerMs: 20, callSetupMs: 10 });
});
afterAll(async () => {
  await Promise.all(clients.map(client => client.close()));
  await house.close();
});

async function connect(): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  const requestInit = { headers: { authorization: `Bearer ${house.tokens.one}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${house.url}/mcp`), { requestInit }));
  clients.push(client);
  return client;
}

type Said = { kind: string; who?: string; text?: string };

describe('a call through MCP', () => {
  it('is made, followed with progress, and read', async () => {
    const client = await connect();
    const use = async (
      name: string,
      input: Record<string, unknown>,
      onprogress?: (update: { message?: string | undefined }) => void,
    ) => {
      const result = await client.callTool({ name, arguments: input }, onprogress ? { onprogress } : {});
      expect(result.isError ?? false).toBe(false);
      return {
        value: result.structuredContent as Record<string, unknown>,
        next: (result.content as { text: string }[])[1]?.text,
      };
    };
    const made = await use('comms_make_call', { to: 'test-agent-002', mission: 'book a table for two' });
    expect(made.next).toContain('comms_get_call');
    const { id } = made.value;
    const told: string[] = [];
    const events: Said[] = [];
    for (let after = 0; ; ) {
      const input = { id, afterSequence: after, waitSeconds: 20 };
      const { value } = await use('comms_get_call', input, update => void told.push(update.message ?? ''));
      events.push(...(value.events as Said[]));
      after = Number(value.lastSequence);
      if (value.state !== 'ended') continue;
      expect(value).toMatchObject({ status: 'completed', outcome: { outcome: 'success' }, untrusted: true });
      break;
    }
    expect(told).toContain('agent: The name is Test Agent.');
    const lines = events.filter(event => event.kind === 'line').map(line => `${line.who}: ${line.text}`);
    const transcript = await use('comms_get_transcript', { id, format: 'text' });
    expect(transcript.value.text).toBe(lines.join('\n'));
    expect((await use('comms_list_calls', {})).value.count).toBeGreaterThan(0);
  }, 60_000);
});

describe('the command line', () => {
  it('shows a call while it goes on, and what came of it', async () => {
    const args = ['call', 'test-agent-001', 'test-agent-002', '--mission', 'book a table'];
    const env = { BUTTDIAL_URL: house.url, BUTTDIAL_TOKEN: house.tokens.one };
    const { said, exit } = buttdial(args, { env });
    expect(await exit, said.err).toBe(0);
    const shown = said.out;
    expect(shown).toContain('+12125550101 calls +12125550102');
    expect(shown).toContain('we    I would like to ask for this: book a table. Is that possible?');
    expect(shown).toMatch(/Ended {7}completed: goodbye by agent/);
    expect(shown).toMatch(/Outcome {5}success/);
    expect(shown).toMatch(/Cost {8}USD 0\.0840 \(line 0\.0140, relay 0\.0700\)/);
    expect(shown).toContain('a script: no model is configured');
  }, 60_000);
});

describe('a socket', () => {
  const refusal = (path: string) =>
    new Promise<number>((resolve, reject) => {
      const socket = new WebSocket(`${house.url.replace('http', 'ws')}${path}`);
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.on('open', () => reject(new Error('It was opened.')));
      socket.on('error', reject);
    });

  it('is refused where there is none, without a signature, and without a ticket', async () => {
    expect(await refusal('/nowhere')).toBe(404);
    expect(await refusal('/webhooks/test-agent-001/voice-ws')).toBe(404);
    expect(await refusal(`/webhooks/test-agent-001/voice-ws/${'t'.repeat(43)}`)).toBe(403);
  });
});
