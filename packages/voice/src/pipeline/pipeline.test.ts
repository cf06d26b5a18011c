import { type RelayEvent, type TextTransport, telephoneAudio } from '@buttdial/core';
import { describe, expect, it } from 'vitest';
import { createCaller } from '../../test/caller.ts';
import { createFarEnd, slowSocketPair } from '../../test/line.ts';
import { mediaElsewhere } from '../../test/remote.ts';
import { modemEars, modemVoice } from '../../test/services.ts';
import { mulberry32, virtualRuntime } from '../../test/world.ts';
import { createDigitDetector } from '../audio/dtmf.ts';
import { decodeMulaw } from '../audio/g711.ts';
import { readModem } from '../audio/modem.ts';
import { synthesizeTone } from '../audio/tones.ts';
import { mediaDialects } from '../wire/accept.ts';
import { openMedia } from '../wire/media.ts';
import { unanswered } from './answered.ts';
import { createPipeline, type PipelineOptions } from './pipeline.ts';
import { preparedSpeech } from './prepared.ts';

type Extra = Partial<PipelineOptions> & {
  readonly delayMs?: () => number;
  readonly saysWhen?: boolean;
  readonly aligned?: boolean;
  readonly chunkMs?: number;
};

type Lift = (options: PipelineOptions) => TextTransport | Promise<TextTransport>;
/** The pipeline in another process, as far as messages are concerned. */
async function pipelineElsewhere({ runtime, transport, ...options }: PipelineOptions): Promise<TextTransport> {
  const line = await mediaElsewhere(runtime).line(transport, options);
  const { voice, language, loadAudio } = options;
  return line.lift({ voice, language, ...(loadAudio && { loadAudio }) });
}

const places: readonly (readonly [string, Lift])[] = [
  ['here', createPipeline],
  ['in another process', pipelineElsewhere],
];

/** A caller on a slow line with a pipeline at our end; events are collected as they come. */
async function openLine(
  lift: Lift,
  { delayMs = () => 20, saysWhen = true, aligned = true, chunkMs = 0, ...extra }: Extra = {},
) {
  const runtime = virtualRuntime();
  const { ours, theirs } = slowSocketPair(runtime, delayMs);
  const farEnd = createFarEnd(runtime, theirs);
  const caller = createCaller(runtime, farEnd);
  const transport = openMedia(ours, mediaDialects.twilio);
  const services = {
    transcription: modemEars({ saysWhen }),
    speech: modemVoice(runtime, { aligned, chunkMs }),
    voice: 'm',
    language: 'en-US',
  };
  const line = await lift({ runtime, transport, ...services, ...extra });
  const events: RelayEvent[] = [];
  const listeners: ((event: RelayEvent) => void)[] = [];
  const done = (async () => {
    for await (const event of line.events) {
      events.push(event);
      for (const listener of listeners) listener(event);
    }
  })();
  farEnd.carrier.start({ streamId: 'MZ1', callVendorId: 'CA1', parameters: { call: 'c-1' } });
  caller.start();
  await runtime.advance(300);
  const hangUp = async () => {
    caller.leave();
    theirs.close();
    await runtime.advance(1000);
    await done;
  };
  const audible = () => readModem(decodeMulaw(farEnd.playedSince()));
  const of = <K extends RelayEvent['kind']>(kind: K) =>
    events.filter(event => event.kind === kind) as Extract<RelayEvent, { kind: K }>[];
  return { runtime, farEnd, caller, line, events, listeners, hangUp, audible, of };
}

describe.each(places)('the pipeline, %s', (_, lift) => {
  const onTheLine = (extra?: Extra) => openLine(lift, extra);

  it('hears turns and speaks answers', async () => {
    const { runtime, caller, line, audible, of, hangUp } = await onTheLine();
    caller.say('a table for two');
    await runtime.advance(1500);
    line.say('For two, ', { last: false });
    line.say('gladly.', { last: true });
    await runtime.advance(2500);
    expect(
      of('heard')
        .filter(event => event.final)
        .map(event => event.text),
    ).toEqual(['a table for two']);
    expect(audible()).toBe('For two, gladly.');
    expect(of('played')).toEqual([{ kind: 'played', text: 'For two, gladly.' }]);
    expect(
      of('speaking')
        .filter(event => event.who === 'agent')
        .map(event => event.on),
    ).toEqual([true, false]);
    await hangUp();
    expect(of('setup')).toHaveLength(1);
    expect(of('closed')).toHaveLength(1);
  });
  it('ends a turn by silence where the transcriber does not', async () => {
    const { runtime, caller, of } = await onTheLine({ saysWhen: false });
    caller.say('seven.');
    await runtime.advance(1000);
    caller.say('i want');
    await runtime.advance(600);
    caller.say(' a pizza.');
    await runtime.advance(2000);
    expect(
      of('heard')
        .filter(event => event.final)
        .map(event => event.text),
    ).toEqual(['seven.', 'i want a pizza.']);
  });
  it('takes one turn for one, when the transcriber is slower than silence', async () => {
    const late: PipelineOptions['transcription'] = {
      formats: [],
      async *listen({ audio }) {
        let frames = 0;
        for await (const _ of audio) {
          frames += 1;
          if (frames === 20) yield { text: 'Seven, please.', final: false, endOfTurn: false };
          if (frames === 85) yield { text: 'seven please for two.', final: true, endOfTurn: true };
          if (frames === 150) yield { text: 'Seven, please.', final: true, endOfTurn: true };
        }
      },
    };
    const { runtime, of } = await onTheLine({ transcription: late });
    await runtime.advance(4000);
    const finals = of('heard').filter(event => event.final);
    expect(finals.map(event => event.text)).toEqual(['Seven, please.', 'for two.', 'Seven, please.']);
  });
  it.each([
    ['Seven, please. For two', 'Seven, please.', 'For two'],
    ['seven please', 'Seven, please.', ''],
    ['half past eight tonight', 'half past ate', 'tonight'],
    ['你好，我想订位', '你好', '我想订位'],
    ['Hello', '', 'Hello'],
  ])('of %j, when %j was answered, leaves %j', (text, answered, left) => {
    expect(unanswered(text, answered)).toBe(left);
  });
  it('is not stopped by "mhm", and loses nothing by it', async () => {
    const { runtime, caller, line, audible, of, farEnd } = await onTheLine();
    line.say('The restaurant opens at seven and closes late.', { last: true });
    await runtime.advance(500);
    caller.say('mhm ok');
    await runtime.advance(4000);
    expect(farEnd.clears).toEqual([]);
    expect(audible()).toBe('The restaurant opens at seven and closes late.');
    expect(of('heard').filter(event => event.final)).toEqual([]);
  });
  it('finishes a protected span whatever is shouted, and hears it', async () => {
    const { runtime, caller, line, audible, of } = await onTheLine();
    line.say('This is an AI assistant.', { last: true, interruptible: 'none' });
    await runtime.advance(200);
    caller.say('stop it now');
    await runtime.advance(2500);
    expect(audible()).toBe('This is an AI assistant.');
    expect(of('heard').at(-1)).toMatchObject({ text: 'stop it now', final: true });
    expect(of('interrupted')).toEqual([]);
  });
  it('reports beeps and digits', async () => {
    const { runtime, caller, farEnd, of } = await onTheLine();
    farEnd.carrier.digit('7');
    caller.sound(synthesizeTone({ frequencies: [1000], durationMs: 400 }));
    await runtime.advance(1000);
    expect([of('digit').length, of('beep').length]).toEqual([1, 1]);
  });
  it('listens again when its ears fail, and gives the line up when they are deaf', async () => {
    let attempts = 0;
    const deaf: PipelineOptions['transcription'] = {
      formats: [],
      listen() {
        attempts += 1;
        throw new TypeError('down');
      },
    };
    const { runtime, of } = await onTheLine({ transcription: deaf });
    await runtime.advance(1000);
    expect([attempts, of('error').length, of('closed').length]).toEqual([3, 3, 1]);
  });
  it('gives the line up when it has no voice', async () => {
    const mute: PipelineOptions['speech'] = {
      formats: [],
      speak() {
        throw new TypeError('down');
      },
    };
    const { runtime, line, of } = await onTheLine({ speech: mute });
    for (const text of ['One.', 'Two.', 'Three.']) line.say(text, { last: true });
    await runtime.advance(1000);
    expect([of('error').length, of('closed').length]).toEqual([3, 1]);
  });
  it('says at once what was prepared', async () => {
    const runtime = virtualRuntime();
    const speech = preparedSpeech(modemVoice(runtime, { chunkMs: 100 }), runtime);
    const preparing = speech.prepare('Good day.', { voice: 'm', language: 'en-US', format: telephoneAudio });
    await runtime.advance(2000);
    await preparing;
    const { runtime: later, line, audible } = await onTheLine({ speech });
    line.say('Good day.', { last: true });
    await later.advance(400);
    expect(audible()).toBe('Good day.');
  });
  it('sends digits as tones where the wire has none', async () => {
    const { runtime, line, farEnd } = await onTheLine();
    line.sendDigits('42#');
    await runtime.advance(1500);
    const detect = createDigitDetector();
    const samples = decodeMulaw(farEnd.playedSince());
    const found = Array.from(
      { length: samples.length / 160 },
      (_, at) => detect(samples.subarray(at * 160, at * 160 + 160)) ?? '',
    );
    expect(found.join('')).toBe('42#');
  });
  it('estimates what was heard where nothing is aligned, and says no half words', async () => {
    const { runtime, caller, line, of } = await onTheLine({ aligned: false });
    line.say('The kitchen closes at eleven on Fridays.', { last: true });
    await runtime.advance(800);
    caller.say('wait wait');
    await runtime.advance(1500);
    expect('The kitchen closes at eleven on Fridays.'.startsWith(of('interrupted')[0]!.heardText)).toBe(true);
    expect(of('interrupted')[0]!.heardText).toMatch(/^[\w ]+\b$/);
  });
  it('knows what was heard when the caller hangs up in the middle', async () => {
    const { runtime, line, audible, of, hangUp } = await onTheLine({ delayMs: () => 40 });
    line.say('The soup of the day is tomato.', { last: true });
    await runtime.advance(700);
    const heard = audible();
    await hangUp();
    expect(heard.length).toBeGreaterThan(5);
    // The news of it takes a moment, in which nothing is played.
    expect(of('interrupted')).toEqual([{ kind: 'interrupted', heardText: heard, afterMs: expect.any(Number) }]);
  });
  it('goes on speaking after an interruption, in order', async () => {
    const { runtime, caller, line, audible, of } = await onTheLine();
    line.say('A long first sentence that is cut. ', { last: false });
    await runtime.advance(400);
    caller.say('wait please');
    await runtime.advance(1000);
    line.say('never to be said', { last: false });
    line.say('', { last: true });
    line.say('Yes?', { last: true });
    await runtime.advance(1000);
    expect(of('interrupted')).toHaveLength(1);
    expect(audible()).toBe('Yes?');
  });
});

/** One call with so many interruptions at random times; a brain that goes on producing tokens after each. */
async function interruptedCall(
  lift: Lift,
  { seed, interruptions, jitterMs }: { seed: number; interruptions: number; jitterMs: number },
) {
  const random = mulberry32(seed);
  const oneWayMs = Math.floor(random() * 80);
  const delayMs = () => oneWayMs + Math.floor(random() * (jitterMs + 1));
  // Every second call has a speech service that is still talking when it is cut.
  const chunkMs = (seed % 2) * 30;
  const { runtime, caller, line, farEnd, of, listeners, hangUp } = await openLine(lift, { delayMs, chunkMs });
  const cries = ['wait', 'stop', 'but i want', 'no thanks'];
  const interrupted = (count: number) =>
    new Promise<void>(resolve => listeners.push(() => of('interrupted').length >= count && resolve()));
  const errors: number[] = [];
  const texts: (readonly [string, string])[] = [];
  for (let turn = 0; turn < interruptions; turn++) {
    for (const token of [`${turn}: this is `, 'a rather long sentence, ', 'which goes on and on.'])
      line.say(token, { last: false });
    await runtime.advance(100 + Math.floor(random() * 1200));
    caller.say(cries[Math.floor(random() * cries.length)]!);
    const cut = interrupted(turn + 1);
    await runtime.advance(700);
    await cut;
    // The brain has not noticed yet.
    line.say(' stale words', { last: false });
    line.say(' more of them.', { last: true });
    await runtime.advance(300);
    caller.hush();
    await runtime.advance(400);
    const [told, truth] = [of('interrupted')[turn]!, farEnd.clears[turn]!];
    errors.push(Math.abs(told.afterMs - truth.audio.length / 8));
    texts.push([told.heardText, readModem(decodeMulaw(truth.audio))]);
  }
  await hangUp();
  return { errors, texts, stale: farEnd.playedSince().length, invalid: farEnd.invalid() };
}

describe.each(places)('a thousand interruptions, %s', (_, lift) => {
  it('on lines of any length: exact to the millisecond and the character, and nothing stale', async () => {
    let [count, characters] = [0, 0];
    for (let seed = 1; seed <= 100; seed++) {
      const { errors, texts, stale, invalid } = await interruptedCall(lift, { seed, interruptions: 10, jitterMs: 0 });
      expect(errors).toEqual(errors.map(() => 0));
      for (const [told, truth] of texts) expect(told).toBe(truth);
      expect([stale, invalid]).toEqual([0, 0]);
      count += errors.length;
      characters += texts.join('').length;
    }
    expect(count).toBe(1000);
    expect(characters).toBeGreaterThan(20_000);
  });
  it('on lines that jitter: within 20 ms', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { errors, stale } = await interruptedCall(lift, { seed, interruptions: 10, jitterMs: 12 });
      expect(Math.max(...errors)).toBeLessThanOrEqual(20);
      expect(stale).toBe(0);
    }
  });
});
