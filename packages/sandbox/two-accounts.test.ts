import type { AcceptedLine, CallPlan, MediaTransport } from '@buttdial/core';
import { type CallSession, createPipeline, scriptBrain, startCall, textSpeaker } from '@buttdial/voice';
import { readModem } from '@buttdial/voice/wire';
import { describe, expect, it } from 'vitest';
import { call, installation, lines, media, relay } from './test/calls.ts';
import { modemEars, modemMouth, settings } from './test/sessions.ts';
import { accountSid, ourNumber } from './test/support.ts';

const theirNumber = '+12125550102';
type Mode = 'relay' | 'media';

const parts = {
  caller: {
    answers: ['For two at half past seven, please.', 'The window would be lovely, thank you.'],
    lastWords: 'Thank you, goodbye.',
  },
  callee: {
    answers: ['Gladly, for how many people?', 'Would you like the table by the window?', 'It is yours.'],
    lastWords: 'Goodbye.',
  },
};

/** Two accounts phone each other: each a session of the voice engine on the real adapter. */
function pair(calling: Mode, called: Mode) {
  const world = installation();
  const { adapter, runtime, product, sandbox } = world;
  const plan = (mode: Mode, side: string): CallPlan => ({
    ...(mode === 'relay' ? relay : media),
    url: new URL(`wss://product.invalid/${side}`),
    parameters: { side },
  });
  sandbox.control.addNumber({ number: theirNumber, accountSid, voiceUrl: 'http://product.invalid/voice' });
  let vendorId = '';
  const dial = async () => {
    const asked = {
      from: ourNumber,
      to: theirNumber,
      plan: plan(calling, 'caller'),
      timeLimitSeconds: 120,
      ringSeconds: 20,
    };
    const receipt = await adapter.telephony.dial(asked, call());
    vendorId = receipt.outcome === 'accepted' ? receipt.vendorId : '';
    return { accepted: receipt.outcome === 'accepted' };
  };
  const hangUp = async () => void (await adapter.telephony.control.hangUp(vendorId, call()));
  const services = { speech: modemMouth, transcription: modemEars(200), voice: 'modem', language: 'en-US' };
  const lift = (transport: MediaTransport) => createPipeline({ runtime, transport, ...services });
  const session = (side: 'caller' | 'callee'): CallSession =>
    startCall({
      id: side,
      runtime,
      settings: { ...settings, direction: side === 'caller' ? 'outbound' : 'inbound' },
      line: side === 'caller' ? { dial, hangUp } : { hangUp },
      speaker: textSpeaker(scriptBrain(parts[side]), { lift }),
    });
  const callee = session('callee');
  const caller = session('caller');
  const sides: Readonly<Record<string, CallSession>> = { caller, callee };
  product.onLine = (line: AcceptedLine) => sides[line.parameters?.side ?? '']?.attach(line);
  product.onEvent = event => event.kind === 'call-status' && event.ref === 'attempt-1' && caller.report(event);
  product.answer = path => (path === '/voice' ? plan(called, 'callee') : { kind: 'hang-up' });
  return { world, caller, callee };
}

const said = (session: CallSession, who: 'agent' | 'caller') =>
  session
    .snapshot()
    .transcript.filter(line => line.who === who && line.text !== '')
    .map(line => line.text);

const trimmed = (samples: Int16Array) =>
  samples.subarray(Math.max(0, samples.findIndex(sample => Math.abs(sample) > 500) - 1));

const modes: readonly (readonly [Mode, Mode])[] = [
  ['relay', 'relay'],
  ['media', 'media'],
  ['media', 'relay'],
  ['relay', 'media'],
];

describe('two accounts that phone each other', () => {
  it.each(modes)('%s to %s hear what the other one said, all of it', async (calling, called) => {
    const { world, caller, callee } = pair(calling, called);
    await world.clock.advance(100_000);
    expect(caller.snapshot().result).toMatchObject({ isDisclosed: true });
    expect(callee.snapshot().result).toMatchObject({ isDisclosed: true });
    expect(said(caller, 'agent').slice(1)).toEqual([...parts.caller.answers, parts.caller.lastWords]);
    const heard = (session: CallSession) => said(session, 'caller').join(' ');
    expect(heard(callee)).toBe(said(caller, 'agent').join(' '));
    // The last words may be cut by the other one's hanging up.
    expect(said(callee, 'agent').join(' ').startsWith(heard(caller))).toBe(true);
    expect(said(caller, 'caller').length).toBeGreaterThanOrEqual(4);
    expect(world.product.signatures).not.toContain(false);
  });
  it('can be listened to: who calls on the left, who is called on the right', async () => {
    const { world } = pair('media', 'media');
    const { control } = world.sandbox;
    control.changeBehaviour({ recordAudio: true });
    await world.clock.advance(100_000);
    const [outbound, inbound] = control.calls();
    const channel = (wav: Uint8Array, side: 0 | 1) =>
      new Int16Array(wav.slice(44).buffer).filter((_, at) => at % 2 === side);
    for (const { id } of [outbound!, inbound!]) {
      const wav = control.recording(id);
      expect(Buffer.from(wav.subarray(0, 4)).toString()).toBe('RIFF');
      expect(readModem(trimmed(channel(wav, 0)))).toBe('Hello, this is an AI assistant calling for Café Example.');
      expect(readModem(trimmed(channel(wav, 1)))).toBe('Hello, you are speaking with an AI assistant.');
    }
    expect(() => control.recording('CA0')).toThrow('was not kept');
  });
  it('hear each other while they speak: nobody waits for a sentence twice', async () => {
    const { world, callee } = pair('relay', 'relay');
    await world.clock.advance(100_000);
    const [mine, theirs] = world.sandbox.control.calls();
    const spoken = [...lines(mine!), ...lines(theirs!)].filter(line => line.startsWith('account: '));
    const characters = spoken.reduce((sum, line) => sum + line.length - 'account: '.length, 0);
    const { talkMs = 0 } = callee.snapshot().result ?? {};
    expect(talkMs).toBeGreaterThan(characters * 67);
    expect(talkMs).toBeLessThan(characters * 67 + 4000);
  });
  it('are told at once that somebody speaks, and word by word what', async () => {
    const { world } = pair('relay', 'relay');
    const seen: { readonly side: string; readonly kind: string; readonly text?: string; readonly on?: boolean }[] = [];
    const attach = world.product.onLine;
    world.product.onLine = line => {
      if (line.kind !== 'text') return;
      const { events } = line.transport;
      const side = line.parameters?.side ?? '';
      const copied = (async function* () {
        for await (const event of events) {
          if (event.kind === 'heard' || event.kind === 'speaking') seen.push({ side, ...event });
          yield event;
        }
      })();
      attach({ ...line, transport: { ...line.transport, events: copied } });
    };
    await world.clock.advance(30_000);
    const caller = seen.filter(one => one.side === 'caller' && (one.kind === 'heard' || one.kind === 'speaking'));
    const first = caller.findIndex(one => one.kind === 'speaking' && one.on === true);
    expect(caller.slice(first).find(one => one.kind === 'heard')).toMatchObject({ final: false });
    const final = caller.findIndex(one => 'final' in one && one.final === true);
    expect(caller.slice(0, final).some(one => one.kind === 'speaking' && one.on === false)).toBe(true);
  });
});
