import { createOpenai } from '@buttdial/provider-openai';
import type { NewModelScript } from '@buttdial/sandbox';
import { afterEach, describe, expect, it } from 'vitest';
import { type CallWorld, callWorld, modelKey, person } from '../../testing/call-world.ts';

let world: CallWorld;
afterEach(() => world.close());

type Followed = Readonly<Record<string, unknown>>;
interface Line {
  readonly kind: string;
  readonly who?: string;
  readonly text?: string;
}
const said = (call: Followed) =>
  (call.events as Line[]).filter(event => event.kind === 'line' && event.text).map(line => `${line.who}: ${line.text}`);
const notes = (call: Followed) => call.notes as string[];

/** A world in which OpenAI, simulated, thinks, hears and speaks; whoever is called says three things. */
async function open(
  replies: NewModelScript['replies'] = [],
  { lines = ['Hello?', 'At seven.', 'Bye.'], elsewhere = false } = {},
): Promise<CallWorld> {
  const models = { apiKey: modelKey, baseUrl: 'http://sandbox.invalid/openai/v1' };
  world = await callWorld({
    abilities: runtime => createOpenai(models, runtime),
    character: { kind: 'human', lines, hangsUp: false },
    elsewhere,
  });
  world.sandbox.control.scriptModel('ours', { replies });
  return world;
}

/** Nothing that was sent was wrong, and nothing is left open. */
function expectCleanEnd(): void {
  expect(world.sandbox.ledger().alerts).toEqual([]);
  expect(world.sandbox.control.connections()).toEqual([]);
}

const talk: NewModelScript['replies'] = [
  { when: 'hello', text: 'A table for two, please.' },
  { when: 'seven', text: 'Gladly.', tools: [{ name: 'take_note', arguments: { text: 'At seven.' } }] },
  { when: 'done', text: 'Noted.' },
  { when: 'bye', tools: [{ name: 'hang_up', arguments: { last_words: 'Thank you.' } }] },
];
interface Architecture {
  readonly brain: string;
  readonly transport: string;
  readonly elsewhere?: boolean;
}
const architectures: readonly Architecture[] = [
  { brain: 'llm', transport: 'relay' },
  { brain: 'llm', transport: 'media' },
  { brain: 'realtime', transport: 'auto' },
  { brain: 'llm', transport: 'media', elsewhere: true },
  { brain: 'realtime', transport: 'auto', elsewhere: true },
];

describe('a call in which a model talks', () => {
  it.each(architectures)(
    'is held to its end, with notes and outcome, by $brain over $transport, elsewhere: $elsewhere',
    async ({ elsewhere = false, ...how }) => {
      await open(talk, { elsewhere });
      const made = await world.run('calls.make', { to: person, mission: 'book a table for two', ...how });
      const call = await world.ended(String(made.id));
      expect(call).toMatchObject({
        status: 'completed',
        endedReason: { by: 'agent', why: 'goodbye' },
        brain: how.brain,
      });
      expect(call.outcome).toMatchObject({ outcome: 'success' });
      expect(notes(call)).toEqual(['At seven.']);
      const lines = said(call);
      expect(lines.slice(0, 2)).toEqual([
        'caller: Hello?',
        'agent: Hello, this is an AI assistant calling for Agent One.',
      ]);
      expect(lines.slice(lines.indexOf('caller: At seven.')).join('\n')).toMatch(
        /^caller: At seven\.\nagent: Gladly\.\s*(agent: )?Noted\.\ncaller: Bye\.\nagent: Thank you\.$/,
      );
      await world.pass(60_000);
      expectCleanEnd();
    },
  );
  it.each(architectures)(
    'apologises and goes on when an answer breaks off, by $brain over $transport, elsewhere: $elsewhere',
    async ({ elsewhere = false, ...how }) => {
      const broken = { when: 'seven', text: 'Gladly, that is fine.', cutAfterWords: 0 };
      const lines = ['Hello?', 'At seven.', 'I said at seven.', 'Bye.'];
      await open([talk[0]!, broken, ...talk.slice(1)], { lines, elsewhere });
      const made = await world.run('calls.make', { to: person, mission: 'book a table for two', ...how });
      const call = await world.ended(String(made.id));
      expect(said(call).join('\n')).toContain('something went wrong');
      expect(call).toMatchObject({ status: 'completed', endedReason: { by: 'agent', why: 'goodbye' } });
      await world.pass(60_000);
      expect(world.sandbox.control.connections()).toEqual([]);
    },
  );
  it('may be one of two models, that talk with each other', async () => {
    await open([]);
    const made = await world.run('calls.make', {
      to: 'two',
      mission: 'book a table for two at 19:30',
      transport: 'relay',
    });
    const call = await world.ended(String(made.id));
    const lines = said(call).join('\n');
    expect(lines).toContain('agent: I am calling about this: book a table for two at 19:30.');
    expect(lines).toContain('caller: Thank you, Agent One. It is noted.');
    expect(call).toMatchObject({
      brain: 'llm',
      endedReason: { by: 'agent', why: 'goodbye' },
      outcome: { outcome: 'success' },
    });
    await world.pass(60_000);
    expectCleanEnd();
  });
  it.each(['llm', 'realtime'])(
    'goes on with %s when the process of its audio dies, and knows what was said',
    async brain => {
      // What is said while nobody hears it is lost.
      const lines = ['Hello?', 'Pardon?', 'At seven.', 'Bye.'];
      await open(talk, { lines, elsewhere: true });
      const how = { brain, transport: 'media' };
      const made = await world.run('calls.make', { to: person, mission: 'book a table for two', ...how });
      for (let tries = 0; tries < 100; tries++) {
        await world.pass(100);
        if (said(await world.run('calls.get', { id: made.id })).includes('agent: A table for two, please.')) break;
      }
      world.killMedia();
      const call = await world.ended(String(made.id));
      const phases = (call.events as { kind: string; phase?: string }[]).flatMap(({ phase }) => phase ?? []);
      expect(phases).toContain('reconnecting');
      expect(call).toMatchObject({ status: 'completed', endedReason: { by: 'agent', why: 'goodbye' } });
      expect(said(call).join('\n')).toMatch(/Gladly\.\s*(agent: )?Noted\.\ncaller: Bye\.\nagent: Thank you\.$/);
      expect(notes(call)).toEqual(['At seven.']);
      expect((call.events as Line[]).filter(({ kind }) => kind === 'ended')).toHaveLength(1);
      expect(world.sandbox.ledger().calls).toHaveLength(1);
    },
  );
});
