import {
  ButtdialError,
  type Call,
  type CallPlan,
  type DialRequest,
  type Fault,
  type Receipt,
  type Runtime,
  type Telephony,
} from '@buttdial/core';
import { acceptSocket, mediaDialects, type NccoAction, renderNcco } from '@buttdial/voice/wire';
import type { Api } from './api.ts';
import { foundIn, reportOf } from './events.ts';

// The most that Vonage takes, in seconds.
const longestCall = 7200;
const longestRing = 120;
const mostListed = 100;

export function createTelephony(api: Api, runtime: Runtime) {
  return {
    // Vonage has no text relay.
    lines: ['media'],
    async dial(request, call) {
      call.signal.throwIfAborted();
      const fault = request.plan.kind === 'ask' ? undefined : impossible(request.plan, 'dial');
      if (fault) return { outcome: 'refused', fault };
      return api.receipt(await api.voice(call, sdk => sdk.createOutboundCall(paramsOf(request, call) as never)));
    },
    /** @throws ButtdialError `broken-promise` for a text relay. Digits are left out: they go by `sendDigits`. */
    render: plan => ({ contentType: 'application/json', body: JSON.stringify(nccoOf(plan)) }),
    accept: socket => acceptSocket(socket, mediaDialects.vonage, runtime.log),
    control: createControl(api),
  } satisfies Telephony;
}

/** Every one is a single request, and none is asked twice. Recording has no request: Vonage records only by plan. */
function createControl(api: Api) {
  const receipt = async (vendorId: string, answer: ReturnType<Api['voice']>): Promise<Receipt> =>
    api.receipt(await answer, vendorId);
  return {
    async redirect(vendorId, plan, call) {
      call.signal.throwIfAborted();
      const fault = impossible(plan, 'redirect');
      if (fault) return { outcome: 'refused', fault };
      return receipt(
        vendorId,
        api.voice(call, sdk => sdk.transferCallWithNCCO(vendorId, nccoOf(plan) as never)),
      );
    },
    hangUp: (vendorId, call) =>
      receipt(
        vendorId,
        api.voice(call, sdk => sdk.hangupCall(vendorId)),
      ),
    sendDigits: (vendorId, digits, call) =>
      receipt(
        vendorId,
        api.voice(call, sdk => sdk.playDTMF(vendorId, digits.replaceAll('w', 'p'))),
      ),
    async get(vendorId, call) {
      const answer = await api.voice(call, sdk => sdk.getCall(vendorId));
      if (answer.outcome === 'answered' && answer.status === 404) return undefined;
      return reportOf(api.expect(answer));
    },
    async find({ from, to, since, until }, call) {
      // Vonage narrows by time alone: of what is listed, most went to others.
      const span = { dateStart: since.toISOString(), dateEnd: until.toISOString() };
      const asked = { ...span, pageSize: mostListed, order: 'asc' };
      const listed = api.expect(await api.voice(call, sdk => sdk.getCallsPage(asked as never)));
      const found = foundIn(listed, { from: onWire(from), to: onWire(to) });
      if (found.length > 0 || Number(listed.count ?? 0) <= mostListed) return found;
      throw new ButtdialError('unavailable', 'Vonage had more calls in that time than it lists at once.');
    },
  } satisfies Telephony['control'];
}

function nccoOf(plan: CallPlan): readonly NccoAction[] {
  const ncco = renderNcco(plan);
  if (ncco) return ncco;
  throw new ButtdialError('broken-promise', 'A text relay was planned for Vonage, which has none.');
}

/** What can be known without asking: no request is made for it. */
function impossible(plan: CallPlan, use: 'dial' | 'redirect'): Fault | undefined {
  const kinds = chainOf(plan).map(each => each.kind);
  if (kinds.includes('relay')) return { kind: 'unsupported', message: 'Vonage has no text relay.' };
  // The first digits of a dialled call are pressed when it is answered; no step of a plan can press any.
  const rest = use === 'dial' ? kinds.slice(1) : kinds;
  return rest.includes('digits')
    ? {
        kind: 'unsupported',
        message: 'Vonage presses digits only when a call is answered, or by a request of their own.',
      }
    : undefined;
}

function chainOf(plan: CallPlan): readonly CallPlan[] {
  return 'then' in plan ? [plan, ...chainOf(plan.then)] : [plan];
}

function paramsOf({ from, to, plan, ...request }: DialRequest, call: Call) {
  const answered = plan.kind === 'digits' ? plan.then : plan;
  const dtmfAnswer = plan.kind === 'digits' ? { dtmfAnswer: plan.digits.replaceAll('w', 'p') } : {};
  return {
    to: [{ type: 'phone', number: onWire(to), ...dtmfAnswer }],
    from: { type: 'phone', number: onWire(from) },
    ...(answered.kind === 'ask'
      ? { answerUrl: [answered.url.href], answerMethod: 'POST' }
      : { ncco: nccoOf(answered) }),
    ...(call.statusUrl && { eventUrl: [call.statusUrl.href], eventMethod: 'POST' }),
    lengthTimer: Math.min(request.timeLimitSeconds, longestCall),
    ringingTimer: Math.min(request.ringSeconds, longestRing),
    // The call goes on while Vonage listens.
    ...(request.detectMachine && { machineDetection: 'continue' }),
  };
}

/** Vonage writes numbers without a plus. */
export function onWire(address: string): string {
  return address.replace(/^\+/, '');
}
