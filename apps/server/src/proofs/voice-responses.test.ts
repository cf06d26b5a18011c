import type { NewCharacter } from '@buttdial/sandbox';
import { modemSamples, monoWav } from '@buttdial/voice/wire';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CallWorld, type CallWorldOptions, callWorld, numbers, person } from '../../testing/call-world.ts';
import { modemVoice, saidInWav } from '../../testing/modem-voice.ts';
import { type SoundArchive, soundArchive } from '../../testing/sound-archive.ts';

let world: CallWorld;
let sounds: SoundArchive;
beforeEach(async () => {
  sounds = await soundArchive();
});
afterEach(async () => {
  await world.close();
  await sounds.close();
});

type Value = Readonly<Record<string, unknown>>;
interface Waiting {
  readonly body: string;
  readonly callId: string;
  readonly attachments: readonly { readonly url: string; readonly contentType: string }[];
}
const transports = ['relay', 'media'] as const;
const text = 'Your parcel is here.';

async function open(
  transport: 'relay' | 'media',
  character: NewCharacter,
  options: CallWorldOptions = {},
): Promise<void> {
  const common = { rules: { transport }, abilities: modemVoice, character };
  world = await callWorld({ ...common, ...sounds.option, ...options });
}
const say = (how: Value = {}) => world.run('calls.voiceMessage', { to: person, text, recordResponse: true, ...how });
const human = (...lines: string[]): NewCharacter => ({ kind: 'human', lines, hangsUp: false });
const waiting = async () => (await world.run('inbox.fetch', {})).messages as Waiting[];
const saidIn = (call: Value) => (call.events as { text?: string }[]).map(({ text: said }) => said ?? '').join('\n');
const slowDisk = { timeout: 15_000 };
/** The disk takes real time, of which the call knows nothing. */
const soundKept = () =>
  vi.waitFor(async () => {
    await world.pass(200);
    if ((await sounds.filesKept()).length === 0) throw new Error('It is not kept yet.');
  }, slowDisk);
/** What waits, once its sound is kept and the lease of an earlier look is over. */
async function withSound(): Promise<Waiting> {
  await soundKept();
  await world.pass(61_000);
  const [item] = await waiting();
  if (!item?.attachments[0]) throw new Error('Nothing waits with a sound.');
  return item;
}
describe('what a voice message says', () => {
  const threat = 'I will kill you tomorrow.';

  it('is judged by its content as a text would be', async () => {
    await open('relay', human('Hello?'));
    const { dryRun } = await say({ text: threat, dryRun: true });
    const refused = { allowed: false, decision: { ruleIds: [expect.stringContaining('CONTENT')] } };
    expect(dryRun).toMatchObject(refused);
    await expect(say({ text: threat })).rejects.toMatchObject({ code: 'refused' });
    expect(world.heard()).toEqual([]);
  });

  it('is judged so when its time comes', async () => {
    await open('relay', human('Hello?'));
    const scheduleAt = new Date(world.runtime.now().getTime() + 600_000).toISOString();
    const { id } = await say({ text: threat, scheduleAt });
    await world.pass(700_000);
    expect(await world.run('calls.get', { id })).toMatchObject({ status: 'blocked' });
    expect(world.heard()).toEqual([]);
  });
});

describe('a sound in place of the words', () => {
  const heardBy = () =>
    world
      .heard()
      .flatMap(({ transcript }) => transcript.filter(({ by }) => by === 'account').map(({ text: said }) => said))
      .join(' ');
  const spoken = monoWav(modemSamples('Ada, it is me.', 16_000), 16_000);

  it.each([false, true])(
    'is played to a person over raw audio, and may be answered (in another process: %s)',
    async elsewhere => {
      await open('media', human('Hello?', 'I will come at five.', 'No.', 'Bye.'), { elsewhere });
      const audioUrl = await sounds.keep(spoken);
      const made = await say({ audioUrl });
      await world.ended(String(made.callId));
      expect(heardBy()).toContain('Ada, it is me.');
      expect(heardBy()).not.toContain(text);
      expect((await withSound()).body).toContain('I will come at five.');
    },
  );

  it('is fetched by the carrier where that speaks for us', async () => {
    await open('relay', { kind: 'human', lines: ['Hello?'], hangsUp: false });
    const audioUrl = await sounds.keep(spoken);
    const made = await say({ audioUrl, recordResponse: false });
    await world.ended(String(made.callId));
    expect(heardBy()).toContain('(audio https://product.invalid/files/');
    expect(heardBy()).not.toContain(audioUrl);
  });

  it('gives its words to a machine', async () => {
    await open('relay', { kind: 'voicemail' });
    const made = await say({ audioUrl: await sounds.keep(spoken) });
    expect((await world.ended(String(made.callId))).status).toBe('voicemail-left');
    expect(heardBy()).toContain(text);
  });

  it('is the same for one key, and refused where it is none', async () => {
    await open('relay', { kind: 'busy' });
    const audioUrl = await sounds.keep(spoken);
    const first = await say({ audioUrl, idempotencyKey: 'a' });
    expect((await say({ audioUrl, idempotencyKey: 'a' })).id).toBe(first.id);
    const noSound = await sounds.keep(Buffer.from('no sound'));
    const refused = { code: 'invalid-input', details: { field: 'audioUrl' } };
    await expect(say({ audioUrl: noSound })).rejects.toMatchObject(refused);
    await expect(say({ audioUrl: `${audioUrl}x` })).rejects.toMatchObject(refused);
    await expect(say({ audioUrl: 'https://127.0.0.1/a.wav' })).rejects.toMatchObject(refused);
    // By then it would be gone.
    const scheduleAt = new Date(world.runtime.now().getTime() + 20 * 86_400_000).toISOString();
    const late = { code: 'invalid-input', details: { field: 'scheduleAt' } };
    await expect(say({ audioUrl, scheduleAt })).rejects.toMatchObject(late);
  });
});

describe('an answer to a voice message', () => {
  it.each(transports)('waits in the inbox, joined to the message, with its sound, over %s', async transport => {
    await open(transport, human('Hello?', 'Who is it?', 'I will come at five.', 'No.', 'Bye.'));
    const made = await say();
    const ended = await world.ended(String(made.callId));
    expect(saidIn(ended)).toContain(text);
    expect(saidIn(ended)).toContain('Your answer will be recorded');
    const item = await withSound();
    expect(item).toMatchObject({ from: person, to: numbers.one, callId: made.id });
    expect(item.body).toContain('I will come at five.');
    const sound = (await sounds.soundAt(item.attachments[0]!.url))!;
    const said = transport === 'media' ? saidInWav(sound.bytes) : new TextDecoder().decode(sound.bytes);
    expect(said).toContain('I will come at five.');
    expect((await world.run('calls.get', { id: made.id })).recordings).toMatchObject([
      { contentType: sound.contentType, durationSeconds: expect.any(Number) },
    ]);
  });

  it.each(transports)('is not waited for when nobody speaks, over %s', async transport => {
    await open(transport, { kind: 'human', lines: [], hangsUp: false });
    const made = await say();
    const ended = await world.ended(String(made.callId));
    expect(ended).toMatchObject({ endedReason: { why: 'silence' } });
    expect(ended.durationSeconds).toBeLessThan(90);
    expect(await waiting()).toEqual([]);
    expect(await sounds.filesKept()).toEqual([]);
  });

  it('ends in time, whatever they say', async () => {
    await open('relay', human(...Array.from({ length: 200 }, (_, at) => `And another thing, number ${at}.`)));
    const made = await say();
    const ended = await world.ended(String(made.callId));
    expect(ended.durationSeconds).toBeLessThan(200);
    expect((await waiting()).length).toBe(1);
  });

  it('is none where a machine took the message', async () => {
    await open('relay', { kind: 'voicemail' });
    const made = await say();
    expect((await world.ended(String(made.callId))).status).toBe('voicemail-left');
    expect(await waiting()).toEqual([]);
  });

  it('is taken in words alone where nothing can be kept', async () => {
    world = await callWorld({ character: human('Hello?', 'I will come at five.', 'No.', 'Bye.') });
    const made = await say();
    const ended = await world.ended(String(made.callId));
    expect(saidIn(ended)).not.toContain('recorded');
    expect((await waiting())[0]).toMatchObject({ callId: made.id, attachments: [] });
  });

  it('is taken for nobody who did not ask for it', async () => {
    await open('relay', human('Hello?', 'I will come at five.', 'Bye.'));
    const made = await say({ recordResponse: false });
    const ended = await world.ended(String(made.callId));
    expect(saidIn(ended)).not.toContain('answer');
    expect(await waiting()).toEqual([]);
  });

  it('keeps what was asked: once for a key, later for a time, and nothing rings in a dry run', async () => {
    await open('relay', human('Hello?', 'I will come at five.', 'No.', 'Bye.'));
    expect(await say({ dryRun: true })).toMatchObject({ status: 'dry-run', dryRun: { allowed: true } });
    expect(world.heard()).toEqual([]);
    const scheduleAt = new Date(world.runtime.now().getTime() + 600_000).toISOString();
    const later = await say({ scheduleAt, idempotencyKey: 'a' });
    expect(later).toMatchObject({ status: 'scheduled', sendsAt: scheduleAt });
    expect((await say({ scheduleAt, idempotencyKey: 'a' })).id).toBe(later.id);
    await expect(say({ scheduleAt, idempotencyKey: 'a', text: 'Else.' })).rejects.toMatchObject({ code: 'conflict' });
    await world.pass(700_000);
    await world.ended(String(later.id));
    expect((await waiting())[0]).toMatchObject({ callId: later.id });
    expect(world.heard()).toHaveLength(1);
  });
});
