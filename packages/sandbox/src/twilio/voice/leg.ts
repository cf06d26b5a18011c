import { createAir } from '../../calls/air.ts';
import type { PhoneCall } from '../../calls/view.ts';
import type { TwilioNetwork } from '../network.ts';
import { type CallStatus, priceOf, type StatusHook, secondsOf, type TwilioCall } from './records.ts';
import { createReports } from './reports.ts';
import type { Leg, Source } from './under-way.ts';

/** What a call begins with. */
export interface LegDraft {
  readonly account: string;
  readonly accountSid: string;
  readonly direction: TwilioCall['direction'];
  readonly from: string;
  readonly to: string;
  readonly parentSid?: string | undefined;
  readonly hook?: StatusHook | undefined;
}

/** Makes a call: from here on it exists, is in the ledger and can be ended. */
export function createLeg(network: TwilioNetwork, draft: LegDraft): Leg {
  const { world } = network;
  const over = new AbortController();
  const [answered, ended] = [Promise.withResolvers<boolean>(), Promise.withResolvers<void>()];
  const record = recordOf(network, draft);
  const report = createReports(network, draft.hook);
  const turns = createTurns(over.signal);
  over.signal.addEventListener('abort', () => {
    network.legs.delete(record.call().sid);
    answered.resolve(false);
    ended.resolve();
  });
  const end = (status: CallStatus) => {
    if (record.call().endedAt) return;
    record.change({ status, endedAt: world.runtime.now() });
    if (record.call().answeredAt) record.change({ price: priceOf(record.call()) });
    over.abort(new Error('the call is over'));
    report('completed', record.call());
  };
  const air = createAir({
    runtime: world.runtime,
    signal: over.signal,
    note: line => {
      const said = { at: world.runtime.now().toISOString(), ...line };
      record.change({ transcript: [...record.call().transcript, said] });
    },
    hangUp: () => end('completed'),
  });
  const leg: Leg = {
    ...record,
    ...turns,
    air,
    signal: over.signal,
    answered: answered.promise,
    over: ended.promise,
    announce: () => report('initiated', record.call()),
    ring() {
      record.change({ status: 'ringing' });
      report('ringing', record.call());
    },
    answer() {
      if (record.call().answeredAt || record.call().endedAt) return;
      record.change({ status: 'in-progress', answeredAt: world.runtime.now() });
      report('answered', record.call());
      answered.resolve(true);
    },
    end,
    run: work => runLeg(network, over, work),
  };
  network.legs.set(record.call().sid, leg);
  return leg;
}

function recordOf(network: TwilioNetwork, draft: LegDraft): Pick<Leg, 'call' | 'change'> {
  const { world, calls } = network;
  const [now, { hook, ...facts }] = [world.runtime.now(), draft];
  const ref = hook === undefined ? undefined : (new URL(hook.url).searchParams.get('ref') ?? undefined);
  let call: TwilioCall = {
    ...facts,
    sid: `CA${world.random.ids.hex(32)}`,
    status: draft.direction === 'inbound' ? 'ringing' : 'queued',
    createdAt: now,
    updatedAt: now,
    transcript: [],
  };
  const keep = () => {
    calls.add(call);
    const { sid: id, account, direction, from, to, status } = call;
    const duration = call.endedAt ? { durationSeconds: secondsOf(call) } : {};
    const row = { id, vendor: 'twilio' as const, account, direction, from, to, status, ...duration };
    world.ledger.call(ref === undefined ? row : { ...row, ref });
    world.events.emit({ kind: 'call', call: viewOf(call) });
  };
  const change = (fields: Partial<TwilioCall>) => {
    call = { ...call, ...fields, updatedAt: world.runtime.now() };
    keep();
  };
  keep();
  return { call: () => call, change };
}

function createTurns(signal: AbortSignal): Pick<Leg, 'redirect' | 'redirected' | 'turn'> {
  let turn = new AbortController();
  let waiting: Source | undefined;
  return {
    redirect(source) {
      waiting = source;
      turn.abort(new Error('the call was redirected'));
    },
    redirected() {
      const source = waiting;
      waiting = undefined;
      return source;
    },
    turn() {
      turn = new AbortController();
      return AbortSignal.any([turn.signal, signal]);
    },
  };
}

function runLeg({ world }: TwilioNetwork, over: AbortController, work: () => Promise<void>): void {
  world.background.run(async background => {
    const stop = () => over.abort(background.reason);
    background.addEventListener('abort', stop, { once: true });
    try {
      await work();
    } catch (cause) {
      // Whatever was under way when the call ended was meant to stop.
      if (!over.signal.aborted) throw cause;
    } finally {
      background.removeEventListener('abort', stop);
    }
  });
}

/** A call as the controls show it. */
export function viewOf(call: TwilioCall): PhoneCall {
  const { sid: id, account, direction, from, to, status, transcript } = call;
  return {
    id,
    account,
    direction,
    from,
    to,
    status,
    at: call.createdAt.toISOString(),
    ...(call.answeredAt ? { answeredAt: call.answeredAt.toISOString() } : {}),
    ...(call.endedAt ? { endedAt: call.endedAt.toISOString(), durationSeconds: secondsOf(call) } : {}),
    ...(call.mode ? { mode: call.mode } : {}),
    transcript,
  };
}
