import type { CallEventRecord, CallRecord, RecordingReady } from '@buttdial/core';
import type { ArchiveKind } from '../archive/archive.ts';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import type { Sealer } from '../seal.ts';
import { type Carrier, carrierCall } from './carrier.ts';
import { openedHappening, type RecordingMark, sealHappening } from './happenings.ts';
import { openPlan } from './planned.ts';

type Named = Pick<CallRecord, 'id' | 'organizationId'>;
const mostEvents = 5_000;
const linkSeconds = 3_600;
const fetchTries = 3;
const retryMs = 2_000;

/** What is known of the recordings of a call, among its events. */
function marksOf(sealer: Sealer, callId: string, events: readonly CallEventRecord[]): readonly RecordingMark[] {
  return events.flatMap(event => {
    const kept = openedHappening(sealer, callId, event);
    return kept.kind === 'recording' ? [kept] : [];
  });
}

async function allMarks({ store, sealer }: Deps, { organizationId, id }: Named): Promise<readonly RecordingMark[]> {
  return marksOf(sealer, id, await store.calls.events(organizationId, id, { after: 0, limit: mostEvents }));
}

/** Writes down what became of a recording. Undefined when the call is no longer there. */
export async function markRecording({ store, sealer, runtime }: Deps, call: Named, mark: RecordingMark) {
  const sealed = sealHappening(sealer, call.id, mark);
  return store.calls.append(call.organizationId, call.id, [{ at: runtime.now(), sealed }]);
}

/** A sound to keep: of a call, or of what was left in it for the agent. */
interface Sound {
  readonly kind?: Extract<ArchiveKind, 'recording' | 'voicemail'>;
  readonly id: string;
  readonly contentType: string;
  readonly body: Uint8Array | ReadableStream<Uint8Array>;
  readonly durationSeconds: number;
}

/** Keeps a recording, sealed, and writes it down with its call. Of a call that was erased meanwhile nothing is kept. */
export async function keepRecording(deps: Deps, call: Named, sound: Sound): Promise<void> {
  const { archive, settings, store, runtime } = deps;
  const { organizationId, id: callId } = call;
  if (!archive) return;
  const { kind = 'recording', id, contentType, body, durationSeconds } = sound;
  // Half an hour of sound takes a while, also to a storage far away.
  const signal = runtime.timeout(settings.courier.requestTimeoutMs * 20);
  const { key } = await archive.put(organizationId, { kind, contentType, body, id }, { signal });
  const marked = await markRecording(deps, call, { kind: 'recording', state: 'kept', key, durationSeconds });
  if (marked === undefined) return archive.delete(organizationId, key, { signal });
  await store.audit.append(
    organizationId,
    auditBody({ event: 'call.recording-kept', actor: 'system', target: callId, details: { durationSeconds } }),
    runtime.now(),
  );
}

/** A carrier's recording is ready: it is fetched, where the other party had agreed and no card number is in it. */
export async function takeRecording(
  deps: Deps,
  { carrier, call }: { readonly carrier: Carrier; readonly call: CallRecord },
  ready: RecordingReady,
): Promise<void> {
  const marks = await allMarks(deps, call);
  const has = (state: RecordingMark['state']) => marks.some(mark => mark.state === state);
  const id = `${call.id}-${ready.vendorId}`;
  const kind = openPlan(deps.sealer, call).keepsSound ? 'voicemail' : 'recording';
  const isKept = marks.some(mark => mark.key?.endsWith(`/${id}`));
  if (!has('started') || has('spoiled') || isKept || (kind === 'voicemail' && !(await hasNotes(deps, call))))
    return deps.metrics.count('buttdial_recordings_ignored_total', { connection: carrier.name });
  const { control } = carrier.provider.telephony;
  for (let tries = 1; control.openRecording; tries++) {
    try {
      const sound = await control.openRecording(ready, carrierCall(deps, call, ' recording'));
      return await keepRecording(deps, call, { kind, id, ...sound, durationSeconds: ready.durationSeconds ?? 0 });
    } catch (failure) {
      deps.runtime.log.warn('call.recording-not-fetched', {
        callId: call.id,
        tries,
        error: failure instanceof Error ? failure.name : 'unknown',
      });
      if (tries === fetchTries) throw failure;
      await deps.runtime.sleep(retryMs * tries);
    }
  }
}

// Whoever said nothing has left no message.
async function hasNotes({ store, sealer }: Deps, { organizationId, id }: Named): Promise<boolean> {
  const events = await store.calls.events(organizationId, id, { after: 0, limit: mostEvents });
  return events.some(event => openedHappening(sealer, id, event).kind === 'note');
}

/** A recording as it is told; its link needs no login and ends. */
interface RecordingView {
  readonly id: string;
  readonly url: string;
  readonly durationSeconds: number;
  readonly contentType: string;
}

/** Recordings that are still kept, with links of an hour. */
export async function recordingsOf(
  deps: Deps,
  call: Named & Pick<CallRecord, 'state'>,
): Promise<readonly RecordingView[]> {
  const { archive, settings, runtime } = deps;
  const { organizationId } = call;
  if (!archive || call.state !== 'ended') return [];
  const signal = runtime.timeout(settings.courier.requestTimeoutMs);
  const views: RecordingView[] = [];
  for (const { key, durationSeconds = 0 } of await allMarks(deps, call)) {
    const file = key === undefined ? undefined : await archive.get(organizationId, key, { signal });
    if (key === undefined || !file) continue;
    await file.body.cancel();
    const url = archive.link(organizationId, key, linkSeconds).href;
    views.push({ id: key.split('/').at(-1) ?? key, url, durationSeconds, contentType: file.contentType });
  }
  return views;
}

/** Deletes what was recorded of a contact's calls; before the calls themselves, which know where it lies. */
export async function eraseRecordings(deps: Deps, organizationId: string, contactKey: string): Promise<number> {
  const { archive, store, settings, runtime } = deps;
  if (!archive) return 0;
  let erased = 0;
  let before: string | undefined;
  for (;;) {
    const page = { limit: 200, ...(before === undefined ? {} : { before }) };
    const calls = await store.calls.list(organizationId, { contactKey }, page);
    for (const call of calls)
      for (const { key } of await allMarks(deps, call)) {
        if (key === undefined) continue;
        await archive.delete(organizationId, key, { signal: runtime.timeout(settings.courier.requestTimeoutMs) });
        erased++;
      }
    before = calls.at(-1)?.id;
    if (calls.length < 200) return erased;
  }
}
