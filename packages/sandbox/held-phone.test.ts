import { decodeMulaw, encodeMulaw, modemSamples, readModem } from '@buttdial/voice/wire';
import { describe, expect, it } from 'vitest';
import { call, installation, media, mediaOf, request, theCall } from './test/calls.ts';
import { phone } from './test/support.ts';

async function answered() {
  const world = installation();
  world.sandbox.control.setCharacter(phone, { kind: 'manual' });
  await world.adapter.telephony.dial(request(media), call());
  await world.clock.advance(500);
  return world;
}

const joined = (frames: readonly Uint8Array[]) => readModem(decodeMulaw(Buffer.concat(frames)));

describe('a phone in the hand', () => {
  it('is held once it is answered, and not before', async () => {
    const { sandbox } = await answered();
    const held = () => sandbox.control.holdPhone(sandbox.control.calls()[0]?.id ?? '', () => undefined);
    expect(held).toThrow('The call is not answered yet.');
    expect(() => sandbox.control.holdPhone('CA0', () => undefined)).toThrow('No such call');
  });

  it('carries sound both ways, until it is put down', async () => {
    const world = await answered();
    const { sandbox, clock, product } = world;
    const { id } = theCall(world);
    sandbox.control.answerCall(id);
    await clock.advance(100);
    const heard: Uint8Array[] = [];
    const held = sandbox.control.holdPhone(id, frame => void heard.push(frame));
    const transport = mediaOf(product.lines[0]);
    const arrived: Uint8Array[] = [];
    void (async () => {
      for await (const event of transport.events) if (event.kind === 'audio') arrived.push(event.audio);
    })();
    await clock.advance(20);
    transport.send(encodeMulaw(modemSamples('Hello from the agent.')));
    const spoken = encodeMulaw(modemSamples('Hello from the hand.'));
    for (let at = 0; at < spoken.length; at += 160) {
      expect(held.speak(spoken.subarray(at, at + 160))).toBe(true);
      await clock.advance(20);
    }
    await clock.advance(3000);
    expect(joined(heard)).toContain('Hello from the agent.');
    expect(joined(arrived)).toContain('Hello from the hand.');
    held.release();
    const before = heard.length;
    transport.send(encodeMulaw(modemSamples('Nobody listens.')));
    await clock.advance(2000);
    expect(heard.length).toBe(before);
    sandbox.control.hangUpCall(id);
    await held.over;
  });
});
