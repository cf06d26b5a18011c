import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Runtime } from '@buttdial/core';
import { createDisk } from '@buttdial/provider-disk';
import { createOpenai } from '@buttdial/provider-openai';
import type { NewCharacter } from '@buttdial/sandbox';
import { type Archive, createArchive } from '@buttdial/switchboard';
import { monoWav, readModem } from '@buttdial/voice/wire';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CallWorld, type CallWorldOptions, callWorld, modelKey, person } from '../../testing/call-world.ts';
import { modemVoice, saidInWav } from '../../testing/modem-voice.ts';

let world: CallWorld;
let archive: Archive;
let directory: string;
let elsewhere = false;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'recordings-'));
});
afterEach(async () => {
  await world.close();
  await rm(directory, { recursive: true });
});

type Call = Readonly<Record<string, unknown>>;
interface Recording {
  readonly id: string;
  readonly url: string;
  readonly durationSeconds: number;
}
const signal = new AbortController().signal;
const publicUrl = new URL('https://product.invalid');
const question = 'May this call be recorded?';
const filesKept = async () =>
  (await readdir(directory, { recursive: true, withFileTypes: true })).filter(at => at.isFile());

/** Somebody is called who says these lines, the second of them to the question. */
async function called(lines: readonly string[], how: Call = {}, options: CallWorldOptions = {}): Promise<Call> {
  world = await callWorld({
    elsewhere,
    character: { kind: 'human', lines: [...lines], hangsUp: false } as NewCharacter,
    abilities: () => modemVoice(),
    archive: ({ sealer, runtime }) => {
      archive = createArchive({ files: createDisk({ directory }, runtime).files, sealer, runtime, publicUrl });
      return archive;
    },
    scripted: () => ({
      async *open() {
        yield { kind: 'text', text: 'It is about the roof.' };
      },
      async *onTurn({ text }) {
        if (/bye/i.test(text)) yield { kind: 'hang-up', lastWords: 'Goodbye.' };
        else if (/pay/i.test(text)) yield { kind: 'text', text: 'What is your card number?' };
        else yield { kind: 'text', text: 'I see.' };
      },
    }),
    ...options,
  });
  const asked = {
    to: person,
    mission: 'talk',
    brain: 'script',
    record: 'if_consented',
    maxDurationSeconds: 90,
    ...how,
  };
  const made = await world.run('calls.make', asked);
  await world.ended(String(made.id));
  // Less than keeping may take: the disk is as slow as it is.
  await world.pass(20_000);
  return world.run('calls.get', { id: made.id });
}

async function soundOf({ url }: Recording): Promise<{ contentType: string; bytes: Uint8Array }> {
  const file = await archive.follow(new URL(url).pathname.split('/').at(-1) ?? '', { signal });
  if (!file || file === 'expired') throw new Error('The link leads nowhere.');
  return { contentType: file.contentType, bytes: new Uint8Array(await new Response(file.body).arrayBuffer()) };
}
const recordingsOf = (call: Call) => call.recordings as Recording[];
/** The disk takes real time, of which the call knows nothing. */
const keptOf = (call: Call) =>
  vi.waitFor(async () => {
    const [recording] = recordingsOf(await world.run('calls.get', { id: call.id }));
    if (!recording) throw new Error('It is not kept yet.');
    return recording;
  }, 10_000);
const textOf = async (recording: Recording) => new TextDecoder().decode((await soundOf(recording)).bytes);
const saidIn = (call: Call) => (call.events as { text?: string }[]).map(({ text }) => text ?? '').join('\n');

describe.each([
  { where: 'here', isElsewhere: false },
  { where: 'in another process', isElsewhere: true },
])('a call that may be recorded, with its audio $where', ({ isElsewhere }) => {
  beforeEach(() => {
    elsewhere = isElsewhere;
  });

  it('is recorded at the carrier from the yes on, and kept behind a link', async () => {
    const call = await called(['Hello?', 'Ada here.', 'Yes, that is fine.', 'The roof leaks.', 'Bye.']);
    expect(saidIn(call)).toContain(question);
    const recording = await keptOf(call);
    expect(recording).toMatchObject({
      id: expect.stringContaining(String(call.id)),
      durationSeconds: expect.any(Number),
    });
    const sound = await textOf(recording);
    expect(sound).toContain('The roof leaks.');
    expect(sound).not.toContain('Hello?');
    expect(JSON.stringify(await filesKept())).not.toContain(person);
    expect(world.logged.join('\n')).not.toContain('The roof leaks.');
  });

  it('is recorded here over raw audio, both sides, as a WAV file', async () => {
    const call = await called(['Hello?', 'Ada here.', 'Yes.', 'The roof leaks.', 'Bye.'], { transport: 'media' });
    const recording = await keptOf(call);
    const { contentType, bytes } = await soundOf(recording);
    expect(contentType).toBe('audio/wav');
    const stereo = new Int16Array(bytes.slice(44).buffer);
    const side = (at: number) =>
      readModem(
        stereo.filter((_, index) => index % 2 === at),
        8_000,
      );
    expect(side(0)).toContain('The roof leaks.');
    expect(side(0)).not.toContain('Hello?');
    expect(side(1)).toContain('It is about the roof.');
    expect(side(1)).not.toContain('AI assistant');
  });

  it('is whole when it is long: also what was put aside while it went on', async () => {
    const talk = Array.from({ length: 32 }, (_, at) => `The roof leaks in room number ${at}.`);
    const how = { transport: 'media', maxDurationSeconds: 300 };
    const call = await called(['Hello?', 'Ada here.', 'Yes.', ...talk, 'Bye.'], how);
    const recording = await keptOf(call);
    expect(recording.durationSeconds).toBeGreaterThan(60);
    const { bytes } = await soundOf(recording);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    expect([view.getUint32(4, true), view.getUint32(40, true)]).toEqual([bytes.length - 8, bytes.length - 44]);
    const stereo = new Int16Array(bytes.slice(44).buffer);
    const heard = saidInWav(
      monoWav(
        stereo.filter((_, index) => index % 2 === 0),
        8_000,
      ),
    );
    for (const line of talk) expect(heard).toContain(line);
  });

  it('is recorded here with a speech-to-speech model, which is not heard before the answer', async () => {
    const models = { apiKey: modelKey, baseUrl: 'http://sandbox.invalid/openai/v1' };
    const lines = ['Hello?', 'Ada here.', 'Yes.', 'The roof leaks.', 'Bye.'];
    const abilities = (runtime: Runtime) => createOpenai(models, runtime);
    const call = await called(lines, { brain: 'realtime' }, { abilities });
    expect(call).toMatchObject({ brain: 'realtime', transport: 'media' });
    const said = saidIn(call);
    expect(said.indexOf(question)).toBeLessThan(said.indexOf('about this: talk'));
    const { bytes } = await soundOf(await keptOf(call));
    const stereo = new Int16Array(bytes.slice(44).buffer);
    const side = (at: number) =>
      readModem(
        stereo.filter((_, index) => index % 2 === at),
        8_000,
      );
    expect(side(0)).toContain('The roof leaks.');
    expect(side(0)).not.toContain('Hello?');
    expect(side(1)).toContain('about this: talk');
    expect(side(1)).not.toContain('AI assistant');
  });

  it.each([
    ['no', ['Hello?', 'Ada here.', 'No, please not.', 'The roof leaks.', 'Bye.']],
    ['neither yes nor no, twice', ['Hello?', 'Who is this?', 'What?', 'Why?', 'Bye.', 'Bye.']],
    ['yes and no', ['Hello?', 'Ada here.', 'Yes. No, I do not want that.', 'Well, no.', 'Bye.']],
  ])('goes on without being recorded after %s', async (_, lines) => {
    for (const transport of ['relay', 'media']) {
      const call = await called(lines, { transport });
      expect(saidIn(call)).toContain('It is about the roof.');
      expect(recordingsOf(call)).toEqual([]);
      expect(world.sandbox.ledger().requests.filter(({ path }) => path.includes('Recordings'))).toEqual([]);
      expect(await filesKept()).toEqual([]);
      if (transport === 'relay') await world.close();
    }
  });

  it('is not asked about when nobody wants a recording', async () => {
    expect(saidIn(await called(['Hello?', 'Ada here.', 'Yes.', 'Bye.'], { record: 'off' }))).not.toContain(question);
  });

  it('is not recorded while somebody says the number of a card', async () => {
    const lines = ['Hello?', 'Ada here.', 'Yes.', 'I want to pay.', '4111 1111 1111 1111.', 'The roof leaks.', 'Bye.'];
    for (const transport of ['relay', 'media']) {
      const call = await called(lines, { transport });
      expect(saidIn(call)).toContain('4111 1111 1111 1111');
      const recording = await keptOf(call);
      const { bytes } = await soundOf(recording);
      const stereo = new Int16Array(bytes.slice(44, bytes.length - (bytes.length % 2)).buffer);
      const sound =
        transport === 'relay'
          ? new TextDecoder().decode(bytes)
          : readModem(
              stereo.filter((_, index) => index % 2 === 0),
              8_000,
            );
      expect(sound).not.toContain('1111');
      expect(sound).toContain('I want to pay.');
      if (transport === 'relay') await world.close();
    }
  });

  it('keeps nothing of the carrier in which a card number came unasked', async () => {
    const call = await called(['Hello?', 'Ada here.', 'Yes.', 'My card is 4111 1111 1111 1111.', 'Bye.']);
    expect(world.counted.join()).toContain('buttdial_recordings_ignored_total');
    expect(recordingsOf(call)).toEqual([]);
    expect(await filesKept()).toEqual([]);
  });

  it('is erased with the contact', async () => {
    const call = await called(['Hello?', 'Ada here.', 'Yes.', 'The roof leaks.', 'Bye.']);
    const recording = await keptOf(call);
    expect(await filesKept()).not.toEqual([]);
    const erased = await world.run('privacy.erase', { address: person }, 'organization');
    expect(erased).toMatchObject({ erased: { calls: 1, recordings: 1 } });
    expect(await filesKept()).toEqual([]);
    await expect(soundOf(recording)).rejects.toThrow('nowhere');
  });
});
