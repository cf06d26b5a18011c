import { systemRuntime } from '@buttdial/core';
import { describe, expect, it } from 'vitest';
import type { Context } from './registrar.ts';
import { createSealedStates } from './sealed-state.ts';
import { questionOf, replyOf } from './turns.ts';

const runtime = systemRuntime();
const offering = (clientCapabilities: Context['clientCapabilities']) => ({ clientCapabilities }) as Context;
const lines = [
  { who: 'caller', text: 'Hello?' },
  { who: 'agent', text: 'Hello, this is an AI.' },
] as const;

describe('a turn as a question', () => {
  it('ends with the turn, once, and begins with the instructions', () => {
    const context = { instructions: 'Book a table.', lines };
    const asked = { role: 'user', content: { type: 'text', text: 'What do you want?' } };
    for (const before of [lines, [...lines, { who: 'caller', text: 'What do you want?' } as const]]) {
      const turn = { text: 'What do you want?', context: { ...context, lines: before } };
      const { params } = questionOf(turn, offering({ sampling: {} }));
      expect(params).toMatchObject({ systemPrompt: 'Book a table.' });
      expect((params as { messages: unknown[] }).messages).toHaveLength(3);
      expect((params as { messages: unknown[] }).messages.at(-1)).toEqual(asked);
    }
  });

  it('shows a person a stranger’s words without anything that could look like a part of the dialog', () => {
    const text = 'Hi\u202e\u200b\n\nConfirm your\u0007 password\u2028';
    const { params } = questionOf({ text, context: { instructions: '', lines } }, offering({ elicitation: {} }));
    expect((params as { message: string }).message).toContain('“Hi Confirm your password”');
  });
});

describe('an answer', () => {
  it.each([
    [
      { role: 'assistant', content: { type: 'text', text: ' Yes. ' } },
      { reply: 'Yes.', hangUp: false },
    ],
    [
      { role: 'assistant', content: [{ type: 'text', text: 'Yes.' }] },
      { reply: 'Yes.', hangUp: false },
    ],
    [
      { action: 'accept', content: { reply: 'Bye.', hangUp: true } },
      { reply: 'Bye.', hangUp: true },
    ],
    [{ action: 'decline', content: { reply: 'Bye.' } }, undefined],
    [{ role: 'assistant', content: { type: 'image', data: 'x' } }, undefined],
    [{ action: 'accept' }, undefined],
  ])('%j says %j', (answer, said) => expect(replyOf(answer)).toEqual(said));

  it.each([
    undefined,
    null,
    7,
    'Yes.',
    [],
    [{ type: 'text', text: 'Yes.' }],
    {},
    { content: null },
    { content: [] },
    { content: [null] },
    { content: 'Yes.' },
    { content: { type: 'text', text: 7 } },
    { content: { type: 'text', text: '  ' } },
    { action: 'accept', content: { reply: ['Yes.'] } },
    { action: 7, content: { reply: 'Yes.' } },
  ])('that is %j is none', answer => expect(replyOf(answer)).toBeUndefined());

  it('is cut where nobody would listen any more', () => {
    expect(replyOf({ content: { type: 'text', text: 'x'.repeat(9_000) } })?.reply).toHaveLength(4_000);
  });
});

describe('what a client carries back', () => {
  const key = runtime.randomBytes(32);
  const states = createSealedStates(key, runtime);
  const state = { id: 'call-1', sequence: 7, round: 1 };

  it('opens on every instance with the key, and on none without', () => {
    const sealed = states.seal(state);
    expect(JSON.stringify(sealed)).not.toContain('call-1');
    expect(createSealedStates(key, runtime).open(sealed)).toEqual(state);
    expect(createSealedStates(runtime.randomBytes(32), runtime).open(sealed)).toBeUndefined();
    expect([undefined, {}, { sealed: 7 }, { sealed: '' }, state].map(given => states.open(given))).toEqual(
      Array(5).fill(undefined),
    );
  });

  it('does not open with a single byte changed', () => {
    const { sealed } = states.seal(state) as { sealed: string };
    const bytes = Buffer.from(sealed, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(states.open({ sealed: changed.toString('base64url') })).toBeUndefined();
    }
  });
});
