import { type AudioFormat, type CallRecord, type MediaTransport, telephoneAudio } from '@buttdial/core';
import { type CallUpdate, type RecordableLine, type RecordedPiece, recordable, recordingAsWav } from '@buttdial/voice';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { type CardNews, cardWatch } from './card-numbers.ts';
import { type Carrier, carrierCall } from './carrier.ts';
import { keepRecording, markRecording } from './recordings.ts';

/** Records one call once the other party has agreed: at the carrier, or from the audio that passes here. */
export interface Recorder {
  agreed(): void;
  /** A line of raw audio that may be recorded. */
  tap(line: MediaTransport): MediaTransport;
  note(update: CallUpdate): void;
  /** The call is over: what was recorded here is kept. */
  ended(): Promise<void>;
}

type Hand = Pick<Recorder, 'tap'> & {
  start(): Promise<void>;
  setPaused(isPaused: boolean): Promise<void>;
  /** What was just said must not stay in it. */
  spoil(): Promise<void>;
  finish(): Promise<void>;
};

/** What recording a call needs; undefined where nothing could be recorded: then nobody is asked. */
export function createRecorder(deps: Deps, call: () => CallRecord, carrier: Carrier | undefined): Recorder | undefined {
  const { store, runtime } = deps;
  if (!deps.archive) return undefined;
  const { transport, brain } = call();
  // A model that hears for itself answers before the line has read the answer to its question.
  if (brain === 'realtime' || (transport === 'relay' && !carrier?.provider.telephony.control.record)) return undefined;
  const hand = transport === 'media' ? ownHand(deps, call) : carriersHand(deps, call, carrier);
  const watch = cardWatch();
  let isOn = false;
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
    const body = auditBody({ event: 'call.recording-agreed', actor: 'contact', target: id });
    await store.audit.append(organizationId, body, runtime.now());
  }

  function follow(news: CardNews): void {
    if (news === 'spoiled') then(async () => (isOn ? hand.spoil() : undefined));
    if (news !== undefined) then(async () => (isOn ? hand.setPaused(news !== 'resume') : undefined));
  }

  return {
    agreed: () => then(begin),
    tap: hand.tap,
    note: update => update.kind === 'line' && follow(watch(update)),
    ended: async () => {
      then(hand.finish);
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
  };
}

const longestCardMs = 20_000;

/** Both sides of the audio that passes here. */
function ownHand(deps: Deps, call: () => CallRecord): Hand {
  const { runtime } = deps;
  let pieces: RecordedPiece[] = [];
  let line: RecordableLine | undefined;
  let format: AudioFormat = telephoneAudio;
  let isWanted = false;
  let startedMs = 0;
  const set = (isOn: boolean) => (isOn ? line?.start() : line?.pause());
  return {
    tap(media) {
      line = recordable(media, runtime, piece => void pieces.push(piece));
      if (isWanted) set(true);
      return line.transport;
    },
    async start() {
      [isWanted, startedMs] = [true, runtime.now().getTime()];
      set(true);
    },
    async setPaused(isPaused) {
      isWanted = !isPaused;
      set(isWanted);
    },
    async spoil() {
      const fromMs = runtime.now().getTime() - startedMs - longestCardMs;
      pieces = pieces.filter(piece => piece.who !== 'caller' || piece.atMs < fromMs);
    },
    async finish() {
      if (pieces.length === 0) return;
      format = line?.transport.format ?? format;
      const body = recordingAsWav(pieces, format);
      const durationSeconds = Math.round((body.length - 44) / (format.sampleRate * 4));
      await keepRecording(deps, call(), { id: call().id, contentType: 'audio/wav', body, durationSeconds });
    },
  };
}
