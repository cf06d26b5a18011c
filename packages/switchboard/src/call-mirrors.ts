import { type CallRecord, isTransient, type OutboundEmail } from '@buttdial/core';
import { postSigned } from './callbacks.ts';
import { type Happening, toldOf } from './calls/happenings.ts';
import { transcriptText } from './calls/transcript.ts';
import type { Deps } from './deps.ts';
import { type Attempted, type Copying, persist } from './mirrors.ts';

type Line = Extract<Happening, { kind: 'line' }>;
const mostEvents = 5_000;

/** Passes the transcript of a call that is over to where the agent's calls are mirrored; one in which nothing was said to nobody. */
export async function copyCall(deps: Deps, copying: Copying, call: CallRecord): Promise<void> {
  const { callUrl, callBcc } = copying.agent.profile.routeDuplication ?? {};
  if (callUrl === undefined && callBcc === undefined) return;
  const { organizationId, id } = call;
  const events = await deps.store.calls.events(organizationId, id, { after: 0, limit: mostEvents });
  const lines = toldOf(deps.sealer, id, events).filter(event => event.kind === 'line');
  if (lines.length === 0) return;
  await Promise.all([
    callUrl === undefined ? undefined : postCall(deps, copying, { call, lines, url: callUrl }),
    callBcc === undefined ? undefined : mailCall(deps, copying, { call, lines, to: callBcc }),
  ]);
}

interface Told {
  readonly call: CallRecord;
  readonly lines: readonly Line[];
}

async function postCall(deps: Deps, copying: Copying, { call, lines, url }: Told & { readonly url: string }) {
  const { id, organizationId, agentId, direction, from, to, vendorId, ending, talkMs = 0 } = call;
  const payload = {
    type: 'call.mirrored',
    id,
    agentId,
    channel: 'voice',
    direction,
    // What the other party said is data from a stranger.
    untrusted: true,
    from,
    to,
    status: ending?.status ?? null,
    durationSeconds: Math.round(talkMs / 1_000),
    transcript: lines.map(({ who, text, at, isInterrupted }) => ({
      who,
      text,
      at,
      ...(isInterrupted && { isInterrupted }),
    })),
    externalId: vendorId ?? null,
    at: (call.endedAt ?? deps.runtime.now()).toISOString(),
  };
  const event = { id: `copy-${id}`, organizationId, payload };
  const post = async (): Promise<Attempted> =>
    (await postSigned(deps, event, { url, fetch: deps.outsideFetch })) ? 'done' : 'again';
  await persist(deps, { ...copying, kind: 'call' }, post);
}

/** From the agent's own mailbox; without one there is nothing to send it with. */
async function mailCall(deps: Deps, copying: Copying, { call, lines, to }: Told & { readonly to: string }) {
  const { organizationId, agentId, id } = call;
  const mailbox = (await deps.store.lines.ofAgent(organizationId, agentId)).find(
    line => line.channel === 'email' && line.status === 'active',
  );
  const sender = mailbox && deps.connections.get(organizationId, mailbox.connection)?.provider.email;
  const email: OutboundEmail | undefined = mailbox && {
    from: mailbox.address,
    fromName: copying.agent.displayName,
    to,
    subject: `${copying.agent.displayName}: ${call.direction === 'inbound' ? call.from : call.to}`,
    text: transcriptText(lines),
    headers: { 'X-Original-To': call.to, 'X-Call-Id': id },
  };
  await persist(deps, { ...copying, kind: 'call-email' }, async () => {
    if (!sender || !email) return 'given-up';
    const timeout = deps.runtime.timeout(deps.settings.courier.requestTimeoutMs);
    const asked = { signal: AbortSignal.any([timeout, copying.signal]), idempotencyKey: `copy-${id}` };
    const receipt = await sender.send(email, asked);
    if (receipt.outcome === 'accepted') return 'done';
    return receipt.outcome === 'refused' && isTransient(receipt.fault) ? 'again' : 'given-up';
  });
}
