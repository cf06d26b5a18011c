import type { AudioFormat, MediaTransport, Runtime } from '@buttdial/core';
import { wavHeader } from '../audio/wav.ts';
import { createTape, type RecordedPiece, type Sides } from './tape.ts';

/** A line that can be recorded. */
export interface RecordableLine {
  /** Use it in place of the line. */
  readonly transport: MediaTransport;
  /** From now on, also after a pause. Nothing is kept before: consent comes first. */
  start(): void;
  pause(): void;
}

/** Where pieces go: a file, an upload. It is told afterwards and never waited for. */
export type RecordingSink = (piece: RecordedPiece) => void;

/** Lets a media line be recorded without standing in its way: audio passes first, a copy goes to the sink. */
export function recordable(line: MediaTransport, runtime: Runtime, sink: RecordingSink): RecordableLine {
  let isOn = false;
  let startMs: number | undefined;

  function keep(piece: RecordedPiece): void {
    if (!isOn) return;
    try {
      sink(piece);
    } catch (failure) {
      runtime.log.warn('voice.recording-failed', { cause: failure instanceof Error ? failure.name : 'unknown' });
    }
  }

  const nowMs = () => runtime.now().getTime();
  // One clock for all of it: what was left out is silence.
  const atMs = () => nowMs() - (startMs ?? nowMs());

  async function* heard(): AsyncGenerator<typeof line.events extends AsyncIterable<infer E> ? E : never> {
    for await (const event of line.events) {
      yield event;
      if (event.kind === 'audio') keep({ who: 'caller', audio: event.audio, atMs: atMs() });
    }
  }

  return {
    transport: {
      ...line,
      get format() {
        return line.format;
      },
      events: heard(),
      send(audio) {
        line.send(audio);
        keep({ who: 'agent', audio, atMs: atMs() });
      },
      clear() {
        line.clear();
        keep({ who: 'clear', atMs: atMs() });
      },
    },
    start() {
      startMs ??= nowMs();
      isOn = true;
    },
    pause() {
      isOn = false;
    },
  };
}

/** Both sides of a recording as a WAV file: the caller on the left, the agent on the right, 16 bits linear. */
export function recordingAsWav(pieces: readonly RecordedPiece[], format: AudioFormat): Uint8Array {
  return asWav(pieces, format, 'both');
}

/** The caller's side of a recording alone, 16 bits linear. */
export function callerAsWav(pieces: readonly RecordedPiece[], format: AudioFormat): Uint8Array {
  return asWav(pieces, format, 'caller');
}

function asWav(pieces: readonly RecordedPiece[], format: AudioFormat, sides: Sides): Uint8Array {
  const tape = createTape(format, sides);
  for (const piece of pieces) tape.take(piece);
  const sound = tape.wind();
  const file = new Uint8Array(44 + sound.length);
  file.set(wavHeader(sound.length, format.sampleRate, sides === 'both' ? 2 : 1));
  file.set(sound, 44);
  return file;
}
