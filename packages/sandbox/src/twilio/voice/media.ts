import {
  encodeMulaw,
  type MediaCarrier,
  mediaDialects,
  modemSamples,
  openMediaCarrier,
  synthesizeTone,
} from '@buttdial/voice/wire';
import type { Listener } from '../../calls/air.ts';
import type { TwimlElement } from '../twiml.ts';
import { type Following, openSigned, parametersOf } from './line.ts';
import { createPlayback } from './playback.ts';
import { alertCall } from './reports.ts';

const FRAME_MS = 20;
const FRAME_BYTES = 160;
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
  const playback = createPlayback({ reached: carrier.mark, heard: leg.air.deliver });
  leg.change({ mode: 'media' });
  carrier.start({
    streamId: `MZ${network.world.random.ids.hex(32)}`,
    callVendorId: leg.call().sid,
    parameters: parametersOf(element),
  });
  leg.air.attach(mouth.listener);
  leg.run(() =>
    everyFrame(following, ends, () => {
      mouth.tick();
      playback.tick();
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
function createMouth({ leg }: Following, carrier: MediaCarrier) {
  let pending: { audio: Uint8Array; readonly done: () => void }[] = [];
  const say = (samples: Int16Array) =>
    new Promise<void>(done => {
      const bytes = encodeMulaw(samples);
      const padded = new Uint8Array(Math.ceil(bytes.length / FRAME_BYTES) * FRAME_BYTES).fill(silence[0]!);
      padded.set(bytes);
      pending.push({ audio: padded, done });
    });
  const tick = () => {
    const first = pending[0];
    carrier.audio(first ? first.audio.subarray(0, FRAME_BYTES) : silence);
    if (!first) return;
    first.audio = first.audio.subarray(FRAME_BYTES);
    if (first.audio.length > 0) return;
    pending.shift();
    first.done();
  };
  const stop = () => {
    for (const one of pending) one.done();
    pending = [];
  };
  leg.signal.addEventListener('abort', stop, { once: true });
  const listener: Listener = {
    // A pause behind it, so that two utterances are two.
    hear: async text => {
      await say(modemSamples(text));
      await say(new Int16Array(FRAME_BYTES * 10));
    },
    press: digit => carrier.digit(digit),
    beep: () => say(synthesizeTone(BEEP)),
  };
  return { listener, tick, stop };
}
