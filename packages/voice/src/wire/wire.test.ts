import { type AudioFormat, type MediaEvent, type RelayEvent, silentLog } from '@buttdial/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { all, socketPair } from '../../test/world.ts';
import { acceptSocket, mediaDialects } from './accept.ts';
import { openMedia } from './media.ts';
import { openMediaCarrier } from './media-carrier.ts';
import type { MediaDialect } from './media-frames.ts';
import { openRelay, openRelayCarrier } from './relay.ts';
import { relayCommand, type writeRelayEvent } from './relay-frames.ts';
import { createReorder } from './reorder.ts';

const dialects = Object.values(mediaDialects);
const call = { streamId: 'MZ1', callVendorId: 'CA1', parameters: { call: 'c-1' } };
const setup = {
  sessionId: 'VX1',
  accountVendorId: 'AC1',
  callVendorId: 'CA1',
  from: '+1',
  to: '+2',
  direction: 'inbound',
  parameters: { call: 'c-1' },
} as const;

describe('the text relay', () => {
  it('carries every event of the carrier', async () => {
    const { ours, theirs } = socketPair();
    const carrier = openRelayCarrier(theirs);
    const told: Parameters<typeof writeRelayEvent>[0][] = [
      { kind: 'heard', text: 'hel', final: false, language: 'en-US' },
      { kind: 'heard', text: 'hello', final: true, language: 'en-US' },
      { kind: 'interrupted', heardText: 'Good', afterMs: 460 },
      { kind: 'played', text: 'Good day' },
      { kind: 'digit', digit: '5' },
      { kind: 'speaking', who: 'caller', on: true },
      { kind: 'error', message: '64107' },
    ];
    carrier.setup(setup);
    for (const event of told) carrier.tell(event);
    carrier.close();
    const events = await all(openRelay(ours).events);
    const first = { kind: 'setup', callVendorId: 'CA1', from: '+1', to: '+2', parameters: { call: 'c-1' } };
    expect(events).toEqual([first, ...told, { kind: 'closed' }]);
  });
  it('says only what the schema of the wire allows', async () => {
    const { ours, theirs, sent } = socketPair();
    const relay = openRelay(ours);
    relay.say('Hel', { last: false });
    relay.say('lo', { last: true, interruptible: 'none' });
    relay.play(new URL('https://x.example/a.mp3'));
    relay.sendDigits('12w#');
    relay.setLanguage?.('de-DE');
    relay.end('{"why":"done"}');
    relay.say('too late', { last: true });
    theirs.close();
    const heard = await all(openRelayCarrier(theirs).events);
    expect(sent.map(frame => relayCommand.parse(JSON.parse(String(frame))).type)).toEqual([
      'text',
      'text',
      'play',
      'sendDigits',
      'language',
      'end',
    ]);
    expect(heard.at(1)).toEqual({
      kind: 'command',
      command: { type: 'text', token: 'lo', last: true, interruptible: false },
    });
    expect(heard.filter(event => event.kind === 'closed')).toHaveLength(1);
  });
  it('reads what vendors really write', async () => {
    const { ours, theirs } = socketPair();
    for (const frame of [
      { type: 'setup', callControlId: 'v3:x', from: '+1', to: 2, custom_parameters: { n: 4 }, extra: [] },
      { type: 'prompt', voicePrompt: 'yes' },
      { type: 'prompt', voicePrompt: 'ye', last: 'false' },
      { type: 'interrupt', utteranceUntilInterrupt: 'So', durationUntilInterruptMs: '1234.5' },
      { type: 'dtmf', digit: 7 },
      { type: 'weather' },
      { type: 'info', name: 'tokensPlayed', value: 'So it', ts: 1 },
    ])
      theirs.send(JSON.stringify(frame));
    theirs.send('{"broken":');
    theirs.send(Uint8Array.of(1, 2));
    theirs.close();
    const events = await all(openRelay(ours).events);
    expect(events).toEqual<RelayEvent[]>([
      { kind: 'setup', callVendorId: 'v3:x', from: '+1', to: '2', parameters: { n: '4' } },
      { kind: 'heard', text: 'yes', final: true },
      { kind: 'heard', text: 'ye', final: false },
      { kind: 'interrupted', heardText: 'So', afterMs: 1234.5 },
      { kind: 'digit', digit: '7' },
      { kind: 'played', text: 'So it' },
      { kind: 'closed' },
    ]);
  });
  it('refuses as the vendor does', async () => {
    const { ours, theirs } = socketPair();
    ours.send('{"type":"text","token":"a"}');
    ours.send('{"type":"end","why":"x"}');
    theirs.close();
    expect((await all(openRelayCarrier(theirs).events)).map(event => event.kind)).toEqual([
      'invalid',
      'invalid',
      'closed',
    ]);
  });
});

describe.each(dialects)('the media wire of $name', dialect => {
  const open = () => {
    const { ours, theirs, sent } = socketPair();
    return { ours, theirs, sent, transport: openMedia(ours, dialect), carrier: openMediaCarrier(theirs, dialect) };
  };
  const frame = Uint8Array.from({ length: dialect.format.encoding === 'pcm16' ? 640 : 160 }, (_, at) => at % 256);

  it('carries a call to us', async () => {
    const { carrier, transport } = open();
    carrier.start(call);
    carrier.audio(frame);
    carrier.audio(frame);
    carrier.digit('#');
    carrier.mark('0.1');
    carrier.stop();
    const events = await all(transport.events);
    expect(events[0]).toMatchObject({ kind: 'start', callVendorId: 'CA1', parameters: { call: 'c-1' } });
    expect(events.slice(1).map(event => event.kind)).toEqual(['audio', 'audio', 'digit', 'mark', 'closed']);
    const [first, second] = events.filter(event => event.kind === 'audio');
    expect([[...first!.audio], first!.atMs, second!.atMs]).toEqual([[...frame], 0, 20]);
  });
  it('carries us to the carrier, and only what it allows', async () => {
    const { carrier, transport, ours } = open();
    carrier.start(call);
    const events = transport.events[Symbol.asyncIterator]();
    transport.send(frame);
    await events.next();
    transport.send(frame);
    transport.mark('0.1');
    transport.clear();
    transport.sendDigits?.('42#');
    ours.close();
    const heard = await all(carrier.events);
    const wanted = ['audio', 'mark', 'clear', ...(dialect.digits ? ['digits'] : []), 'closed'];
    expect(heard.map(event => event.kind)).toEqual(wanted);
    expect(heard[0]).toEqual({ kind: 'audio', audio: expect.anything() });
    expect([...(heard[0] as { audio: Uint8Array }).audio]).toEqual([...frame]);
    expect(heard[1]).toEqual({ kind: 'mark', name: '0.1' });
  });
  it('gives back the marks that a clear threw away, once', async () => {
    const { carrier, transport, ours } = open();
    carrier.start(call);
    const events = transport.events[Symbol.asyncIterator]();
    await events.next();
    for (const name of ['a', 'b', 'c']) transport.mark(name);
    carrier.mark('a');
    transport.clear();
    if (dialect.reportsFlush) carrier.cleared();
    else for (const name of ['b', 'c']) carrier.mark(name);
    ours.close();
    const rest: MediaEvent[] = await all({ [Symbol.asyncIterator]: () => events });
    expect(rest).toEqual([...['a', 'b', 'c'].map(name => ({ kind: 'mark', name })), { kind: 'closed' }]);
  });
  it('survives anything, and ends exactly once', async () => {
    const { theirs, transport } = open();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.json(), fc.string(), fc.uint8Array())), async garbage => {
        const pair = socketPair();
        for (const one of garbage) pair.theirs.send(one);
        pair.theirs.close();
        const events = await all(openMedia(pair.ours, dialect).events);
        expect(events.filter(event => event.kind === 'closed')).toHaveLength(1);
        expect(events.at(-1)).toEqual({ kind: 'closed' });
      }),
    );
    theirs.close();
    expect(await all(transport.events)).toEqual([{ kind: 'closed' }]);
  });
  it('ends once when the socket fails', async () => {
    async function* failing(): AsyncGenerator<string> {
      yield '{}';
      throw new Error('ECONNRESET');
    }
    const socket = { send: () => undefined, close: () => undefined, incoming: failing() };
    expect(await all(openMedia(socket, dialect).events)).toEqual([{ kind: 'closed' }]);
  });
  it('is recognised by its first frame, which is not lost', async () => {
    const { ours, theirs } = socketPair();
    openMediaCarrier(theirs, dialect).start(call);
    theirs.close();
    const accepted = await acceptSocket(ours, dialect, silentLog);
    expect(accepted).toMatchObject({ kind: 'media', callVendorId: 'CA1', parameters: { call: 'c-1' } });
    expect((await all<{ kind: string }>(accepted.transport.events)).map(event => event.kind)).toEqual([
      'start',
      'closed',
    ]);
  });
});

describe('accepting a socket', () => {
  it('recognises a relay', async () => {
    const { ours, theirs } = socketPair();
    openRelayCarrier(theirs).setup(setup);
    theirs.close();
    const accepted = await acceptSocket(ours, mediaDialects.twilio);
    expect(accepted).toMatchObject({ kind: 'text', callVendorId: 'CA1', parameters: { call: 'c-1' } });
    expect((await all<{ kind: string }>(accepted.transport.events)).map(event => event.kind)).toEqual([
      'setup',
      'closed',
    ]);
  });
  it('fails when the socket ends before', async () => {
    const { ours, theirs } = socketPair();
    theirs.send('{}');
    theirs.close();
    await expect(acceptSocket(ours, mediaDialects.twilio)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('the odd vendors', () => {
  const wide: AudioFormat = { encoding: 'pcm16', sampleRate: 16_000, channels: 1 };

  it('Telnyx: frames that overtook each other are put in order, and its format is believed', async () => {
    const { ours, theirs } = socketPair();
    const carrier = openMediaCarrier(theirs, mediaDialects.telnyx, { format: wide });
    carrier.start(call);
    for (const chunk of [1, 3, 2, 4]) carrier.audio(Uint8Array.of(chunk), { chunk, atMs: chunk * 20 });
    carrier.stop();
    const transport = openMedia(ours, mediaDialects.telnyx);
    const events = await all(transport.events);
    expect(events.flatMap(event => (event.kind === 'audio' ? [...event.audio] : []))).toEqual([1, 2, 3, 4]);
    expect(transport.format).toEqual(wide);
  });
  it('Vonage: audio goes out in whole frames; a mark fills up the last one', async () => {
    const { ours, theirs, sent } = socketPair();
    openMediaCarrier(theirs, mediaDialects.vonage).start(call);
    const transport = openMedia(ours, mediaDialects.vonage);
    await transport.events[Symbol.asyncIterator]().next();
    for (let piece = 0; piece < 5; piece++) transport.send(new Uint8Array(200).fill(1));
    transport.mark('end');
    const sizes = sent.map(frame => (typeof frame === 'string' ? 'text' : frame.length));
    expect(sizes).toEqual([640, 640, 'text']);
    expect((sent[1] as Uint8Array)[1000 - 640]).toBe(0);
  });
  it('Twilio: our own track is not the caller', async () => {
    const { ours, theirs } = socketPair();
    theirs.send(JSON.stringify({ event: 'media', media: { track: 'outbound', payload: 'AAAA' } }));
    theirs.close();
    expect(await all(openMedia(ours, mediaDialects.twilio as MediaDialect).events)).toEqual([{ kind: 'closed' }]);
  });
});

describe('putting in order', () => {
  it('gives each number once, ascending, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30)), chunks => {
        const order = createReorder<number>();
        const out = chunks.flatMap(chunk => order(chunk, chunk));
        expect(out).toEqual([...new Set(out)].sort((a, b) => a - b));
      }),
    );
  });
  it('waits for a gap, but not for ever', () => {
    const order = createReorder<number>(2);
    expect([1, 3, 4, 5, 6].map(chunk => order(chunk, chunk))).toEqual([[1], [], [], [3, 4, 5], [6]]);
  });
});
