import type {
  AcceptedLine,
  Call,
  CallProgress,
  CallReport,
  DialRequest,
  Fault,
  FoundCall,
  Receipt,
  Runtime,
  Telephony,
} from '@buttdial/core';
import { acceptSocket, mediaDialects, renderTwiml } from '@buttdial/voice/wire';
import { type Api, priceOf } from './api.ts';
import { listenerOf, progressOf } from './events.ts';

const contentType = 'text/xml';
/** Twilio refuses longer documents in a request; longer ones have to be asked for at a URL. */
const longestTwiml = 4000;
// The newest ones between two numbers; more than anybody may ring somebody in a day.
const mostListed = 100;
const allEvents = ['initiated', 'ringing', 'answered', 'completed'];

export function createTelephony(api: Api, runtime: Runtime) {
  return {
    async dial(request, call) {
      call.signal.throwIfAborted();
      const fault = impossible(request);
      if (fault) return { outcome: 'refused', fault };
      const { answer } = await api.ask(call, client => client.calls.create(paramsOf(request, call)));
      return api.receipt(answer);
    },
    render: plan => ({ contentType, body: renderTwiml(plan) }),
    accept: (socket): Promise<AcceptedLine> => acceptSocket(socket, mediaDialects.twilio, runtime.log),
    control: createControl(api),
  } satisfies Telephony;
}

/** Every one is a single request, and none is asked twice. */
function createControl(api: Api) {
  const update = async (vendorId: string, change: object, call: Call): Promise<Receipt> => {
    const { answer } = await api.ask(call, client => client.calls(vendorId).update(change));
    return api.receipt(answer);
  };
  return {
    redirect: (vendorId, plan, call) => update(vendorId, { twiml: renderTwiml(plan) }, call),
    // "completed" also ends a call that still waits or rings; "canceled" would leave one that was just answered.
    hangUp: (vendorId, call) => update(vendorId, { status: 'completed' }, call),
    async record(vendorId, call) {
      const { answer } = await api.ask(call, client =>
        client.calls(vendorId).recordings.create({
          recordingChannels: 'dual',
          ...(call.statusUrl && {
            recordingStatusCallback: call.statusUrl.href,
            recordingStatusCallbackMethod: 'POST',
            recordingStatusCallbackEvent: ['completed'],
          }),
        }),
      );
      return api.receipt(answer);
    },
    async pauseRecording({ callVendorId, vendorId }, isPaused, call) {
      const change = isPaused
        ? ({ status: 'paused', pauseBehavior: 'silence' } as const)
        : ({ status: 'in-progress' } as const);
      const { answer } = await api.ask(call, client => client.calls(callVendorId).recordings(vendorId).update(change));
      return api.receipt(answer);
    },
    async openRecording({ url }, call) {
      const response = await api.open(url, call);
      return { contentType: response.headers.get('content-type') ?? 'audio/wav', body: response.body! };
    },
    async get(vendorId, call) {
      const asked = await api.ask(call, client => client.calls(vendorId).fetch());
      if (asked.answer.outcome === 'answered' && asked.answer.status === 404) return undefined;
      return reportOf(api.expect(asked));
    },
    async find({ from, to, since, until }, call) {
      // A call that waits or was refused on the way has no start to be listed by: what came earlier or later is left out here.
      const asked = await api.ask(call, client => client.calls.page({ from, to, pageSize: mostListed }));
      return api
        .expect(asked)
        .instances.filter(
          ({ dateCreated, direction }) => isWithin(dateCreated, since, until) && direction !== 'inbound',
        )
        .flatMap(listed => foundOf(listed));
    },
  } satisfies Telephony['control'];
}

/** What can be known without asking: no request is made for it. */
function impossible({ plan }: DialRequest): Fault | undefined {
  if (plan.kind === 'ask' || renderTwiml(plan).length <= longestTwiml) return undefined;
  return { kind: 'invalid', message: 'The plan of the call is longer than Twilio takes: let it ask at a URL.' };
}

function paramsOf(request: DialRequest, call: Call) {
  const { from, to, plan } = request;
  const status = call.statusUrl?.href;
  return {
    to,
    from,
    ...(plan.kind === 'ask' ? { url: plan.url.href, method: 'POST' } : { twiml: renderTwiml(plan) }),
    ...(status && { statusCallback: status, statusCallbackMethod: 'POST', statusCallbackEvent: allEvents }),
    timeout: request.ringSeconds,
    timeLimit: request.timeLimitSeconds,
    ...(request.detectMachine && {
      // While Twilio listens, the call goes on: nobody waits in silence for the verdict.
      machineDetection: 'DetectMessageEnd',
      asyncAmd: 'true',
      ...(status && { asyncAmdStatusCallback: status, asyncAmdStatusCallbackMethod: 'POST' }),
    }),
  };
}

interface Listed {
  readonly sid: string;
  readonly status: string;
  readonly duration: string | null;
  readonly answeredBy: string | null;
  readonly price: string | null;
  readonly priceUnit: string | null;
}

function isWithin(at: Date, since: Date, until: Date): boolean {
  return at.getTime() >= since.getTime() && at.getTime() <= until.getTime();
}

function foundOf(listed: Listed & { readonly dateCreated: Date }): readonly FoundCall[] {
  const report = reportOf(listed);
  return report ? [{ ...report, createdAt: listed.dateCreated }] : [];
}

function reportOf(listed: Listed): CallReport | undefined {
  const progress: CallProgress | undefined = progressOf(listed.status);
  return (
    progress && {
      kind: 'call-status',
      vendorId: listed.sid,
      progress,
      ...(listed.duration ? { durationSeconds: Number(listed.duration) } : {}),
      ...(listed.answeredBy ? { answeredBy: listenerOf(listed.answeredBy) } : {}),
      ...priceOf(listed.price, listed.priceUnit),
    }
  );
}
