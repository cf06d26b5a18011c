import type { AudioFormat, MediaTransport, Runtime } from '@buttdial/core';
import { toSamples } from '../audio/convert.ts';
import { monoWav, stereoWav } from '../audio/wav.ts';

/** A piece of a call. `clear` says that what the agent had queued by then was not played. */
export type RecordedPiece =
  | { readonly who: 'caller' | 'agent'; readonly audio: Uint8Array; readonly atMs: number }
  | { readonly who: 'clear'; readonly atMs: number };

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
  const [left, right] = [track(pieces, 'caller', format), track(pieces, 'agent', format)];
  return stereoWav(left, right, format.sampleRate);
}

/** The caller's side of a recording alone, 16 bits linear. */
export function callerAsWav(pieces: readonly RecordedPiece[], format: AudioFormat): Uint8Array {
  return monoWav(track(pieces, 'caller', format), format.sampleRate);
}

// What was sent ahead of time plays when what is before it has ended; a clear cuts what was not yet due.
function track(pieces: readonly RecordedPiece[], who: 'caller' | 'agent', format: AudioFormat): Int16Array {
  const perMs = format.sampleRate / 1000;
  let samples = new Int16Array(0);
  let end = 0;
  for (const piece of pieces) {
    const now = Math.round(piece.atMs * perMs);
    if (piece.who === 'clear' && who === 'agent') {
      samples.fill(0, Math.min(now, samples.length), end);
      end = Math.min(end, now);
    }
    if (piece.who !== who) continue;
    const added = toSamples(piece.audio, format);
    const start = Math.max(end, who === 'caller' ? now - added.length : now);
    end = start + added.length;
    samples = grown(samples, end);
    samples.set(added, start);
  }
  return samples.subarray(0, end);
}

function grown(samples: Int16Array<ArrayBuffer>, length: number): Int16Array<ArrayBuffer> {
  if (samples.length >= length) return samples;
  const larger = new Int16Array(Math.max(length, samples.length * 2));
  larger.set(samples);
  return larger;
}
