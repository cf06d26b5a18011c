import { channels, type InboxItem, type MessageRecord, messageStates } from '@buttdial/core';
import { z } from 'zod';
import { callOfItem, soundsOfItem } from './calls/left-sounds.ts';
import type { Deps } from './deps.ts';
import { decodeInbound, spelledOut } from './inbound-body.ts';
import { openKept } from './kept-bodies.ts';
import { decodeOutgoing, type Outgoing, textOf } from './outgoing.ts';

/** One thing that was said between an agent and a contact. */
export const threadEntry = z.object({
  id: z.string(),
  direction: z.enum(['in', 'out']),
  at: z.string(),
  channel: z.enum(channels),
  agentId: z.string(),
  status: z.enum([...messageStates, 'waiting', 'acknowledged']),
  text: z.string().nullable().describe('null where it is no longer here; see "kept".'),
  subject: z.string().optional(),
  attachments: z.array(z.string()).describe('Their names.'),
  sounds: z
    .array(z.object({ url: z.string(), name: z.string(), contentType: z.string(), durationSeconds: z.number() }))
    .describe('What was left in a call, as long as it is kept; the links end after an hour.'),
  callId: z.string().optional().describe('The call that it was, or was left in.'),
  kept: z
    .enum(['under-way', 'waiting', 'by-choice', 'erased', 'hidden'])
    .describe(
      'under-way, waiting: until it is delivered, or the agent has it. by-choice: keepBodiesDays is set. erased: it was, as bodies are not kept. hidden: a viewer reads no texts.',
    ),
  untrusted: z.boolean().describe('A stranger wrote it.'),
});
type ThreadEntry = z.output<typeof threadEntry>;

/** Which part of a thread: at most `limit` entries up to a moment, and those of the same millisecond as the last. */
export interface ThreadPage {
  readonly organizationId: string;
  readonly limit: number;
  readonly until: Date | undefined;
  /** Whether who asks may read texts. */
  readonly readsTexts: boolean;
}

/** Both directions of one contact, newest first. */
export async function readThread(
  deps: Deps,
  contactKey: string,
  { organizationId, limit, until, readsTexts }: ThreadPage,
): Promise<{ readonly entries: ThreadEntry[]; readonly next: string | null }> {
  const upTo = until ? { until } : {};
  const [sent, received] = await Promise.all([
    deps.store.messages.list(organizationId, { contactKey, ...upTo }, { limit }),
    deps.store.inbox.ofContact(organizationId, contactKey, { limit, ...upTo }),
  ]);
  const moments = [...sent.map(each => each.createdAt), ...received.map(each => each.receivedAt)]
    .map(at => at.getTime())
    .sort((a, b) => b - a);
  const cutoff = moments.length < limit ? 0 : (moments[limit - 1] ?? 0);
  const entries = await Promise.all([
    ...sent.filter(each => each.createdAt.getTime() >= cutoff).map(each => viewSent(deps, each, readsTexts)),
    ...received.filter(each => each.receivedAt.getTime() >= cutoff).map(each => viewReceived(deps, each, readsTexts)),
  ]);
  entries.sort((a, b) => b.at.localeCompare(a.at));
  return { entries, next: cutoff === 0 ? null : new Date(cutoff - 1).toISOString() };
}

/** What a message says, as long as it has not ended; undefined once its body is erased. */
export async function openSent(deps: Deps, message: MessageRecord): Promise<Outgoing | undefined> {
  if (message.channel === 'voice') return undefined;
  const sealed = await deps.store.messages.body(message.organizationId, message.id);
  return sealed && sealed.length > 0 ? decodeOutgoing(deps.sealer.open(sealed, message.id)) : undefined;
}

type Said = Pick<ThreadEntry, 'text' | 'subject' | 'attachments' | 'kept'>;

const nothing = { text: null, attachments: [] };
const hidden: Said = { ...nothing, kept: 'hidden' };

async function viewSent(deps: Deps, message: MessageRecord, readsTexts: boolean): Promise<ThreadEntry> {
  return {
    id: message.id,
    direction: 'out',
    at: message.createdAt.toISOString(),
    channel: message.channel,
    agentId: message.agentId,
    status: message.state,
    ...(readsTexts ? await sentText(deps, message) : hidden),
    sounds: [],
    ...(message.channel === 'voice' && { callId: message.id }),
    untrusted: false,
  };
}

async function sentText(deps: Deps, message: MessageRecord): Promise<Said> {
  const outgoing = await openSent(deps, message);
  if (outgoing) return { ...contentOf(outgoing), kept: 'under-way' };
  return keptText(deps, message.organizationId, message.id);
}

function contentOf(outgoing: Outgoing): Pick<ThreadEntry, 'text' | 'subject' | 'attachments'> {
  const names = (list: readonly { readonly name?: string }[] = []) => list.map(each => each.name ?? 'attachment');
  if (outgoing.kind === 'email')
    return {
      text: textOf(outgoing),
      subject: outgoing.email.subject,
      attachments: names(outgoing.email.attachments),
    };
  const { content } = outgoing.message;
  return { text: textOf(outgoing), attachments: content.kind === 'text' ? names(content.attachments) : [] };
}

async function viewReceived(deps: Deps, item: InboxItem, readsTexts: boolean): Promise<ThreadEntry> {
  const callId = callOfItem(item);
  return {
    id: item.id,
    direction: 'in',
    at: item.receivedAt.toISOString(),
    channel: item.channel,
    agentId: item.agentId,
    status: item.sealed.length > 0 ? 'waiting' : 'acknowledged',
    ...(readsTexts ? await receivedText(deps, item) : hidden),
    sounds: readsTexts ? [...(await soundsOfItem(deps, item))] : [],
    ...(callId === undefined ? {} : { callId }),
    untrusted: true,
  };
}

async function receivedText(deps: Deps, item: InboxItem): Promise<Said> {
  if (item.sealed.length === 0) return keptText(deps, item.organizationId, item.id);
  const body = decodeInbound(deps.sealer.open(item.sealed, item.id));
  return {
    text: spelledOut(body.text),
    ...(body.subject === undefined ? {} : { subject: spelledOut(body.subject) }),
    attachments: body.attachments.map(({ name }) => spelledOut(name ?? 'attachment')),
    kept: 'waiting',
  };
}

/** What the organization chose to keep of a message, or that nothing is left of it. */
async function keptText(deps: Deps, organizationId: string, id: string): Promise<Said> {
  const kept = await deps.store.privacy.keptBody(organizationId, id);
  if (!kept) return { ...nothing, kept: 'erased' };
  const { text, subject } = openKept(deps, kept);
  const shown = kept.direction === 'in' ? spelledOut : (given: string) => given;
  return {
    text: shown(text),
    ...(subject === undefined ? {} : { subject: shown(subject) }),
    attachments: [],
    kept: 'by-choice',
  };
}
