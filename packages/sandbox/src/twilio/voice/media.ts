import {
  encodeMulaw,
  type MediaCarrier,
  mediaDialects,
  modemByteMs,
  modemSamples,
  openMediaCarrier,
  synthesizeTone,
} from '@buttdial/voice/wire';
import { createHiss, melody } from '../../calls/sounds.ts';
import type { Listener, LiveVoice, Manner } from '../../calls/spoken.ts';
import type { TwimlElement } from '../twiml.ts';
import { breakSocket, type Following, openSigned, parametersOf } from './line.ts';
import { createPlayback } from './playback.ts';
import { alertCall } from './reports.ts';

const FRAME_MS = 20;
const FRAME_BYTES = 160;
const SAMPLES_PER_MS = 8;
const MOST_PASSING = 4;
const PAUSE_FRAMES = 10;
const BEEP = { frequencies: [1000], durationMs: 400 };
const silence = encodeMulaw(new Int16Array(FRAME_BYTES));

/** `<Connect><Stream>`: raw audio in both directions until the product closes the socket. Speech is the modem voice. */
export async function runStream(following: Following, element: TwimlElement): Promise<void> {
  const { network, leg, signal } = following;
  const url = element.attributes.url ?? '';
  if (url.includes('?')) {
    alertCall(network, leg.call(), { code: 31920, message: 'The address of a stream may have no query.' });
    return;
  }
  const socket = await openSigned(following, { url, code: 31920 });
  if (!socket) return;
  const carrier = openMediaCarrier(socket, mediaDialects.twilio);
  const stop = new AbortController();
  const ends = AbortSignal.any([signal, stop.signal]);
  const hangUp = () => carrier.stop();
  signal.addEventListener('abort', hangUp, { once: true });
  const mouth = createMouth(following, carrier);
  const { deliver, sound, speaking } = leg.air;
  const playback = createPlayback({ reached: carrier.mark, heard: deliver, sounded: sound, speaking });
  const tape = tapeOf(following);
  leg.change({ mode: 'media' });
  carrier.start({
    streamId: `MZ${network.world.random.ids.hex(32)}`,
    callVendorId: leg.call().sid,
    parameters: parametersOf(element),
  });
  leg.air.attach(mouth.listener);
  breakSocket(following, () => socket.close(1000));
  leg.run(() =>
    everyFrame(following, ends, () => {
      const phone = mouth.tick();
      tape(phone, playback.tick());
    }),
  );
  try {
    await obey(following, carrier, playback);
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', hangUp);
    leg.air.detach(mouth.listener);
    playback.stop();
    stop.abort(new Error('the stream is over'));
    mouth.stop();
    socket.close(1000);
  }
}

/** Keeps what both sides sounded like, if that is wanted. */
function tapeOf({ network, leg }: Following): (phone: Uint8Array, account: Uint8Array) => void {
  const { behaviour, tapes } = network.world;
  const tape = behaviour.current.recordAudio ? tapes.start(leg.call().sid) : undefined;
  const isInbound = leg.call().direction === 'inbound';
  return (phone, account) => (isInbound ? tape?.add(phone, whole(account)) : tape?.add(whole(account), phone));
}

async function obey(
  { network, leg }: Following,
  carrier: MediaCarrier,
  playback: ReturnType<typeof createPlayback>,
): Promise<void> {
  for await (const event of carrier.events) {
    if (event.kind === 'closed') return;
    if (event.kind === 'audio') playback.audio(event.audio);
    else if (event.kind === 'mark') playback.mark(event.name);
    else if (event.kind === 'clear') playback.clear();
    else alertCall(network, leg.call(), { code: 31924, message: 'The stream received an invalid message.' });
  }
}

/** Keeps to the grid of 20 ms, also when a wait took longer. */
async function everyFrame({ network }: Following, signal: AbortSignal, tick: () => void): Promise<void> {
  const { runtime } = network.world;
  const startedMs = runtime.now().getTime();
  for (let frame = 1; !signal.aborted; frame++) {
    const dueInMs = startedMs + frame * FRAME_MS - runtime.now().getTime();
    if (dueInMs > 0) await runtime.sleep(dueInMs, signal).catch(() => undefined);
    if (!signal.aborted) tick();
  }
}

/** What the phone says, as audio: one frame a tick, silence while it says nothing. */
function createMouth({ network, leg }: Following, carrier: MediaCarrier) {
  let pending: Pending[] = [];
  let passing: Uint8Array[] = [];
  const { lines } = network.world.random;
  const hiss = createHiss(lines);
  let isStopped = false;
  const say = (samples: Int16Array) =>
    new Promise<void>(done => {
      // Whoever is in the middle of it when the stream ends talks to nobody.
      if (isStopped) return done();
      const bytes = encodeMulaw(samples);
      const padded = new Uint8Array(Math.ceil(bytes.length / FRAME_BYTES) * FRAME_BYTES).fill(silence[0]!);
      padded.set(bytes);
      pending.push({ audio: padded, done });
    });
  const tick = () => {
    const first = pending[0];
    const { noiseDb, frameLoss = 0 } = leg.air.conditions();
    const clean = first ? first.audio.subarray(0, FRAME_BYTES) : (passing.shift() ?? silence);
    const isLost = frameLoss > 0 && lines.next() < frameLoss;
    const frame = noiseDb === undefined ? clean : hiss(clean, noiseDb);
    if (!isLost) carrier.audio(frame);
    if (first) sent(first);
    return frame;
  };
  const sent = (first: Pending) => {
    first.audio = first.audio.subarray(FRAME_BYTES);
    first.sent?.();
    if (first.audio.length > 0) return;
    pending.shift();
    first.done();
  };
  const stop = () => {
    isStopped = true;
    for (const one of pending) one.done();
    pending = [];
    passing = [];
  };
  leg.signal.addEventListener('abort', stop, { once: true });
  const listener: Listener = {
    // A pause behind it, so that two utterances are two.
    hear: async (text, { pauseMs = 0 }: Manner = {}) => {
      const words = pauseMs > 0 ? (text.match(/\S+\s*/g) ?? []) : [text];
      for (const [at, word] of words.entries()) {
        if (at > 0) await say(new Int16Array(pauseMs * SAMPLES_PER_MS));
        await say(modemSamples(word));
      }
      await say(new Int16Array(FRAME_BYTES * 10));
    },
    press: digit => carrier.digit(digit),
    beep: () => say(synthesizeTone(BEEP)),
    music: durationMs => say(melody(durationMs)),
    voice: () =>
      modemVoice({
        push: one => void pending.push(one),
        drop: () => {
          pending = pending.filter(one => one.sent === undefined);
        },
      }),
    // The two ends of a call keep their own time: what lies there too long is left out.
    frame: audio => {
      passing = [...passing.slice(-MOST_PASSING), whole(audio)];
    },
  };
  return { listener, tick, stop };
}

/** A whole frame: what it lacks is silence. */
function whole(audio: Uint8Array): Uint8Array {
  const frame = silence.slice();
  frame.set(audio.subarray(0, FRAME_BYTES));
  return frame;
}

/** Audio that waits to be sent, whole frames. */
interface Pending {
  audio: Uint8Array;
  readonly done: () => void;
  /** One more frame of it left. Only what is spoken at the other end at this moment has it. */
  readonly sent?: () => void;
}

/** Somebody who speaks in words at the other end, as sound and at its pace; what they did not come to say is left out. */
function modemVoice(mouth: { readonly push: (one: Pending) => void; readonly drop: () => void }): LiveVoice {
  let [spoken, sentFrames] = ['', 0];
  const say = (text: string, fromFrame: number) => {
    const audio = encodeMulaw(modemSamples(text)).subarray(fromFrame * FRAME_BYTES);
    const sent = () => {
      sentFrames += 1;
    };
    if (audio.length > 0) mouth.push({ audio, done: () => undefined, sent });
  };
  return {
    msPerCharacter: modemByteMs,
    speaks(text) {
      spoken += text;
      say(text, 0);
    },
    soFar: () => undefined,
    silent: () => undefined,
    said(text, isCut) {
      if (isCut && text !== spoken) {
        mouth.drop();
        say(text, sentFrames);
      }
      mouth.push({ audio: new Uint8Array(FRAME_BYTES * PAUSE_FRAMES).fill(silence[0]!), done: () => undefined });
    },
  };
}
