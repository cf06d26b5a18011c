import { type MediaEvent, type MediaTransport, type Runtime, telephoneAudio } from '@buttdial/core';
import { createQueue, decodeMulaw, encodeMulaw, modemSamples, readModem } from '@buttdial/voice/wire';

/** What a telephone had played of a run of audio when it was told to throw the rest away. */
export interface TruePlayback {
  readonly text: string;
  readonly playedMs: number;
}

/** A telephone at the far end of a media line, under a clock that is moved by hand. It knows exactly what was audible. */
export interface Telephone {
  readonly transport: MediaTransport;
  /** Speaks in the modem voice, 40 ms a character. */
  say(text: string): void;
  /** Stops in the middle of what it says. */
  hush(): void;
  hangUp(): void;
  /** What was audible since the last clear. */
  audible(): TruePlayback;
  readonly clears: readonly TruePlayback[];
}

interface Piece {
  readonly startMs: number;
  readonly audio: Uint8Array;
}

const frameMs = 20;
const frameBytes = 160;
const bytesPerMs = 8;
const silence = new Uint8Array(frameBytes).fill(0xff);

/** Makes a telephone that sends a frame every 20 ms. */
export function openTelephone(runtime: Runtime): Telephone {
  const events = createQueue<MediaEvent>();
  const over = new AbortController();
  const nowMs = () => runtime.now().getTime();
  const speaker = createSpeaker(runtime, { signal: over.signal, reached: name => events.push({ kind: 'mark', name }) });
  const startedMs = nowMs();
  let waiting: Uint8Array[] = [];

  async function talk(): Promise<void> {
    for (;;) {
      await runtime.sleep(frameMs, over.signal);
      events.push({ kind: 'audio', audio: waiting.shift() ?? silence, atMs: nowMs() - startedMs });
    }
  }

  function hangUp(): void {
    over.abort(new Error('hung up'));
    events.push({ kind: 'closed' });
    events.end();
  }

  events.push({ kind: 'start', callVendorId: 'call-1', parameters: {} });
  talk().catch(() => over.signal.aborted);
  return {
    transport: {
      format: telephoneAudio,
      events,
      send: speaker.play,
      mark: speaker.mark,
      clear: speaker.clear,
      close: hangUp,
    },
    say(text) {
      const audio = encodeMulaw(modemSamples(text));
      for (let at = 0; at < audio.length; at += frameBytes) waiting.push(audio.subarray(at, at + frameBytes));
    },
    hush() {
      waiting = [];
    },
    hangUp,
    audible: speaker.audible,
    clears: speaker.clears,
  };
}

/** Plays what it gets at the pace of time; marks come back when playback reaches them, or when they are thrown away. */
function createSpeaker(
  runtime: Runtime,
  { signal, reached }: { readonly signal: AbortSignal; readonly reached: (mark: string) => void },
) {
  const clears: TruePlayback[] = [];
  const nowMs = () => runtime.now().getTime();
  let playing: Piece[] = [];
  let marks: string[] = [];
  let freeAtMs = 0;

  function audible(): TruePlayback {
    const parts = playing.map(({ audio, startMs }) => audio.subarray(0, Math.max(0, nowMs() - startMs) * bytesPerMs));
    const bytes = Buffer.concat(parts);
    return { text: readModem(decodeMulaw(bytes)), playedMs: bytes.length / bytesPerMs };
  }

  function mark(name: string): void {
    marks.push(name);
    runtime.sleep(Math.max(0, freeAtMs - nowMs()), signal).then(
      () => {
        if (!marks.includes(name)) return;
        marks = marks.filter(one => one !== name);
        reached(name);
      },
      () => undefined,
    );
  }

  return {
    clears,
    audible,
    mark,
    play(audio: Uint8Array) {
      const startMs = Math.max(freeAtMs, nowMs());
      freeAtMs = startMs + audio.length / bytesPerMs;
      playing.push({ startMs, audio });
    },
    clear() {
      clears.push(audible());
      playing = [];
      freeAtMs = nowMs();
      for (const name of marks.splice(0)) reached(name);
    },
  };
}
