import type { Speech } from '@buttdial/core';
import { telephoneAudio } from '@buttdial/core';
import type { BrainPart, TextBrain } from '@buttdial/voice';
import { createPipeline, llmBrain, realtimeSpeaker, textSpeaker } from '@buttdial/voice';
import { modemSpeech } from '@buttdial/voice/wire';
import { describe, expect, it, vi } from 'vitest';
import { telephoneCall, virtualWorld } from '../test/line.ts';
import { openaiWorld, type WorldOptions } from '../test/worlds.ts';

const { signal } = new AbortController();
const turn = (text: string) => ({ text, language: 'en-US', sequence: 1 });

async function all(parts: AsyncIterable<BrainPart>): Promise<readonly BrainPart[]> {
  const list: BrainPart[] = [];
  for await (const part of parts) list.push(part);
  return list;
}
const said = (parts: readonly BrainPart[]) =>
  parts.map(part => (part.kind === 'text' ? part.text : `<${part.kind}>`)).join('');

/** A brain that thinks with a simulated OpenAI. */
function thinking(options: WorldOptions = {}) {
  const world = openaiWorld(options);
  const brain: TextBrain = llmBrain({
    runtime: world.runtime,
    model: world.language,
    instructions: 'Book a table.',
    speaksFirst: false,
  });
  return { world, brain };
}

describe('a brain that thinks with a language model', () => {
  it('converses, and remembers of its own words what was heard', async () => {
    const { world, brain } = thinking({
      replies: [{ text: 'We have a table at eight, by the window.' }, { text: 'Gladly.' }],
    });
    const answer = said(await all(brain.onTurn(turn('Good evening.'), signal)));
    expect(answer).toBe('We have a table at eight, by the window.');
    brain.onHeard?.({ text: 'We have a table', generated: answer, isInterrupted: true, isApproximate: false });
    expect(said(await all(brain.onTurn(turn('For two!'), signal)))).toBe('Gladly.');
    const [, second] = world.sandbox.control.modelRequests();
    expect(second?.turns.map(one => one.text)).toEqual([
      'Good evening.',
      'We have a table [interrupted here]',
      'For two!',
    ]);
    expect(second?.system).toContain('Book a table.');
    expect(world.problems()).toEqual([]);
  });
  it('uses tools', async () => {
    const { world, brain } = thinking({
      replies: [
        { text: 'One moment. ', tools: [{ name: 'take_note', arguments: { text: 'Two people.' } }] },
        { tools: [{ name: 'hang_up', arguments: { last_words: 'Goodbye.' } }] },
      ],
    });
    expect(await all(brain.onTurn(turn('We are two.'), signal))).toEqual([
      { kind: 'text', text: 'One ' },
      { kind: 'text', text: 'moment. ' },
      { kind: 'note', text: 'Two people.' },
      { kind: 'hang-up', lastWords: 'Goodbye.' },
    ]);
    expect(await all(brain.onTurn(turn('Are you there?'), signal))).not.toEqual([]);
    expect(world.problems()).toEqual([]);
  });
  it('fails with a fault when the answer breaks off, and answers the next turn', async () => {
    const { brain } = thinking({ replies: [{ text: 'We have a table.', cutAfterWords: 2 }, { text: 'At eight.' }] });
    await expect(all(brain.onTurn(turn('Hello?'), signal))).rejects.toMatchObject({
      code: 'unavailable',
      details: { fault: { kind: 'unavailable' } },
    });
    expect(said(await all(brain.onTurn(turn('Hello?'), signal)))).toBe('At eight.');
  });
  it('lets the vendor go when the caller interrupts', async () => {
    const { world, brain } = thinking({ replies: [{ text: 'This takes long to say.', wordMs: 60_000 }] });
    const caller = new AbortController();
    const parts = brain.onTurn(turn('Hello?'), caller.signal)[Symbol.asyncIterator]();
    await parts.next();
    expect(world.open()).toBe(1);
    caller.abort(new Error('interrupted'));
    await expect(parts.next()).rejects.toThrow('interrupted');
    await vi.waitFor(() => expect(world.open()).toBe(0));
  });
  it('talks in a call in which OpenAI also hears and speaks', async () => {
    const time = virtualWorld();
    const world = openaiWorld({
      runtime: time.runtime,
      replies: [{ text: 'At eight.' }, { tools: [{ name: 'hang_up' }] }],
    });
    const { runtime, transcription, speech, language } = world;
    const brain = llmBrain({ runtime, model: language, instructions: 'Book.', speaksFirst: false });
    const speaker = textSpeaker(brain, {
      lift: transport => createPipeline({ runtime, transport, transcription, speech, voice: '', language: 'en-US' }),
    });
    const { session, phone } = await telephoneCall(time, speaker);
    await time.clock.advance(4000);
    phone.say('when');
    await time.clock.advance(5000);
    phone.say('bye');
    await time.clock.advance(15_000);
    expect(session.snapshot().transcript.map(line => [line.who, line.text])).toEqual([
      ['agent', 'Hello, you are speaking with an AI assistant.'],
      ['caller', 'when'],
      ['agent', 'At eight.'],
      ['caller', 'bye'],
    ]);
    expect(await session.ended).toMatchObject({ status: 'completed', by: 'agent' });
    expect(world.problems()).toEqual([]);
    await vi.waitFor(() => expect(world.open()).toBe(0));
  });
});

/** The voice of the line itself, which is not OpenAI's here. */
const lineVoice: Speech = {
  formats: [telephoneAudio],
  async *speak({ text }) {
    for await (const clause of typeof text === 'string' ? [text] : text) yield* modemSpeech(clause, telephoneAudio);
  },
};

/** A call in which a simulated speech-to-speech model talks. */
async function speaking(options: WorldOptions = {}) {
  const time = virtualWorld();
  const world = openaiWorld({ ...options, runtime: time.runtime });
  const speaker = realtimeSpeaker({
    realtime: world.realtime,
    instructions: 'Answer the telephone.',
    voice: 'marin',
    speech: lineVoice,
    speechVoice: '',
  });
  const call = await telephoneCall(time, speaker);
  return { ...call, time, world };
}

const cuts = process.env.TEST_FULL === undefined ? 60 : 1000;

/** Numbers from 0 to 1, the same for the same seed. */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

describe('a speech-to-speech model in a call', () => {
  it('begins after the disclosure, hears the caller and answers', async () => {
    const { session, phone, time, world } = await speaking({
      replies: [{ text: 'What may I do for you?' }, { text: 'At eight.' }],
    });
    await time.clock.advance(5000);
    phone.say('a table please');
    await time.clock.advance(4000);
    expect(session.snapshot().transcript.map(line => [line.who, line.text])).toEqual([
      ['agent', 'Hello, you are speaking with an AI assistant.'],
      ['agent', 'What may I do for you?'],
      ['caller', 'a table please'],
      ['agent', 'At eight.'],
    ]);
    expect(world.problems()).toEqual([]);
    phone.hangUp();
    await time.clock.advance(30_000);
    expect((await session.ended).by).not.toBe('agent');
    expect(world.open()).toBe(0);
  });
  it('answers once to a caller who goes on talking before it has begun to', async () => {
    const { session, phone, time, world } = await speaking({
      replies: [{ text: 'Hello.' }, { text: 'Too early.', thinkMs: 3000 }, { text: 'A table for two, at eight.' }],
    });
    await time.clock.advance(4000);
    phone.say('a table');
    await time.clock.advance(1500);
    phone.say('for two');
    await time.clock.advance(6000);
    expect(
      session
        .snapshot()
        .transcript.map(line => line.text)
        .slice(1),
    ).toEqual(['Hello.', 'a table', 'for two', 'A table for two, at eight.']);
    expect(
      world.sandbox.control
        .modelRequests()
        .at(-1)
        ?.turns.map(one => one.text),
    ).toContain('a table');
    expect(world.problems()).toEqual([]);
  });
  it('uses tools and ends the call', async () => {
    const { session, phone, time, world } = await speaking({
      replies: [
        { tools: [{ name: 'take_note', arguments: { text: 'soup' } }] },
        { text: 'Noted.' },
        { tools: [{ name: 'hang_up', arguments: { last_words: 'Goodbye.' } }] },
      ],
    });
    await time.clock.advance(4000);
    session.direct('That is all.');
    phone.say('bye');
    await time.clock.advance(15_000);
    expect(await session.ended).toMatchObject({ status: 'completed', by: 'agent' });
    expect(session.snapshot().notes).toEqual(['soup']);
    expect(
      session
        .snapshot()
        .transcript.map(line => line.text)
        .slice(1),
    ).toEqual(['Noted.', 'bye', 'Goodbye.']);
    expect(world.problems()).toEqual([]);
  });
  it(`is told within 20 ms what was played of each of ${cuts} answers that were cut, and forgets the rest`, async () => {
    const text = 'this is a long sentence that will be cut somewhere in the middle of a word, so nobody hears it all';
    const replies = Array.from({ length: cuts + 20 }, (_, at) => ({
      text: `${at} ${text}`,
      wordMs: at % 2 === 0 ? 0 : 90,
    }));
    const { session, phone, time, world } = await speaking({ replies });
    const random = drawn(7);
    await time.clock.advance(2200);
    const truth: number[] = [];
    for (let cut = 0; cut < cuts; cut++) {
      await time.clock.advance(300 + Math.floor(random() * 1200));
      const before = phone.clearedAfterMs().length;
      phone.say('but i want');
      await time.clock.advance(1600);
      // Before the first answer the line has said its own words, 40 ms a character.
      const ownMs = cut === 0 ? 40 * 'Hello, you are speaking with an AI assistant.'.length : 0;
      truth.push(phone.clearedAfterMs()[before]! - ownMs);
    }
    const told = world.truncatedMs();
    expect(told).toHaveLength(cuts);
    expect(world.problems()).toEqual([]);
    expect(told.filter((ms, at) => Math.abs(ms - truth[at]!) > 20)).toEqual([]);
    const remembered = world.sandbox.control
      .realtimeSessions()[0]!
      .items.filter(item => item.truncatedAtMs !== undefined);
    expect(remembered.filter(item => item.text.length * 40 > item.truncatedAtMs!)).toEqual([]);
    expect(session.snapshot().transcript.filter(line => line.who === 'caller').length).toBeGreaterThanOrEqual(cuts);
  }, 120_000);
  it('is asked back when its connection breaks, and told what was said; the second time the call ends', async () => {
    const { session, phone, time, world } = await speaking({
      replies: [
        { text: 'What may I do for you?' },
        { text: 'We have', cutAfterWords: 1 },
        { text: 'A table at eight.' },
        { text: 'Gladly.', cutAfterWords: 0 },
      ],
    });
    await time.clock.advance(4000);
    phone.say('a table');
    await time.clock.advance(8000);
    phone.say('once more');
    await time.clock.advance(4000);
    expect(session.snapshot().transcript.at(-1)?.text).toBe('A table at eight.');
    expect(world.sandbox.control.modelRequests()[2]?.system).toContain('caller: a table');
    phone.say('thank you');
    await time.clock.advance(60_000);
    expect(await session.ended).toMatchObject({ status: 'failed', by: 'us', why: 'brain-failed' });
    expect(world.open()).toBe(0);
  });
});
