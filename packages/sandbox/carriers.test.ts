import { generateKeyPairSync } from 'node:crypto';
import type {
  AcceptedLine,
  CallPlan,
  DialRequest,
  InboundEvent,
  MediaTransport,
  RawWebhook,
  Runtime,
  Telephony,
  TextTransport,
  Webhooks,
} from '@buttdial/core';
import { createTelnyx } from '@buttdial/provider-telnyx';
import { createVonage } from '@buttdial/provider-vonage';
import { fromSamples, modemSamples, planOf, readModem, toSamples } from '@buttdial/voice/wire';
import { describe, expect, it } from 'vitest';
import {
  type CarrierWorld,
  createSandbox,
  createTelnyxCarrier,
  createVonageCarrier,
  type NewCharacter,
  type SimulatedCarrier,
} from './src/index.ts';
import { lines, media, relay, socketPair } from './test/calls.ts';
import { ourNumber, phone, virtualRuntime } from './test/support.ts';

interface Carried {
  readonly carrier: SimulatedCarrier;
  readonly adapter: (runtime: Runtime) => { readonly telephony: Telephony; readonly webhooks: Webhooks };
}

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** The real adapter of each vendor, on its simulated network. */
const vendors: Readonly<Record<string, (world: CarrierWorld) => Carried>> = {
  Vonage(world) {
    const account = {
      apiKey: 'a1b2c3d4',
      applicationId: 'aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab',
      publicKey: keys.publicKey,
      signatureSecret: 'a-signature-secret-of-the-test',
    };
    const { apiKey, applicationId, signatureSecret } = account;
    const settings = { apiKey, apiSecret: 'secret', applicationId, signatureSecret, privateKey: keys.privateKey };
    return {
      carrier: createVonageCarrier(world, account),
      adapter: runtime => withTelephony(createVonage(settings, runtime)),
    };
  },
  Telnyx(world) {
    const account = {
      apiKey: 'KEY0of0the0test',
      accountSid: '61bf923e-5e4d-4595-a110-56190ea18a1b',
      texmlApplicationId: '1773070540731319841',
    };
    const carrier = createTelnyxCarrier(world, { ...account, signingSeed: new Uint8Array(32).fill(7) });
    const settings = { ...account, publicKey: carrier.publicKey };
    return { carrier, adapter: runtime => withTelephony(createTelnyx(settings, runtime)) };
  },
};

function withTelephony({ telephony, webhooks }: { readonly telephony?: Telephony; readonly webhooks: Webhooks }) {
  if (!telephony) throw new Error('No telephony is offered.');
  return { telephony, webhooks };
}

/** A product around the adapter, all in this process under one virtual clock. */
function installation(vendor: string) {
  const { runtime, clock } = virtualRuntime();
  const [accepted, events, signatures, posted]: [AcceptedLine[], InboundEvent[], boolean[], string[]] = [
    [],
    [],
    [],
    [],
  ];
  const product = {
    onLine: (_line: AcceptedLine): void => undefined,
    answer: (_path: string): CallPlan => ({ kind: 'hang-up' }),
  };
  const world: CarrierWorld = {
    runtime,
    async deliver(input, init) {
      const request = new Request(input, init);
      const url = new URL(request.url);
      const hook: RawWebhook = {
        method: request.method,
        url,
        headers: request.headers,
        body: new Uint8Array(await request.arrayBuffer()),
      };
      signatures.push(await adapter.webhooks.verify(hook));
      posted.push(url.pathname);
      events.push(...(await adapter.webhooks.read(hook)));
      if (url.pathname === '/status') return new Response(adapter.webhooks.answer().body);
      return new Response(adapter.telephony.render(product.answer(url.pathname)).body);
    },
    async openSocket(url, headers) {
      const [ours, theirs] = socketPair();
      if (adapter.telephony.signsSockets !== false) {
        const hook = { method: 'GET', url: new URL(url), headers: new Headers(headers), body: new Uint8Array() };
        signatures.push(await adapter.webhooks.verify(hook));
      }
      void adapter.telephony.accept(ours).then(line => {
        accepted.push(line);
        product.onLine(line);
      });
      return theirs;
    },
  };
  const { carrier, adapter: adapterOn } = vendors[vendor]!(world);
  const { callbackFetch, openSocket } = carrier;
  const sandbox = createSandbox({ runtime, clock, seed: 'carriers', callbackFetch, openSocket });
  carrier.attach(sandbox);
  carrier.rent(ourNumber, 'http://product.invalid/voice');
  const adapter = adapterOn({ ...runtime, fetch: carrier.fetch });
  const statusUrl = new URL('http://product.invalid/status?ref=attempt-1');
  const call = () => ({ signal: new AbortController().signal, idempotencyKey: 'key-1', statusUrl });
  const dial = async (plan: DialRequest['plan'], more: Partial<DialRequest> = {}) => {
    const request = { from: ourNumber, to: phone, plan, timeLimitSeconds: 120, ringSeconds: 20, ...more };
    const receipt = await adapter.telephony.dial(request, call());
    expect(receipt.outcome).toBe('accepted');
    return receipt.outcome === 'accepted' ? receipt.vendorId : '';
  };
  const progress = () =>
    events.flatMap(event => (event.kind === 'call-status' && event.ref === 'attempt-1' ? [event.progress] : []));
  return { sandbox, clock, product, adapter, accepted, events, signatures, posted, call, dial, progress };
}

const transportOf = (line: AcceptedLine | undefined): MediaTransport => {
  if (line?.kind !== 'media') throw new Error('not a stream');
  return line.transport;
};
const relayOf = (line: AcceptedLine | undefined): TextTransport => {
  if (line?.kind !== 'text') throw new Error('not a relay');
  return line.transport;
};

/** Collects what a stream brings, reads the modem voice in it, and answers each utterance with the next of these. */
function speakOver(transport: MediaTransport, answers: readonly string[]) {
  const [heard, marks, digits]: [string[], string[], string[]] = [[], [], []];
  const left = [...answers];
  const state = { closed: 0 };
  let samples: number[] = [];
  void (async () => {
    for await (const event of transport.events) {
      if (event.kind === 'mark') marks.push(event.name);
      if (event.kind === 'digit') digits.push(event.digit);
      if (event.kind === 'closed') state.closed += 1;
      if (event.kind !== 'audio') continue;
      const frame = narrow(toSamples(event.audio, transport.format), transport.format.sampleRate);
      if (frame.some(sample => Math.abs(sample) > 500)) {
        samples.push(...frame);
        continue;
      }
      if (samples.length === 0) continue;
      heard.push(readModem(Int16Array.from(samples)));
      samples = [];
      const next = left.shift();
      if (next !== undefined) say(transport, next);
    }
  })();
  return { heard, marks, digits, state };
}

function narrow(samples: Int16Array, sampleRate: number): number[] {
  return [...samples].filter((_, index) => index % (sampleRate / 8000) === 0);
}

function say(transport: MediaTransport, text: string): void {
  transport.send(fromSamples(modemSamples(text), transport.format));
  transport.mark(text);
}

const human: NewCharacter = { kind: 'human', lines: ['Hello, who is there?', 'Seven is fine — é ✓', 'Bye.'] };
const answers = ['This is the café; is seven all right?', 'Then until seven!', 'Goodbye.'];
const conversation = [
  'phone: Hello, who is there?',
  `account: ${answers[0]}`,
  'phone: Seven is fine — é ✓',
  `account: ${answers[1]}`,
  'phone: Bye.',
  `account: ${answers[2]}`,
];
const stream: CallPlan = {
  ...media,
  action: new URL('http://product.invalid/action'),
  format: { encoding: 'pcm16', sampleRate: 8000, channels: 1 },
};

describe.each(Object.keys(vendors))('a call over %s', vendor => {
  it('is heard to the character over raw audio, reported in order and signed', async () => {
    const world = installation(vendor);
    world.sandbox.control.setCharacter(phone, human);
    let ears: ReturnType<typeof speakOver> | undefined;
    world.product.onLine = line => {
      ears = speakOver(transportOf(line), answers);
    };
    const vendorId = await world.dial(stream);
    await world.clock.advance(60_000);
    expect(lines(world.sandbox.control.calls()[0]!)).toEqual(conversation);
    expect(ears).toMatchObject({
      heard: ['Hello, who is there?', 'Seven is fine — é ✓', 'Bye.'],
      marks: answers,
      state: { closed: 1 },
    });
    expect(world.progress()).toEqual(['initiated', 'ringing', 'in-progress', 'completed']);
    expect(world.accepted).toMatchObject([{ parameters: { call: 'call-1' } }]);
    expect(world.signatures.length).toBeGreaterThan(3);
    expect(world.signatures).not.toContain(false);
    expect(await world.adapter.telephony.control.get!(vendorId, world.call())).toMatchObject({
      vendorId,
      progress: 'completed',
      durationSeconds: expect.any(Number),
    });
    expect(world.sandbox.ledger().alerts).toEqual([]);
  });

  it('comes in, is answered, and asks what next when the socket ends', async () => {
    const world = installation(vendor);
    world.product.answer = path => (path === '/voice' ? stream : { kind: 'hang-up' });
    world.product.onLine = line => void speakOver(transportOf(line), ['Yes.']);
    const { id } = world.sandbox.control.callFromPhone({ from: phone, to: ourNumber, character: { kind: 'manual' } });
    await world.clock.advance(3000);
    expect(world.events[0]).toMatchObject({ kind: 'incoming-call', from: phone, to: ourNumber });
    world.sandbox.control.sayInCall(id, 'Is anybody there?');
    await world.clock.advance(10_000);
    expect(lines(world.sandbox.control.calls()[0]!)).toEqual(['phone: Is anybody there?', 'account: Yes.']);
    transportOf(world.accepted[0]).close();
    await world.clock.advance(3000);
    expect(world.posted).toEqual(['/voice', '/action']);
    expect(world.sandbox.control.calls()[0]).toMatchObject({ status: 'completed', direction: 'inbound' });
    expect(world.signatures).not.toContain(false);
  });

  it('is sent elsewhere, and hung up', async () => {
    const world = installation(vendor);
    world.sandbox.control.setCharacter(phone, { kind: 'manual' });
    const vendorId = await world.dial(stream);
    await world.clock.advance(3000);
    world.sandbox.control.answerCall(world.sandbox.control.calls()[0]!.id);
    await world.clock.advance(3000);
    const { control } = world.adapter.telephony;
    const last: CallPlan = { kind: 'hang-up' };
    const words = planOf([{ kind: 'say', text: 'One <moment> & "please".', language: 'en-US' }], stream);
    expect(await control.redirect(vendorId, words, world.call())).toEqual({ outcome: 'accepted', vendorId });
    await world.clock.advance(10_000);
    expect(lines(world.sandbox.control.calls()[0]!)).toEqual(['account: One <moment> & "please".']);
    expect(world.accepted).toHaveLength(2);
    expect(await control.hangUp(vendorId, world.call())).toEqual({ outcome: 'accepted', vendorId });
    await world.clock.advance(1000);
    expect(world.progress().at(-1)).toBe('completed');
    expect(await control.redirect(vendorId, last, world.call())).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'invalid' },
    });
  });

  it('is pressed keys in while it goes on', async () => {
    const world = installation(vendor);
    world.sandbox.control.setCharacter(phone, { kind: 'manual' });
    const vendorId = await world.dial(stream);
    await world.clock.advance(3000);
    const { sendDigits } = world.adapter.telephony.control;
    expect(await sendDigits!(vendorId, '1', world.call())).toMatchObject({ outcome: 'refused' });
    world.sandbox.control.answerCall(world.sandbox.control.calls()[0]!.id);
    await world.clock.advance(1000);
    expect(await sendDigits!(vendorId, '1w2#', world.call())).toMatchObject({ outcome: 'accepted', vendorId });
    await world.clock.advance(3000);
    expect(lines(world.sandbox.control.calls()[0]!)).toEqual(['account: (1)', 'account: (2)', 'account: (#)']);
  });

  it('is found by its numbers and its time, however it ended', async () => {
    const world = installation(vendor);
    const { find } = world.adapter.telephony.control;
    const span = { since: world.clock.now(), until: new Date(world.clock.now().getTime() + 3_600_000) };
    const asked = { from: ourNumber, to: phone, ...span };
    expect(await find!(asked, world.call())).toEqual([]);
    world.sandbox.control.setCharacter(phone, { kind: 'busy' });
    const busy = await world.dial(stream);
    await world.clock.advance(5000);
    world.sandbox.control.setCharacter(phone, { kind: 'manual' });
    const ringing = await world.dial(stream);
    world.sandbox.control.callFromPhone({ from: phone, to: ourNumber, character: { kind: 'manual' } });
    await world.clock.advance(3000);
    const found = await find!(asked, world.call());
    expect(found).toHaveLength(2);
    expect(found).toContainEqual(expect.objectContaining({ vendorId: busy, progress: 'busy' }));
    expect(found).toContainEqual(expect.objectContaining({ vendorId: ringing, progress: 'ringing' }));
    expect(await find!({ ...asked, to: '+15559876544' }, world.call())).toEqual([]);
    const later = { ...asked, since: world.clock.now(), until: span.until };
    expect(await find!({ ...later, since: new Date(later.since.getTime() + 1000) }, world.call())).toEqual([]);
  });

  it('asks for its plan when it is answered, and hears who did', async () => {
    const world = installation(vendor);
    world.sandbox.control.setCharacter(phone, { kind: 'human', lines: ['Hello?'] });
    world.product.answer = path => (path === '/plan' ? stream : { kind: 'hang-up' });
    const ask = { kind: 'ask', url: new URL('http://product.invalid/plan?ref=attempt-1') } as const;
    await world.dial(ask, { detectMachine: true });
    await world.clock.advance(15_000);
    expect(world.accepted).toHaveLength(1);
    expect(world.events).toContainEqual(expect.objectContaining({ kind: 'call-status', answeredBy: 'human' }));
    expect(world.events.map(event => event.kind)).not.toContain('incoming-call');
  });

  it.each([
    ['busy', { kind: 'busy' }, ['initiated', 'busy']],
    ['nobody', { kind: 'no-answer' }, ['initiated', 'ringing', 'no-answer']],
  ] as [string, NewCharacter, string[]][])('ends before a socket opens: %s', async (_who, character, expected) => {
    const world = installation(vendor);
    world.sandbox.control.setCharacter(phone, character);
    await world.dial(stream);
    await world.clock.advance(30_000);
    expect(world.progress()).toEqual(expected);
    expect(world.accepted).toEqual([]);
  });
});

describe('a call over Telnyx', () => {
  it('is spoken over the text relay', async () => {
    const world = installation('Telnyx');
    world.sandbox.control.setCharacter(phone, human);
    const left = [...answers];
    world.product.onLine = line => {
      const transport = relayOf(line);
      void (async () => {
        for await (const event of transport.events) {
          const next = event.kind === 'heard' && event.final ? left.shift() : undefined;
          if (next !== undefined) transport.say(next, { last: true });
        }
      })();
    };
    const vendorId = await world.dial(relay);
    await world.clock.advance(60_000);
    expect(lines(world.sandbox.control.calls()[0]!)).toEqual(conversation);
    expect(world.accepted).toMatchObject([{ callVendorId: vendorId, parameters: { call: 'call-1' } }]);
    expect(world.progress().at(-1)).toBe('completed');
  });

  it('is recorded after it was asked for', async () => {
    const world = installation('Telnyx');
    world.sandbox.control.setCharacter(phone, human);
    world.product.onLine = line => void speakOver(transportOf(line), answers);
    const vendorId = await world.dial(stream);
    await world.clock.advance(4000);
    expect(await world.adapter.telephony.control.record!(vendorId, world.call())).toMatchObject({
      outcome: 'accepted',
    });
    await world.clock.advance(60_000);
    expect(world.events).toContainEqual(expect.objectContaining({ kind: 'recording', callVendorId: vendorId }));
  });
});
