import { type AcceptedLine, type Runtime, type Socket, silentLog, systemRuntime } from '@buttdial/core';
import { createVirtualClock } from '@buttdial/sandbox';
import { type CallSettings, type Speaker, startCall } from '@buttdial/voice';
import {
  acceptSocket,
  createQueue,
  decodeMulaw,
  encodeMulaw,
  mediaDialects,
  modemSamples,
  openMediaCarrier,
  readModem,
} from '@buttdial/voice/wire';

/** A world whose clock is moved by the test. */
export function virtualWorld() {
  const startsAt = new Date('2026-03-02T15:00:00Z');
  const clock = createVirtualClock(startsAt, 20);
  const runtime: Runtime = { ...systemRuntime(silentLog), now: clock.now, sleep: clock.sleep, timeout: clock.timeout };
  const atMs = () => clock.now().getTime() - startsAt.getTime();
  return { clock, runtime, atMs };
}
type VirtualWorld = ReturnType<typeof virtualWorld>;

const settings: CallSettings = {
  direction: 'inbound',
  language: 'en-US',
  callerIdentity: 'Ada',
  disclose: true,
  voicemail: { policy: 'hang-up' },
  maxDurationMs: 3_600_000,
  ringMs: 30_000,
};

/** Somebody on a telephone whose carrier streams audio to a call that `speaker` talks in. What was audible is known to the byte. */
export async function telephoneCall(world: VirtualWorld, speaker: Speaker) {
  const { ours, theirs } = socketPair();
  const phone = createPhone(world, theirs);
  const session = startCall({
    id: 'call-1',
    runtime: world.runtime,
    settings,
    speaker,
    line: { hangUp: async () => theirs.close() },
  });
  const accepting = acceptSocket(ours, mediaDialects.twilio);
  phone.start();
  session.attach((await accepting) as AcceptedLine);
  return { session, phone };
}

function createPhone({ runtime, atMs }: VirtualWorld, socket: Socket) {
  const carrier = openMediaCarrier(socket, mediaDialects.twilio);
  const played: Uint8Array[] = [];
  let queue: { readonly startMs: number; readonly audio: Uint8Array }[] = [];
  let marks: { readonly name: string; readonly atMs: number }[] = [];
  let says: Uint8Array[] = [];
  let freeAtMs = 0;
  let isThere = true;
  const audible = () =>
    Buffer.concat(
      queue.map(({ audio, startMs }) => audio.subarray(0, Math.max(0, Math.floor((atMs() - startMs) * 8)))),
    );

  async function listen(): Promise<void> {
    for await (const event of carrier.events) {
      if (event.kind === 'mark') marks.push({ name: event.name, atMs: freeAtMs });
      if (event.kind === 'clear') {
        played.push(audible());
        [queue, freeAtMs] = [[], atMs()];
        for (const { name } of marks.splice(0)) carrier.mark(name);
      }
      if (event.kind !== 'audio') continue;
      const startMs = Math.max(freeAtMs, atMs());
      queue.push({ startMs, audio: event.audio });
      freeAtMs = startMs + event.audio.length / 8;
    }
    isThere = false;
  }

  /** A frame every 20 ms, and the marks that playback has reached. */
  async function speak(): Promise<void> {
    const silence = new Uint8Array(160).fill(0xff);
    while (isThere) {
      carrier.audio(says.shift() ?? silence);
      const reached = marks.filter(mark => mark.atMs <= atMs());
      marks = marks.filter(mark => mark.atMs > atMs());
      for (const { name } of reached) carrier.mark(name);
      await runtime.sleep(20);
    }
  }

  return {
    start() {
      carrier.start({ streamId: 'MZ1', callVendorId: 'CA1', parameters: {} });
      listen().catch(() => socket.close());
      speak().catch(() => socket.close());
    },
    say(text: string) {
      const audio = encodeMulaw(modemSamples(text));
      for (let at = 0; at < audio.length; at += 160) says = [...says, audio.subarray(at, at + 160)];
    },
    hangUp: () => carrier.stop(),
    /** What was audible since the last clear. */
    heard: () => readModem(decodeMulaw(audible())),
    audibleMs: () => audible().length / 8,
    /** What was audible up to each clear, in milliseconds since the one before. */
    clearedAfterMs: () => played.map(audio => audio.length / 8),
  };
}

function socketPair(): { readonly ours: Socket; readonly theirs: Socket } {
  const [toUs, toThem] = [createQueue<string | Uint8Array>(), createQueue<string | Uint8Array>()];
  const close = () => {
    toUs.end();
    toThem.end();
  };
  return {
    ours: { send: toThem.push, close, incoming: toUs },
    theirs: { send: toUs.push, close, incoming: toThem },
  };
}
