import { type Attachment, ButtdialError, type MessageRecord, purposes } from '@buttdial/core';
import { z } from 'zod';
import { admitMessage } from '../admit.ts';
import { compose, type Draft } from '../compose.ts';
import type { Courier } from '../courier.ts';
import { refusedBy } from '../decision-record.ts';
import type { Deps } from '../deps.ts';
import { type DryRun, dryRun, dryRunView } from '../dry-run.ts';
import { publicUrl } from '../guard.ts';
import type { Lines } from '../lines.ts';
import { type Caller, defineOperation } from '../operation.ts';
import { agentScope } from '../principal.ts';
import { resolveRecipient } from '../recipient.ts';
import { agentId, money, writtenChannels } from './fields.ts';

const gender = z.enum(['male', 'female', 'unknown']);

const sendInput = z.object({
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
  purpose: z
    .enum(purposes)
    .optional()
    .describe('Law differs by it. Left out: reply when the contact wrote within 24 hours, else informational.'),
  sendAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Send later: ISO 8601 with offset, at most 30 days ahead.'),
  targetGender: gender.default('male'),
  dryRun: z
    .boolean()
    .default(false)
    .describe('Only say whether it may be sent, why, and at what price. Nothing is sent.'),
  idempotencyKey: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('The same key with the same content never sends twice.'),
});
type SendInput = z.output<typeof sendInput>;

const sendOutput = z.object({
  success: z.literal(true),
  id: z.string().describe('Ask for its state with messages.get. Empty for a dry run.'),
  externalId: z.string().nullable().describe("The vendor's id; null while it is not with the vendor."),
  messageId: z.string().nullable().describe('The same as externalId, for older clients.'),
  status: z.enum(['sent', 'queued', 'deferred', 'unknown', 'dry-run']),
  cost: money,
  channel: z.enum(writtenChannels),
  from: z.string(),
  to: z.string(),
  subject: z.string().optional(),
  genderContext: z.object({ agentGender: z.enum(['male', 'female', 'neutral']), targetGender: gender }),
  sendsAt: z.string().optional().describe('When a queued or deferred message will go.'),
  reason: z.string().optional().describe('Why it waits.'),
  ruleIds: z.array(z.string()).optional(),
  dryRun: dryRunView.optional(),
});

type Answer = z.input<typeof sendOutput>;

/** The verb that everything else is for. */
export function sendOperation(parts: Parts) {
  return defineOperation({
    name: 'messages.send',
    summary: 'Send one text, WhatsApp message, e-mail or LINE message.',
    access: 'agent',
    readOnly: false,
    rest: { method: 'post', path: '/send-message' },
    input: sendInput,
    output: sendOutput,
    run: (input, caller) => send(parts, input, caller),
  });
}

/** What an answer tells of the sender. */
interface Told {
  readonly from: string;
  readonly agentGender: 'male' | 'female' | 'neutral';
}

interface Parts {
  readonly deps: Deps;
  readonly courier: Courier;
  readonly lines: Lines;
}

async function send({ deps, courier, lines }: Parts, input: SendInput, caller: Caller): Promise<Answer> {
  const scope = await agentScope(deps.store, caller.principal, input.agentId);
  const { agent, line } = await lines.sender(scope, input.channel, input.to);
  // Of what is known already no promise is made: each costs a turn of its own.
  const named = resolveRecipient({ deps, lines }, scope, input);
  const to = typeof named === 'string' ? named : await named;
  const readying = deps.connections.ready?.(scope.organizationId);
  if (readying) await readying;
  const connection = deps.connections.get(scope.organizationId, line.connection);
  if (!connection)
    throw new ButtdialError('unavailable', `The provider "${line.connection}" of this line is not configured.`, {
      field: 'channel',
      remedy: `Set the credentials of ${line.connection} and restart, or use another channel.`,
    });
  const attachments = input.mediaUrls ? await attachmentsOf(deps, input.mediaUrls) : [];
  const draft = draftOf(input, to, attachments);
  const outgoing = compose({ ...draft, fromName: agent.displayName }, line, connection.provider);
  const idempotencyKey = input.idempotencyKey ?? caller.idempotencyKey;
  const sendAt = sendTime(deps, input.sendAt);
  const told = { from: line.address, agentGender: agent.profile.gender ?? 'male' } as const;
  if (input.dryRun) return dryAnswer(input, told, await dryRun(deps, { agent, line, outgoing, draft, sendAt }));
  const request = { scope, line, outgoing, draft, caller, idempotencyKey, sendAt };
  return answer(await admitMessage(deps, courier, request), input, told);
}

async function attachmentsOf(deps: Deps, mediaUrls: readonly string[]): Promise<readonly Attachment[]> {
  const urls = await Promise.all(mediaUrls.map((url, index) => publicUrl(url, `mediaUrls.${index}`, deps.resolveHost)));
  return urls.map(url => ({ url, name: decodeURIComponent(url.pathname.split('/').at(-1) || 'attachment') }));
}

function draftOf(input: SendInput, to: string, attachments: readonly Attachment[]): Draft {
  return {
    channel: input.channel,
    purpose: input.purpose ?? 'informational',
    purposeAssumed: input.purpose === undefined,
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

function answer(message: MessageRecord, input: SendInput, told: Told): Answer {
  const status = spokenStatus(message);
  const { decision } = message;
  return {
    ...common(input, told),
    id: message.id,
    externalId: message.vendorId ?? null,
    messageId: message.vendorId ?? null,
    status,
    cost: message.priceMicros === undefined ? null : message.priceMicros / 1_000_000,
    to: message.to,
    ...(status === 'queued' || status === 'deferred' ? { sendsAt: message.dueAt.toISOString() } : {}),
    ...(status === 'deferred' && decision ? { reason: decision.remedy, ruleIds: [...decision.ruleIds] } : {}),
  };
}

function dryAnswer(input: SendInput, told: Told, { to, view }: DryRun): Answer {
  const none = { id: '', externalId: null, messageId: null, cost: null } as const;
  return { ...common(input, told), ...none, status: 'dry-run', to, dryRun: view };
}

function common(input: SendInput, { from, agentGender }: Told) {
  return {
    success: true as const,
    channel: input.channel,
    from,
    ...(input.channel === 'email' && input.subject ? { subject: input.subject } : {}),
    genderContext: { agentGender, targetGender: input.targetGender },
  };
}

// A message that the vendor took stays "sent" here whatever is reported later, so that a repeated request reads the same.
export function spokenStatus(message: MessageRecord): 'sent' | 'queued' | 'deferred' | 'unknown' {
  if (message.vendorId !== undefined) return 'sent';
  switch (message.state) {
    case 'failed':
      throw new ButtdialError('vendor-failed', message.fault?.message ?? 'The vendor did not take the message.', {
        remedy: remedies[message.fault?.kind ?? 'invalid'] ?? 'Check the recipient and the content.',
        ...(message.fault?.retryAfterMs ? { retryAfterMs: message.fault.retryAfterMs } : {}),
      });
    case 'refused':
      throw refusedBy(message.decision ?? { effect: 'deny', ruleIds: [], citations: [] });
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
