import type { NewModelScript } from '@buttdial/sandbox';
import { describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const phone = '+15559876543';

async function installation(): Promise<Installation & AsyncDisposable> {
  const house = await install({ simulatedModels: true });
  return { ...house, [Symbol.asyncDispose]: () => house.close() };
}

interface Happened {
  readonly kind: string;
  readonly who?: string;
  readonly text?: string;
}

/** Calls somebody who says three things, and waits until it is over. */
async function talked(house: Installation, how: { readonly brain: string; readonly transport?: string }) {
  const { control } = house.demo.network;
  control.setCharacter(phone, {
    kind: 'human',
    lines: ['Hello?', 'At seven.', 'Bye.'],
    hangsUp: false,
    answerMs: 1_500,
  });
  control.scriptModel(control.accounts()[0]!.name, { replies: conversation });
  const asked = { to: phone, mission: 'book a table for two', ...how };
  const { status, json } = await house.api('POST', '/make-call', { body: asked });
  expect([status, json.error]).toEqual([200, undefined]);
  const events: Happened[] = [];
  for (let after = 0; ; ) {
    const { json: call } = await house.api('GET', `/calls/${json.callId}?afterSequence=${after}&waitSeconds=20`);
    events.push(...(call.events as Happened[]));
    after = call.lastSequence as number;
    if (call.state === 'ended')
      return { call, lines: events.filter(event => event.kind === 'line' && event.text !== '') };
  }
}

const conversation: NewModelScript['replies'] = [
  { when: 'hello', text: 'A table for two, please.' },
  { when: 'seven', text: 'Gladly.' },
  { when: 'bye', tools: [{ name: 'hang_up', arguments: { last_words: 'Thank you.' } }] },
];
const disclosure = 'Hello, this is an AI assistant calling for Test Agent.';

// Over real sockets and in real time, with providers found by name; src/proofs/calls-models.test.ts has the rest.
describe.concurrent('a call in which a model talks', () => {
  it.each([{ brain: 'llm', transport: 'media' }, { brain: 'realtime' }])(
    'goes from the first word to the outcome with %o',
    async how => {
      await using house = await installation();
      const { call, lines } = await talked(house, how);
      expect(call).toMatchObject({
        status: 'completed',
        endedReason: { by: 'agent', why: 'goodbye' },
        brain: how.brain,
      });
      const said = lines.map(line => `${line.who}: ${line.text}`);
      expect(said.slice(0, 2)).toEqual(['caller: Hello?', `agent: ${disclosure}`]);
      // On a busy machine the first word may come so late that the model begins before it has heard it.
      expect(said[2]).toContain('table for two');
      expect(said.slice(said.indexOf('caller: At seven.'))).toEqual([
        'caller: At seven.',
        'agent: Gladly.',
        'caller: Bye.',
        'agent: Thank you.',
      ]);
      expect(call.outcome).toMatchObject({ outcome: 'success', evidence: ['Hello?'] });
      // Every request that was made was one that OpenAI takes, and nothing is left open there.
      expect(house.demo.network.ledger().alerts).toEqual([]);
      await house.until(
        () => house.demo.network.control.connections(),
        open => open.length === 0,
      );
    },
    60_000,
  );
});
