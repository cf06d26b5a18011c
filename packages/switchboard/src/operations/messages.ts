import {
  type Attachment,
  ButtdialError,
  type Channel,
  type Facts,
  formatMoney,
  type MessageRecord,
  messageStates,
  purposes,
} from '@buttdial/core';
import { z } from 'zod';
import { admitMessage } from '../admit.ts';
import { compose, type Draft, recipient } from '../compose.ts';
import type { Courier } from '../courier.ts';
import type { Deps } from '../deps.ts';
import { publicUrl } from '../guard.ts';
import type { Lines } from '../lines.ts';
import { type Caller, defineOperation } from '../operation.ts';
import { type AgentScope, agentScope, organizationScope } from '../principal.ts';

export const writtenChannels = ['sms', 'whatsapp', 'email', 'line'] as const;
export const agentId = z.string().min(1).max(64).optional().describe('Agent to act as. An agent token implies it.');
const gender = z.enum(['male', 'female', 'unknown']);

export const sendInput = z.object({
  agentId,
  to: z
    .string()
    .min(1)
    .max(320)
    .describe(
      'Recipient: E.164 number (+12125550123), e-mail address, LINE user id, or the id of an agent of your organization.',
    ),
  body: z.string().max(100_000).default('').describe('Text of the message.'),
  channel: z.enum(writtenChannels).default('sms'),
  subject: z.string().max(998).optional().describe('Required for email.'),
  html: z.string().max(500_000).optional().describe('HTML part of an e-mail.'),
  templateId: z
    .string()
    .max(64)
    .optional()
    .describe('WhatsApp template (Twilio ContentSid), needed outside the 24-hour window.'),
  templateVars: z.record(z.string().max(64), z.string().max(1600)).optional(),
  mediaUrls: z.array(z.string().max(2048)).max(10).optional().describe('Public https URLs of attachments.'),
  purpose: z.enum(purposes).default('informational').describe('Law and limits differ by it.'),
  sendAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Send later: ISO 8601 with offset, at most 30 days ahead.'),
  targetGender: gender.default('male'),
  idempotencyKey: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('The same key with the same content never sends twice.'),
});
export type SendInput = z.output<typeof sendInput>;

const money = z.number().nullable().describe('In units of the currency; null while the vendor has not said.');
export const sendOutput = z.object({
  success: z.literal(true),
  id: z.string().describe('Ask for its state with messages.get.'),
  externalId: z.string().nullable().describe("The vendor's id; null while it is not with the vendor."),
  messageId: z.string().nullable().describe('The same as externalId, for older clients.'),
  status: z.enum(['sent', 'queued', 'deferred', 'unknown']),
  cost: money,
  channel: z.enum(writtenChannels),
  from: z.string(),
  to: z.string(),
  subject: z.string().optional(),
  genderContext: z.object({ agentGender: z.enum(['male', 'female', 'neutral']), targetGender: gender }),
  sendsAt: z.string().optional().describe('When a queued or deferred message will go.'),
});

export const messageView = z.object({
  id: z.string(),
  agentId: z.string(),
  channel: z.string(),
  purpose: z.enum(purposes),
  from: z.string(),
  to: z.string(),
  status: z.enum(messageStates),
  attempts: z.int(),
  externalId: z.string().nullable(),
  messageId: z.string().nullable(),
  cost: money,
  createdAt: z.string(),
  updatedAt: z.string(),
  dueAt: z.string(),
  reason: z.string().optional().describe('Why it failed, was refused or waits.'),
  ruleIds: z.array(z.string()).optional(),
  citations: z.array(z.string()).optional(),
});

/** One message's state, without its text: that is not kept. */
export function viewMessage(message: MessageRecord): z.output<typeof messageView> {
  const reason = message.fault?.message ?? message.decision?.remedy;
  return {
    id: message.id,
    agentId: message.agentId,
    channel: message.channel,
    purpose: message.purpose,
    from: message.from,
    to: message.to,
    status: message.state,
    attempts: message.attempt,
    externalId: message.vendorId ?? null,
    messageId: message.vendorId ?? null,
    cost:
      message.priceMicros === undefined
        ? null
        : Number(formatMoney({ micros: message.priceMicros, currency: message.currency })),
    createdAt: message.createdAt.toISOString(),
    updatedAt: message.updatedAt.toISOString(),
    dueAt: message.dueAt.toISOString(),
    ...(reason ? { reason } : {}),
    ...(message.decision ? { ruleIds: [...message.decision.ruleIds], citations: [...message.decision.citations] } : {}),
  };
}

/** The verbs about outbound messages. */
export function messageOperations(deps: Deps, courier: Courier, lines: Lines) {
  return {
    send: defineOperation({
      name: 'messages.send',
      summary: 'Send one text, WhatsApp message, e-mail or LINE message.',
      access: 'agent',
      readOnly: false,
      rest: { method: 'post', path: '/send-message' },
      input: sendInput,
      output: sendOutput,
      run: (input, caller) => send({ deps, courier, lines }, input, caller),
    }),
    get: defineOperation({
      name: 'messages.get',
      summary: 'The state of one message: queued, sending, sent, delivered, failed, unknown, deferred or refused.',
      access: 'agent',
      readOnly: true,
      rest: { method: 'get', path: '/messages/:id' },
      input: z.object({ id: z.string().min(1).max(64), agentId }),
      output: messageView,
      run: async (input, { principal }) => {
        const { organizationId, agentId: owner } = await messageScope(deps, input, principal);
        const message = await deps.store.messages.get(organizationId, input.id);
        if (!message || (owner !== undefined && message.agentId !== owner)) throw unknownMessage();
        return viewMessage(message);
      },
    }),
    list: defineOperation({
      name: 'messages.list',
      summary: 'Outbound messages of an agent, or of the whole organization, newest first.',
      access: 'agent',
      readOnly: true,
      rest: { method: 'get', path: '/messages' },
      input: z.object({
        agentId,
        channel: z.enum(writtenChannels).optional(),
        status: z.enum(messageStates).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        before: z.string().max(64).optional().describe('Id that the last page ended with.'),
      }),
      output: z.object({ messages: z.array(messageView), count: z.int() }),
      run: async (input, { principal }) => {
        const { organizationId, agentId: owner } = await messageScope(deps, input, principal);
        const filter = {
          ...(owner === undefined ? {} : { agentId: owner }),
          ...(input.channel ? { channel: input.channel } : {}),
          ...(input.status ? { states: [input.status] } : {}),
        };
        const found = await deps.store.messages.list(organizationId, filter, {
          limit: input.limit,
          ...(input.before ? { before: input.before } : {}),
        });
        return { messages: found.map(viewMessage), count: found.length };
      },
    }),
  };
}

async function messageScope(
  deps: Deps,
  input: { readonly agentId?: string | undefined },
  principal: Caller['principal'],
): Promise<{ organizationId: string; agentId: string | undefined }> {
  if (principal.kind !== 'agent' && input.agentId === undefined)
    return { organizationId: await organizationScope(deps.store, principal, {}), agentId: undefined };
  return agentScope(deps.store, principal, input.agentId);
}

function unknownMessage(): ButtdialError {
  return new ButtdialError('not-found', 'There is no such message.', {
    field: 'id',
    remedy: 'Use the "id" that messages.send answered.',
  });
}

interface Parts {
  readonly deps: Deps;
  readonly courier: Courier;
  readonly lines: Lines;
}

async function send(
  { deps, courier, lines }: Parts,
  input: SendInput,
  caller: Caller,
): Promise<z.input<typeof sendOutput>> {
  const scope = await agentScope(deps.store, caller.principal, input.agentId);
  const line = await lines.sending(scope, input.channel);
  const to = await resolveRecipient({ deps, lines }, scope, input);
  const connection = deps.connections.get(scope.organizationId, line.connection);
  if (!connection)
    throw new ButtdialError('unavailable', `The provider "${line.connection}" of this line is not configured.`, {
      field: 'channel',
      remedy: `Set the credentials of ${line.connection} and restart, or use another channel.`,
    });
  const agent = await lines.agent(scope);
  const draft = await draftOf(deps, input, to);
  const outgoing = compose({ ...draft, fromName: agent.displayName }, line, connection.provider);
  const idempotencyKey = input.idempotencyKey ?? caller.idempotencyKey;
  const message = await admitMessage(deps, courier, {
    scope,
    line,
    outgoing,
    draft,
    caller,
    idempotencyKey,
    sendAt: sendTime(deps, input.sendAt),
  });
  return answer(message, input, { from: line.address, agentGender: agent.profile.gender ?? 'male' });
}

async function resolveRecipient(
  { deps, lines }: Pick<Parts, 'deps' | 'lines'>,
  scope: AgentScope,
  input: SendInput,
): Promise<string> {
  if (/^[+(\d]|@/.test(input.to.trim()) || input.to.startsWith('whatsapp:'))
    return checkedRecipient(deps, scope, input);
  const other = await deps.store.agents.get(scope.organizationId, input.to);
  if (other?.status !== 'active') return checkedRecipient(deps, scope, input);
  return (await lines.sending({ organizationId: scope.organizationId, agentId: other.id }, input.channel)).address;
}

const noFacts: Facts = { ledger: [], lastInboundAt: {}, attempts: [] };

// "911" is no E.164 number, but deserves the answer that fits it: the judge knows every emergency number.
function checkedRecipient(deps: Deps, scope: AgentScope, input: SendInput): string {
  if (input.channel === 'sms' || input.channel === 'whatsapp') {
    const digits = input.to.replace(/\D/g, '');
    // "112" is dialled as it is, "+1911" behind a country code: both are asked about.
    for (const to of /^\d{2,6}$/.test(digits) ? [digits, `+${digits}`] : []) {
      const decision = deps.judge(
        { ...scope, channel: input.channel, purpose: input.purpose, from: '', to, text: '', template: false },
        noFacts,
        deps.runtime.now(),
      );
      if (decision.ruleIds.includes('SAFE-EMERGENCY')) throw refusedBy(decision);
    }
  }
  return recipient(input.channel, input.to);
}

async function draftOf(deps: Deps, input: SendInput, to: string): Promise<Draft> {
  const urls = await Promise.all(
    (input.mediaUrls ?? []).map((url, index) => publicUrl(url, `mediaUrls.${index}`, deps.resolveHost)),
  );
  const attachments: Attachment[] = urls.map(url => ({
    url,
    name: decodeURIComponent(url.pathname.split('/').at(-1) || 'attachment'),
  }));
  return {
    channel: input.channel,
    purpose: input.purpose,
    to,
    body: input.body,
    subject: input.subject,
    html: input.html,
    attachments,
    template: input.templateId ? { id: input.templateId, variables: input.templateVars ?? {} } : undefined,
  };
}

function sendTime(deps: Deps, sendAt: string | undefined): Date | undefined {
  if (sendAt === undefined) return undefined;
  const at = new Date(sendAt);
  const aheadMs = at.getTime() - deps.runtime.now().getTime();
  if (aheadMs > 30 * 86_400_000)
    throw new ButtdialError('invalid-input', 'sendAt is more than 30 days ahead.', {
      field: 'sendAt',
      remedy: 'Choose a time within the next 30 days.',
    });
  return aheadMs > 0 ? at : undefined;
}

function answer(
  message: MessageRecord,
  input: SendInput,
  { from, agentGender }: { readonly from: string; readonly agentGender: 'male' | 'female' | 'neutral' },
): z.input<typeof sendOutput> {
  const status = spokenStatus(message);
  return {
    success: true,
    id: message.id,
    externalId: message.vendorId ?? null,
    messageId: message.vendorId ?? null,
    status,
    cost: message.priceMicros === undefined ? null : message.priceMicros / 1_000_000,
    channel: input.channel,
    from,
    to: message.to,
    ...(input.channel === 'email' && input.subject ? { subject: input.subject } : {}),
    genderContext: { agentGender, targetGender: input.targetGender },
    ...(status === 'queued' || status === 'deferred' ? { sendsAt: message.dueAt.toISOString() } : {}),
  };
}

// A message that the vendor took stays "sent" here whatever is reported later, so that a repeated request reads the same.
function spokenStatus(message: MessageRecord): 'sent' | 'queued' | 'deferred' | 'unknown' {
  if (message.vendorId !== undefined) return 'sent';
  switch (message.state) {
    case 'failed':
      throw new ButtdialError('vendor-failed', message.fault?.message ?? 'The vendor did not take the message.', {
        remedy: remedies[message.fault?.kind ?? 'invalid'] ?? 'Check the recipient and the content.',
        ...(message.fault?.retryAfterMs ? { retryAfterMs: message.fault.retryAfterMs } : {}),
      });
    case 'refused':
      throw refusedBy(message.decision ?? { ruleIds: [], citations: [] });
    case 'unknown':
    case 'deferred':
      return message.state;
    default:
      return 'queued';
  }
}

const remedies: Readonly<Record<string, string>> = {
  credentials: "Check the vendor's credentials of this server.",
  'out-of-funds': 'Top up the vendor account.',
  'opted-out': 'This contact said stop: do not write again until they write START.',
  unreachable: 'Use another channel or recipient.',
  unavailable: 'Try again later with the same idempotency key.',
  'rate-limited': 'Send more slowly.',
};

/** A refusal by law or policy, as every door tells it. */
export function refusedBy(decision: {
  readonly ruleIds: readonly string[];
  readonly citations: readonly string[];
  readonly remedy?: string;
  readonly nextAllowedAt?: Date;
}): ButtdialError {
  return new ButtdialError('refused', `Compliance: refused by ${decision.ruleIds.join(', ') || 'policy'}.`, {
    ruleIds: decision.ruleIds,
    citations: decision.citations,
    remedy: decision.remedy ?? 'Do not try this recipient again.',
    ...(decision.nextAllowedAt ? { nextAllowedAt: decision.nextAllowedAt } : {}),
  });
}

/** Narrows a channel to those that carry written messages. */
export function isWritten(channel: Channel): channel is (typeof writtenChannels)[number] {
  return channel !== 'voice';
}
