import { describe, expect, it } from 'vitest';
import type { BrainPart, TextBrain } from './brain.ts';
import { askingToRecord } from './consent.ts';

const question = 'May this call be recorded?';
const { signal } = new AbortController();
const settings = { language: 'en' } as never;

/** A conversation with somebody who says these lines; what was asked and said, and what was told of the answer. */
async function talk(lines: readonly string[], { isInterrupted = false, opens = true } = {}) {
  const told: boolean[] = [];
  const said: string[] = [];
  const inner: TextBrain = {
    ...(opens && {
      async *open() {
        yield { kind: 'text' as const, text: 'To business.' };
      },
    }),
    async *onTurn({ text }) {
      yield { kind: 'text', text: `You said: ${text}` };
    },
  };
  const brain = askingToRecord(inner, { language: 'en', answered: isYes => void told.push(isYes) });
  let cut = isInterrupted;
  async function speak(parts: AsyncIterable<BrainPart>): Promise<void> {
    for await (const part of parts) {
      if (part.kind !== 'text') continue;
      said.push(part.text);
      brain.onHeard?.({ text: part.text, generated: part.text, isInterrupted: cut, isApproximate: false });
      cut = false;
    }
  }
  await speak(brain.open!({ callId: 'c', settings }, signal));
  for (const [index, text] of lines.entries())
    await speak(brain.onTurn({ text, language: 'en', sequence: index + 1 }, signal));
  return { told, said };
}

describe('the question whether a call may be recorded', () => {
  it.each([
    ['Yes, sure.', true],
    ['No.', false],
  ])('answered with %s lets the brain talk either way', async (answer, isYes) => {
    expect(await talk([answer, 'Well?'])).toEqual({
      told: [isYes],
      said: [question, 'To business.', 'You said: Well?'],
    });
  });

  it('is asked once more when the answer is neither, and then it is a no', async () => {
    const { told, said } = await talk(['What?', 'Who are you?']);
    expect(told).toEqual([false]);
    expect(said).toEqual([question, `Please say yes or no. ${question}`, 'To business.']);
  });

  it('that was not heard whole has no answer yet', async () => {
    const { told, said } = await talk(['Yes', 'Yes'], { isInterrupted: true });
    expect([told, said.slice(0, 2)]).toEqual([[true], [question, question]]);
  });

  it('hands what was said to a brain that waits to be spoken to', async () => {
    const { said } = await talk(['No, when do you open?'], { opens: false });
    expect(said).toEqual([question, 'You said: No, when do you open?']);
  });
});
