import type { AudioFormat, CallRecord, MediaTransport } from '@buttdial/core';
import {
  type CallUpdate,
  type RecordedPiece,
  type RemoteLine,
  type RemoteRecording,
  recordable,
} from '@buttdial/voice';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { type CardNews, cardWatch } from './card-numbers.ts';
import { type Carrier, carrierCall } from './carrier.ts';
import { keepRecording, markRecording } from './recordings.ts';
import { createSoundtrack } from './soundtrack.ts';

/** What is recorded: a whole call, or what is left in it for the agent. */
export type Recorded = 'call' | 'message';

/** Records one call once the other party has agreed: at the carrier, or from the audio that passes here. */
export interface Recorder {
  readonly what: Recorded;
  agreed(): void;
  /** A line of raw audio that may be recorded. */
  tap(line: MediaTransport): MediaTransport;
  /** One whose frames pass through another process. */
  tapRemote(line: RemoteLine): void;
  note(update: CallUpdate): void;
  /** The call is over: what was recorded here is kept. */
  ended(): Promise<void>;
}

type Hand = Pick<Recorder, 'tap' | 'tapRemote'> & {
  start(): Promise<void>;
  setPaused(isPaused: boolean): Promise<void>;
  /** What was just said must not stay in it. */
  spoil(): Promise<void>;
  finish(): Promise<void>;
  /** Nothing of it is to be kept. */
  drop(): Promise<void>;
};

/** The call that may be recorded. */
export interface Recordable {
  readonly what: Recorded;
  readonly call: () => CallRecord;
  readonly carrier: Carrier | undefined;
}

/** What recording a call needs; undefined where nothing could be recorded: then nobody is asked. */
export function createRecorder(deps: Deps, { what, call, carrier }: Recordable): Recorder | undefined {
  const { store, runtime } = deps;
  if (!deps.archive) return undefined;
  const { transport } = call();
  if (transport === 'relay' && !carrier?.provider.telephony.control.record) return undefined;
  const hand = transport === 'media' ? ownHand(deps, call, what) : carriersHand(deps, call, carrier);
  const watch = cardWatch();
  let isOn = false;
  let hasNote = false;
  let doing = Promise.resolve();

  function then(work: () => Promise<void>): void {
    doing = doing.then(work).catch(failure =>
      runtime.log.warn('call.recording-failed', {
        callId: call().id,
        error: failure instanceof Error ? failure.name : 'unknown',
      }),
    );
  }

  async function begin(): Promise<void> {
    const { organizationId, id } = call();
    await hand.start();
    isOn = true;
    const event = what === 'call' ? 'call.recording-agreed' : 'call.message-recording';
    const body = auditBody({ event, actor: 'contact', target: id });
    await store.audit.append(organizationId, body, runtime.now());
  }

  function follow(news: CardNews): void {
    if (news === 'spoiled') then(async () => (isOn ? hand.spoil() : undefined));
    if (news !== undefined) then(async () => (isOn ? hand.setPaused(news !== 'resume') : undefined));
  }

  return {
    what,
    agreed: () => then(begin),
    tap: hand.tap,
    tapRemote: hand.tapRemote,
    note(update) {
      hasNote ||= update.kind === 'note';
      if (update.kind === 'line') follow(watch(update));
    },
    ended: async () => {
      // Whoever said nothing has left no message.
      then(what === 'call' || hasNote ? hand.finish : hand.drop);
      await doing;
    },
  };
}

/** The carrier records; it tells when the sound is ready. */
function carriersHand(deps: Deps, call: () => CallRecord, carrier: Carrier | undefined): Hand {
  const control = carrier?.provider.telephony.control;
  let vendorId: string | undefined;
  return {
    tap: line => line,
    tapRemote: () => undefined,
    async start() {
      const now = call();
      if (now.vendorId === undefined) return;
      // Before it is asked for: a recording that nobody knows of would be thrown away.
      await markRecording(deps, now, { kind: 'recording', state: 'started' });
      const receipt = await control?.record?.(now.vendorId, carrierCall(deps, now, ' record'));
      if (receipt?.outcome === 'accepted') vendorId = receipt.vendorId;
    },
    async setPaused(isPaused) {
      const now = call();
      if (vendorId === undefined || now.vendorId === undefined) return;
      const ids = { callVendorId: now.vendorId, vendorId };
      const asked = carrierCall(deps, now, isPaused ? ' pause' : ' resume');
      const receipt = await control?.pauseRecording?.(ids, isPaused, asked);
      // What cannot be paused holds what was to be left out.
      if (isPaused && receipt?.outcome !== 'accepted') await this.spoil();
    },
    spoil: async () => void (await markRecording(deps, call(), { kind: 'recording', state: 'spoiled' })),
    finish: async () => undefined,
    drop: async () => undefined,
  };
}

const longestCardMs = 20_000;
const longestRestMs = 5_000;
// How long what was said may still have to be taken back, or come here late.
const settledMs = longestCardMs + longestRestMs;

/** A line that is recorded, here or elsewhere. */
interface RecordedLine extends RemoteRecording {
  format(): AudioFormat;
  /** How long after the first one; counts once. */
  begins(atMs: number): void;
}

interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

function isIn(piece: RecordedPiece, { fromMs, untilMs }: Span): boolean {
  return piece.who === 'caller' && piece.atMs >= fromMs && piece.atMs <= untilMs;
}

/** Both sides of the audio that passes here; of a message, the caller's. */
function ownHand(deps: Deps, call: () => CallRecord, what: Recorded): Hand {
  const { runtime } = deps;
  const sound = createSoundtrack(deps, { sides: what === 'message' ? 'caller' : 'both', settledMs });
  let spoiled: readonly Span[] = [];
  let line: RecordedLine | undefined;
  let isWanted = false;
  let startedMs: number | undefined;
  const elapsedMs = () => runtime.now().getTime() - (startedMs ?? runtime.now().getTime());

  function set(isOn: boolean): void {
    isWanted = isOn;
    if (isOn) begin();
    else line?.pause();
  }

  function begin(): void {
    startedMs ??= runtime.now().getTime();
    line?.begins(elapsedMs());
    line?.start();
  }

  /** One that takes the place of another counts from its own beginning. */
  function take(open: (sink: (piece: RecordedPiece) => void) => Omit<RecordedLine, 'begins'>): void {
    let sinceMs: number | undefined;
    const opened = open(piece => {
      const kept = { ...piece, atMs: piece.atMs + (sinceMs ?? 0) };
      // What was on its way here while it was spoiled comes too late.
      if (!spoiled.some(span => isIn(kept, span))) sound.take(kept, opened.format());
    });
    line = {
      ...opened,
      begins(atMs) {
        sinceMs ??= atMs;
      },
    };
    if (isWanted) set(true);
  }

  return {
    tap(media) {
      let transport = media;
      take(sink => {
        const here = recordable(media, runtime, sink);
        transport = here.transport;
        return { ...here, done: Promise.resolve(), format: () => media.format };
      });
      return transport;
    },
    tapRemote: remote => take(sink => ({ ...remote.recorded(sink), format: () => remote.format })),
    start: async () => set(true),
    setPaused: async isPaused => set(!isPaused),
    async spoil() {
      const untilMs = elapsedMs();
      const span = { fromMs: untilMs - longestCardMs, untilMs };
      spoiled = [...spoiled, span];
      sound.spoil(span.fromMs);
    },
    async finish() {
      // Who is slow to hand over the rest is not waited for.
      const over = new AbortController();
      const rest = line?.done.then(() => over.abort());
      if (rest) await Promise.race([rest, runtime.sleep(longestRestMs, over.signal).catch(() => undefined)]);
      const recorded = await sound.finish();
      if (!recorded) return;
      const kind = what === 'message' ? 'voicemail' : 'recording';
      await keepRecording(deps, call(), { kind, id: call().id, contentType: 'audio/wav', ...recorded });
    },
    drop: sound.drop,
  };
}
