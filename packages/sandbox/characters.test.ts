import { describe, expect, it } from 'vitest';
import type { NewCharacter } from './src/index.ts';
import { lines, theCall } from './test/calls.ts';
import { type SessionOptions, session } from './test/sessions.ts';

const both = ['relay', 'media'] as const;
const greeting = 'Hello?';
const disclosure = 'Hello, this is an AI assistant calling for Café Example.';

async function held(options: SessionOptions, forMs = 110_000) {
  const made = session(options);
  await made.world.clock.advance(forMs);
  return { ...made, snapshot: made.made.snapshot(), lines: lines(theCall(made.world)) };
}

describe.each(both)('over %s', mode => {
  it.each([
    ['answers', ['completed']],
    // Over the relay nothing but a goodbye tells that the owner declined.
    ['declines', ['no-answer', 'hung-up-by-caller']],
    ['voicemail', ['voicemail-left']],
  ] as const)('a screener whose owner %s', async (verdict, statuses) => {
    const character: NewCharacter = {
      kind: 'screener',
      verdict,
      lines: ['Yes, hello?', 'When is it for?', 'See you then.'],
      hangsUp: false,
    };
    const { snapshot, phases } = await held({ mode, character });
    expect(statuses).toContain(snapshot.result?.status);
    expect(phases()).toContain('screening-reply');
    expect(snapshot.transcript.map(line => line.text)).toContain('This is an AI assistant calling for Café Example.');
  });
  it('a screener to whom nobody says anything gives up', async () => {
    const { world } = session({ mode, character: { kind: 'screener', waitMs: 1 } });
    await world.clock.advance(30_000);
    expect(theCall(world).status).toBe('completed');
    expect(lines(theCall(world)).filter(line => line.startsWith('phone'))).toHaveLength(1);
  });
  it('hold music is waited out', async () => {
    const person = { lines: ['Sorry to keep you.', 'When is it for?', 'See you then.'], hangsUp: false };
    const { snapshot, lines: heard } = await held({ mode, character: { kind: 'hold', holdMs: 6000, ...person } });
    expect(snapshot.result).toMatchObject({ status: 'completed', isDisclosed: true });
    // Nobody talks to the music.
    expect(heard.slice(1, 3)).toEqual(['phone: Sorry to keep you.', `account: ${disclosure}`]);
    expect(heard).toContain('account: At seven, for two.');
  });
  it('a babbler interrupts nothing', async () => {
    const answers = ['The kitchen closes at eleven on Fridays, and at ten on all the other days of the week.'];
    const character: NewCharacter = { kind: 'babbler', everyMs: 700, lines: [greeting, 'When?', 'Bye.'] };
    const { snapshot, lines: heard } = await held({ mode, character, answers });
    expect(heard.filter(line => /^phone: (mhm|uh-huh|right|okay)$/.test(line)).length).toBeGreaterThan(2);
    expect(snapshot.transcript).toContainEqual(expect.objectContaining({ who: 'agent', text: answers[0] }));
    expect(snapshot.transcript.filter(line => line.isInterrupted)).toEqual([]);
  });
  it('an interrupter is heard out, and what it heard is known to the character', async () => {
    const answers = ['first', 'second', 'third'].map(word => `This is the rather long ${word} answer, which is cut.`);
    const cries = ['But wait a moment!', 'No, listen to me!', 'Stop it, please!', 'Wait, wait, wait!'];
    const character: NewCharacter = { kind: 'interrupter', lines: [greeting, ...cries] };
    const { snapshot, lines: heard } = await held({ mode, character, answers });
    const cut = snapshot.transcript.filter(line => line.isInterrupted);
    expect(cut.length).toBeGreaterThan(0);
    for (const line of cut) {
      expect(heard).toContain(`account: ${line.text}`);
      expect(line.generated?.startsWith(line.text)).toBe(true);
    }
  });
  it('a slow talker is not answered between two words', async () => {
    const said = 'I would like a table for two please.';
    const character: NewCharacter = { kind: 'slow-talker', pauseMs: 700, lines: [greeting, said, 'Bye.'] };
    const { snapshot } = await held({ mode, character, pauseMs: 1200 });
    expect(snapshot.transcript.filter(line => line.who === 'caller').map(line => line.text)).toContain(said);
    expect(snapshot.transcript.filter(line => line.isInterrupted)).toEqual([]);
  });
  it('who hangs up in the middle of a word heard what is written down', async () => {
    const character: NewCharacter = { kind: 'leaver', afterMs: 900 };
    const { snapshot, lines: heard } = await held({ mode, character });
    expect(snapshot.result).toMatchObject({ status: 'hung-up-by-caller', isDisclosed: false });
    const last = snapshot.transcript.at(-1);
    expect(last).toMatchObject({ who: 'agent', generated: disclosure });
    const truth = heard.at(-1)?.replace('account: ', '') ?? '';
    expect(truth.length).toBeLessThan(disclosure.length);
    expect(disclosure.startsWith(last?.text ?? '-')).toBe(true);
    // The relay does not say how far it came: whole words are counted. Audio is known to the last 40 ms.
    const [least, most] = mode === 'relay' ? [-8, 0] : [-1, 1];
    expect((last?.text.length ?? 0) - truth.length).toBeGreaterThanOrEqual(least);
    expect((last?.text.length ?? 0) - truth.length).toBeLessThanOrEqual(most);
  });
  it('a socket that breaks does not end a call that can go on', async () => {
    const person = { lines: [greeting, 'When is it for?', 'See you then.'], hangsUp: false };
    const line = { socketBreaksAfterMs: 3000 };
    const { world, snapshot, phases } = await held({ mode, character: { kind: 'human', ...person, line } });
    expect(phases()).toContain('reconnecting');
    // A relay asks what next; after a stream there is nothing more to do.
    expect(world.product.lines.length).toBe(mode === 'relay' ? 2 : 1);
    expect(snapshot.result?.status).toBe(mode === 'relay' ? 'completed' : 'hung-up-by-caller');
    expect(theCall(world).status).toBe('completed');
  });
});

/** Every frame that the phone sent, as the product got it. */
async function framesOf(line: NonNullable<Extract<NewCharacter, { kind: 'human' }>['line']>, seed = 'calls') {
  const made = session({ mode: 'media', character: { kind: 'human', line, lines: [greeting] }, seed });
  const frames: Uint8Array[] = [];
  const { product } = made.world;
  const attach = product.onLine;
  product.onLine = accepted => {
    if (accepted.kind !== 'media') return;
    const { events } = accepted.transport;
    const copied = (async function* () {
      for await (const event of events) {
        if (event.kind === 'audio') frames.push(event.audio);
        yield event;
      }
    })();
    attach({ ...accepted, transport: { ...accepted.transport, events: copied } });
  };
  await made.world.clock.advance(20_000);
  return { frames, snapshot: made.made.snapshot() };
}

describe('a bad line', () => {
  const loudest = (frame: Uint8Array) => frame.reduce((most, byte) => Math.max(most, 0xff - (byte | 0x80)), 0);
  it('hisses all the time, and what is said is still understood', async () => {
    const quiet = await framesOf({});
    const hissing = await framesOf({ noiseDb: -45 });
    expect(quiet.frames.filter(frame => loudest(frame) === 0).length).toBeGreaterThan(100);
    expect(hissing.frames.filter(frame => loudest(frame) === 0)).toEqual([]);
    const heard = hissing.snapshot.transcript.filter(line => line.who === 'caller');
    expect(heard.map(line => line.text)).toEqual([greeting]);
  });
  it('loses its share of frames, the same ones from the same seed', async () => {
    const whole = await framesOf({});
    const [once, again, other] = [
      await framesOf({ frameLoss: 0.2 }),
      await framesOf({ frameLoss: 0.2 }),
      await framesOf({ frameLoss: 0.2 }, 'another'),
    ];
    const share = 1 - once.frames.length / whole.frames.length;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.25);
    expect(once.frames).toEqual(again.frames);
    expect(once.frames.length).not.toBe(other.frames.length);
  });
});

describe('the same seed', () => {
  const characters: readonly NewCharacter[] = [
    { kind: 'screener' },
    { kind: 'hold', holdMs: 5000 },
    { kind: 'babbler' },
    { kind: 'interrupter' },
    { kind: 'slow-talker' },
    { kind: 'leaver' },
    { kind: 'human', line: { noiseDb: -50, frameLoss: 0.05, socketBreaksAfterMs: 5000 } },
  ];
  it.each(both.flatMap(mode => characters.map(character => [character.kind, mode, character] as const)))(
    'makes a %s over %s go the same way to the last word',
    async (_kind, mode, character) => {
      const run = async () => {
        const { world, snapshot, lines: heard } = await held({ mode, character }, 60_000);
        return { heard, result: snapshot.result, transcript: snapshot.transcript, ledger: world.sandbox.ledger() };
      };
      const [once, again] = [await run(), await run()];
      expect(again).toEqual(once);
      expect(once.heard.length).toBeGreaterThan(1);
    },
  );
});
