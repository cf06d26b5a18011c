import { type Agent, ButtdialError, type CallbackOutcome, type InboxItem } from '@buttdial/core';
import { hmac } from '@buttdial/core/adapter';
import { callOfItem, soundsOfItem } from './calls/left-sounds.ts';
import type { Deps } from './deps.ts';
import { decodeInbound } from './inbound-body.ts';
import { createWorker, type Worker } from './worker.ts';

/** Posts inbound messages to their agents' callback URLs, signed after Standard Webhooks, until one answers 2xx. */
export function createCallbacks(deps: Deps): Worker {
  const { store, runtime, settings } = deps;
  return createWorker(deps, {
    name: 'callbacks',
    topic: 'inbox',
    pollMs: settings.callback.pollMs,
    concurrency: settings.callback.concurrency,
    claim: limit =>
      store.claimCallbacks({
        owner: settings.owner,
        now: runtime.now(),
        leaseMs: settings.callback.timeoutMs * 2,
        limit,
      }),
    handle: item => deliver(deps, item),
  });
}

/** The secret that an organization's callbacks are signed with, in the notation of Standard Webhooks. */
export function callbackSecret(deps: Pick<Deps, 'sealer'>, organizationId: string): string {
  return `whsec_${Buffer.from(deps.sealer.derive(`callback\n${organizationId}`)).toString('base64')}`;
}

async function deliver(deps: Deps, item: InboxItem): Promise<void> {
  const agent = await deps.store.findAgent(item.agentId);
  const target = agent && callbackTarget(deps, agent);
  const at = deps.runtime.now();
  const answered = target && (await post(deps, item, target));
  const delivered = wasTaken(answered?.status);
  deps.metrics.count('buttdial_callbacks_total', { outcome: delivered ? 'delivered' : 'failed' });
  const outcome = delivered ? { kind: 'delivered' as const } : afterFailure(deps, item, target !== undefined);
  const now = deps.runtime.now();
  deps.store.traffic.note(item.organizationId, {
    at,
    direction: 'out',
    agentId: item.agentId,
    channel: item.channel,
    inboxId: item.id,
    attempt: item.callbackAttempt,
    outcome: outcome.kind === 'retry' ? 'failed' : outcome.kind,
    ...(answered?.status === undefined ? {} : { status: answered.status }),
    durationMs: now.getTime() - at.getTime(),
    messages: 1,
    statuses: 0,
  });
  await deps.store.settleCallback({ organizationId: item.organizationId, inboxId: item.id, now, outcome });
}

function wasTaken(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

/** Where an agent's application is told things. */
interface Target {
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
  readonly agent: Agent;
}

// The operator's own URL may be on this machine; a tenant's may not, which `outsideFetch` keeps.
export function callbackTarget(deps: Deps, agent: Agent): Target | undefined {
  if (agent.profile.callbackUrl) return { url: agent.profile.callbackUrl, fetch: deps.outsideFetch, agent };
  const template = deps.settings.callback.defaultUrl;
  return template
    ? { url: template.replaceAll('{agentId}', encodeURIComponent(agent.id)), fetch: deps.runtime.fetch, agent }
    : undefined;
}

async function post(deps: Deps, item: InboxItem, target: Target): Promise<Answered> {
  const { id, organizationId } = item;
  return postOnce(deps, { id, organizationId, payload: await callbackPayload(deps, item, target.agent) }, target);
}

interface Event {
  readonly id: string;
  readonly organizationId: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What an application answered; no status where there was no answer. */
interface Answered {
  readonly status: number | undefined;
}

/** Posts once, signed after Standard Webhooks; true when it was taken. Never throws. */
export async function postSigned(deps: Deps, event: Event, target: Pick<Target, 'url' | 'fetch'>): Promise<boolean> {
  return wasTaken((await postOnce(deps, event, target)).status);
}

async function postOnce(deps: Deps, event: Event, target: Pick<Target, 'url' | 'fetch'>): Promise<Answered> {
  const payload = JSON.stringify(event.payload);
  const timestamp = String(Math.floor(deps.runtime.now().getTime() / 1000));
  const key = deps.sealer.derive(`callback\n${event.organizationId}`);
  const signature = Buffer.from(hmac('sha256', key, `${event.id}.${timestamp}.${payload}`)).toString('base64');
  try {
    const response = await target.fetch(target.url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'user-agent': `${deps.settings.serverName}/${deps.settings.version}`,
        'webhook-id': event.id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
      body: payload,
      signal: deps.runtime.timeout(deps.settings.callback.timeoutMs),
    });
    await response.body?.cancel();
    return { status: response.status };
  } catch (error) {
    deps.runtime.log.warn('callback.failed', {
      id: event.id,
      error: error instanceof Error ? error.name : typeof error,
    });
    return { status: undefined };
  }
}

/** The body of a callback. Text, subject and html come from a stranger. */
async function callbackPayload(deps: Deps, item: InboxItem, agent: Agent): Promise<Readonly<Record<string, unknown>>> {
  const sealed = decodeInbound(deps.sealer.open(item.sealed, item.id));
  const body = (await deps.voiceNotes?.read(item, sealed)) ?? sealed;
  const attachments = [...body.attachments, ...(await soundsOfItem(deps, item))];
  const medium = attachments[0];
  const callId = callOfItem(item);
  return {
    id: item.id,
    agentId: item.agentId,
    channel: item.channel,
    direction: 'inbound',
    untrusted: true,
    from: item.from,
    to: item.to,
    body: body.text,
    ...(item.channel === 'email'
      ? { subject: body.subject ?? '', html: body.html ?? null }
      : { mediaUrl: medium?.url ?? null, mediaType: medium?.contentType ?? null }),
    attachments,
    ...(callId === undefined ? {} : { callId }),
    externalId: item.vendorId,
    agentGender: agent.profile.gender ?? 'male',
    receivedAt: item.receivedAt.toISOString(),
  };
}

function afterFailure(deps: Deps, item: InboxItem, hasTarget: boolean): CallbackOutcome['outcome'] {
  // The row's count is of attempts before this one; the schedule's first entry was this message's first attempt.
  const waitMs = hasTarget ? deps.settings.callback.scheduleMs[item.callbackAttempt] : undefined;
  return waitMs === undefined
    ? { kind: 'exhausted' }
    : { kind: 'retry', dueAt: new Date(deps.runtime.now().getTime() + waitMs) };
}

/** @throws `invalid-input` for a callback that no message could be posted to. */
export function assertCallbackTemplate(template: string): void {
  const sample = template.replaceAll('{agentId}', 'agent');
  if (!URL.canParse(sample) || !/^https?:$/.test(new URL(sample).protocol))
    throw new ButtdialError('configuration', 'AGENTOS_CALLBACK_URL is not an http(s) URL.', {
      remedy: 'Write it like https://app.example.com/inbound/{agentId}.',
    });
}
