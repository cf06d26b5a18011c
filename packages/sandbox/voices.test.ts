import { type ClientSocket, type Opened, systemRuntime } from '@buttdial/core';
import { encodeMulaw, modemSamples, readModem, toSamples } from '@buttdial/voice/wire';
import { describe, expect, it, vi } from 'vitest';
import { createSandbox, createVirtualClock, type NewFault } from './src/index.ts';

const apiKey = 'a-key';
const base = 'ws://sandbox.invalid';
const voicePath = '/elevenlabs/v1/text-to-speech/voice-ada/multi-stream-input';
const voiceQuery = 'model_id=eleven_flash_v2_5&output_format=ulaw_8000&sync_alignment=true&auto_mode=true';
const earQuery =
  'model=nova-3&encoding=mulaw&sample_rate=8000&interim_results=true&endpointing=300&utterance_end_ms=1000';

function network(synthesisMs = 0) {
  const clock = createVirtualClock(new Date('2026-03-02T15:00:00Z'));
  const runtime = { ...systemRuntime(), now: clock.now, sleep: clock.sleep, timeout: clock.timeout };
  const accounts = [{ name: 'ours', elevenlabs: { apiKey }, deepgram: { apiKey } }];
  const sandbox = createSandbox({ runtime, clock, seed: 'voices', accounts, behaviour: { synthesisMs } });
  const alerts = () => sandbox.ledger().alerts.map(({ vendor, code, message }) => `${vendor} ${code} ${message}`);
  return { sandbox, clock, alerts };
}

type Network = ReturnType<typeof network>;

const open = ({ sandbox }: Network, path: string, signal = new AbortController().signal): Promise<Opened> =>
  sandbox.connect({
    url: new URL(base + path),
    headers: { 'xi-api-key': apiKey, authorization: `Token ${apiKey}` },
    signal,
  });

async function socketOf(world: Network, path: string): Promise<ClientSocket> {
  const opened = await open(world, path);
  if (opened.outcome !== 'open') throw new Error(`${opened.response.status} ${await opened.response.text()}`);
  return opened.socket;
}

type Message = Record<string, unknown>;

function reading(socket: ClientSocket): Message[] {
  const said: Message[] = [];
  void (async () => {
    for await (const data of socket.incoming) said.push(JSON.parse(String(data)) as Message);
  })();
  return said;
}

const send = (socket: ClientSocket, message: object) => socket.send(JSON.stringify(message));
const audioOf = (said: readonly Message[], contextId: string) =>
  readModem(
    toSamples(
      Buffer.concat(
        said.filter(one => one.contextId === contextId).map(one => Buffer.from(String(one.audio ?? ''), 'base64')),
      ),
      { encoding: 'mulaw', sampleRate: 8000, channels: 1 },
    ),
  );

describe('the simulated ElevenLabs', () => {
  it('speaks contexts independently, cuts one that is closed, and finishes one that was flushed', async () => {
    const world = network(20);
    const socket = await socketOf(world, `${voicePath}?${voiceQuery}`);
    const said = reading(socket);
    for (const context_id of ['a', 'b']) send(socket, { text: ' ', context_id });
    send(socket, { text: 'This is cut in the middle of it.', context_id: 'a' });
    send(socket, { text: 'This is not.', context_id: 'b' });
    send(socket, { context_id: 'b', flush: true });
    send(socket, { context_id: 'b', close_context: true });
    await world.clock.advance(50);
    send(socket, { context_id: 'a', close_context: true });
    await world.clock.advance(1000);
    expect(audioOf(said, 'b')).toBe('This is not.');
    expect('This is cut in the middle of it.'.startsWith(audioOf(said, 'a'))).toBe(true);
    expect(audioOf(said, 'a').length).toBeLessThan(32);
    expect(
      said
        .filter(one => one.isFinal === true)
        .map(one => one.contextId)
        .sort(),
    ).toEqual(['a', 'b']);
    expect(world.alerts()).toEqual([]);
  });
  it('waits for enough text unless it is told not to', async () => {
    const world = network();
    const socket = await socketOf(world, `${voicePath}?model_id=eleven_flash_v2_5&output_format=ulaw_8000`);
    const said = reading(socket);
    send(socket, { text: ' ', context_id: 'a' });
    send(socket, { text: 'Too short.', context_id: 'a' });
    await world.clock.advance(1000);
    expect(said).toEqual([]);
    send(socket, { text: '', context_id: 'a', flush: true });
    await world.clock.advance(1000);
    expect(audioOf(said, 'a')).toBe('Too short.');
    expect(said.every(one => one.alignment === null)).toBe(true);
  });
  it.each([
    ['a field that is not there', { text: 'Hi', context_id: 'a', speed: 2 }],
    ['a text before its context', { text: 'Hi', context_id: 'b' }],
    ['no JSON', undefined],
    ['settings in the middle', { text: 'Hi', context_id: 'a', voice_settings: { stability: 0.5 } }],
  ])('ends a socket for %s, and writes it down', async (_what, message) => {
    const world = network();
    const socket = await socketOf(world, `${voicePath}?${voiceQuery}`);
    send(socket, { text: ' ', context_id: 'a' });
    if (message) send(socket, message);
    else socket.send('hi');
    await world.clock.advance(100);
    expect(await socket.closed).toMatchObject({ code: 1008 });
    expect(world.alerts()).toHaveLength(1);
  });
  it('ends a socket on which nothing comes', async () => {
    const world = network();
    const socket = await socketOf(world, `${voicePath}?${voiceQuery}&inactivity_timeout=30`);
    await world.clock.advance(29_000);
    expect(world.sandbox.control.connections()).toMatchObject([
      { vendor: 'elevenlabs', account: 'ours', isBusy: false },
    ]);
    await world.clock.advance(2000);
    expect(await socket.closed).toEqual({ code: 1008, reason: 'input_timeout_exceeded' });
    expect(world.sandbox.control.connections()).toEqual([]);
  });
});

describe('the simulated Deepgram', () => {
  const say = async (world: Network, socket: ClientSocket, text: string, quietMs: number) => {
    socket.send(encodeMulaw(modemSamples(text)));
    socket.send(new Uint8Array(quietMs * 8).fill(0xff));
    await world.clock.advance(100);
  };
  const transcript = (one: Message) =>
    (one.channel as { alternatives: { transcript: string }[] } | undefined)?.alternatives[0]?.transcript;

  it('gives interim results, final ones after a pause, and the end of an utterance', async () => {
    const world = network();
    const socket = await socketOf(world, `/deepgram/v1/listen?${earQuery}&vad_events=true`);
    const said = reading(socket);
    await say(world, socket, 'A table for two.', 1200);
    expect(said[0]).toMatchObject({ type: 'SpeechStarted', timestamp: 0 });
    expect(said.filter(one => one.type === 'Results' && one.is_final === false).length).toBeGreaterThan(1);
    const final = said.find(one => one.is_final === true);
    expect(final).toMatchObject({ speech_final: true, start: 0, duration: 0.64 });
    expect(transcript(final ?? {})).toBe('A table for two.');
    expect(said.at(-1)).toMatchObject({ type: 'UtteranceEnd', last_word_end: 0.64 });
    send(socket, { type: 'CloseStream' });
    await world.clock.advance(100);
    expect(said.at(-1)).toMatchObject({ type: 'Metadata', duration: 1.84 });
    expect(await socket.closed).toEqual({ code: 1000, reason: '' });
  });
  it('tells turns with Flux, also those that only seemed to be over', async () => {
    const world = network();
    const query = 'model=flux-general-en&encoding=mulaw&sample_rate=8000&eot_threshold=0.7&eager_eot_threshold=0.4';
    const socket = await socketOf(world, `/deepgram/v2/listen?${query}`);
    const said = reading(socket);
    await say(world, socket, 'For two', 300);
    await say(world, socket, 'please.', 700);
    const events = said.filter(one => one.type === 'TurnInfo' && one.event !== 'Update');
    expect(events.map(one => [one.event, one.transcript])).toEqual([
      ['StartOfTurn', 'F'],
      ['EagerEndOfTurn', 'For two'],
      ['TurnResumed', 'For two'],
      ['EagerEndOfTurn', 'For two please.'],
      ['EndOfTurn', 'For two please.'],
    ]);
    expect(events.at(-1)).toMatchObject({ trigger: 'model', turn_index: 0 });
    expect(said.map(one => one.sequence_id)).toEqual(said.map((_, at) => at));
  });
  it.each([
    ['a parameter that is not there', '/deepgram/v1/listen?model=nova-3&encoding=mulaw&sample_rate=8000&colour=red'],
    ['no encoding', '/deepgram/v1/listen?model=nova-3'],
    ['Nova at the door of Flux', `/deepgram/v2/listen?${earQuery}`],
    [
      'a hint for one language',
      '/deepgram/v2/listen?model=flux-general-en&encoding=mulaw&sample_rate=8000&language_hint=de',
    ],
  ])('refuses %s, and writes it down', async (_what, path) => {
    const world = network();
    const opened = await open(world, path);
    expect(opened.outcome === 'refused' && opened.response.status).toBe(400);
    expect(world.alerts()).toHaveLength(1);
  });
  it('ends a socket for a message that is not there, and for ten seconds of nothing', async () => {
    const world = network();
    const wrong = await socketOf(world, `/deepgram/v1/listen?${earQuery}`);
    send(wrong, { type: 'Hurry' });
    await world.clock.advance(100);
    expect(await wrong.closed).toEqual({ code: 1008, reason: 'DATA-0000' });
    expect(world.alerts()).toHaveLength(1);
    const silent = await socketOf(world, `/deepgram/v1/listen?${earQuery}`);
    await world.clock.advance(9000);
    send(silent, { type: 'KeepAlive' });
    await world.clock.advance(9000);
    expect(world.sandbox.control.connections()).toHaveLength(1);
    await world.clock.advance(2000);
    expect(await silent.closed).toEqual({ code: 1011, reason: 'NET-0001' });
  });
});

describe('sockets of the simulated vendors', () => {
  const paths = [`${voicePath}?${voiceQuery}`, `/deepgram/v1/listen?${earQuery}`];
  it.each(paths)('know who may open one: %s', async path => {
    const world = network();
    const url = new URL(base + path);
    const stranger = await world.sandbox.connect({ url, headers: {}, signal: new AbortController().signal });
    expect(stranger.outcome === 'refused' && stranger.response.status).toBe(401);
    const nowhere = await open(world, '/twilio/2010-04-01/Calls.json');
    expect(nowhere.outcome === 'refused' && nowhere.response.status).toBe(404);
  });
  it.each<[NewFault, unknown]>([
    [{ kind: 'rate-limited', retryAfterSeconds: 7 }, 429],
    [{ kind: 'failing', status: 503 }, 503],
    [{ kind: 'reset' }, 'ECONNRESET'],
  ])('meet the faults that were set: %j', async (fault, outcome) => {
    const world = network();
    world.sandbox.control.addFault({ ...fault, vendor: 'deepgram', times: 1 });
    const answer = await open(world, paths[1]!).catch((error: { code: string }) => error.code);
    expect(typeof answer === 'string' ? answer : answer.outcome === 'refused' && answer.response.status).toBe(outcome);
    expect(world.sandbox.ledger().requests).toMatchObject([{ vendor: 'deepgram', fault: fault.kind, account: 'ours' }]);
    expect((await open(world, paths[1]!)).outcome).toBe('open');
  });
  it('break after some messages, or hang until nobody waits any more', async () => {
    const world = network();
    world.sandbox.control.addFault({ kind: 'half-answer', messages: 2, times: 1 });
    const socket = await socketOf(world, paths[0]!);
    const said = reading(socket);
    send(socket, { text: ' ', context_id: 'a' });
    send(socket, { text: 'This is rather long, and never heard whole.', context_id: 'a' });
    await world.clock.advance(100);
    expect(await socket.closed).toEqual({ code: 1006, reason: '' });
    expect(said).toHaveLength(2);
    world.sandbox.control.addFault({ kind: 'hanging', times: 1 });
    const stop = new AbortController();
    const waiting = open(world, paths[0]!, stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
  it('are served to the outside too, and end with the sandbox', async () => {
    const { sandbox } = network();
    const { url } = await sandbox.listen();
    const { connect } = systemRuntime();
    const address = (path: string) => new URL(url.replace('http', 'ws') + path);
    const signal = new AbortController().signal;
    const refused = await connect?.({ url: address(paths[0]!), headers: { 'xi-api-key': 'wrong' }, signal });
    expect(refused?.outcome === 'refused' && refused.response.status).toBe(401);
    const opened = await connect?.({ url: address(paths[0]!), headers: { 'xi-api-key': apiKey }, signal });
    if (opened?.outcome !== 'open') throw new Error('not open');
    const said = reading(opened.socket);
    send(opened.socket, { text: ' ', context_id: 'a' });
    send(opened.socket, { text: 'Hello there.', context_id: 'a' });
    await vi.waitFor(() => expect(audioOf(said, 'a')).toBe('Hello there.'));
    await sandbox.close();
    expect(await opened.socket.closed).toMatchObject({ code: 1006 });
  });
});
