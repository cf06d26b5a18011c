import type { Call, DialRequest, Receipt, Runtime, Telephony } from '@buttdial/core';
import { acceptSocket, mediaDialects, renderTexml } from '@buttdial/voice/wire';
import type { Api } from './api.ts';
import { foundIn, reportOf } from './events.ts';

/** Whose calls they are, and what application places them. */
export interface Caller {
  readonly accountSid: string;
  readonly texmlApplicationId: string;
}

const contentType = 'text/xml';
const allEvents = 'initiated ringing answered completed';
// The most that Telnyx takes, in seconds.
const longestCall = 14_400;
// The newest ones between two numbers; more than anybody may ring somebody in a day.
const mostListed = 100;
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

/** Every one is a single request, and none is asked twice. */
function createControl(api: Api, calls: string) {
  const pathOf = (vendorId: string) => `${calls}/${segmentOf(vendorId)}`;
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
    async find({ from, to, since, until }, call) {
      const query = new URLSearchParams({ From: from, To: to, PageSize: String(mostListed) });
      const answer = await api.ask(call, { method: 'GET', path: `${calls}?${query}` });
      // Telnyx narrows by whole days only.
      return foundIn(api.expect(answer)).filter(
        ({ createdAt }) => !createdAt || (createdAt >= since && createdAt <= until),
      );
    },
    async sendDigits(vendorId, digits, call) {
      // Of the newer API, to which the SID is the control id of the call.
      const path = `/calls/${segmentOf(vendorId)}/actions/send_dtmf`;
      return api.receipt(await api.ask(call, { method: 'POST', path, json: { digits } }), vendorId);
    },
  } satisfies Telephony['control'];
}

/** The colon in a SID of Telnyx is part of the path. */
function segmentOf(vendorId: string): string {
  return encodeURIComponent(vendorId).replaceAll('%3A', ':');
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
