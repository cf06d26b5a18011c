import { type RelayEvent, type SpeechChunk, silentLog, telephoneAudio } from '@buttdial/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createCaller } from '../../test/caller.ts';
import { createFarEnd, slowSocketPair } from '../../test/line.ts';
import { modemRealtime } from '../../test/models.ts';
import { mediaElsewhere } from '../../test/remote.ts';
import { modemEars, modemVoice } from '../../test/services.ts';
import { virtualRuntime } from '../../test/world.ts';
import { decodeMulaw } from '../audio/g711.ts';
import { modemSpeech, readModem } from '../audio/modem.ts';
import { startCall } from '../session/session.ts';
import type { RecordedPiece } from '../session/tape.ts';
import { mediaDialects } from '../wire/accept.ts';
import { openMedia } from '../wire/media.ts';
import { roamingSpeaker } from './speaker.ts';

let warned: string[] = [];
afterEach(() => {
  warned = [];
});

/** A caller whose line passes through another process, as far as messages are concerned. */
async function onTheLine({ isMute = false, waiting = (): number => 0 } = {}) {
  const runtime = { ...virtualRuntime(), log: { ...silentLog, warn: (event: string) => void warned.push(event) } };
  const elsewhere = mediaElsewhere(runtime, { waiting });
  const { ours, theirs } = slowSocketPair(runtime, () => 20);
  const farEnd = createFarEnd(runtime, theirs);
  const caller = createCaller(runtime, farEnd);
  const speech = isMute ? {} : { speech: modemVoice(runtime) };
  const line = await elsewhere.line(openMedia(ours, mediaDialects.twilio), { transcription: modemEars(), ...speech });
  farEnd.carrier.start({ streamId: 'MZ1', callVendorId: 'CA1', parameters: { call: 'c-1' } });
  caller.start();
  const events: RelayEvent[] = [];
  const follow = async (of: AsyncIterable<RelayEvent>) => {
    for await (const event of of) events.push(event);
  };
  const audible = () => readModem(decodeMulaw(farEnd.playedSince()));
  const kinds = (kind: RelayEvent['kind']) => events.filter(event => event.kind === kind).length;
  return { runtime, elsewhere, theirs, farEnd, caller, line, events, follow, audible, kinds };
}

const how = { voice: 'm', language: 'en-US' };

describe('a line in another process', () => {
  it('says where it comes from, and what its audio is', async () => {
    const { line } = await onTheLine();
    expect(line).toMatchObject({ kind: 'remote', format: telephoneAudio });
  });
  it('loses no call by a message that nobody understands, and warns once', async () => {
    const { runtime, elsewhere, line, audible, follow } = await onTheLine();
    const text = line.lift(how);
    void follow(text.events);
    await runtime.advance(300);
    for (const wrong of [undefined, 'say', { kind: 'say' }, { kind: 'sing', line: 'line-1' }, 7n]) {
      elsewhere.near.send(wrong);
      elsewhere.far.send(wrong);
    }
    // One to a line that is not there, and one of a line that never was.
    elsewhere.near.send({ kind: 'digits', line: 'line-9', digits: '1' });
    elsewhere.far.send({ kind: 'event', line: 'line-9', event: { kind: 'beep' } });
    text.say('Still here.', { last: true });
    await runtime.advance(2_000);
    expect(audible()).toBe('Still here.');
    expect(warned).toEqual(['media.malformed-message', 'media.malformed-message']);
  });
  it('tells what counts, and no more, to a process that does not listen for a while', async () => {
    let isBehind = false;
    const { runtime, caller, line, events, follow } = await onTheLine({ waiting: () => (isBehind ? 5_000 : 0) });
    void follow(line.lift(how).events);
    const heard = async (text: string) => {
      caller.say(text);
      await runtime.advance(2_000);
      return events.splice(0).flatMap(event => (event.kind === 'heard' ? [event.final] : []));
    };
    const listening = await heard('a table');
    expect(listening.filter(final => !final).length).toBeGreaterThan(1);
    isBehind = true;
    expect(await heard('for two')).toEqual([true]);
    expect(warned).toEqual(['media.behind']);
  });
  it('is closed, exactly once, when that process is gone, and says nothing after that', async () => {
    const { runtime, elsewhere, line, follow, kinds, events } = await onTheLine();
    const text = line.lift(how);
    const done = follow(text.events);
    text.say('The soup of the day is tomato.', { last: true });
    await runtime.advance(500);
    elsewhere.cut();
    await done;
    expect([kinds('closed'), events.at(-1)?.kind, elsewhere.remote.size]).toEqual([1, 'closed', 0]);
    await elsewhere.remote.gone;
    await expect(elsewhere.remote.line('another')).rejects.toMatchObject({ code: 'unavailable' });
    await runtime.advance(2_000);
    expect(elsewhere.host.size).toBe(0);
  });
  it('is refused when its socket ends before it is known, and when nobody is there to speak on it', async () => {
    const { runtime, elsewhere, line, follow, kinds } = await onTheLine({ isMute: true });
    await follow(line.lift(how).events);
    expect(kinds('closed')).toBe(1);
    const waiting = elsewhere.remote.line('early');
    elsewhere.host.accept('early', Promise.reject(new TypeError('gone')));
    await expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
    const dropped = elsewhere.remote.line('dropped');
    elsewhere.host.accept('dropped', new Promise(() => undefined));
    elsewhere.remote.drop('dropped');
    await expect(dropped).rejects.toMatchObject({ code: 'unavailable' });
    await runtime.advance(10);
    expect(elsewhere.remote.size).toBe(0);
  });
  it('plays what this process has, piece by piece, and goes on when it cannot be read', async () => {
    const { runtime, line, audible, follow } = await onTheLine();
    async function* loadAudio(url: URL): AsyncGenerator<SpeechChunk> {
      for (const word of ['One ', 'two']) {
        await runtime.sleep(50);
        yield* modemSpeech(word, telephoneAudio);
      }
      if (url.pathname === '/broken') throw new TypeError('broken');
    }
    const text = line.lift({ ...how, loadAudio });
    void follow(text.events);
    text.play(new URL('https://files.invalid/whole'));
    await runtime.advance(3_000);
    text.play(new URL('https://files.invalid/broken'));
    await runtime.advance(3_000);
    text.say(' three', { last: true });
    await runtime.advance(3_000);
    expect(audible()).toBe('One twoOne two three');
    expect(warned).toEqual(['voice.recording-skipped']);
  });
  it('is recorded there from the consent on, and kept here', async () => {
    const { runtime, theirs, caller, line, follow } = await onTheLine();
    const pieces: RecordedPiece[] = [];
    const recording = line.recorded(piece => void pieces.push(piece));
    const text = line.lift(how);
    void follow(text.events);
    const exchange = async (said: string, heard: string) => {
      text.say(said, { last: true });
      await runtime.advance(2_000);
      caller.say(heard);
      await runtime.advance(2_000);
    };
    await exchange('May I?', 'yes');
    recording.start();
    await exchange('Thank you.', 'seven');
    recording.pause();
    await exchange('Your card?', 'four one one one');
    recording.start();
    await exchange('Noted.', 'bye');
    caller.leave();
    theirs.close();
    await runtime.advance(1_000);
    await recording.done;
    // What was left out is silence of the same length.
    const pauseMs = 4_000;
    const later = pieces.findIndex((piece, at) => piece.atMs - (pieces[at - 1]?.atMs ?? 0) >= pauseMs);
    const said = (some: readonly RecordedPiece[], who: 'caller' | 'agent') =>
      readModem(decodeMulaw(Buffer.concat(some.flatMap(piece => (piece.who === who ? [piece.audio] : [])))));
    const parts = [pieces.slice(0, later), pieces.slice(later)];
    expect(parts.map(part => said(part, 'agent'))).toEqual(['Thank you.', 'Noted.']);
    expect(parts.map(part => said(part, 'caller'))).toEqual(['seven', 'bye']);
  });
});

describe('a speech-to-speech model in another process', () => {
  it('goes on in a new one, and knows what was heard', async () => {
    const { runtime, elsewhere } = await onTheLine();
    const [first, second] = [modemRealtime(runtime), modemRealtime(runtime)];
    const opened = (place: typeof elsewhere, model: typeof first) => {
      const { ours, theirs } = slowSocketPair(runtime, () => 20);
      const farEnd = createFarEnd(runtime, theirs);
      farEnd.carrier.start({ streamId: 'MZ1', callVendorId: 'CA1', parameters: {} });
      createCaller(runtime, farEnd).start();
      return place.line(openMedia(ours, mediaDialects.twilio), {
        realtime: model.realtime,
        speech: modemVoice(runtime),
      });
    };
    const session = startCall({
      id: 'c-9',
      runtime,
      settings: {
        direction: 'inbound',
        language: 'en-US',
        callerIdentity: 'Ada',
        disclose: true,
        voicemail: { policy: 'hang-up' },
        maxDurationMs: 600_000,
        ringMs: 30_000,
      },
      line: { hangUp: async () => undefined },
      speaker: roamingSpeaker({
        realtime: first.realtime,
        speech: modemVoice(runtime),
        instructions: 'Talk.',
        voice: 'v',
        speechVoice: 's',
      }),
    });
    session.attach(await opened(elsewhere, first));
    await runtime.advance(4_000);
    void first.speak('i1', 'What may I do?');
    await runtime.advance(2_000);
    first.events.push({ kind: 'heard', text: 'A table, please.', final: true });
    await runtime.advance(100);
    elsewhere.cut();
    await runtime.advance(100);
    expect(session.snapshot().phase).toBe('reconnecting');
    const another = mediaElsewhere(runtime);
    session.attach(await opened(another, second));
    await runtime.advance(1_000);
    expect(session.snapshot().phase).toBe('conversing');
    expect(second.instructed[0]).toContain('agent: What may I do?\ncaller: A table, please.');
    void second.speak('i2', 'For two?');
    await runtime.advance(2_000);
    session.hangUp('Goodbye.');
    await runtime.advance(10_000);
    expect(await session.ended).toMatchObject({ by: 'agent' });
    expect(session.snapshot().transcript.map(({ text }) => text)).toEqual([
      'Hello, you are speaking with an AI assistant.',
      'What may I do?',
      'A table, please.',
      'For two?',
      'Goodbye.',
    ]);
  });
});
