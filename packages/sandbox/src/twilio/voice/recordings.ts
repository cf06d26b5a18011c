import { twilioError } from '../errors.ts';
import { isHttpUrl, one } from '../form.ts';
import { callHook, type TwilioNetwork } from '../network.ts';
import type { Asked } from '../route.ts';
import { callForm } from './forms.ts';
import { type RecordingUnderWay, recordingJson, type TwilioRecording } from './records.ts';
import { alertCall } from './reports.ts';
import type { Leg } from './under-way.ts';

/** POST Calls/{Sid}/Recordings.json: records a call under way until it ends. */
export function startRecording({ network, account, accountSid, form, path, part }: Asked): Response {
  const call = network.calls.get(account.name, part('sid'));
  const leg = call && network.legs.get(call.sid);
  if (!call) return twilioError(20404, path);
  if (!leg || !call.answeredAt) return twilioError(21220);
  const callback = one(form, 'RecordingStatusCallback');
  if (callback !== undefined && !isHttpUrl(callback)) return twilioError(21609, callback);
  const recording: TwilioRecording = {
    sid: `RE${network.world.random.ids.hex(32)}`,
    callSid: call.sid,
    startedAt: network.world.runtime.now(),
    channels: one(form, 'RecordingChannels') === 'dual' ? 2 : 1,
    track: one(form, 'RecordingTrack') ?? 'both',
    status: 'in-progress',
  };
  const underWay: RecordingUnderWay = { recording, turns: [{ isOn: true, line: call.transcript.length }] };
  network.recordings.set(recording.sid, underWay);
  network.world.background.run(async signal => {
    await leg.over;
    network.recordings.delete(recording.sid);
    if (!signal.aborted && callback !== undefined) await report(network, leg, { ...underWay, callback, signal });
  });
  return Response.json(recordingJson(recording, accountSid), { status: 201 });
}

/** POST Calls/{Sid}/Recordings/{Sid}.json: pauses a recording under way, or goes on with it. */
export function changeRecording({ network, account, accountSid, form, path, part }: Asked): Response {
  const call = network.calls.get(account.name, part('sid'));
  const underWay = network.recordings.get(part('recording').replace(/\.json$/, ''));
  if (!call || !underWay || underWay.recording.callSid !== call.sid) return twilioError(20404, path);
  const status = one(form, 'Status');
  if (status !== 'paused' && status !== 'in-progress') return twilioError(20001, 'Status');
  underWay.turns.push({ isOn: status === 'in-progress', line: call.transcript.length });
  return Response.json({ ...recordingJson(underWay.recording, accountSid), status });
}

interface Finished extends RecordingUnderWay {
  readonly callback: string;
  readonly signal: AbortSignal;
}

// Nothing sounds in the sandbox: what a recording holds is what was said, as text.
async function report(network: TwilioNetwork, leg: Leg, finished: Finished): Promise<void> {
  const { recording, callback, signal, turns } = finished;
  const { world } = network;
  const call = leg.call();
  const isOn = (line: number) => turns.findLast(turn => turn.line <= line)?.isOn === true;
  const lines = call.transcript.filter((_, at) => isOn(at)).map(({ by, text }) => `${by}: ${text}`);
  const content = new TextEncoder().encode(lines.join('\n'));
  const file = world.media.put({ contentType: 'text/plain; charset=utf-8', content });
  const endedMs = (call.endedAt ?? world.runtime.now()).getTime();
  const form = {
    ...callForm(call),
    RecordingSid: recording.sid,
    RecordingUrl: `${world.url()}/media/${file.id}`,
    RecordingStatus: 'completed',
    RecordingDuration: String(Math.ceil((endedMs - recording.startedAt.getTime()) / 1000)),
    RecordingChannels: String(recording.channels),
    RecordingStartTime: recording.startedAt.toUTCString().replace('GMT', '+0000'),
    RecordingSource: 'StartCallRecordingAPI',
    RecordingTrack: recording.track,
  };
  const hook = { account: call.account, event: 'call.recording', about: call.sid, url: callback, form };
  const answer = await callHook(network, { ...hook, method: 'POST' }, signal);
  if (!answer) alertCall(network, call, { code: 11200, message: 'The recording callback could not be delivered.' });
}
