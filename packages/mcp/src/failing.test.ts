import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, type World } from '../test/world.ts';

const secret = 'a-vendor-key-4711';
const failing = async (): Promise<never> => {
  throw new TypeError(secret);
};
const hints = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

let world: World;
let client: Client;
beforeAll(async () => {
  world = await openWorld({
    extend(registrar) {
      registrar.tool(
        'failing',
        { title: 'Failing', description: 'Fails.', input: { type: 'object' }, annotations: hints },
        failing,
      );
      registrar.resource(
        'test://failing',
        { name: 'failing', title: 'Failing', description: 'Fails.', mimeType: 'text/plain' },
        failing,
      );
      registrar.prompt('failing', { title: 'Failing', description: 'Fails.' }, failing);
    },
  });
  client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${world.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${world.tokens.one}` } },
    }),
  );
});
afterAll(async () => {
  await client.close();
  await world.close();
});

it('never lets a word of a foreign error out, and logs it under the id that the caller gets', async () => {
  const result = await client.callTool({ name: 'failing', arguments: {} });
  const answer = JSON.parse((result.content as { text: string }[])[0]!.text);
  expect(result.isError).toBe(true);
  expect(answer).toMatchObject({ code: 'broken-promise', requestId: expect.any(String), error: expect.any(String) });
  expect(JSON.stringify(result)).not.toContain(secret);
  expect(world.logged.find(line => line.startsWith('mcp.failed'))).toContain(answer.requestId);
  expect(world.logged.join('\n')).not.toContain(secret);
});

it('does the same for resources and prompts', async () => {
  const asks = [() => client.readResource({ uri: 'test://failing' }), () => client.getPrompt({ name: 'failing' })];
  for (const ask of asks) {
    const error = await ask().then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ code: -32603, data: { requestId: expect.any(String) } });
    expect(error?.message).not.toContain(secret);
  }
});
