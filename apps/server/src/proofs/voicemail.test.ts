import type { NewCharacter } from '@buttdial/sandbox';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CallWorld, type CallWorldOptions, callWorld, numbers, person } from '../../testing/call-world.ts';
import { modemVoice, saidInWav } from '../../testing/modem-voice.ts';
import { type SoundArchive, soundArchive } from '../../testing/sound-archive.ts';
import { readConfig } from '../config.ts';
import { judgeOf } from '../judging.ts';

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
  readonly id: string;
  readonly body: string;
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly mediaUrl: string | null;
  readonly attachments: readonly { url: string; contentType: string; name: string; durationSeconds: number }[];
}
// Whoever talks over the notice is written down: what is kept as sound comes after it.
const message = ['Hello?', 'This is Ada, the roof leaks.', 'No, that is all.'];
const said = 'This is Ada, the roof leaks.';
const transports = ['relay', 'media'] as const;

async function open(transport: 'relay' | 'media', options: CallWorldOptions = {}): Promise<void> {
  const common = { rules: { transport }, scripted: 'none', abilities: modemVoice } as const;
  world = await callWorld({ ...common, ...sounds.option, ...options });
}

/** Somebody calls agent one and says these lines. */
async function leave(lines: readonly string[], from = person): Promise<void> {
  const character: NewCharacter = { kind: 'human', lines: [...lines], speaksFirst: false };
  world.sandbox.control.callFromPhone({ from, to: numbers.one, character });
  for (let state: unknown; state !== 'ended'; ) {
    await world.pass(1_000);
    const { calls } = (await world.run('calls.list', {})) as { calls: { state: string }[] };
    state = calls[0]?.state;
  }
}
const waiting = async () => (await world.run('inbox.fetch', {})).messages as Waiting[];
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
const saidIn = (call: Value) => (call.events as { text?: string }[]).map(({ text }) => text ?? '').join('\n');
const theCall = async () => {
  const { calls } = (await world.run('calls.list', {})) as { calls: { id: string }[] };
  return world.run('calls.get', { id: calls[0]!.id });
};

describe('a message that a caller leaves', () => {
  it.each([false, true])(
    'waits with its words and, over raw audio, with the sound of the caller alone (in another process: %s)',
    async elsewhere => {
      await open('media', { elsewhere });
      await leave(message);
      const item = await withSound();
      expect(item).toMatchObject({ from: person, to: numbers.one, body: expect.stringContaining(said) });
      const [sound] = item.attachments;
      expect(sound).toMatchObject({ contentType: 'audio/wav', name: 'message-1.wav' });
      expect(sound!.durationSeconds).toBeGreaterThan(1);
      expect(item.mediaUrl).toContain('https://product.invalid/files/');
      const { contentType, bytes } = (await sounds.soundAt(sound!.url))!;
      expect(contentType).toBe('audio/wav');
      // One channel: nothing of ours is in it, also not the notice.
      expect(new DataView(bytes.buffer).getUint16(22, true)).toBe(1);
      expect(saidInWav(bytes)).toContain(said);
      expect(saidInWav(bytes)).not.toContain('recorded');
      expect(saidIn(await theCall())).toContain('It will be recorded and passed on.');
      expect(item.callId).toBe((await theCall()).id);
    },
  );

  it("waits with the carrier's recording where the carrier hears for us", async () => {
    await open('relay');
    await leave(message);
    const item = await withSound();
    expect(item.body).toContain(said);
    const { bytes } = (await sounds.soundAt(item.attachments[0]!.url))!;
    expect(new TextDecoder().decode(bytes)).toContain('the roof leaks');
    const asked = world.sandbox.ledger().requests.filter(({ path }) => path.includes('Recordings'));
    expect(asked.length).toBeGreaterThan(0);
  });

  it('is behind a link that ends after an hour', async () => {
    await open('relay');
    await leave(message);
    const { attachments } = await withSound();
    expect(await sounds.soundAt(attachments[0]!.url)).toBeDefined();
    await world.pass(3_601_000);
    expect(await sounds.soundAt(attachments[0]!.url)).toBeUndefined();
  });

  it.each(transports)('of somebody who said stop is kept in words alone, over %s', async transport => {
    await open(transport);
    await world.run('consent.suppress', { addresses: [person] }, 'organization');
    await leave(message);
    expect((await waiting())[0]).toMatchObject({
      body: expect.stringContaining(said),
      attachments: [],
      mediaUrl: null,
    });
    expect(saidIn(await theCall())).not.toContain('recorded');
    expect(await sounds.filesKept()).toEqual([]);
  });

  it.each(transports)('that the judge will not have recorded is kept in words alone, over %s', async transport => {
    const judge = judgeOf(readConfig({}, { demo: true }).config.compliance, true);
    await open(transport, {
      judge: (intent, facts, now) =>
        judge(
          intent.call?.record ? { ...intent, call: { ...intent.call, recordingAnnouncement: false } } : intent,
          facts,
          now,
        ),
    });
    await leave(message);
    expect((await waiting())[0]).toMatchObject({ body: expect.stringContaining(said), attachments: [] });
    expect(saidIn(await theCall())).not.toContain('recorded');
    expect(await sounds.filesKept()).toEqual([]);
    expect(world.sandbox.ledger().requests.filter(({ path }) => path.includes('Recordings'))).toEqual([]);
  });

  it.each(transports)('is no message where nothing was said, over %s', async transport => {
    await open(transport);
    await leave([]);
    expect(await waiting()).toEqual([]);
    expect(await sounds.filesKept()).toEqual([]);
  });

  it('is posted to the callback of the agent with a link to its sound', async () => {
    const posted: Value[] = [];
    await open('media', {
      profiles: { one: { callbackUrl: 'https://app.example.com/in' } },
      outside: async (_, init) => {
        posted.push(JSON.parse(String(init?.body)) as Value);
        return new Response(null, { status: posted.length < 3 ? 500 : 200 });
      },
    });
    await leave(message);
    await vi.waitFor(async () => {
      await world.pass(300_000);
      expect(posted.at(-1)).toMatchObject({
        channel: 'voice',
        body: expect.stringContaining(said),
        mediaType: 'audio/wav',
        mediaUrl: expect.stringContaining('/files/'),
        callId: expect.any(String),
      });
    }, slowDisk);
  });

  it('is erased with whoever left it, words and sound', async () => {
    await open('media');
    await leave(message);
    const { attachments } = await withSound();
    await world.run('privacy.erase', { address: person }, 'organization');
    expect(await sounds.filesKept()).toEqual([]);
    expect(await sounds.soundAt(attachments[0]!.url)).toBeUndefined();
  });

  it('stays out of the log', async () => {
    await open('media');
    await leave(message);
    const { attachments } = await withSound();
    const log = world.logged.join('\n');
    for (const secret of [...message, person, attachments[0]!.url]) expect(log).not.toContain(secret);
    expect(JSON.stringify(await sounds.filesKept())).not.toContain(person);
  });
});
