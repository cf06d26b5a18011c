import type { RawWebhook } from '@buttdial/core';
import type { Deps } from '../deps.ts';
import type { WebhookAnswer } from '../receive.ts';
import { createWorker, type Worker } from '../worker.ts';
import { createDesk, type Desk } from './desk.ts';
import { takeUpLeg } from './leg-reports.ts';
import { callOfLeg } from './legs.ts';
import { createPresence, type Presence } from './presence.ts';
import { takeUp } from './recover.ts';
import { defaultCallRules } from './rules.ts';
import { admitSocket, type SocketAdmission } from './sockets.ts';
import { type CallStep, receiveCall } from './webhooks.ts';

/** Live calls, for the doors. */
export interface LiveCalls extends Worker {
  receive(route: { readonly agentId: string; readonly step: CallStep }, hook: RawWebhook): Promise<WebhookAnswer>;
  /** `hook` is the request that opens the socket, as the carrier saw its URL. Undefined when it may not come in. */
  admitSocket(
    route: { readonly agentId: string; readonly ticket: string },
    hook: RawWebhook,
  ): Promise<SocketAdmission | undefined>;
}

/** What the operations of calls work with. */
export interface CallParts {
  readonly live: LiveCalls;
  readonly desk: Desk;
  readonly presence: Presence;
}

// A call under way may end in peace; after that its carrier brings it to whoever answers there.
const stopPatienceMs = 5_000;

/** Puts live calls together. Nothing runs until `start`. */
export function createCalls(deps: Deps): CallParts {
  const { store, runtime, settings } = deps;
  const { leaseMs, pollMs } = settings.calls ?? defaultCallRules;
  const desk = createDesk(deps);
  const presence = createPresence(deps);
  const due = createWorker(deps, {
    name: 'calls',
    topic: undefined,
    pollMs,
    concurrency: 8,
    claim: limit => store.claimCalls({ owner: settings.owner, now: runtime.now(), leaseMs, limit }),
    handle: call => (callOfLeg(deps, call) === undefined ? takeUp(deps, desk, call) : takeUpLeg(deps, call)),
  });
  const answering = { deps, desk, presence };
  const live: LiveCalls = {
    receive: (route, hook) => receiveCall(answering, route, hook),
    admitSocket: (route, hook) => admitSocket(answering, route, hook),
    start() {
      desk.start();
      due.start();
    },
    async stop() {
      await due.stop();
      await desk.stop(stopPatienceMs);
    },
    drain: due.drain,
  };
  return { live, desk, presence };
}
