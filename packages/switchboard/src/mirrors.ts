import { type Agent, type Channel, isTransient, type MessageRecord, type OutboundEmail } from '@buttdial/core';
import { auditBody } from './audit.ts';
import { postSigned } from './callbacks.ts';
import type { Deps } from './deps.ts';

/** Whose traffic is copied, and until when it is tried. */
export interface Copying {
  readonly agent: Agent;
  readonly signal: AbortSignal;
}

/** A text message as its copy tells of it. */
export interface CopiedSms {
  readonly id: string;
  readonly channel: Channel;
  readonly direction: 'in' | 'out';
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly vendorId?: string;
  readonly at: Date;
}

/** The waits before each attempt. */
const scheduleMs = [0, 5_000, 30_000, 300_000];

/** Posts a copy of an SMS to where the agent's traffic is mirrored, signed after Standard Webhooks. */
export async function copySms(deps: Deps, { agent, signal }: Copying, sms: CopiedSms): Promise<void> {
  const url = agent.profile.routeDuplication?.smsUrl;
  if (url === undefined || sms.channel !== 'sms') return;
  const { id, direction, from, to, text: body, at, vendorId } = sms;
  const payload = {
    type: 'message.mirrored',
    id,
    agentId: agent.id,
    channel: 'sms',
    direction: direction === 'in' ? 'inbound' : 'outbound',
    ...(direction === 'in' ? { untrusted: true } : {}),
    from,
    to,
    body,
    externalId: vendorId ?? null,
    at: at.toISOString(),
  };
  // Another id than the callback's: who gets both would take one for a repetition of the other.
  const event = { id: `copy-${id}`, organizationId: agent.organizationId, payload };
  const post = async () => ((await postSigned(deps, event, { url, fetch: deps.outsideFetch })) ? 'done' : 'again');
  await persist(deps, { agent, signal, kind: 'sms' }, post);
}

/** Sends a copy of an e-mail that left, from the same mailbox. It is the owner's own: nobody is reached by it. */
export async function copyEmail(
  deps: Deps,
  { agent, signal }: Copying,
  { message, email }: { readonly message: MessageRecord; readonly email: OutboundEmail },
): Promise<void> {
  const to = agent.profile.routeDuplication?.emailBcc;
  const sender = deps.connections.get(message.organizationId, message.connection)?.provider.email;
  if (to === undefined || !sender) return;
  const { 'List-Unsubscribe': _link, 'List-Unsubscribe-Post': _post, ...headers } = email.headers ?? {};
  const copy = { ...email, to, headers: { ...headers, 'X-Original-To': email.to } };
  await persist(deps, { agent, signal, kind: 'email' }, async () => {
    const timeout = deps.runtime.timeout(deps.settings.courier.requestTimeoutMs);
    // The key is the same in every attempt: where the vendor knows keys, no copy comes twice.
    const call = { signal: AbortSignal.any([timeout, signal]), idempotencyKey: `copy-${message.id}` };
    const receipt = await sender.send(copy, call);
    if (receipt.outcome === 'accepted') return 'done';
    return receipt.outcome === 'refused' && isTransient(receipt.fault) ? 'again' : 'given-up';
  });
}

/** What came of one attempt. */
export type Attempted = 'done' | 'again' | 'given-up';

/** Tries until it is taken or the waits are over; then the owner hears of it. */
export async function persist(
  deps: Deps,
  { agent, signal, kind }: Copying & { readonly kind: 'sms' | 'email' | 'call' | 'call-email' },
  attempt: () => Promise<Attempted>,
): Promise<void> {
  let attempted: Attempted = 'again';
  for (const waitMs of scheduleMs) {
    if (waitMs > 0) await deps.runtime.sleep(waitMs, signal).catch(() => undefined);
    if (signal.aborted) break;
    attempted = await attempt().catch(() => 'again' as const);
    if (attempted !== 'again') break;
  }
  const outcome = attempted === 'done' ? 'delivered' : 'failed';
  deps.metrics.count('buttdial_mirrors_total', { kind, outcome });
  if (attempted === 'done') return;
  // Once in a while, not for every message: whoever mirrors to a dead address must not fill the chain with it.
  deps.alarm?.(agent.organizationId, {
    key: `mirror ${agent.id} ${kind}`,
    auditBody: auditBody({ event: 'mirror.failed', actor: 'system', target: agent.id, details: { kind } }),
  });
}
