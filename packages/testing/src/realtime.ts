import type { AudioFormat, Realtime, RealtimeEvent, RealtimeSession } from '@buttdial/core';
import { describe, expect } from 'vitest';
import {
  callWith,
  expectNoCanary,
  type FailingLaw,
  faultOf,
  joined,
  nothingOpen,
  type PeerWorld,
  type Scenario,
  streamLaw,
} from './streams.ts';
import { silent } from './transcription.ts';

/**
 * The laws of speech to speech. `talks`: the model answers `said`, as often as it is asked. `calls-tools`: it calls `tool`
 * first, then says `said`. `broken-off`: cut in the middle of its first answer. `refused`: the vendor takes no such session.
 */
export type RealtimeLaw = FailingLaw | 'talks' | 'calls-tools' | 'refused';

/** A speech-to-speech model and the vendor behind it. */
export interface RealtimeWorld extends PeerWorld {
  readonly realtime: Realtime;
  /** How much of each item the vendor believes was played, in the order of the cuts. */
  truncatedMs(): readonly number[];
}

/** A speech-to-speech model and what is needed to try it. */
export interface RealtimeSubject {
  /** One for every law: leaving one out does not compile. */
  readonly scenarios: Readonly<Record<RealtimeLaw, Scenario<RealtimeWorld>>>;
  readonly voice: string;
  readonly said: string;
  readonly tool: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> };
  /** A text as audio that the vendor of this test understands, and back; the modem voice of `@buttdial/voice/wire` is exact. */
  speak(text: string, format: AudioFormat): Uint8Array;
  read(audio: Uint8Array, format: AudioFormat): string;
  readonly secrets: readonly string[];
}

const question = 'May I have a table for two?';

/** The laws of `realtime`. */
export function testRealtime(subject: RealtimeSubject): void {
  const { scenarios, said, secrets } = subject;
  const start = async (world: RealtimeWorld, format = world.realtime.formats[0]!, signal?: AbortSignal) => {
    const { name } = subject.tool;
    const tools = [{ name, description: 'A tool of the suite.', input: { type: 'object', properties: {} } }];
    const request = { instructions: 'You answer the telephone.', tools, format, voice: subject.voice };
    const session = await world.realtime.open(request, callWith(signal));
    return { session, format, told: follow(session) };
  };
  describe('speech to speech', () => {
    streamLaw('hears, understands and answers, in every format it declares', scenarios.talks, async world => {
      for (const format of world.realtime.formats) {
        const { session, told } = await start(world, format);
        session.hear(joined([subject.speak(question, format), silent(1500, format)]));
        await told.until(event => event.kind === 'turn-ended');
        session.close();
        const events = await told.all();
        expect(heardIn(events)).toEqual([question]);
        expect(events.map(event => event.kind)).toContain('speech-started');
        expect(subject.read(audioIn(events), format)).toBe(said);
        expect(wholeTexts(events)).toEqual([said]);
        expect(events.filter(event => event.kind === 'closed')).toHaveLength(1);
        expect(events.at(-1)).toEqual({ kind: 'closed' });
      }
    });
    lawsOfAnswers(subject, start);
    lawsOfEnds(subject, start);
    const opening = (world: RealtimeWorld) => start(world);
    streamLaw(
      'throws a fault that is not transient where the vendor refuses',
      scenarios.refused,
      async (world, logs) => {
        const { fault, spoken } = await faultOf(opening(world));
        expect(['invalid', 'blocked', 'unsupported']).toContain(fault.kind);
        expectNoCanary(secrets, spoken, logs);
      },
    );
    for (const [name, kind] of [
      ['bad-credentials', 'credentials'],
      ['rate-limited', 'rate-limited'],
      ['unavailable', 'unavailable'],
    ] as const)
      streamLaw(`throws "${kind}" where the vendor says so`, scenarios[name], async (world, logs) => {
        const { fault, spoken } = await faultOf(opening(world));
        expect(fault.kind).toBe(kind);
        if (kind === 'rate-limited') expect(fault.retryAfterMs).toBeGreaterThan(0);
        expectNoCanary(secrets, spoken, logs);
      });
  });
}

type Start = (
  world: RealtimeWorld,
  format?: AudioFormat,
  signal?: AbortSignal,
) => Promise<{ readonly session: RealtimeSession; readonly format: AudioFormat; readonly told: Told }>;

function lawsOfAnswers({ scenarios, said, tool, speak }: RealtimeSubject, start: Start): void {
  streamLaw('speaks when it is told to, and only then, one answer after the other', scenarios.talks, async world => {
    const { session, told, format } = await start(world);
    session.instruct('Keep this in mind.');
    // Whoever would answer this has begun by now.
    for (let turn = 0; turn < 200; turn++) await new Promise(resolve => setImmediate(resolve));
    session.hear(joined([speak(question, format), silent(1500, format)]));
    await told.until(event => event.kind === 'turn-ended');
    session.instruct('Say it again.', { answer: true });
    session.instruct('And once more.', { answer: true });
    await told.until((_, events) => events.filter(event => event.kind === 'turn-ended').length === 3);
    session.close();
    const kinds = (await told.all()).map(event => event.kind);
    expect(kinds.indexOf('audio'), 'nothing is said before the caller has spoken').toBeGreaterThan(
      kinds.indexOf('speech-started'),
    );
    expect(wholeTexts(await told.all())).toEqual([said, said, said]);
  });
  streamLaw('says what each answer took', scenarios.talks, async world => {
    const { session, told } = await start(world);
    session.instruct('Begin now.', { answer: true });
    const ended = await told.until(event => event.kind === 'turn-ended');
    session.close();
    expect(ended).toMatchObject({ usage: { inputTokens: expect.any(Number), outputAudioTokens: expect.any(Number) } });
  });
  streamLaw(
    'calls tools with whole arguments, and speaks once all are answered',
    scenarios['calls-tools'],
    async world => {
      const { session, told } = await start(world);
      session.instruct('Begin now.', { answer: true });
      const call = await told.until(event => event.kind === 'tool-call');
      if (call.kind !== 'tool-call') throw new Error('No tool was called.');
      expect([call.name, JSON.parse(call.arguments)]).toEqual([tool.name, tool.arguments]);
      session.answerTool(call.id, 'Done.');
      await told.until(event => event.kind === 'said' && event.final);
      session.close();
      expect(wholeTexts(await told.all())).toEqual([said]);
    },
  );
  streamLaw('tells how much was played, never more than there was', scenarios.talks, async world => {
    for (const playedMs of [0, 140, 1_000_000]) {
      const { session, told, format } = await start(world);
      session.instruct('Begin now.', { answer: true });
      const first = await told.until((_, events) => playsMs(events, format) >= Math.min(playedMs, 140) + 40);
      if (playedMs > 1000) await told.until(event => event.kind === 'turn-ended');
      if (first.kind === 'audio') session.truncate(first.itemId, playedMs);
      if (playedMs <= 1000) await told.until(event => event.kind === 'turn-ended');
      session.instruct('Go on.', { answer: true });
      await told.until((_, events) => events.filter(event => event.kind === 'turn-ended').length === 2);
      session.close();
    }
    expect(world.truncatedMs().slice(0, 2)).toEqual([0, 140]);
    expect(world.truncatedMs()).toHaveLength(3);
  });
}

function lawsOfEnds({ scenarios }: RealtimeSubject, start: Start): void {
  streamLaw('ends exactly once, with a fault, when the connection breaks', scenarios['broken-off'], async world => {
    const { session, told } = await start(world);
    session.instruct('Begin now.', { answer: true });
    const events = await told.all();
    expect(events.filter(event => event.kind === 'closed')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ kind: 'closed', fault: { kind: 'unavailable' } });
    // Whoever does not know it yet goes on talking, and nothing comes of it.
    session.hear(new Uint8Array(160));
    session.close();
  });
  streamLaw('rejects with the reason of the signal when aborted before', scenarios.talks, async world => {
    const reason = new Error('changed my mind');
    await expect(start(world, undefined, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
  streamLaw('ends when it is aborted, and lets the vendor go', scenarios.talks, async world => {
    const controller = new AbortController();
    const { told } = await start(world, undefined, controller.signal);
    controller.abort(new Error('hung up'));
    expect((await told.all()).at(-1)).toMatchObject({ kind: 'closed' });
    await nothingOpen(world);
  });
}

interface Told {
  /** The first event, past or to come, of which this is true. Fails when the session ends before. */
  until(is: (event: RealtimeEvent, events: readonly RealtimeEvent[]) => boolean): Promise<RealtimeEvent>;
  /** Everything, once the session is over. */
  all(): Promise<readonly RealtimeEvent[]>;
}

function follow(session: RealtimeSession): Told {
  const events: RealtimeEvent[] = [];
  let next = Promise.withResolvers<void>();
  let isOver = false;
  const turn = () => {
    next.resolve();
    next = Promise.withResolvers<void>();
  };
  const following = (async () => {
    for await (const event of session.events) {
      events.push(event);
      turn();
    }
    isOver = true;
    turn();
  })();
  async function until(is: Parameters<Told['until']>[0]): Promise<RealtimeEvent> {
    for (;;) {
      const found = events.find((event, index) => is(event, events.slice(0, index + 1)));
      if (found) return found;
      if (isOver) throw new Error(`The session ended first: ${JSON.stringify(events.at(-1))}`);
      await next.promise;
    }
  }
  return { until, all: () => following.then(() => events) };
}

const heardIn = (events: readonly RealtimeEvent[]) =>
  events.flatMap(event => (event.kind === 'heard' && event.final ? [event.text] : []));
const wholeTexts = (events: readonly RealtimeEvent[]) =>
  events.flatMap(event => (event.kind === 'said' && event.final ? [event.text] : []));
const audioIn = (events: readonly RealtimeEvent[]) =>
  joined(events.flatMap(event => (event.kind === 'audio' ? [event.audio] : [])));
const playsMs = (events: readonly RealtimeEvent[], format: AudioFormat) =>
  (audioIn(events).length * 1000) / silent(1000, format).length;
