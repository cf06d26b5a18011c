import { type CallSettings, scriptBrain, startCall, textSpeaker } from '@buttdial/voice';
import { expect, it } from 'vitest';
import type { NewCharacter } from './src/index.ts';
import { call, installation, lines, relay, request, theCall } from './test/calls.ts';
import { phone } from './test/support.ts';

const settings: CallSettings = {
  direction: 'outbound',
  language: 'en-US',
  callerIdentity: 'Café Example',
  disclose: true,
  voicemail: { policy: 'leave', message: 'Please call Café Example back.' },
  maxDurationMs: 120_000,
  ringMs: 20_000,
};

/** The voice engine on the real adapter: whoever is on the phone hears what the session says was heard. */
function session() {
  const world = installation();
  const { adapter, runtime, product } = world;
  const { control } = adapter.telephony;
  let vendorId = '';
  const line = {
    dial: async () => {
      const receipt = await adapter.telephony.dial(request(relay), call());
      vendorId = receipt.outcome === 'accepted' ? receipt.vendorId : '';
      return { accepted: receipt.outcome === 'accepted' };
    },
    hangUp: async () => void (await control.hangUp(vendorId, call())),
  };
  const brain = scriptBrain({ answers: ['At seven, for two.'], lastWords: 'Goodbye.' });
  const speaker = textSpeaker(brain);
  const made = startCall({ id: 'call-1', runtime, settings, line, speaker });
  product.onLine = accepted => made.attach(accepted);
  product.onEvent = event => event.kind === 'call-status' && made.report(event);
  return { world, made };
}

const cases: [string, NewCharacter, 'completed' | 'voicemail-left' | 'no-answer'][] = [
  ['a person', { kind: 'human', lines: ['Hello?', 'When is it for?', 'See you then.'], hangsUp: false }, 'completed'],
  ['an answering machine', { kind: 'voicemail', recordMs: 20_000 }, 'voicemail-left'],
  ['nobody', { kind: 'no-answer' }, 'no-answer'],
];

it.each(cases)('the voice engine calls %s, and both sides wrote down the same', async (_who, character, status) => {
  const { world, made } = session();
  world.sandbox.control.setCharacter(phone, character);
  await world.clock.advance(90_000);
  const { transcript, result } = made.snapshot();
  expect(result).toMatchObject({ status, isDisclosed: status !== 'no-answer' });
  const written = transcript.map(({ who, text }) => `${who === 'agent' ? 'account' : 'phone'}: ${text}`);
  expect(written).toEqual(lines(theCall(world)));
  expect(written).toHaveLength({ completed: 6, 'voicemail-left': 2, 'no-answer': 0 }[status]);
  expect(world.product.signatures).not.toContain(false);
});
