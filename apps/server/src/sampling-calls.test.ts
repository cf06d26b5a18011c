import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { type CreateMessageRequest, CreateMessageRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const phone = '+15559876543';
const ours = '+12125550101';

let house: Installation;
beforeAll(async () => {
  house = await install();
  house.demo.network.control.changeBehaviour({ speechMsPerCharacter: 8 });
});
afterAll(() => house.close());

/** An agent in an older client that offers its model. */
async function connected(answer: (heard: string) => string) {
  const asked: CreateMessageRequest['params'][] = [];
  const client = new Client({ name: 'test', version: '1.0.0' }, { capabilities: { sampling: {} } });
  client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => {
    asked.push(params);
    const { content } = params.messages.at(-1) ?? {};
    const heard = content && 'text' in content ? content.text : '';
    return { model: 'own', role: 'assistant', content: { type: 'text', text: answer(heard) } };
  });
  await client.connect(new SSEClientTransport(new URL(`${house.url}/sse?token=${house.tokens.one}`)));
  return { asked, [Symbol.asyncDispose]: () => client.close() };
}

async function calledBy(lines: string[]) {
  const { control } = house.demo.network;
  const { id } = control.callFromPhone({ from: phone, to: ours, character: { kind: 'human', lines } });
  const call = () => control.calls().find(each => each.id === id);
  await house.until(call, seen => seen?.endedAt !== undefined);
  return (call()?.transcript ?? []).filter(({ by }) => by === 'account').map(({ text }) => text);
}

describe('an agent whose client offers its model', () => {
  it('answers its telephone with it, after the notice that an AI speaks', async () => {
    await using client = await connected(heard => `You said ${heard.length} letters.`);
    const said = await calledBy(['Hello?', 'Are you open?', 'Thank you, goodbye.']);
    expect(said[0]).toContain('AI assistant');
    expect(said.join(' ')).toContain('You said 13 letters.');
    expect(client.asked.at(-1)?.systemPrompt).toContain('You answer the telephone');
  });

  it('is not asked any more when it is gone', async () => {
    const client = await connected(() => 'Still here.');
    await client[Symbol.asyncDispose]();
    const said = await calledBy(['Hello?', 'Anybody there?', 'Goodbye.']);
    expect(said.join(' ')).not.toContain('Still here.');
    expect(client.asked).toEqual([]);
  });
});
