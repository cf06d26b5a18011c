import { telephoneAudio } from '@buttdial/core';
import { describe, expect, it } from 'vitest';
import { socketPair, virtualRuntime } from '../../test/world.ts';
import { encodeMulaw } from '../audio/g711.ts';
import { modemSamples, readModem } from '../audio/modem.ts';
import { mediaDialects } from '../wire/accept.ts';
import { openMedia } from '../wire/media.ts';
import { openMediaCarrier } from '../wire/media-carrier.ts';
import { recordable, recordingAsWav } from './recording.ts';
import type { RecordedPiece } from './tape.ts';

describe('a recording', () => {
  it('holds both sides from the consent on, and only what was played', async () => {
    const runtime = virtualRuntime();
    const { ours, theirs } = socketPair();
    const pieces: RecordedPiece[] = [];
    const line = recordable(openMedia(ours, mediaDialects.twilio), runtime, piece => void pieces.push(piece));
    const carrier = openMediaCarrier(theirs, mediaDialects.twilio);
    const kinds: string[] = [];
    (async () => {
      for await (const event of line.transport.events) kinds.push(event.kind);
    })();
    carrier.start({ streamId: 'MZ1', callVendorId: 'CA1', parameters: {} });
    await runtime.advance(1);
    line.transport.send(encodeMulaw(modemSamples('before')));
    line.start();
    await runtime.advance(100);
    line.transport.send(encodeMulaw(modemSamples('cut short')));
    await runtime.advance(200);
    line.transport.clear();
    carrier.audio(encodeMulaw(modemSamples('yes')));
    await runtime.advance(100);
    line.pause();
    line.transport.send(encodeMulaw(modemSamples('after')));
    const wav = recordingAsWav(pieces, telephoneAudio);
    const stereo = new Int16Array(wav.slice(44).buffer);
    const side = (at: number) => stereo.filter((_, index) => index % 2 === at);
    expect([readModem(side(0)), readModem(side(1))]).toEqual(['yes', 'cut s']);
    expect(kinds).toEqual(['start', 'audio']);
    expect(new TextDecoder('latin1').decode(wav.subarray(0, 12))).toMatch(/^RIFF....WAVE$/s);
    expect(new DataView(wav.buffer).getUint32(40, true)).toBe(wav.length - 44);
  });
  it('that cannot be kept does not disturb the call', () => {
    const { ours, sent } = socketPair();
    const broken = recordable(openMedia(ours, mediaDialects.vonage), virtualRuntime(), () => {
      throw new Error('disk full');
    });
    broken.start();
    broken.transport.send(new Uint8Array(640));
    expect(sent).toEqual([]);
  });
});
