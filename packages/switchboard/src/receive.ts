import {
  type Agent,
  type Channel,
  type ConsentEvent,
  channels,
  type DeliveryReport,
  type InboundEvent,
  type InboundMessage,
  type InboxEntry,
  type Ingest,
  type IngestAnswer,
  type Line,
  normalizeAddress,
  type RawWebhook,
  type StatusUpdate,
  type TrafficOutcome,
} from '@buttdial/core';
import { auditBody } from './audit.ts';
import { contactKey } from './contacts.ts';
import type { Connection, Deps } from './deps.ts';
import { meantBy } from './identity.ts';
import { encodeInbound } from './inbound-body.ts';
import { optOutReply, spokenOptOut } from './opt-out.ts';
import { noteReport } from './reconcile.ts';
import { readReference } from './references.ts';

/** What a vendor is answered. Anything but 200 makes it try again or report an error to its customer. */
export interface WebhookAnswer {
  readonly status: 200 | 400 | 403 | 404 | 503;
  readonly contentType: string;
  readonly body: string;
}

const plain = (status: WebhookAnswer['status'], body: string): WebhookAnswer => ({
  status,
  contentType: 'text/plain',
  body,
});

/**
 * Applies one webhook: verify, read, one transaction, then answer. A replay answers 200 and changes nothing. Nothing is
 * acknowledged before it is durable.
 */
export async function receive(
  deps: Deps,
  route: { readonly agentId: string; readonly channel: Channel },
  hook: RawWebhook,
): Promise<WebhookAnswer> {
  const agent = await deps.store.findAgent(route.agentId);
  if (agent) await deps.connections.ready?.(agent.organizationId);
  const serving = agent && deps.connections.serving(agent.organizationId, route.channel, agent.id);
  if (!agent || !serving?.provider.webhooks) return plain(404, 'Unknown agent or channel.');
  const connection = await signedBy(deps, { agent, connection: serving }, { channel: route.channel, hook });
  const webhooks = connection?.provider.webhooks;
  if (!connection || !webhooks) return forged(deps, { agent, connection: serving }, route.channel);
  const note = notepad(deps, { agent, connection }, route.channel);
  const read = await readEvents(deps, connection, hook);
  if (!read) {
    note('unreadable', 503);
    return plain(503, 'Not readable right now.');
  }
  const batch = await toIngest(deps, { agent, connection }, read);
  if (batch === 'unknown-address') {
    note('unknown-address', 404);
    return plain(404, 'This address does not belong to the agent.');
  }
  const reply = await apply(deps, { agent, connection }, batch, note);
  return { status: 200, ...webhooks.answer(reply) };
}

/** Whose signature a webhook carries: the connection that serves the agent now, else one that it has a line on. */
async function signedBy(
  deps: Deps,
  { agent, connection: serving }: Desk,
  { channel, hook }: { readonly channel: Channel; readonly hook: RawWebhook },
): Promise<Connection | undefined> {
  if (await serving.provider.webhooks?.verify(hook)) return serving;
  const lines = await deps.store.lines.ofAgent(agent.organizationId, agent.id);
  const names = lines.filter(line => line.channel === channel && line.status === 'active').map(line => line.connection);
  for (const name of new Set(names)) {
    const other = deps.connections.get(agent.organizationId, name);
    if (other && other !== serving && (await other.provider.webhooks?.verify(hook))) return other;
  }
  return undefined;
}

function forged(deps: Deps, desk: Desk, channel: Channel): WebhookAnswer {
  const { agent, connection } = desk;
  deps.metrics.count('buttdial_webhooks_rejected_total', { connection: connection.name });
  notepad(deps, desk, channel)('forged', 403);
  deps.alarm?.(agent.organizationId, {
    key: `forged ${agent.id} ${connection.name}`,
    auditBody: auditBody({
      event: 'webhook.rejected',
      actor: 'vendor',
      target: agent.id,
      details: { connection: connection.name, channel },
    }),
  });
  return plain(403, 'The signature does not match.');
}

type Note = (outcome: TrafficOutcome, status: number, batch?: Pick<Ingest, 'messages' | 'statuses'>) => void;

/** Writes down that a vendor posted and how it ended, never what was in it. */
function notepad(deps: Deps, { agent, connection }: Desk, channel: Channel): Note {
  const at = deps.runtime.now();
  return (outcome, status, batch) =>
    deps.store.traffic.note(agent.organizationId, {
      at,
      direction: 'in',
      agentId: agent.id,
      channel,
      connection: connection.name,
      outcome,
      status,
      durationMs: deps.runtime.now().getTime() - at.getTime(),
      messages: batch?.messages.length ?? 0,
      statuses: batch?.statuses.length ?? 0,
    });
}

async function readEvents(
  deps: Deps,
  connection: Connection,
  hook: RawWebhook,
): Promise<readonly InboundEvent[] | undefined> {
  try {
    return await connection.provider.webhooks?.read(hook);
  } catch (error) {
    deps.runtime.log.warn('webhook.unreadable', {
      connection: connection.name,
      error: error instanceof Error ? error.name : typeof error,
    });
    return undefined;
  }
}

/** Whose webhook it is, and over which connection it came. */
interface Desk {
  readonly agent: Agent;
  readonly connection: Connection;
}

async function toIngest(
  deps: Deps,
  { agent, connection }: Desk,
  events: readonly InboundEvent[],
): Promise<Ingest | 'unknown-address'> {
  const messages: InboxEntry[] = [];
  const statuses: StatusUpdate[] = [];
  const consent: ConsentEvent[] = [];
  for (const event of events) {
    if (event.kind === 'message') {
      const entry = await toEntry(deps, agent, event);
      if (entry === 'unknown-address') return entry;
      if (entry) messages.push(entry);
    } else if (event.kind === 'status') {
      statuses.push(toStatus(deps, { agent, connection }, event));
      consent.push(...(await complaintOf(deps, agent, event)));
    } else deps.metrics.count('buttdial_webhook_events_ignored_total', { connection: connection.name });
  }
  if (events.length === 0) deps.metrics.count('buttdial_webhook_events_ignored_total', { connection: connection.name });
  return {
    organizationId: agent.organizationId,
    connection: connection.name,
    now: deps.runtime.now(),
    messages,
    statuses,
    consent,
  };
}

async function toEntry(
  deps: Deps,
  agent: Agent,
  message: InboundMessage,
): Promise<InboxEntry | 'unknown-address' | undefined> {
  const line = await deps.store.findLine(message.channel, message.to);
  if (!line || line.organizationId !== agent.organizationId || line.status === 'released') return 'unknown-address';
  const from = normalizeAddress(message.channel, message.from) ?? message.from;
  const key = contactKey(deps.sealer, line.organizationId, { channel: message.channel, address: from });
  const owner = await ownerOf(deps, { agent, line, key });
  // An ended agent or a blocked channel: taken and dropped, or the vendor would try for days.
  if (owner?.status !== 'active' || owner.blockedChannels.includes(message.channel)) return undefined;
  const id = deps.runtime.newId();
  const now = deps.runtime.now();
  const wish = message.optOut ?? spokenOptOut(message);
  const callback = owner.profile.callbackUrl ?? deps.settings.callback.defaultUrl;
  return {
    id,
    agentId: owner.id,
    channel: message.channel,
    from,
    to: line.address,
    contactKey: key,
    vendorId: message.vendorId,
    sealed: deps.sealer.seal(encodeInbound(message), id),
    receivedAt: now,
    ...(callback ? { callbackDueAt: now } : {}),
    ...(wish === 'stop' || wish === 'start'
      ? {
          consent: wishEvent(deps, owner, {
            key,
            channel: message.channel,
            wish,
            byVendor: message.optOut !== undefined,
          }),
        }
      : {}),
  };
}

function ownerOf(
  deps: Deps,
  { agent, line, key }: { readonly agent: Agent; readonly line: Line; readonly key: string },
): Promise<Agent | undefined> | Agent {
  if (line.shared) return meantBy(deps, line, key);
  return line.agentId === agent.id ? agent : deps.store.findAgent(line.agentId);
}

function wishEvent(
  deps: Deps,
  agent: Agent,
  said: {
    readonly key: string;
    readonly channel: Channel;
    readonly wish: 'stop' | 'start';
    readonly byVendor: boolean;
  },
): ConsentEvent {
  // What is said on a phone number counts on every channel of that number.
  const channel = said.channel === 'email' ? 'email' : '*';
  return {
    id: deps.runtime.newId(),
    organizationId: agent.organizationId,
    contactKey: said.key,
    channel,
    kind: said.wish,
    source: said.byVendor ? 'vendor-keyword' : `inbound-${said.channel}`,
    at: deps.runtime.now(),
  };
}

function toStatus(deps: Deps, { agent, connection }: Desk, report: DeliveryReport): StatusUpdate {
  noteReport(deps, connection.name);
  const ref = readReference(deps.sealer, report.ref);
  return {
    organizationId: agent.organizationId,
    connection: connection.name,
    vendorId: report.vendorId,
    status: report.status,
    now: deps.runtime.now(),
    ...(ref === undefined ? {} : { ref }),
    ...(report.fault ? { fault: report.fault } : {}),
    ...(report.price ? { priceMicros: Math.abs(report.price.micros) } : {}),
  };
}

// The vendor knows that this contact said stop to it, or complained: so do we from now on.
async function complaintOf(deps: Deps, agent: Agent, report: DeliveryReport): Promise<readonly ConsentEvent[]> {
  const ref = readReference(deps.sealer, report.ref);
  if (ref === undefined || !(report.complaint || report.fault?.kind === 'opted-out')) return [];
  const message = await deps.store.messages.get(agent.organizationId, ref);
  if (!message) return [];
  const source = report.complaint ? 'complaint' : 'vendor-opt-out';
  return [
    {
      id: deps.runtime.newId(),
      organizationId: agent.organizationId,
      contactKey: message.contactKey,
      channel: message.channel === 'email' ? 'email' : '*',
      kind: 'stop',
      source,
      at: deps.runtime.now(),
    },
  ];
}

async function apply(
  deps: Deps,
  { agent, connection }: Desk,
  ...[batch, note]: [Ingest, Note]
): Promise<string | undefined> {
  if (batch.messages.length + batch.statuses.length + batch.consent.length === 0) {
    note('ignored', 200);
    return undefined;
  }
  deps.failpoint?.('before-ingest');
  const result = await deps.store.ingest({
    ...batch,
    auditBody: auditBody({
      event: 'webhook.applied',
      actor: 'vendor',
      target: agent.id,
      details: { connection: connection.name, messages: batch.messages.length, statuses: batch.statuses.length },
    }),
  });
  deps.failpoint?.('after-ingest');
  const isReplay = result.duplicates > 0 && result.stored.length + result.advanced.length === 0;
  note(isReplay ? 'replayed' : 'applied', 200, batch);
  const stored = batch.messages.filter(entry => result.stored.includes(entry.id));
  tally(deps, connection, { result, stored });
  deps.aside?.received(agent.organizationId, stored);
  await witnessWishes(deps, agent, [
    ...stored.flatMap(entry => entry.consent ?? []),
    ...(result.advanced.length > 0 ? batch.consent : []),
  ]);
  return optOutReply(deps, agent, stored);
}

function tally(
  deps: Deps,
  connection: Connection,
  { result, stored }: { readonly result: IngestAnswer; readonly stored: readonly InboxEntry[] },
): void {
  for (const { channel } of stored) deps.metrics.count('buttdial_messages_received_total', { channel });
  if (result.duplicates > 0) deps.metrics.count('buttdial_webhook_replays_total', { connection: connection.name });
  if (result.unmatched > 0) deps.metrics.count('buttdial_webhook_unmatched_total', { connection: connection.name });
  deps.runtime.log.info('webhook.applied', {
    connection: connection.name,
    stored: result.stored.length,
    duplicates: result.duplicates,
    advanced: result.advanced.length,
  });
}

/** Opt-outs and opt-ins are in the ledger by now; the trail tells people of them. */
async function witnessWishes(deps: Deps, agent: Agent, wishes: readonly ConsentEvent[]): Promise<void> {
  for (const { id, kind, channel, source, at } of wishes)
    await deps.store.audit.append(
      agent.organizationId,
      auditBody({
        event: kind === 'start' ? 'consent.started' : 'consent.stopped',
        actor: 'contact',
        target: id,
        details: { channel, ...(source ? { source } : {}) },
      }),
      at,
    );
}

/** True for a channel name as it appears in webhook paths. */
export function isChannel(text: string): text is Channel {
  return (channels as readonly string[]).includes(text);
}
