import { createHash } from 'node:crypto';
import { type Call, type CallPlan, type CallRecord, type Telephony, telephoneAudio } from '@buttdial/core';
import type { Connection, Deps } from '../deps.ts';
import { messageReference } from '../references.ts';
import type { PlannedCall } from './planned.ts';
import { defaultCallRules } from './rules.ts';

/** A connection that carries live calls. */
export type Carrier = Connection & { readonly provider: { readonly telephony: Telephony } };

/** What carries a call; undefined when its connection is gone, or carries none. */
export function carrierOf(deps: Deps, call: Pick<CallRecord, 'organizationId' | 'connection'>): Carrier | undefined {
  const connection = deps.connections.get(call.organizationId, call.connection);
  return connection && isCarrier(connection) ? connection : undefined;
}

/** True for a connection that carries live calls. */
export function isCarrier(connection: Connection): connection is Carrier {
  return connection.provider.telephony !== undefined;
}

type Route = Pick<CallRecord, 'id' | 'agentId'>;

/** Where the carrier reports how the call goes. */
export function statusUrl(deps: Deps, call: Route): URL {
  return hookUrl(deps, call, 'status');
}

/** Where the carrier asks what comes next, when a socket ended or whoever was dialed hung up. */
export function nextUrl(deps: Deps, call: Route): URL {
  return hookUrl(deps, call, 'next');
}

function hookUrl(deps: Deps, { id, agentId }: Route, step: 'status' | 'next'): URL {
  const base = deps.settings.publicUrl.href.replace(/\/$/, '');
  const url = new URL(`${base}/webhooks/${encodeURIComponent(agentId)}/voice/${step}`);
  url.searchParams.set('ref', messageReference(deps.sealer, id));
  return url;
}

/** What every request to the carrier about a call carries. */
export function carrierCall(deps: Deps, call: Route, purpose = ''): Call {
  return {
    idempotencyKey: `${call.id}${purpose}`,
    signal: deps.runtime.timeout(deps.settings.courier.requestTimeoutMs),
    statusUrl: statusUrl(deps, call),
  };
}

const ticketBytes = 32;

/** Under what a ticket is kept. */
export function ticketHash(ticket: string): string {
  return createHash('sha256').update(ticket).digest('hex');
}

/** The plan that connects a call with this server. Its path opens one socket, once, while it rings and a little longer. */
export async function connectPlan(deps: Deps, call: CallRecord, plan: PlannedCall): Promise<CallPlan> {
  const { runtime, settings, store } = deps;
  const rules = settings.calls ?? defaultCallRules;
  const ticket = Buffer.from(runtime.randomBytes(ticketBytes)).toString('base64url');
  await store.issueTicket({
    hash: ticketHash(ticket),
    organizationId: call.organizationId,
    callId: call.id,
    now: runtime.now(),
    validMs: (rules.ringSeconds + 60) * 1_000,
  });
  const base = (rules.socketUrl ?? settings.publicUrl).href.replace(/^http/, 'ws').replace(/\/$/, '');
  const url = new URL(`${base}/webhooks/${encodeURIComponent(call.agentId)}/voice-ws/${ticket}`);
  const parameters = { call: call.id };
  const action = nextUrl(deps, call);
  if (call.transport === 'media') return { kind: 'media', url, action, format: telephoneAudio, parameters };
  const { language, voice } = plan;
  return {
    kind: 'relay',
    url,
    action,
    greetingInterruptible: 'any',
    interruptible: 'any',
    language,
    reportDigits: true,
    parameters,
    ...(voice !== undefined && { voice }),
  };
}
