import { telephoneAudio } from '@buttdial/core';
import { fakeRuntime } from '@buttdial/testing';
import { type RecordedPiece, recordingAsWav } from '@buttdial/voice';
import { describe, expect, it } from 'vitest';
import { memoryScratch, type Scratch } from './reel.ts';
import { createSoundtrack } from './soundtrack.ts';

const settledMs = 25_000;
const runtime = fakeRuntime();
const allOf = async (body: Uint8Array | ReadableStream<Uint8Array> | undefined) =>
  Buffer.from(await new Response(body as never).arrayBuffer());

/** A conversation of so many seconds, in frames of 20 ms; every frame is another. */
function* talk(seconds: number): Generator<RecordedPiece> {
  for (let frame = 1; frame <= seconds * 50; frame++) {
    const audio = Uint8Array.from({ length: 160 }, (_, at) => (frame * 7 + at) % 251);
    yield { who: 'caller', audio, atMs: frame * 20 };
    yield { who: 'agent', audio: audio.toReversed(), atMs: frame * 20 };
  }
}

/** A place that can be looked into. */
function shelf(change: Partial<Scratch> = {}) {
  const written: Uint8Array[] = [];
  let dropped = 0;
  const scratch = async (): Promise<Scratch> => {
    const place = await memoryScratch();
    return {
      ...place,
      write: async bytes => {
        written.push(bytes);
        await place.write(bytes);
      },
      drop: async () => {
        dropped += 1;
        await place.drop();
      },
      ...change,
    };
  };
  return { scratch, written: () => Buffer.concat(written), dropped: () => dropped };
}

describe('what is recorded of a call', () => {
  it('is put aside while the call goes on, but for the last minute, and is whole at its end', async () => {
    const { scratch, written } = shelf();
    const sound = createSoundtrack({ scratch, runtime }, { sides: 'both', settledMs });
    const pieces = [...talk(300)];
    for (const piece of pieces) sound.take(piece, telephoneAudio);
    // 16 bits of two sides.
    const bytesPerSecond = 8_000 * 4;
    await expect.poll(() => written().length).toBeGreaterThan((300 - 60) * bytesPerSecond);
    const recorded = await sound.finish();
    expect(recorded?.durationSeconds).toBe(300);
    const whole = Buffer.from(recordingAsWav(pieces, telephoneAudio));
    expect((await allOf(recorded?.body)).equals(whole)).toBe(true);
    // Whoever reads the disk finds nothing that was said.
    expect(written().includes(whole.subarray(100_000, 100_064))).toBe(false);
  });

  it('stays in the memory while it is short', async () => {
    const { scratch, written } = shelf();
    const sound = createSoundtrack({ scratch, runtime }, { sides: 'both', settledMs });
    const pieces = [...talk(50)];
    for (const piece of pieces) sound.take(piece, telephoneAudio);
    const recorded = await sound.finish();
    expect((await allOf(recorded?.body)).equals(Buffer.from(recordingAsWav(pieces, telephoneAudio)))).toBe(true);
    expect(written()).toHaveLength(0);
  });

  it('can be taken back as far as it is not settled, and thrown away', async () => {
    const { scratch, dropped } = shelf();
    const sound = createSoundtrack({ scratch, runtime }, { sides: 'caller', settledMs });
    for (const piece of talk(100)) sound.take(piece, telephoneAudio);
    sound.spoil(80_000);
    const recorded = await sound.finish();
    const file = await allOf(recorded?.body);
    const samples = new Int16Array(file.buffer.slice(file.byteOffset + 44, file.byteOffset + file.length));
    expect(samples).toHaveLength(100 * 8_000);
    expect(samples.subarray(80 * 8_000).some(Boolean)).toBe(false);
    expect(samples.subarray(79 * 8_000, 80 * 8_000).some(Boolean)).toBe(true);

    const other = createSoundtrack({ scratch, runtime }, { sides: 'caller', settledMs });
    for (const piece of talk(100)) other.take(piece, telephoneAudio);
    await other.drop();
    expect(dropped()).toBe(1);
    expect(await createSoundtrack({ runtime }, { sides: 'both', settledMs }).finish()).toBeUndefined();
  });

  it('is not kept in part where the place fails', async () => {
    const full = async () => Promise.reject(new Error('disk full'));
    const { scratch } = shelf({ write: full });
    const sound = createSoundtrack({ scratch, runtime }, { sides: 'both', settledMs });
    for (const piece of talk(100)) sound.take(piece, telephoneAudio);
    await expect(sound.finish()).rejects.toThrow('disk full');
    const nowhere = createSoundtrack({ scratch: full, runtime }, { sides: 'both', settledMs });
    for (const piece of talk(100)) nowhere.take(piece, telephoneAudio);
    await expect(nowhere.finish()).rejects.toThrow('disk full');
  });
});
