import type { NewModelScript } from '@buttdial/sandbox';
import type { BrainPart } from '@buttdial/voice';
import { llmBrain } from '@buttdial/voice';
import { describe, expect, it, vi } from 'vitest';
import { anthropicWorld } from '../test/worlds.ts';

const { signal } = new AbortController();
const turn = (text: string) => ({ text, language: 'en-US', sequence: 1 });

async function all(parts: AsyncIterable<BrainPart>): Promise<readonly BrainPart[]> {
  const list: BrainPart[] = [];
  for await (const part of parts) list.push(part);
  return list;
}
const said = (parts: readonly BrainPart[]) =>
  parts.map(part => (part.kind === 'text' ? part.text : `<${part.kind}>`)).join('');

/** A brain that thinks with a simulated Anthropic. */
function thinking(replies: NewModelScript['replies']) {
  const world = anthropicWorld({ replies });
  const brain = llmBrain({ runtime: world.runtime, model: world.language, instructions: 'Book a table.' });
  return { world, brain };
}
const context = {
  callId: 'call-1',
  settings: {
    direction: 'outbound',
    language: 'en-US',
    callerIdentity: 'Ada',
    disclose: true,
    voicemail: { policy: 'hang-up' },
    maxDurationMs: 60_000,
    ringMs: 30_000,
  },
} as const;

describe('a brain that thinks with Anthropic', () => {
  it('begins, converses, and remembers of its own words what was heard', async () => {
    const { world, brain } = thinking([
      { text: 'Good evening!' },
      { text: 'A table at eight, by the window.' },
      { text: 'Gladly.' },
    ]);
    expect(said(await all(brain.open!(context, signal)))).toBe('Good evening!');
    const answer = said(await all(brain.onTurn(turn('Hello?'), signal)));
    brain.onHeard?.({ text: 'A table', generated: answer, isInterrupted: true, isApproximate: false });
    expect(said(await all(brain.onTurn(turn('For two!'), signal)))).toBe('Gladly.');
    expect(
      world.sandbox.control
        .modelRequests()[2]
        ?.turns.map(one => one.text)
        .slice(1),
    ).toEqual(['Good evening!', 'Hello?', 'A table [interrupted here]', 'For two!']);
    expect(world.problems()).toEqual([]);
  });
  it('uses tools, several at once, and goes on when the caller spoke before all were answered', async () => {
    const note = (text: string) => ({ name: 'take_note', arguments: { text } });
    const { world, brain } = thinking([
      { text: 'One moment. ', tools: [note('one'), note('two')] },
      { text: 'Noted.' },
      { tools: [note('three'), note('four')] },
      { text: 'Yes?' },
    ]);
    expect(said(await all(brain.onTurn(turn('We are two.'), signal)))).toBe('One moment. <note><note>Noted.');
    for await (const part of brain.onTurn(turn('And three.'), signal)) if (part.kind === 'note') break;
    expect(said(await all(brain.onTurn(turn('Wait.'), signal)))).toBe('Yes?');
    expect(world.problems()).toEqual([]);
  });
  it('fails with a fault when the answer breaks off or the vendor fails in the middle', async () => {
    const { brain } = thinking([
      { text: 'We have a table.', cutAfterWords: 2 },
      { text: 'We have a table.', failsAfterWords: 2 },
      { text: 'At eight.' },
    ]);
    for (const vendorCode of [undefined, 'overloaded_error'])
      await expect(all(brain.onTurn(turn('Hello?'), signal))).rejects.toMatchObject({
        code: 'unavailable',
        details: { fault: { kind: 'unavailable', ...(vendorCode && { vendorCode }) } },
      });
    expect(said(await all(brain.onTurn(turn('Hello?'), signal)))).toBe('At eight.');
  });
  it('lets the vendor go when the caller interrupts', async () => {
    const { world, brain } = thinking([{ text: 'This takes long to say.', wordMs: 60_000 }]);
    const caller = new AbortController();
    const parts = brain.onTurn(turn('Hello?'), caller.signal)[Symbol.asyncIterator]();
    await parts.next();
    expect(world.open()).toBe(1);
    caller.abort(new Error('interrupted'));
    await expect(parts.next()).rejects.toThrow('interrupted');
    await vi.waitFor(() => expect(world.open()).toBe(0));
  });
});
