import { systemRuntime } from '@buttdial/core';
import { createTwilio } from '@buttdial/provider-twilio';
import { describe, expect, it } from 'vitest';
import { createSandbox } from './src/index.ts';
import {
  call,
  dial,
  installation,
  lines,
  media,
  newProduct,
  productServer,
  relay,
  request,
  speakOver,
  talkOver,
  textOf,
  theCall,
} from './test/calls.ts';
import { accountSid, authToken, ourNumber, phone } from './test/support.ts';

describe('a call that comes in', () => {
  it('rings at the voice webhook, is answered by the plan, and talks', async () => {
    const world = installation();
    world.product.answer = () => relay;
    world.product.onLine = line => void talkOver(textOf(line), ['The café, good day.']);
    world.sandbox.control.callFromPhone({ from: phone, to: ourNumber, character: { kind: 'human', lines: ['Hi!'] } });
    await world.clock.advance(20_000);
    expect(world.product.events[0]).toEqual({
      kind: 'incoming-call',
      vendorId: theCall(world).id,
      from: phone,
      to: ourNumber,
    });
    expect(lines(theCall(world))).toEqual(['phone: Hi!', 'account: The café, good day.']);
    expect(theCall(world)).toMatchObject({ direction: 'inbound', status: 'completed' });
    expect(world.product.signatures).not.toContain(false);
  });

  it('can be rejected', async () => {
    const world = installation();
    world.product.answer = () => ({ kind: 'reject', reason: 'busy' });
    world.sandbox.control.callFromPhone({ from: phone, to: ourNumber });
    await world.clock.advance(1000);
    expect(theCall(world)).toMatchObject({ status: 'busy' });
    expect(theCall(world)).not.toHaveProperty('answeredAt');
  });

  it('joins two accounts that phone each other', async () => {
    const world = installation();
    const theirs = '+12125550188';
    world.sandbox.control.addNumber({ number: theirs, accountSid, voiceUrl: 'http://product.invalid/voice' });
    world.product.answer = () => ({ ...relay, parameters: { side: 'callee' } });
    world.product.onLine = line => {
      if (line.parameters?.side === 'callee') talkOver(textOf(line), ['The café. For when?', 'Noted.']);
      else {
        talkOver(textOf(line), ['For seven.', 'Goodbye.']);
        textOf(line).say('A table, please.', { last: true });
      }
    };
    await dial(world, { ...relay, parameters: { side: 'caller' } }, { to: theirs });
    await world.clock.advance(30_000);
    const [caller, callee] = ['outbound-api', 'inbound'].map(
      direction => world.sandbox.control.calls().find(one => one.direction === direction)!,
    );
    const said = ['A table, please.', 'The café. For when?', 'For seven.', 'Noted.', 'Goodbye.'];
    expect(caller!.transcript.map(line => line.text)).toEqual(said);
    expect(callee!.transcript.map(line => line.text)).toEqual(said);
  });
});

describe('instructions', () => {
  const follow = async (twiml: string, pressed?: string) => {
    const world = installation();
    world.sandbox.control.setCharacter(phone, { kind: 'manual' });
    world.product.answer = path => (path === '/voice' ? twiml : '<Response><Say>Done.</Say></Response>');
    const id = await dial(world, { kind: 'ask', url: new URL('http://product.invalid/voice') });
    await world.clock.advance(500);
    world.sandbox.control.answerCall(id);
    await world.clock.advance(500);
    if (pressed) await world.clock.advance(1000);
    if (pressed) world.sandbox.control.pressInCall(id, pressed);
    await world.clock.advance(30_000);
    return { world, lines: lines(theCall(world)), alerts: world.sandbox.ledger().alerts };
  };

  it('speak, play, pause, redirect and gather keys', async () => {
    const { world, lines, alerts } = await follow(
      '<Response><Play digits="1"/><Gather numDigits="2" action="/gathered"><Say>Two keys.</Say></Gather></Response>',
      '42',
    );
    // The prompt ends where the second key was pressed.
    expect(lines).toEqual(['account: (1)', 'phone: (4)', 'phone: (2)', 'account: Two keys', 'account: Done.']);
    expect(world.product.posted.find(one => one.path === '/gathered')?.form).toMatchObject({ Digits: '42' });
    expect(alerts).toEqual([]);
  });

  it('gather a sentence, or go on without one', async () => {
    const world = installation();
    world.sandbox.control.setCharacter(phone, { kind: 'human', lines: ['Seven.'], speaksFirst: false, hangsUp: false });
    world.product.answer = path =>
      path === '/gathered'
        ? '<Response><Gather timeout="1" input="speech"/><Say>Nothing.</Say></Response>'
        : '<Response><Gather input="speech" action="/gathered"><Say>When?</Say></Gather></Response>';
    await dial(world, { kind: 'ask', url: new URL('http://product.invalid/voice') });
    await world.clock.advance(20_000);
    expect(lines(theCall(world))).toEqual(['account: When?', 'phone: Seven.', 'account: Nothing.']);
    expect(world.product.posted.find(one => one.path === '/gathered')?.form).toMatchObject({ SpeechResult: 'Seven.' });
  });

  it.each([
    ['callerId="+12125550101"', { kind: 'busy' }, 'busy', []],
    ['timeout="3"', { kind: 'no-answer' }, 'no-answer', []],
    ['timeLimit="2"', { kind: 'silence' }, 'completed', []],
    ['callerId="+12125550199"', { kind: 'human' }, 'failed', [{ code: 13214 }]],
  ] as const)('dial somebody else (%s): %o ends as %s', async (attributes, character, status, alerts) => {
    const world = installation();
    const colleague = '+15559870000';
    world.sandbox.control.setCharacter(phone, { kind: 'silence' });
    world.sandbox.control.setCharacter(colleague, character);
    world.product.answer = path =>
      path === '/after'
        ? '<Response/>'
        : `<Response><Dial ${attributes} action="/after">${colleague}</Dial></Response>`;
    await dial(world, { kind: 'ask', url: new URL('http://product.invalid/voice') });
    await world.clock.advance(20_000);
    expect(world.product.posted.find(one => one.path === '/after')?.form).toMatchObject({ DialCallStatus: status });
    expect(world.sandbox.ledger().alerts).toMatchObject(alerts);
  });

  it.each([
    ['<Response><Sing/><Say>On.</Say></Response>', 12200, 'Sing has no place in Response.'],
    ['<Response><Say vioce="a">On.</Say></Response>', 12200, 'Say has no attribute vioce.'],
    [
      '<Response><Connect><ConversationRelay url="wss://product.invalid/s" speechtimeout="600"/></Connect></Response>',
      12200,
      'ConversationRelay has no attribute speechtimeout.',
    ],
    ['<Response><Say>', 12100, 'The TwiML could not be read.'],
    [
      '<Response><Connect><Stream url="wss://product.invalid/s?a=b"/></Connect></Response>',
      31920,
      'The address of a stream may have no query.',
    ],
  ])('that are misspelt are told: %s', async (twiml, code, message) => {
    expect((await follow(twiml)).alerts).toMatchObject([{ code, message }]);
  });
});

describe('over real sockets', () => {
  it.each(['relay', 'media'] as const)('the same conversation is heard to the character (%s)', async kind => {
    const product = newProduct();
    const runtime = systemRuntime();
    const behaviour = { callSetupMs: 0, callAnswerMs: 0, speechMsPerCharacter: 0 };
    const accounts = [{ name: 'ours', twilio: { accountSid, authToken } }];
    const sandbox = createSandbox({ runtime, seed: 'sockets', accounts, behaviour });
    const { url } = await sandbox.listen();
    const adapter = createTwilio({ accountSid, authToken, baseUrl: `${url}/twilio` });
    const server = await productServer(product, () => adapter);
    try {
      sandbox.control.addNumber({ number: ourNumber, accountSid });
      sandbox.control.setCharacter(phone, { kind: 'human', lines: ['Hi — ✓', 'Ok.'] });
      product.onLine = line =>
        void (line.kind === 'text'
          ? talkOver(line.transport, ['Seven?', 'Bye.'])
          : speakOver(line.transport, ['Seven?', 'Bye.']));
      const socket = {
        ...(kind === 'relay' ? relay : media),
        url: new URL(`${server.url.replace('http', 'ws')}/line/1`),
      };
      const status = { ...call(), statusUrl: new URL(`${server.url}/status?ref=attempt-1`) };
      await adapter.telephony.dial(request(socket), status);
      await sandbox.control.settled();
      expect(lines(sandbox.control.calls()[0]!)).toEqual([
        'phone: Hi — ✓',
        'account: Seven?',
        'phone: Ok.',
        'account: Bye.',
      ]);
      expect(product.events.at(-1)).toMatchObject({ kind: 'call-status', progress: 'completed', ref: 'attempt-1' });
      expect(product.signatures).not.toContain(false);
      expect(sandbox.ledger().alerts).toEqual([]);
    } finally {
      await sandbox.close();
      await server.close();
    }
  });

  it('that nobody takes are told, and the action is asked', async () => {
    const world = installation({ openSocket: undefined });
    const nobody = { ...relay, url: new URL('ws://127.0.0.1:9/nobody') };
    world.sandbox.control.setCharacter(phone, { kind: 'silence' });
    const refused = new Promise<void>(resolve => {
      world.sandbox.control.listen(event => event.kind === 'alert' && resolve());
    });
    await dial(world, nobody);
    await world.clock.advance(5000);
    await refused;
    await world.clock.advance(5000);
    expect(world.sandbox.ledger().alerts).toMatchObject([{ code: 64102 }]);
    expect(world.product.posted.find(one => one.path === '/action')?.form).toMatchObject({
      SessionStatus: 'failed',
      ErrorCode: '64102',
    });
  });
});
