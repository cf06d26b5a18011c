import type { LanguageModel, LanguagePart, ToolSpec, Turn } from '@buttdial/core';
import { describe, expect } from 'vitest';
import {
  callWith,
  drain,
  type FailingLaw,
  lawsOfAborting,
  lawsOfFailing,
  nothingOpen,
  type PeerWorld,
  type Scenario,
  streamLaw,
} from './streams.ts';

/**
 * The laws of language models. `talks`: the model answers `said`. `calls-tools`: it calls `tool` of the subject, then says
 * `said`. `cut-short`: by the longest answer. `refused`: by the vendor's policy. `broken-off`: in the middle of its text.
 */
export type LanguageLaw = FailingLaw | 'talks' | 'calls-tools' | 'cut-short' | 'refused';

/** A language model and the vendor behind it. */
export interface ThinkingWorld extends PeerWorld {
  readonly language: LanguageModel;
}

/** A language model and what is needed to try it. */
export interface LanguageSubject {
  /** One for every law: leaving one out does not compile. */
  readonly scenarios: Readonly<Record<LanguageLaw, Scenario<ThinkingWorld>>>;
  /** What the vendor of this test answers. */
  readonly said: string;
  /** The tool call that it makes. */
  readonly tool: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> };
  readonly secrets: readonly string[];
}

const question = 'May I have a table for two?';
const user: Turn = { role: 'user', text: question };

/** The laws of `language`. */
export function testLanguage(subject: LanguageSubject): void {
  const { scenarios, said, secrets } = subject;
  const ask = ({ language }: ThinkingWorld, turns: readonly Turn[] = [user], signal?: AbortSignal) =>
    language.reply(
      { system: 'You answer the telephone.', turns, tools: toolsOf(subject), maxTokens: 100 },
      callWith(signal),
    );

  describe('a language model', () => {
    streamLaw('streams its answer, then ends once and says what it took', scenarios.talks, async world => {
      const parts = await drain(ask(world));
      expect(textIn(parts)).toBe(said);
      expect(parts.filter(part => part.kind === 'text').length, 'pieces of text').toBeGreaterThan(1);
      expect(parts.filter(part => part.kind === 'end')).toHaveLength(1);
      const { cachedInputTokens = 0, ...end } = parts.at(-1) as Extract<LanguagePart, { kind: 'end' }>;
      expect(end).toEqual({
        kind: 'end',
        reason: 'stop',
        inputTokens: expect.any(Number),
        outputTokens: expect.any(Number),
      });
      expect(cachedInputTokens).toBeLessThanOrEqual(end.inputTokens ?? 0);
    });
    streamLaw('takes every conversation that there can be', scenarios.talks, async world => {
      for (const turns of conversations(subject)) expect((await drain(ask(world, turns))).at(-1)?.kind).toBe('end');
    });
    streamLaw('works without tools', scenarios.talks, async ({ language }) => {
      const parts = await drain(language.reply({ system: 'Hello.', turns: [user], maxTokens: 50 }, callWith()));
      expect(parts.at(-1)?.kind).toBe('end');
    });
    lawsOfTools(subject, ask);
    streamLaw('says that an answer was cut short', scenarios['cut-short'], async world => {
      expect((await drain(ask(world))).at(-1)).toMatchObject({ kind: 'end', reason: 'length' });
    });
    streamLaw('says that an answer was refused', scenarios.refused, async world => {
      expect((await drain(ask(world))).at(-1)).toMatchObject({ kind: 'end', reason: 'refused' });
    });
    streamLaw('gives what was said before the connection broke', scenarios['broken-off'], async world => {
      const heard: string[] = [];
      const listening = (async () => {
        for await (const part of ask(world)) if (part.kind === 'text') heard.push(part.text);
      })();
      await expect(listening).rejects.toMatchObject({ code: 'unavailable' });
      expect(said.startsWith(heard.join('')) && heard.length > 0, 'a beginning of what was to be said').toBe(true);
      await nothingOpen(world);
    });
    lawsOfFailing(scenarios, world => drain(ask(world)), [question, said, ...secrets]);
    lawsOfAborting(scenarios.talks, (world, signal) => ask(world, [user], signal));
  });
}

type Ask = (world: ThinkingWorld, turns?: readonly Turn[]) => AsyncIterable<LanguagePart>;

function lawsOfTools({ scenarios, tool, said }: LanguageSubject, ask: Ask): void {
  streamLaw(
    'calls tools with whole arguments, and goes on with their answers',
    scenarios['calls-tools'],
    async world => {
      const parts = await drain(ask(world));
      const calls = parts.flatMap(part => (part.kind === 'tool-call' ? [part] : []));
      expect(calls.map(call => [call.name, JSON.parse(call.arguments)])).toEqual([[tool.name, tool.arguments]]);
      expect(parts.at(-1)).toMatchObject({ kind: 'end', reason: 'tool-calls' });
      const toolCalls = calls.map(({ id, name, arguments: written }) => ({ id, name, arguments: written }));
      const answered: Turn = { role: 'tool', text: 'Done.', toolCallId: calls[0]!.id };
      const next = await drain(ask(world, [user, { role: 'assistant', text: textIn(parts), toolCalls }, answered]));
      expect(textIn(next)).toBe(said);
    },
  );
}

/** Nobody has spoken, the model began, somebody spoke twice, something was said by nobody, tools without arguments or with broken ones. */
function conversations({ tool }: LanguageSubject): readonly (readonly Turn[])[] {
  const call = (id: string, written: string) => ({ id, name: tool.name, arguments: written });
  const twoCalls: Turn = { role: 'assistant', text: '', toolCalls: [call('call_1', ''), call('call_2', '{oops')] };
  const answers: readonly Turn[] = ['call_1', 'call_2'].map(id => ({ role: 'tool', text: 'Done.', toolCallId: id }));
  const hello: Turn = { role: 'assistant', text: 'Hello.' };
  return [
    [],
    [hello],
    [hello, user],
    [user, user],
    [user, { role: 'assistant', text: '' }, user],
    [user, twoCalls, ...answers],
    [user, twoCalls, ...answers, user],
    [user, { ...twoCalls, text: 'One moment.' }, ...answers, hello, user],
  ];
}

function toolsOf({ tool }: LanguageSubject): readonly ToolSpec[] {
  const input = { type: 'object', properties: { text: { type: 'string' } }, additionalProperties: true };
  return [
    { name: tool.name, description: 'A tool of the suite.', input },
    { name: 'nothing_to_say', description: 'A tool without arguments.', input: {} },
  ];
}

function textIn(parts: readonly LanguagePart[]): string {
  return parts.map(part => (part.kind === 'text' ? part.text : '')).join('');
}
