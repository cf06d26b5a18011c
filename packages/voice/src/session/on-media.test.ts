import type { LanguagePart, MediaTransport } from '@buttdial/core';
import { describe, expect, it } from 'vitest';
import { createCaller } from '../../test/caller.ts';
import { createFarEnd, slowSocketPair } from '../../test/line.ts';
import { spokenModel } from '../../test/models.ts';
import { notice, withNotice } from '../../test/notice.ts';
import { modemEars, modemVoice } from '../../test/services.ts';
import { inbound } from '../../test/settings.ts';
import { virtualRuntime } from '../../test/world.ts';
import { decodeMulaw } from '../audio/g711.ts';
import { readModem } from '../audio/modem.ts';
import { llmBrain } from '../brains/llm.ts';
import { createPipeline } from '../pipeline/pipeline.ts';
import { acceptSocket, mediaDialects } from '../wire/accept.ts';
import { type CallSession, startCall } from './session.ts';
import { textSpeaker } from './text-speaker.ts';

const inboundDisclosure = 'Hello, you are speaking with an AI assistant.';

/** A line over raw audio on which somebody calls, heard and spoken to by modem. */
function onMedia() {
  const runtime = virtualRuntime();
  const { ours, theirs } = slowSocketPair(runtime, () => 25);
  const farEnd = createFarEnd(runtime, theirs);
  const caller = createCaller(runtime, farEnd);
  const services = { transcription: modemEars(), speech: modemVoice(runtime), voice: 'm', language: 'en-US' };
  return {
    runtime,
    farEnd,
    caller,
    lift: (transport: MediaTransport) => createPipeline({ runtime, transport, ...services }),
    hangUp: async () => theirs.close(),
    /** Until whoever calls has heard who speaks. */
    async connect(session: CallSession) {
      farEnd.carrier.start({ streamId: 'MZ1', callVendorId: 'CA1', parameters: {} });
      caller.start();
      const accepting = acceptSocket(ours, mediaDialects.twilio);
      await runtime.advance(100);
      session.attach(await accepting);
      await runtime.advance(2500);
    },
  };
}

describe('a session on a media line', () => {
  it('talks with a language model, and remembers what was heard', async () => {
    const { runtime, farEnd, caller, lift, hangUp, connect } = onMedia();
    const answers: (string | LanguagePart[])[] = [
      'We have soup, bread, and a very long list of other dishes.',
      [
        { kind: 'tool-call', id: 't1', name: 'take_note', arguments: '{"text":"soup"}' },
        { kind: 'text', text: 'Noted. ' },
      ],
      [
        { kind: 'text', text: 'Gladly. ' },
        { kind: 'tool-call', id: 't2', name: 'hang_up', arguments: '{"last_words":"Goodbye."}' },
      ],
      '{"outcome":"success","summary":"Soup was ordered.","evidence":["soup please"]}',
    ];
    const model = spokenModel(runtime, () => answers.shift() ?? '', 5);
    const brain = llmBrain({ runtime, model, instructions: 'Take orders.', speaksFirst: false });
    const speaker = textSpeaker(brain, { lift });
    const session = startCall({
      id: 'c-2',
      runtime,
      settings: inbound,
      speaker,
      line: { hangUp },
    });
    await connect(session);
    expect(readModem(decodeMulaw(farEnd.playedSince()))).toBe(inboundDisclosure);
    caller.say('what is there');
    await runtime.advance(2200);
    caller.say('soup please');
    await runtime.advance(1500);
    const cut = session.snapshot().transcript.find(line => line.isInterrupted)!;
    expect(inboundDisclosure + cut.text).toBe(readModem(decodeMulaw(farEnd.clears[0]!.audio)));
    expect(cut.generated?.startsWith(cut.text)).toBe(true);
    expect(model.requests[1]!.turns.findLast(turn => turn.role === 'assistant')?.text).toBe(
      `${cut.text} [interrupted here]`,
    );
    await runtime.advance(20_000);
    caller.leave();
    const result = await session.ended;
    expect(result).toMatchObject({ status: 'completed', outcome: { outcome: 'success', evidence: ['soup please'] } });
    expect(session.snapshot().notes).toEqual(['soup']);
    // The modem transcriber takes 100 ms of silence for the end of a turn; way, synthesis and model take the rest.
    for (const gapMs of session.snapshot().gapsMs) expect(gapMs).toBeLessThan(200);
    expect(session.snapshot().gapsMs).toHaveLength(2);
    expect(session.snapshot().transcript.at(-1)?.text).toBe('Goodbye.');
  });

  it('lets nobody cut what must be heard, also while it waits behind what can be cut', async () => {
    const { runtime, farEnd, caller, lift, hangUp, connect } = onMedia();
    const session = startCall({ id: 'c-4', runtime, settings: inbound, speaker: withNotice(lift), line: { hangUp } });
    await connect(session);
    caller.say('what is there');
    await runtime.advance(2000);
    caller.say('stop right there');
    await runtime.advance(2500);
    const audible = readModem(decodeMulaw(farEnd.playedSince()));
    expect(farEnd.clears).toHaveLength(1);
    expect(audible.split(notice)).toHaveLength(2);
    expect(audible).not.toContain('And more of it.');
    const said = session.snapshot().transcript.filter(one => one.who === 'agent');
    expect(said).toContainEqual({ who: 'agent', text: notice });
    caller.leave();
  });
});
