import { type AudioFormat, ButtdialError, type Speech } from '@buttdial/core';
import { toSamples } from '@buttdial/voice/wire';
import { abilitiesOf } from '../calls/abilities.ts';
import type { Deps } from '../deps.ts';

/** A text, and who says it how. */
export interface ToSpeak {
  readonly organizationId: string;
  readonly text: string;
  /** The vendor's id of a voice; empty for its own. */
  readonly voice: string;
  /** BCP-47. */
  readonly language: string;
}

/** One voice, 16 bits linear. */
export interface Spoken {
  readonly samples: Int16Array;
  readonly sampleRate: number;
}

const longestMs = 60_000;

/** Says a text with the organization's voice. @throws `unavailable` where there is none, what the vendor refuses with its fault. */
export async function speakWhole(deps: Deps, asked: ToSpeak, signal: AbortSignal): Promise<Spoken> {
  const { organizationId, text, voice, language } = asked;
  const { speech } = abilitiesOf(deps, organizationId);
  const format = speech && bestOf(speech);
  if (!speech || !format)
    throw new ButtdialError('unavailable', 'This server has no voice that could say it.', {
      field: 'channel',
      remedy: 'Have the operator set PROVIDER_TTS, or use channel "call": the carrier has a voice.',
    });
  const call = {
    signal: AbortSignal.any([signal, deps.runtime.timeout(longestMs)]),
    idempotencyKey: deps.runtime.newId(),
  };
  const pieces: Int16Array[] = [];
  for await (const { audio } of speech.speak({ text, voice, language, format }, call))
    pieces.push(toSamples(audio, format));
  return { samples: joined(pieces), sampleRate: format.sampleRate };
}

// The clearest that needs no decoding.
function bestOf({ formats }: Speech): AudioFormat | undefined {
  const plain = formats.filter(({ channels, encoding }) => channels === 1 && encoding !== 'mp3' && encoding !== 'opus');
  return plain.toSorted((one, other) => rank(other) - rank(one))[0];
}

function rank({ encoding, sampleRate }: AudioFormat): number {
  return (encoding === 'pcm16' ? 1_000_000 : 0) + sampleRate;
}

function joined(pieces: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
