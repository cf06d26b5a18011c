import { synthesizeTone } from '@buttdial/voice/wire';
import OpusScript from 'opusscript';
import { describe, expect, it } from 'vitest';
import { encodeVoiceNote } from './voice-note.ts';

const rate = 16_000;
const tone = synthesizeTone({ frequencies: [440], durationMs: 1_000 }, rate);

/** The packets of an OGG file, page by page: each page of ours holds one. */
function pagesOf(file: Uint8Array): { readonly flags: number; readonly granule: number; readonly body: Uint8Array }[] {
  const pages = [];
  const view = new DataView(file.buffer, file.byteOffset);
  for (let at = 0; at < file.length; ) {
    expect(String.fromCharCode(...file.subarray(at, at + 4))).toBe('OggS');
    const segments = file.subarray(at + 27, at + 27 + file[at + 26]!);
    const start = at + 27 + segments.length;
    const end = start + segments.reduce((sum, size) => sum + size, 0);
    pages.push({ flags: file[at + 5]!, granule: view.getUint32(at + 6, true), body: file.subarray(start, end) });
    at = end;
  }
  return pages;
}

describe('a voice note', () => {
  it('is OGG with Opus, from its first page to its last', async () => {
    const [head, tags, ...sound] = pagesOf(await encodeVoiceNote(tone, rate));
    expect(new TextDecoder().decode(head!.body.subarray(0, 8))).toBe('OpusHead');
    expect(head!.flags).toBe(2);
    expect(head!.body[9]).toBe(1);
    expect(new TextDecoder().decode(tags!.body.subarray(0, 8))).toBe('OpusTags');
    expect(sound.at(-1)!.flags).toBe(4);
  });

  it('holds all of what was said and little more, after what players skip', async () => {
    const file = await encodeVoiceNote(tone, rate);
    const [head, , ...sound] = pagesOf(file);
    const skipped = new DataView(head!.body.buffer, head!.body.byteOffset).getUint16(10, true);
    const heard = sound.at(-1)!.granule - skipped;
    expect(heard).toBeGreaterThanOrEqual(48_000);
    expect(heard).toBeLessThan(48_000 + 2 * 960);
    // 24 kilobits a second and a page around every 20 ms.
    expect(file.length).toBeLessThan(6_000);
  });

  it('sounds like what was said', async () => {
    const [, , ...sound] = pagesOf(await encodeVoiceNote(tone, rate));
    const decoder = new OpusScript(48_000, 1, OpusScript.Application.VOIP);
    const samples = sound
      .filter(({ body }) => body.length > 0)
      .flatMap(({ body }) => {
        const pcm = decoder.decode(Buffer.from(body));
        return [...new Int16Array(pcm.buffer, pcm.byteOffset, pcm.byteLength / 2)];
      });
    decoder.delete();
    const middle = samples.slice(20_000, 40_000);
    const crossings = middle.filter((one, at) => at > 0 && one >= 0 && middle[at - 1]! < 0).length;
    expect(crossings / (20_000 / 48_000)).toBeCloseTo(440, -1);
    expect(Math.max(...middle)).toBeGreaterThan(8_000);
  });
});
