import { telephoneAudio } from '@buttdial/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFarEnd, slowSocketPair } from '../../test/line.ts';
import { virtualRuntime } from '../../test/world.ts';
import { decodeMulaw } from '../audio/g711.ts';
import { modemSpeech, readModem } from '../audio/modem.ts';
import { mediaDialects } from '../wire/accept.ts';
import { openMedia } from '../wire/media.ts';
import { type Heard, heardPart, proportionalText } from './heard.ts';
import { createLedger } from './ledger.ts';
import { createPlayer } from './player.ts';

describe('the ledger', () => {
  it('counts what marks acknowledge, and extrapolates between them', () => {
    const ledger = createLedger();
    const mark = ledger.sent('u', 200, 0)!;
    ledger.sent('u', 200, 0);
    expect(ledger.heard('u', 100).playedMs).toBe(100);
    ledger.acknowledged(mark, 230);
    expect(ledger.roundTripMs()).toBe(30);
    expect([230, 250, 430, 900].map(at => ledger.heard('u', at).playedMs)).toEqual([200, 220, 400, 400]);
  });
  it('does not believe in playback behind a mark that is overdue', () => {
    const ledger = createLedger();
    for (let chunk = 0; chunk < 30; chunk++) ledger.sent('u', 20, 0);
    expect(ledger.heard('u', 5000).playedMs).toBe(20);
  });
  it('ignores the echoes of marks that a clear threw away', () => {
    const ledger = createLedger();
    const stale = ledger.sent('u', 20, 0)!;
    ledger.cut(10);
    ledger.sent('v', 400, 20);
    expect(ledger.acknowledged(stale, 30)).toEqual([]);
    expect(ledger.heard('v', 120).playedMs).toBe(100);
  });
  it('never says that more was played than was sent, whatever marks come back when', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('send' as const),
        who: fc.constantFrom('a', 'b'),
        ms: fc.integer({ min: 1, max: 300 }),
      }),
      fc.record({ kind: fc.constant('mark' as const), which: fc.nat(30) }),
      fc.record({ kind: fc.constant('name' as const), name: fc.string() }),
      fc.record({ kind: fc.constantFrom('finish' as const, 'cut' as const, 'probe' as const) }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.integer({ min: 0, max: 500 })), { maxLength: 60 }), steps => {
        const ledger = createLedger();
        const marks: (string | undefined)[] = [];
        let [atMs, sentMs] = [0, 0];
        const check = (heard: Heard) => {
          expect(heard.playedMs).toBeLessThanOrEqual(heard.sentMs);
          expect(heard.sentMs).toBeLessThanOrEqual(sentMs);
          expect(heard.playedMs).toBeGreaterThanOrEqual(0);
        };
        for (const [one, passed] of steps) {
          atMs += passed;
          if (one.kind === 'send') {
            sentMs += one.ms;
            marks.push(ledger.sent(one.who, one.ms, atMs));
          }
          if (one.kind === 'mark') ledger.acknowledged(marks[one.which] ?? '', atMs);
          if (one.kind === 'name') ledger.acknowledged(one.name, atMs);
          if (one.kind === 'finish') marks.push(ledger.finish('a'));
          if (one.kind === 'probe') marks.push(ledger.probe(atMs));
          if (one.kind === 'cut') ledger.cut(atMs).forEach(check);
          for (const who of ['a', 'b']) check(ledger.heard(who, atMs));
        }
      }),
    );
  });
});

describe('heard text', () => {
  it('without alignment is an estimate that ends with a whole word', () => {
    expect(proportionalText('The table is booked for seven.', 500, 1000)).toBe('The table is');
    expect(proportionalText('Hello', 10, 1000)).toBe('');
    expect(proportionalText('Hello', 1000, 1000)).toBe('Hello');
  });
  it('of a carrier that normalises is aligned by words', () => {
    const said = 'Your table is booked for 7 pm on 5/6, is that right?';
    expect(heardPart(said, 'Your table is')).toEqual({ text: 'Your table is', approximate: false });
    expect(heardPart(said, 'your table is booked for seven pm')).toEqual({
      text: 'Your table is booked for 7 pm',
      approximate: true,
    });
    expect(heardPart(said, 'Your table is booked for 7 p.m. on May sixth is that').text).toBe(
      'Your table is booked for 7 pm on 5/6, is that',
    );
    expect(heardPart(said, '')).toEqual({ text: '', approximate: false });
  });
});

/** A player on a line that takes `oneWayMs` each way. */
function talking(oneWayMs: () => number, leadMs = 400) {
  const runtime = virtualRuntime();
  const { ours, theirs } = slowSocketPair(runtime, oneWayMs);
  const farEnd = createFarEnd(runtime, theirs);
  const transport = openMedia(ours, mediaDialects.twilio);
  const played: Heard[] = [];
  const player = createPlayer({ runtime, transport, leadMs, onPlayed: heard => played.push(heard) });
  farEnd.carrier.start({ streamId: 'MZ1', callVendorId: 'CA1', parameters: {} });
  const listening = (async () => {
    for await (const event of transport.events) {
      if (event.kind === 'start') player.probe();
      if (event.kind === 'mark') player.acknowledged(event.name);
    }
  })();
  const say = (utteranceId: string, text: string) => {
    player.describe(utteranceId, { text });
    for (const chunk of modemSpeech(text, telephoneAudio)) {
      player.describe(utteranceId, { spans: chunk.alignment! });
      player.play(utteranceId, chunk.audio);
    }
    player.finish(utteranceId);
  };
  return {
    runtime,
    farEnd,
    player,
    played,
    say,
    close() {
      ours.close();
      return Promise.all([runtime.advance(5000), listening]);
    },
  };
}

describe('the player', () => {
  it('plays everything, in order, and reports each utterance once', async () => {
    const { runtime, farEnd, player, played, say } = talking(() => 30);
    await runtime.advance(100);
    say('one', 'Hello there. ');
    say('two', 'How are you?');
    await runtime.advance(5000);
    expect(readModem(decodeMulaw(farEnd.playedSince()))).toBe('Hello there. How are you?');
    expect(played.map(heard => [heard.utteranceId, heard.text, heard.complete])).toEqual([
      ['one', 'Hello there. ', true],
      ['two', 'How are you?', true],
    ]);
    expect([player.isSpeaking(), farEnd.invalid()]).toEqual([false, 0]);
  });
  it('never runs further ahead than its lead', async () => {
    const { runtime, farEnd, say } = talking(() => 10, 120);
    await runtime.advance(100);
    say('u', 'a long sentence, to be paced');
    for (let step = 0; step < 60; step++) {
      await runtime.advance(17);
      expect(farEnd.bufferedMs()).toBeLessThanOrEqual(120);
    }
  });
  it('pauses without a clear and goes on where it was', async () => {
    const { runtime, farEnd, player, say } = talking(() => 10);
    await runtime.advance(100);
    say('u', 'nothing of this is lost');
    await runtime.advance(300);
    player.pause();
    await runtime.advance(1000);
    expect(farEnd.bufferedMs()).toBe(0);
    player.resume();
    await runtime.advance(3000);
    expect(readModem(decodeMulaw(farEnd.playedSince()))).toBe('nothing of this is lost');
    expect(farEnd.clears).toEqual([]);
  });
  it('reports an utterance without any sound', async () => {
    const { runtime, player, played } = talking(() => 10);
    await runtime.advance(100);
    player.finish('u');
    expect(played.map(heard => heard.complete)).toEqual([true]);
  });
  it('cut at any time knows what was heard to the character, and nothing stale follows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 1500 }), { minLength: 1, maxLength: 6 }),
        fc.nat(150),
        async (cuts, oneWayMs) => {
          const { runtime, farEnd, player, played, say, close } = talking(() => oneWayMs);
          await runtime.advance(2 * oneWayMs + 1);
          for (const [index, cutMs] of cuts.entries()) {
            const text = `${index}: one two three four five six`;
            say(`u${index}`, text);
            await runtime.advance(cutMs);
            const heard = player.cut()[0] ?? played.at(-1);
            await runtime.advance(oneWayMs);
            const truth = farEnd.clears[index]!;
            expect(heard!.playedMs).toBe(truth.audio.length / 8);
            expect(heard!.text).toBe(readModem(decodeMulaw(truth.audio)));
          }
          await close();
        },
      ),
      { numRuns: 60 },
    );
  });
});
