import { describe, expect, it } from 'vitest';
import type { BrainPart } from './brain.ts';
import { type ScriptOptions, scriptBrain } from './script.ts';

const notice = 'Your message will be recorded.';
const context = { callId: 'call', settings: {} as never };
const signal = new AbortController().signal;

function script(options: Partial<ScriptOptions> = {}) {
  let opened = 0;
  const given = { opening: notice, answers: ['Anything else?'], lastWords: 'Goodbye.', takesMessage: true };
  const brain = scriptBrain({
    ...given,
    onOpened: () => {
      opened += 1;
    },
    ...options,
  });
  return {
    brain,
    opened: () => opened,
    open: () => parts(brain.open?.(context, signal)),
    turn: (text: string) => parts(brain.onTurn({ text, language: 'en', sequence: 1 }, signal)),
    heard: (text: string, generated = notice) =>
      brain.onHeard?.({ text, generated, isInterrupted: text !== generated, isApproximate: false }),
  };
}

async function parts(list: AsyncIterable<BrainPart> | undefined): Promise<readonly BrainPart[]> {
  const found: BrainPart[] = [];
  for await (const part of list ?? []) found.push(part);
  return found;
}

describe('a notice that has to be heard', () => {
  const said = { kind: 'text', text: notice, isProtected: true };

  it('is not to be cut, and told of once when it was heard whole', async () => {
    const { open, heard, opened } = script();
    expect(await open()).toEqual([said]);
    heard('Hello, I am an AI.', 'Hello, I am an AI.');
    expect(opened()).toBe(0);
    heard(notice);
    heard(notice);
    expect(opened()).toBe(1);
  });

  it('is not answered into: what is said meanwhile is written down', async () => {
    const { open, turn, heard } = script();
    await open();
    expect(await turn('Hello?')).toEqual([{ kind: 'note', text: 'Hello?' }]);
    heard(notice);
    expect(await turn('It leaks.')).toEqual([
      { kind: 'note', text: 'It leaks.' },
      { kind: 'text', text: 'Anything else?' },
    ]);
    expect((await turn('No.')).at(-1)).toEqual({ kind: 'hang-up', lastWords: 'Goodbye.' });
  });

  it('is said again when it was cut before it began, three times at most, and counts as unheard', async () => {
    const { open, turn, heard, opened } = script();
    await open();
    for (let times = 0; times < 2; times++) {
      heard('');
      expect((await turn('Hello?')).at(-1)).toEqual(said);
    }
    heard('');
    expect((await turn('Hello?')).at(-1)).toEqual({ kind: 'text', text: 'Anything else?' });
    expect(opened()).toBe(0);
  });

  it('comes after a sound, also when that is talked over', async () => {
    const sound = { url: new URL('https://product.invalid/files/a'), durationMs: 3_000 };
    const played = [
      { kind: 'audio', url: sound.url },
      { kind: 'pause', durationMs: 3_000 },
    ];
    expect(await script({ sound }).open()).toEqual([...played, said]);
    const cut = script({ sound });
    await cut.brain.open?.(context, signal)[Symbol.asyncIterator]().next();
    expect((await cut.turn('What?')).at(-1)).toEqual(said);
  });
});

describe('a script that only says something', () => {
  it('plays a sound and hangs up', async () => {
    const sound = { url: new URL('https://product.invalid/files/a'), durationMs: 1_000 };
    const said = await parts(scriptBrain({ sound, lastWords: 'Goodbye.' }).open?.(context, signal));
    expect(said.map(({ kind }) => kind)).toEqual(['audio', 'pause', 'hang-up']);
  });

  it('answers at once where nothing has to be heard', async () => {
    const { open, turn } = script({ onOpened: undefined as never });
    expect(await open()).toEqual([{ kind: 'text', text: notice }]);
    expect((await turn('Hello?')).at(-1)).toEqual({ kind: 'text', text: 'Anything else?' });
  });
});
