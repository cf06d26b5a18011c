import type { AudioFormat } from '@buttdial/core';
import { bytesPerMillisecond, modemSpeech } from '@buttdial/voice/wire';

/** A piece of synthesised speech: its characters, and when each is spoken, from the beginning of the piece. */
export interface SpokenPiece {
  readonly audio: Uint8Array;
  readonly characters: readonly string[];
  readonly startsMs: readonly number[];
  readonly durationsMs: readonly number[];
}

const charactersPerPiece = 8;

/** What a vendor's voice makes of a text: the modem voice, a few characters a piece. */
export function* speakAsModem(text: string, format: AudioFormat): Generator<SpokenPiece> {
  let waiting: { readonly character: string; readonly audio: Uint8Array }[] = [];
  for (const { audio, alignment = [] } of modemSpeech(text, format)) {
    waiting.push({ audio, character: alignment.map(span => span.text).join('') });
    if (waiting.length < charactersPerPiece) continue;
    yield pieceOf(waiting, format);
    waiting = [];
  }
  if (waiting.length > 0) yield pieceOf(waiting, format);
}

function pieceOf(
  spoken: readonly { readonly character: string; readonly audio: Uint8Array }[],
  format: AudioFormat,
): SpokenPiece {
  const durationsMs = spoken.map(({ audio }) => audio.length / bytesPerMillisecond(format));
  let nowMs = 0;
  const startsMs = durationsMs.map(durationMs => {
    nowMs += durationMs;
    return nowMs - durationMs;
  });
  const audio = new Uint8Array(Buffer.concat(spoken.map(one => one.audio)));
  return { audio, characters: spoken.map(one => one.character), startsMs, durationsMs };
}
