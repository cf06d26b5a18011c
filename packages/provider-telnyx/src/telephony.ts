import type { Call, DialRequest, Receipt, Runtime, Telephony } from '@buttdial/core';
import { acceptSocket, mediaDialects, renderTexml } from '@buttdial/voice/wire';
import type { Api } from './api.ts';
import { reportOf } from './events.ts';

/** Whose calls they are, and what application places them. */
export interface Caller {
  readonly accountSid: string;
  readonly texmlApplicationId: string;
}

const contentType = 'text/xml';
const allEvents = 'initiated ringing answered completed';
// The most that Telnyx takes, in seconds.
const longestCall = 14_400;
const [shortestRing, longestRing] = [5, 120];

export function createTelephony(api: Api, caller: Caller, runtime: Runtime) {
  const calls = `/texml/Accounts/${caller.accountSid}/Calls`;
  return {
    // Telnyx signs what it posts, not the sockets that it opens.
    signsSockets: false,
    async dial(request, call) {
      const json = paramsOf(request, call, caller);
      return api.receipt(await api.ask(call, { method: 'POST', path: calls, json }));
    },
    render: plan => ({ contentType, body: renderTexml(plan) }),
    accept: socket => acceptSocket(socket, mediaDialects.telnyx, runtime.log),
    control: createControl(api, calls),
  } satisfies Telephony;
}

/** Every one is a single request, and none is asked twice. Digits go as tones in the audio, or by the text relay. */
function createControl(api: Api, calls: string) {
  // The colon in a SID of Telnyx is part of the path.
  const pathOf = (vendorId: string) => `${calls}/${encodeURIComponent(vendorId).replaceAll('%3A', ':')}`;
  const update = async (vendorId: string, form: Readonly<Record<string, string>>, call: Call): Promise<Receipt> =>
    api.receipt(await api.ask(call, { method: 'POST', path: pathOf(vendorId), form }), vendorId);
  return {
    redirect: (vendorId, plan, call) => update(vendorId, { Texml: renderTexml(plan) }, call),
    hangUp: (vendorId, call) => update(vendorId, { Status: 'completed' }, call),
    async record(vendorId, call) {
      const form = {
        RecordingChannels: 'dual',
        ...(call.statusUrl && {
          RecordingStatusCallback: call.statusUrl.href,
          RecordingStatusCallbackMethod: 'POST',
          RecordingStatusCallbackEvent: 'completed',
        }),
      };
      const path = `${pathOf(vendorId)}/Recordings.json`;
      return api.receipt(await api.ask(call, { method: 'POST', path, form }));
    },
    async get(vendorId, call) {
      const answer = await api.ask(call, { method: 'GET', path: pathOf(vendorId) });
      if (answer.outcome === 'answered' && answer.status === 404) return undefined;
      return reportOf(api.expect(answer));
    },
  } satisfies Telephony['control'];
}

function paramsOf(request: DialRequest, call: Call, { texmlApplicationId }: Caller) {
  const { from, to, plan } = request;
  const status = call.statusUrl?.href;
  return {
    ApplicationSid: texmlApplicationId,
    To: to,
    From: from,
    ...(plan.kind === 'ask' ? { Url: plan.url.href, UrlMethod: 'POST' } : { Texml: renderTexml(plan) }),
    ...(status && { StatusCallback: status, StatusCallbackMethod: 'POST', StatusCallbackEvent: allEvents }),
    Timeout: Math.min(Math.max(request.ringSeconds, shortestRing), longestRing),
    TimeLimit: Math.min(request.timeLimitSeconds, longestCall),
    // The wire of a media socket carries what the call has: only these two can be read.
    PreferredCodecs: 'PCMU,PCMA',
    ...(request.detectMachine && {
      // While Telnyx listens, the call goes on: nobody waits in silence for the verdict.
      MachineDetection: 'DetectMessageEnd',
      AsyncAmd: true,
      ...(status && { AsyncAmdStatusCallback: status, AsyncAmdStatusCallbackMethod: 'POST' }),
    }),
  };
}
