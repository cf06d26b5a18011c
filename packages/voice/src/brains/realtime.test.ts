import { describe, expect, it } from 'vitest';
import { createCaller } from '../../test/caller.ts';
import { createFarEnd, slowSocketPair } from '../../test/line.ts';
import { modemRealtime } from '../../test/models.ts';
import { mediaElsewhere } from '../../test/remote.ts';
import { modemVoice } from '../../test/services.ts';
import { inbound } from '../../test/settings.ts';
import { mulberry32, virtualRuntime } from '../../test/world.ts';
import { decodeMulaw } from '../audio/g711.ts';
import { readModem } from '../audio/modem.ts';
import { roamingSpeaker } from '../remote/speaker.ts';
import { startCall } from '../session/session.ts';
import { mediaDialects } from '../wire/accept.ts';
import { openMedia } from '../wire/media.ts';
import type { RecordingConsent } from './consent.ts';

const settings = { ...inbound, maxDurationMs: 3_600_000 };
const disclosure = 'Hello, you are speaking with an AI assistant.';

interface How {
  readonly oneWayMs?: number;
  readonly consent?: RecordingConsent;
}
type Place = 'here' | 'in another process';

async function openLine(place: Place, { oneWayMs = 20, consent }: How = {}) {
  const runtime = virtualRuntime();
  const { ours, theirs } = slowSocketPair(runtime, () => oneWayMs);
  const farEnd = createFarEnd(runtime, theirs);
  const caller = createCaller(runtime, farEnd);
  const model = modemRealtime(runtime);
  const services = { realtime: model.realtime, speech: modemVoice(runtime) };
  const speaker = roamingSpeaker({ ...services, instructions: 'Talk.', voice: 'v', speechVoice: 's', consent });
  const session = startCall({ id: 'c-3', runtime, settings, speaker, line: { hangUp: async () => theirs.close() } });
  const transport = openMedia(ours, mediaDialects.twilio);
  const elsewhere = mediaElsewhere(runtime);
  session.attach(place === 'here' ? { kind: 'media', transport } : await elsewhere.line(transport, services));
  farEnd.carrier.start({ streamId: 'MZ1', callVendorId: 'CA1', parameters: {} });
  caller.start();
  await runtime.advance(200);
  const audible = () => readModem(decodeMulaw(farEnd.playedSince()));
  return { runtime, farEnd, caller, model, session, audible, elsewhere };
}

describe.each(['here', 'in another process'] as const)('a speech-to-speech model on a line, %s', place => {
  const onTheLine = (how?: How) => openLine(place, how);

  it('speaks after the disclosure, which it cannot change or skip', async () => {
    const { runtime, model, session, audible } = await onTheLine();
    void model.speak('i1', 'What may I do for you?');
    await runtime.advance(5000);
    expect(audible()).toBe(`${disclosure}What may I do for you?`);
    expect(session.snapshot()).toMatchObject({
      isDisclosed: true,
      transcript: [{ text: disclosure }, { text: 'What may I do for you?' }],
    });
    expect([model.instructed[0], model.heardBytes() > 8000]).toEqual(['Begin the conversation now.', true]);
  });
  it('is not asked whether it is an AI: the line answers', async () => {
    const { runtime, model, audible } = await onTheLine();
    await runtime.advance(3000);
    void model.speak('i1', 'I am of course a human being, what else');
    await runtime.advance(200);
    model.events.push({ kind: 'heard', text: 'Are you a robot?', final: true });
    await runtime.advance(4000);
    expect(audible()).toBe('Yes, I am an AI assistant, not a person.');
    expect(model.truncated).toHaveLength(1);
  });
  it('uses tools and ends the call', async () => {
    const { runtime, model, session } = await onTheLine();
    model.events.push({ kind: 'tool-call', id: 'a', name: 'take_note', arguments: '{"text":"soup"}' });
    model.events.push({ kind: 'tool-call', id: 'b', name: 'hang_up', arguments: '{"last_words":"Goodbye."}' });
    await runtime.advance(60_000);
    expect(await session.ended).toMatchObject({ status: 'completed', by: 'agent' });
    expect([model.answered, session.snapshot().notes, session.snapshot().transcript.at(-1)?.text]).toEqual([
      // Who has hung up is not asked for more words.
      ['Done.'],
      ['soup'],
      'Goodbye.',
    ]);
  });
  it('is told to the millisecond what was played of each item that was cut, and nothing stale follows', async () => {
    const random = mulberry32(7);
    for (let call = 0; call < 20; call++) {
      const { runtime, model, caller, farEnd } = await onTheLine({ oneWayMs: Math.floor(random() * 90) });
      await runtime.advance(4000);
      const start = farEnd.clears.length;
      for (let turn = 0; turn < 10; turn++) {
        const before = farEnd.playedSince().length / 8;
        // Every second sentence is still being made when it is cut.
        const sentence = 'this is a long sentence that will be cut somewhere in the middle';
        void model.speak(`i${turn}`, sentence, turn % 2 === 0 ? 4 : 30);
        await runtime.advance(300 + Math.floor(random() * 1200));
        caller.say('but i want');
        await runtime.advance(1200);
        const truth = farEnd.clears[start + turn]!.audio.length / 8 - (turn === 0 ? before : 0);
        expect(model.truncated[turn]).toEqual({ itemId: `i${turn}`, playedMs: truth });
      }
      expect(model.problems).toEqual([]);
      expect(farEnd.playedSince().length).toBe(0);
      caller.leave();
    }
  });

  it('lets nobody cut what the line must say, also while that waits behind the model', async () => {
    const { runtime, model, caller, session, audible } = await onTheLine();
    await runtime.advance(4000);
    void model.speak('i1', 'this is a long sentence that will be cut somewhere in the middle');
    await runtime.advance(300);
    const lastWords = 'Thank you very much for calling us today, goodbye.';
    const asked = { name: 'hang_up', arguments: JSON.stringify({ last_words: lastWords }) };
    model.events.push({ kind: 'tool-call', id: 't', ...asked });
    await runtime.advance(300);
    caller.say('but i want');
    await runtime.advance(4000);
    expect(audible()).toBe(lastWords);
    expect(session.snapshot().transcript.slice(1)).toEqual([
      expect.objectContaining({ text: 'this is a', isInterrupted: true }),
      { who: 'agent', text: lastWords },
    ]);
    caller.leave();
  });

  const asking = () => {
    const answers: boolean[] = [];
    return { answers, consent: { language: 'en-US', answered: (isYes: boolean) => void answers.push(isYes) } };
  };
  const question = 'May this call be recorded?';

  it('is not heard until the line knows whether it may record', async () => {
    const { answers, consent } = asking();
    const { runtime, model, audible, session } = await onTheLine({ consent });
    await runtime.advance(5000);
    expect(audible()).toBe(`${disclosure}${question}`);
    // It hears the answer too, and has its own reply, and wants to hang up.
    model.events.push({ kind: 'speech-started' });
    void model.speak('i1', 'Fine, then I will tell you about my day.');
    model.events.push({ kind: 'tool-call', id: 'a', name: 'hang_up', arguments: '{}' });
    await runtime.advance(100);
    expect([answers, model.answered]).toEqual([[], []]);
    model.events.push({ kind: 'heard', text: 'Yes, that is fine.', final: true });
    await runtime.advance(100);
    expect(answers).toEqual([true]);
    expect(model.answered).toEqual(['That was not done: the line itself was talking with the other party.']);
    expect(model.instructed.at(-1)).toContain('Begin the conversation now.');
    void model.speak('i2', 'It is about the roof.');
    await runtime.advance(3000);
    expect(audible()).toBe(`${disclosure}${question}It is about the roof.`);
    expect(session.snapshot()).toMatchObject({
      phase: 'conversing',
      transcript: [{ text: disclosure }, { text: question }, { who: 'caller' }, { text: 'It is about the roof.' }],
    });
  });
  it('is heard after a no as well', async () => {
    const { answers, consent } = asking();
    const { runtime, model, audible } = await onTheLine({ consent });
    await runtime.advance(5000);
    for (const text of ['What?', 'Who are you?']) {
      model.events.push({ kind: 'heard', text, final: true });
      await runtime.advance(4000);
    }
    expect(answers).toEqual([false]);
    void model.speak('i2', 'It is about the roof.');
    await runtime.advance(3000);
    expect(audible()).toBe(`${disclosure}${question}Please say yes or no. ${question}It is about the roof.`);
  });
});
