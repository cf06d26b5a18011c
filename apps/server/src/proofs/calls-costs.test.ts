import type { LanguageModel, Realtime, Runtime } from '@buttdial/core';
import { createOpenai } from '@buttdial/provider-openai';
import type { NewModelScript } from '@buttdial/sandbox';
import type { ModelPrice } from '@buttdial/switchboard';
import { afterEach, describe, expect, it } from 'vitest';
import { type CallWorld, callWorld, modelKey, person } from '../../testing/call-world.ts';

let world: CallWorld;
afterEach(() => world.close());

interface Costs {
  readonly carrier: number;
  readonly relay: number;
  readonly model: number;
  readonly speech: number;
  readonly transcription: number;
  readonly total: number;
  readonly unpriced?: readonly string[];
}
const of = { provider: 'able' } as const;
/** A micro per token and per character, six per second. */
const prices: readonly ModelPrice[] = [
  { ...of, model: 'gpt-*', unit: 'tokens', input: 1_000_000, cachedInput: 500_000, output: 1_000_000 },
  { ...of, model: 'gpt-*', unit: 'characters', price: 1_000 },
  { ...of, model: 'gpt-*', unit: 'minutes', price: 360, roundsUp: false },
  { provider: 'twilio', model: 'conversation-relay', unit: 'minutes', price: 70_000, roundsUp: true },
];
const conversation: NewModelScript['replies'] = [
  { when: 'hello', text: 'A table for two, please.' },
  { when: 'seven', text: 'Gladly.' },
  { when: 'bye', tools: [{ name: 'hang_up', arguments: { last_words: 'Thank you.' } }] },
];
const spent = async () => (await world.store.limits.use('default', world.runtime.now(), 'one')).spendTodayMicros;
const micros = (units: number) => Math.round(units * 1_000_000);

/** What the models themselves say that they used, in the micros of `prices`. */
let used = 0;
function counting(runtime: Runtime) {
  const provider = createOpenai({ apiKey: modelKey, baseUrl: 'http://sandbox.invalid/openai/v1' }, runtime);
  const language: LanguageModel = {
    ...provider.language,
    async *reply(request, call) {
      for await (const part of provider.language.reply(request, call)) {
        if (part.kind === 'end')
          used += (part.inputTokens ?? 0) + (part.outputTokens ?? 0) - (part.cachedInputTokens ?? 0) / 2;
        yield part;
      }
    },
  };
  const realtime: Realtime = {
    ...provider.realtime,
    async open(request, call) {
      const session = await provider.realtime.open(request, call);
      const events = (async function* () {
        for await (const event of session.events) {
          if (event.kind === 'turn-ended' && event.usage)
            used += event.usage.inputTokens + event.usage.outputTokens - event.usage.cachedInputTokens / 2;
          yield event;
        }
      })();
      return Object.assign(Object.create(session) as typeof session, { events });
    },
  };
  return { ...provider, language, realtime };
}

async function open(more: Partial<Parameters<typeof callWorld>[0]> = {}): Promise<void> {
  used = 0;
  const lines = ['Hello?', 'At seven.', 'Bye.'];
  const character = { kind: 'human', lines, hangsUp: false } as const;
  world = await callWorld({ abilities: counting, character, models: prices, ...more });
  world.sandbox.control.scriptModel('ours', { replies: conversation });
}
const call = (how: object) => world.run('calls.make', { to: person, mission: 'book a table', ...how });

/** What was spent is what the call shows, once in the books, and nothing of it is held any more. */
async function expectBalanced(total: number): Promise<void> {
  expect(await spent()).toBe(total);
  const span = { since: new Date(0), until: new Date(8e15), by: 'total' } as const;
  const books = await world.store.ledger.vouchers('default', span);
  expect(books.reduce((sum, line) => sum + line.spentMicros, 0)).toBe(total);
  expect(await world.store.ledger.open('default')).toEqual({ count: 0, reservedMicros: 0 });
}

describe('what a call costs', () => {
  it.each([
    { brain: 'llm', transport: 'relay', parts: { relay: true, speech: false, transcription: false } },
    { brain: 'llm', transport: 'media', parts: { relay: false, speech: true, transcription: true } },
    { brain: 'realtime', transport: 'auto', parts: { relay: false, speech: true, transcription: false } },
  ] as const)('is told in parts, and is in the books: $brain over $transport', async ({ brain, transport, parts }) => {
    await open();
    const { id } = await call({ brain, transport });
    const { reservedMicros } = await world.store.ledger.open('default');
    const ended = await world.ended(String(id));
    const costs = ended.costs as Costs;
    expect(used).toBeGreaterThan(0);
    expect(costs.model).toBe(Math.ceil(used) / 1_000_000);
    expect(costs.carrier).toBe(0.014);
    expect({
      relay: costs.relay > 0,
      speech: costs.speech > 0,
      transcription: costs.transcription > 0,
    }).toEqual(parts);
    if (parts.transcription) expect(costs.transcription).toBeCloseTo((Number(ended.durationSeconds) * 6) / 1e6, 5);
    const { total, unpriced, ...each } = costs;
    expect(unpriced).toBeUndefined();
    expect(micros(total)).toBe(Object.values(each).reduce((sum, part) => sum + micros(part), 0));
    expect(ended.cost).toBe(total);
    expect(reservedMicros).toBeGreaterThanOrEqual(micros(total));
    await expectBalanced(micros(total));
  });

  it('names what has no price, and does not take it for nothing', async () => {
    await open({ models: prices.filter(({ unit }) => unit !== 'tokens') });
    const ended = await world.ended(String((await call({ brain: 'llm', transport: 'relay' })).id));
    expect(ended.costs).toMatchObject({ model: 0, unpriced: ['model: able gpt-4.1-mini'], total: 0.084 });
    await expectBalanced(84_000);
  });

  it('holds the models of all servers that the call was on', async () => {
    await open();
    const { id } = await call({ brain: 'llm', transport: 'relay' });
    await world.pass(7_000);
    const before = used;
    expect(before).toBeGreaterThan(0);
    await world.replace();
    const ended = await world.ended(String(id));
    expect(used).toBeGreaterThan(before);
    expect(micros((ended.costs as Costs).model)).toBeGreaterThanOrEqual(Math.ceil(used));
    await expectBalanced(micros(ended.cost as number));
  });

  it('does not grow beyond what was reserved: a call whose model costs more is ended before', async () => {
    const greedy = (runtime: Runtime) => ({
      ...counting(runtime),
      language: {
        model: 'gpt-greedy',
        async *reply() {
          used += 3_010;
          yield { kind: 'text', text: 'And what else?' } as const;
          yield { kind: 'end', reason: 'stop', inputTokens: 3_000, outputTokens: 10 } as const;
        },
      } satisfies LanguageModel,
    });
    const lines = Array.from({ length: 40 }, (_, index) => `Item ${index}.`);
    await open({ abilities: greedy, character: { kind: 'human', lines, hangsUp: false } });
    const { id } = await call({ brain: 'llm', transport: 'relay', maxDurationSeconds: 600 });
    const { reservedMicros } = await world.store.ledger.open('default');
    const short = await world.ended(String(id));
    expect(used).toBeGreaterThan(9_000);
    await expectBalanced(micros(short.cost as number));
    expect(micros(short.cost as number)).toBeLessThanOrEqual(reservedMicros);
    const dear = await call({ brain: 'llm', transport: 'relay', maxDurationSeconds: 60 });
    const budget = await world.store.ledger.open('default');
    const cut = await world.ended(String(dear.id));
    expect(world.logged.join('\n')).toContain('call.model-budget');
    expect(cut).toMatchObject({ endedReason: { by: 'agent' } });
    expect(micros(cut.cost as number)).toBeLessThanOrEqual(budget.reservedMicros);
  });
});
