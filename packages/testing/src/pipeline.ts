import { type RelayEvent, type Runtime, type Speech, type Transcription, telephoneAudio } from '@buttdial/core';
import { createPipeline } from '@buttdial/voice';
import { modemSpeech } from '@buttdial/voice/wire';
import { describe, expect, it } from 'vitest';
import type { PeerWorld } from './streams.ts';
import { openTelephone } from './telephone.ts';

/** A vendor of ears or of a mouth on a telephone line, under a clock that is moved by hand. What it does not offer, the suite does. */
export interface LineWorld extends PeerWorld {
  readonly runtime: Runtime;
  /** Moves the clock. */
  advance(milliseconds: number): Promise<void>;
  readonly speech?: Speech;
  readonly transcription?: Transcription;
}

/** What is needed to try a provider of speech or transcription in a call. */
export interface PipelineSubject {
  readonly open: () => Promise<LineWorld>;
  /** The same, where the vendor's connection breaks soon after it stood. */
  readonly openBroken: () => Promise<LineWorld>;
  readonly voice: string;
  /** The vendor says which characters are spoken when: what was heard is then known to the character. */
  readonly aligned: boolean;
}

/** The laws of a provider in a call: `createPipeline` of the voice engine over it, with nothing between the two. */
export function testPipeline(subject: PipelineSubject): void {
  describe('in a call', () => {
    it('speaks what it is told, and hears what is said', () => tryIt(subject, subject.open, speaksAndHears));
    it(
      'is cut within 20 ms, knows what was heard, and brings nothing stale',
      () => tryIt(subject, subject.open, isCut),
      60_000,
    );
    it('lets the vendor go when the caller hangs up in the middle', () => tryIt(subject, subject.open, hangsUp));
    it('reports a vendor that breaks off, and keeps the line', () => tryIt(subject, subject.openBroken, breaks));
  });
}

type Line = Awaited<ReturnType<typeof lineOver>>;

async function tryIt(
  subject: PipelineSubject,
  open: () => Promise<LineWorld>,
  law: (line: Line, subject: PipelineSubject) => Promise<void>,
): Promise<void> {
  const world = await open();
  try {
    const line = await lineOver(world, subject.voice);
    await law(line, subject);
    line.phone.hangUp();
    await world.advance(1000);
    expect(world.problems(), 'what the vendor found wrong').toEqual([]);
    expect(world.open(), 'what is still open at the vendor').toBe(0);
    expect(line.of('closed')).toHaveLength(1);
  } finally {
    await world.close();
  }
}

async function lineOver(world: LineWorld, voice: string) {
  const { runtime } = world;
  const phone = openTelephone(runtime);
  const { speech = modemMouth, transcription = noEars } = world;
  const line = createPipeline({ runtime, transport: phone.transport, speech, transcription, voice, language: 'en-US' });
  const events: RelayEvent[] = [];
  const done = (async () => {
    for await (const event of line.events) events.push(event);
  })();
  await world.advance(300);
  const of = <K extends RelayEvent['kind']>(kind: K) =>
    events.filter(event => event.kind === kind) as Extract<RelayEvent, { kind: K }>[];
  return { world, phone, line, of, done };
}

const answer = ['For two, gladly. ', 'The table by the window ', 'is yours at half past seven.'];

async function speaksAndHears({ world, phone, line, of }: Line): Promise<void> {
  if (world.transcription) {
    phone.say('a table for two, please.');
    await world.advance(4000);
    const finals = of('heard').filter(event => event.final);
    expect(finals.map(event => event.text)).toEqual(['a table for two, please.']);
  }
  for (const token of answer) line.say(token, { last: false });
  line.say('', { last: true });
  await world.advance(5000);
  expect(phone.audible().text).toBe(answer.join(''));
  expect(of('played')).toEqual([{ kind: 'played', text: answer.join('') }]);
  expect(of('error')).toEqual([]);
}

const cuts = 40;

async function isCut({ world, phone, line, of }: Line, { aligned }: PipelineSubject): Promise<void> {
  for (let cut = 0; cut < cuts; cut++) {
    line.say(`${cut}: this is a rather long sentence, `, { last: false });
    line.say('which goes on and on and on, until somebody minds.', { last: false });
    // Somewhere else each time.
    await world.advance(400 + ((cut * 137) % 1300));
    phone.say('but wait a moment');
    await world.advance(900);
    line.say(' stale words', { last: true });
    await world.advance(300);
    phone.hush();
    await world.advance(1700);
    const [told, truth] = [of('interrupted')[cut], phone.clears[cut]];
    expect(Math.abs((told?.afterMs ?? -1e6) - (truth?.playedMs ?? 0))).toBeLessThanOrEqual(20);
    if (aligned) expect(told?.heardText).toBe(truth?.text);
    expect(phone.audible().playedMs).toBe(0);
  }
  expect(of('interrupted')).toHaveLength(cuts);
}

async function hangsUp({ world, phone, line }: Line): Promise<void> {
  line.say('The soup of the day is tomato, ', { last: false });
  phone.say('and what about');
  await world.advance(700);
  phone.hangUp();
}

async function breaks({ world, phone, line, of }: Line): Promise<void> {
  line.say('The kitchen closes at eleven on Fridays, ', { last: false });
  line.say('and at ten on all other days of the week.', { last: true });
  phone.say('when do you close?');
  await world.advance(6000);
  expect(of('error').length).toBeGreaterThan(0);
  expect(of('closed')).toEqual([]);
}

/** Speech in the modem voice, for whom the vendor offers none. */
const modemMouth: Speech = {
  formats: [telephoneAudio],
  async *speak({ text, format }) {
    let fromMs = 0;
    for await (const piece of typeof text === 'string' ? [text] : text)
      for (const { audio, alignment = [] } of modemSpeech(piece, format)) {
        const durationMs = audio.length / 8;
        yield { audio, alignment: alignment.map(span => ({ ...span, startMs: fromMs, endMs: fromMs + durationMs })) };
        fromMs += durationMs;
      }
  },
};

/** Nobody who understands; voices are still noticed by their sound. */
const noEars: Transcription = {
  formats: [telephoneAudio],
  async *listen({ audio }) {
    for await (const _ of audio) yield* [];
  },
};
