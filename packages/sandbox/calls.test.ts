import type { CallPlan } from '@buttdial/core';
import { encodeMulaw, planOf, synthesizeDigits } from '@buttdial/voice/wire';
import { describe, expect, it } from 'vitest';
import type { NewCharacter } from './src/index.ts';
import {
  call,
  dial,
  installation,
  lines,
  media,
  mediaOf,
  progress,
  relay,
  reports,
  say,
  speakOver,
  talkOver,
  textOf,
  theCall,
} from './test/calls.ts';
import { ourNumber, phone } from './test/support.ts';

const human: NewCharacter = { kind: 'human', lines: ['Hello, who is there?', 'Seven is fine — é ✓', 'Bye.'] };
const answers = ['This is the café; is seven all right?', 'Then until seven!', 'Goodbye.'];

describe('a call to a human', () => {
  const conversation = [
    'phone: Hello, who is there?',
    `account: ${answers[0]}`,
    'phone: Seven is fine — é ✓',
    `account: ${answers[1]}`,
    'phone: Bye.',
    `account: ${answers[2]}`,
  ];

  it('over the text relay is heard to the character, reported in order, signed and priced', async () => {
    const world = installation();
    world.sandbox.control.setCharacter(phone, human);
    world.product.onLine = line => void talkOver(textOf(line), answers);
    const vendorId = await dial(world, relay);
    await world.clock.advance(60_000);
    expect(lines(theCall(world))).toEqual(conversation);
    expect(world.product.lines).toMatchObject([{ callVendorId: vendorId, parameters: { call: 'call-1' } }]);
    expect(progress(world)).toEqual(['initiated', 'ringing', 'in-progress', 'completed']);
    expect(reports(world).flatMap(report => report.sequence ?? [])).toEqual([0, 1, 2, 3]);
    const { durationSeconds = 0 } = reports(world).at(-1) ?? {};
    expect(durationSeconds).toBeGreaterThan(5);
    expect(await world.adapter.telephony.control.get(vendorId, call())).toMatchObject({
      progress: 'completed',
      durationSeconds,
      price: { micros: 14_000, currency: 'USD' },
    });
    expect(world.product.signatures.length).toBeGreaterThan(4);
    expect(world.product.signatures).not.toContain(false);
    expect(world.sandbox.ledger()).toMatchObject({ alerts: [], calls: [{ id: vendorId, ref: 'attempt-1' }] });
  });

  it('over raw audio is heard to the character, with every mark', async () => {
    const world = installation();
    world.sandbox.control.setCharacter(phone, human);
    let ears: ReturnType<typeof speakOver> | undefined;
    world.product.onLine = line => {
      ears = speakOver(mediaOf(line), answers);
    };
    await dial(world, media);
    await world.clock.advance(60_000);
    expect(lines(theCall(world))).toEqual(conversation);
    expect(ears).toMatchObject({
      heard: ['Hello, who is there?', 'Seven is fine — é ✓', 'Bye.'],
      marks: answers,
      state: { closed: 1 },
    });
    expect(world.product.signatures).not.toContain(false);
    expect(theCall(world)).toMatchObject({ status: 'completed', mode: 'media' });
  });

  it('is the same from the same seed, whole', async () => {
    const once = async () => {
      const world = installation({ behaviour: { duplicateCallbacks: 0.5, shuffleCallbacks: 0.5 } });
      world.sandbox.control.setCharacter(phone, human);
      world.product.onLine = line => void talkOver(textOf(line), answers);
      for (let index = 0; index < 4; index++) {
        await dial(world, relay);
        await world.clock.advance(60_000);
      }
      return { ledger: world.sandbox.ledger(), calls: world.sandbox.control.calls(), posted: world.product.posted };
    };
    const first = await once();
    expect(await once()).toEqual(first);
    const orders = Map.groupBy(
      first.posted.filter(one => one.path === '/status'),
      one => one.form.CallSid,
    );
    const numbers = [...orders.values()].map(forms => forms.map(({ form }) => Number(form.SequenceNumber)).join());
    expect(numbers.some(order => order !== '0,1,2,3')).toBe(true);
  });
});

describe('the characters', () => {
  it.each([
    ['busy', { kind: 'busy' }, ['initiated', 'busy']],
    ['nobody', { kind: 'no-answer' }, ['initiated', 'ringing', 'no-answer']],
  ] as [string, NewCharacter, string[]][])(
    '%s ends the call before a socket opens',
    async (_who, character, expected) => {
      const world = installation();
      world.sandbox.control.setCharacter(phone, character);
      const vendorId = await dial(world, relay);
      await world.clock.advance(30_000);
      expect(progress(world)).toEqual(expected);
      expect(world.product.lines).toEqual([]);
      expect(await world.adapter.telephony.control.get(vendorId, call())).not.toHaveProperty('price');
    },
  );

  it('a number that exists nowhere fails', async () => {
    const world = installation();
    await dial(world, relay, { to: '+493012345678' });
    await world.clock.advance(1000);
    expect(progress(world)).toEqual(['initiated', 'failed']);
  });

  it.each(['relay', 'media'] as const)('a voicemail records what is said after the beep (%s)', async kind => {
    const world = installation();
    world.sandbox.control.setCharacter(phone, { kind: 'voicemail', greeting: 'Leave a message.', recordMs: 5000 });
    world.product.onLine = line =>
      void (line.kind === 'text'
        ? talkOver(line.transport, ['Call us back.'])
        : speakOver(line.transport, ['', 'Call us back.']));
    await dial(world, kind === 'relay' ? relay : media, { detectMachine: true });
    await world.clock.advance(30_000);
    expect(lines(theCall(world))).toEqual(['phone: Leave a message.', 'account: Call us back.']);
    expect(reports(world)).toContainEqual({
      kind: 'call-status',
      vendorId: theCall(world).id,
      ref: 'attempt-1',
      progress: 'in-progress',
      answeredBy: 'machine',
    });
  });

  it('silence says nothing until the time limit hangs up', async () => {
    const world = installation();
    world.sandbox.control.setCharacter(phone, { kind: 'silence' });
    await dial(world, { ...relay, greeting: 'Hello!' }, { timeLimitSeconds: 7 });
    await world.clock.advance(60_000);
    expect(lines(theCall(world))).toEqual(['account: Hello!']);
    expect(theCall(world)).toMatchObject({ status: 'completed', durationSeconds: 7 });
  });

  it.each(['relay', 'media'] as const)('a menu listens to keys (%s)', async kind => {
    const world = installation();
    world.sandbox.control.setCharacter(phone, { kind: 'ivr', greeting: 'Press 2.', options: { 2: 'Well done.' } });
    world.product.onLine = line => {
      if (line.kind === 'text') line.transport.sendDigits('2');
      else {
        const { transport } = line;
        speakOver(transport, [], () => transport.send(encodeMulaw(synthesizeDigits('2'))));
      }
    };
    await dial(world, kind === 'relay' ? relay : media);
    await world.clock.advance(10_000);
    expect(lines(theCall(world)).sort()).toEqual(['account: (2)', 'phone: Press 2.', 'phone: Well done.']);
  });
});

describe('a call under way', () => {
  const answered = async (plan: CallPlan, world = installation()) => {
    world.sandbox.control.setCharacter(phone, { kind: 'manual' });
    const id = await dial(world, plan);
    await world.clock.advance(500);
    world.sandbox.control.answerCall(id);
    await world.clock.advance(100);
    return { world, id };
  };

  it('is cut short by the phone: the relay tells what was heard, to the character', async () => {
    const { world, id } = await answered(relay);
    const transport = textOf(world.product.lines[0]);
    const { events } = talkOver(transport, []);
    transport.say('0123456789 and so on', { last: true });
    await world.clock.advance(67 * 10 + 30);
    world.sandbox.control.sayInCall(id, 'Stop');
    await world.clock.advance(1000);
    expect(events).toContainEqual({ kind: 'interrupted', heardText: '0123456789', afterMs: 700 });
    expect(lines(theCall(world))).toEqual(['phone: Stop', 'account: 0123456789']);
  });

  it('listens while it speaks where nothing may interrupt it', async () => {
    const { world, id } = await answered({ ...relay, interruptible: 'none' });
    const transport = textOf(world.product.lines[0]);
    const { events } = talkOver(transport, []);
    transport.say('This is said to its end.', { last: true });
    world.sandbox.control.sayInCall(id, 'But');
    await world.clock.advance(5000);
    expect(events.filter(event => event.kind === 'interrupted')).toEqual([]);
    expect(events).toContainEqual({ kind: 'heard', text: 'But', final: true, language: 'en-US' });
    expect(lines(theCall(world))).toEqual(['phone: But', 'account: This is said to its end.']);
  });

  it('complains about messages that Twilio would not take, and goes on', async () => {
    for (const [plan, code] of [
      [relay, 64107],
      [media, 31924],
    ] as const) {
      const { world } = await answered(plan);
      world.product.sockets[0]?.send('{"type":"shout","text":"HEY"}');
      await world.clock.advance(100);
      expect(world.sandbox.ledger().alerts).toMatchObject([{ code }]);
      expect(theCall(world).status).toBe('in-progress');
    }
  });

  it('forgets queued audio at a clear, echoes its marks, and has heard only the beginning', async () => {
    const { world } = await answered(media);
    const transport = mediaOf(world.product.lines[0]);
    const ears = speakOver(transport, [], () => say(transport, 'ABCDEFGHIJ'));
    await world.clock.advance(200);
    transport.clear();
    await world.clock.advance(1000);
    expect(ears.marks).toEqual(['ABCDEFGHIJ']);
    const [cut] = theCall(world).transcript;
    expect('ABCDEFGHIJ'.startsWith(cut?.text ?? '?')).toBe(true);
    expect(cut?.text.length).toBeLessThan(8);
  });

  it('brings keys from the phone', async () => {
    for (const plan of [relay, media]) {
      const { world, id } = await answered(plan);
      const [line] = world.product.lines;
      const told = line?.kind === 'text' ? talkOver(line.transport, []).events : speakOver(mediaOf(line), []).digits;
      world.sandbox.control.pressInCall(id, '4#');
      await world.clock.advance(1000);
      expect(JSON.stringify(told)).toMatch(/4.*#/);
    }
  });

  it.each([relay, media])('is redirected ($kind)', async plan => {
    const { world, id } = await answered(plan);
    const say = planOf([{ kind: 'say', text: 'One moment.', language: 'en-US' }], { kind: 'hang-up' });
    expect(await world.adapter.telephony.control.redirect(id, say, call())).toEqual({
      outcome: 'accepted',
      vendorId: id,
    });
    await world.clock.advance(5000);
    expect(lines(theCall(world))).toEqual(['account: One moment.']);
    expect(theCall(world).status).toBe('completed');
    expect(world.product.posted.filter(one => one.path === '/action')).toEqual([]);
    expect(await world.adapter.telephony.control.redirect(id, say, call())).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'invalid', vendorCode: '21220' },
    });
  });

  it.each([relay, media])('is hung up by the account, and the socket closes ($kind)', async plan => {
    const { world, id } = await answered(plan);
    let closed = 0;
    void (async () => {
      for await (const event of world.product.lines[0]!.transport.events) if (event.kind === 'closed') closed += 1;
    })();
    const receipt = await world.adapter.telephony.control.hangUp(id, call());
    expect(receipt).toMatchObject({ outcome: 'accepted', vendorId: id });
    await world.clock.advance(1000);
    expect([closed, theCall(world).status, progress(world).at(-1)]).toEqual([1, 'completed', 'completed']);
  });

  it('is canceled while it rings', async () => {
    const world = installation();
    world.sandbox.control.setCharacter(phone, { kind: 'no-answer' });
    const id = await dial(world, relay);
    await world.clock.advance(500);
    await world.adapter.telephony.control.hangUp(id, call());
    await world.clock.advance(500);
    expect(progress(world)).toEqual(['initiated', 'ringing', 'canceled']);
  });

  it('survives the loss of its socket: the action is asked what next', async () => {
    const { world } = await answered(relay);
    world.product.answer = path => (path === '/action' ? relay : '<Response/>');
    world.product.onLine = line => textOf(line).say('Here I am again.', { last: true });
    world.product.sockets[0]?.close();
    await world.clock.advance(5000);
    expect(world.product.posted.find(one => one.path === '/action')?.form).toMatchObject({
      SessionStatus: 'failed',
      ErrorCode: '64105',
      CallStatus: 'in-progress',
    });
    expect(lines(theCall(world))).toEqual(['account: Here I am again.']);
  });

  it('is handed over at the word of the account', async () => {
    const { world } = await answered(relay);
    textOf(world.product.lines[0]).end('to be continued');
    await world.clock.advance(5000);
    expect(world.product.posted.find(one => one.path === '/action')?.form).toMatchObject({
      SessionStatus: 'ended',
      HandoffData: 'to be continued',
    });
    expect(theCall(world).status).toBe('completed');
  });

  it('is recorded, and the recording reported', async () => {
    const { world, id } = await answered(relay);
    expect(await world.adapter.telephony.control.record(id, call())).toMatchObject({
      outcome: 'accepted',
      vendorId: expect.stringMatching(/^RE/),
    });
    textOf(world.product.lines[0]).say('On the record.', { last: true });
    await world.clock.advance(2000);
    world.sandbox.control.hangUpCall(id);
    await world.clock.advance(100);
    const recording = world.product.events.find(event => event.kind === 'recording');
    expect(recording).toMatchObject({ callVendorId: id });
    const file = await world.sandbox.fetch(recording!.url);
    expect(await file.text()).toBe('account: On the record.');
  });

  it('is transferred: each hears the other', async () => {
    const { world, id } = await answered(relay);
    const colleague = '+15559870000';
    world.sandbox.control.setCharacter(colleague, { kind: 'human', lines: ['Ada here.', 'With pleasure.'] });
    const plan: CallPlan = {
      kind: 'dial',
      to: colleague,
      callerId: ourNumber,
      action: new URL('http://product.invalid/after'),
      timeLimitSeconds: 60,
    };
    await world.adapter.telephony.control.redirect(id, plan, call());
    await world.clock.advance(5000);
    world.sandbox.control.sayInCall(id, 'A table, please.');
    await world.clock.advance(5000);
    world.sandbox.control.sayInCall(id, 'Thanks.');
    await world.clock.advance(5000);
    expect(lines(theCall(world))).toEqual([
      'account: Ada here.',
      'phone: A table, please.',
      'account: With pleasure.',
      'phone: Thanks.',
    ]);
    expect(world.product.posted.find(one => one.path === '/after')?.form).toMatchObject({
      DialCallStatus: 'completed',
    });
  });
});
