import { ButtdialError, type Runtime } from '@buttdial/core';
import { safeEqual } from '@buttdial/core/adapter';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import { recipient } from '../compose.ts';
import { contactKey } from '../contacts.ts';
import type { Courier } from '../courier.ts';
import type { Deps } from '../deps.ts';
import type { Lines } from '../lines.ts';
import { type Caller, defineOperation } from '../operation.ts';
import { type AgentScope, agentScope } from '../principal.ts';
import { isRightAtVendor, isVendorChosen, madeByVendor, sendByVendor } from '../vendor-codes.ts';
import { agentId, writtenChannels } from './fields.ts';
import { sendOperation } from './send.ts';

const lifeMs = 5 * 60_000;
const tries = 3;
const throttle = { max: 5, spanMs: 3_600_000 };

interface Parts {
  readonly deps: Deps;
  readonly courier: Courier;
  readonly lines: Lines;
}

/** The verbs about one-time codes. */
export function codeOperations(parts: Parts) {
  return { send: sendCode(parts), verify: verifyCode(parts.deps) };
}

const sendInput = z.object({
  agentId,
  to: z.string().min(1).max(320).describe('Number, e-mail address or LINE user id of the person.'),
  channel: z.enum(writtenChannels),
  purpose: z
    .string()
    .regex(/^[\p{L}\p{N} .'-]{1,40}$/u, 'A few words, such as "sign-in".')
    .optional()
    .describe('What the code is for; the person reads it.'),
});

function sendCode(parts: Parts) {
  const sending = sendOperation(parts);
  return defineOperation({
    name: 'codes.send',
    summary:
      'Send a one-time code to somebody. It works for 5 minutes and 3 tries; one contact gets at most 5 per hour.',
    access: 'agent',
    readOnly: false,
    rest: { method: 'post', path: '/otp/send' },
    input: sendInput,
    output: z.object({
      success: z.literal(true),
      codeId: z.string(),
      expiresIn: z.literal('5 minutes'),
      expiresAt: z.string(),
      channel: z.enum(writtenChannels),
      to: z.string(),
    }),
    run: async (input, caller) => {
      const { deps } = parts;
      const scope = await agentScope(deps.store, caller.principal, input.agentId);
      const to = recipient(input.channel, input.to);
      const byVendor = await isVendorChosen(deps, scope.organizationId);
      const issued = await issue(deps, scope, { channel: input.channel, address: to, byVendor });
      const sender = { principal: caller.principal, signal: caller.signal };
      try {
        const sent = byVendor
          ? await sendByVendor(parts, scope, { channel: input.channel, to, caller: sender })
          : await sending.run(messageOf(scope, { ...input, to }, issued.code), sender);
        if (sent.status === 'deferred') await tooLate(deps, scope, { messageId: sent.id, caller });
      } catch (error) {
        // What nobody got must not stay good for guessing.
        await deps.store.codes.use(scope.organizationId, issued.codeId, deps.runtime.now());
        throw error;
      }
      const { codeId, expiresAt } = issued;
      return {
        success: true as const,
        codeId,
        expiresIn: '5 minutes' as const,
        expiresAt: expiresAt.toISOString(),
        channel: input.channel,
        to,
      };
    },
  });
}

function messageOf(
  scope: AgentScope,
  { to, channel, purpose = 'verification' }: Pick<z.output<typeof sendInput>, 'to' | 'channel' | 'purpose'>,
  code: string,
) {
  const text = { body: bodyOf(code, purpose), subject: `Your ${purpose} code` };
  return { ...scope, ...text, to, channel, purpose: 'otp' as const, targetGender: 'male' as const, dryRun: false };
}

function bodyOf(code: string, purpose: string): string {
  return `${code} is your ${purpose} code. It works for 5 minutes. Nobody of ours will ever ask you for it.`;
}

interface Contact {
  readonly channel: (typeof writtenChannels)[number];
  readonly address: string;
  readonly byVendor: boolean;
}

async function issue(deps: Deps, scope: AgentScope, contact: Contact) {
  const { runtime, sealer, store } = deps;
  const now = runtime.now();
  const code = sixDigits(runtime);
  const codeId = runtime.newId();
  const key = contactKey(sealer, scope.organizationId, contact);
  const expiresAt = new Date(now.getTime() + lifeMs);
  const hash = contact.byVendor ? madeByVendor : hashOf(deps, codeId, code);
  const answer = await store.codes.issue(
    scope.organizationId,
    { id: codeId, agentId: scope.agentId, contactKey: key, hash, createdAt: now, expiresAt, triesLeft: tries },
    { max: throttle.max, since: new Date(now.getTime() - throttle.spanMs) },
  );
  if (answer.issued) return { code, codeId, expiresAt };
  const resetsAt = new Date(answer.oldest.getTime() + throttle.spanMs);
  deps.metrics.count('mcp_rate_limit_hits_total', { limit_type: 'otp' });
  throw new ButtdialError('limit-exceeded', `This contact was sent ${throttle.max} codes within an hour.`, {
    limit: { type: 'otp', current: throttle.max, max: throttle.max, resetsAt },
    retryAfterMs: Math.max(0, resetsAt.getTime() - now.getTime()),
    remedy: `Wait until ${resetsAt.toISOString()}; a code that was sent within 5 minutes still works.`,
  });
}

async function tooLate(
  { store, runtime }: Deps,
  { organizationId }: AgentScope,
  { messageId, caller }: { readonly messageId: string; readonly caller: Caller },
): Promise<never> {
  const audit = auditBody({ event: 'message.cancelled', actor: caller.principal, target: messageId });
  await store.messages.cancel(organizationId, messageId, runtime.now(), audit);
  throw new ButtdialError('refused', 'The code may not be sent at this hour, and later it would no longer work.', {
    remedy: 'Ask again at a time when the person may be written to, or use another channel.',
  });
}

/** Uniform over 000000 to 999999. */
export function sixDigits(runtime: Pick<Runtime, 'randomBytes'>): string {
  // The largest multiple of a million below 2^32: whatever lies above would make small numbers likelier.
  const limit = 4_294_000_000;
  for (;;) {
    const value = Buffer.from(runtime.randomBytes(4)).readUInt32BE();
    if (value < limit) return String(value % 1_000_000).padStart(6, '0');
  }
}

// Keyed, and different for every code: six digits alone could be found by trying them all.
function hashOf({ sealer }: Deps, codeId: string, code: string): string {
  return sealer.fingerprint(`otp\n${codeId}\n${code}`);
}

function verifyCode(deps: Deps) {
  return defineOperation({
    name: 'codes.verify',
    summary: 'Check a code that somebody told you. A right one is used up; after 3 wrong ones a new code must be sent.',
    access: 'agent',
    readOnly: false,
    rest: { method: 'post', path: '/otp/verify' },
    input: z.object({
      agentId,
      contactAddress: z.string().min(1).max(320).describe('Where the code was sent to.'),
      channel: z.enum(writtenChannels).optional().describe('Needed for LINE only.'),
      code: z.string().trim().max(20),
    }),
    output: z.object({ valid: z.boolean(), reason: z.string().optional() }),
    run: async (input, { principal, signal }) => {
      const { store, runtime, sealer } = deps;
      const scope = await agentScope(store, principal, input.agentId);
      const channel = input.channel ?? (input.contactAddress.includes('@') ? 'email' : 'sms');
      const address = recipient(channel, input.contactAddress);
      const key = contactKey(sealer, scope.organizationId, { channel, address });
      const contact = { agentId: scope.agentId, contactKey: key };
      const now = runtime.now();
      const found = await store.codes.spendTry(scope.organizationId, contact, now);
      // The work is the same whether there is a code or not.
      const hashed = safeEqual(found?.hash ?? '0'.repeat(40), hashOf(deps, found?.id ?? '', input.code));
      const told = { to: address, code: input.code, signal };
      const right = found?.hash === madeByVendor ? await isRightAtVendor(deps, scope.organizationId, told) : hashed;
      const valid = right && found !== undefined && (await store.codes.use(scope.organizationId, found.id, now));
      deps.metrics.count('buttdial_otp_checks_total', { valid: String(valid) });
      if (valid) return { valid };
      return { valid, reason: reasonOf(found?.triesLeft) };
    },
  });
}

function reasonOf(triesBefore: number | undefined): string {
  if (triesBefore === undefined)
    return 'No code works for this contact: none was sent, or it is used, older than 5 minutes, or was guessed wrong 3 times. Send a new one.';
  const left = triesBefore - 1;
  return left > 0
    ? `This is not the code. Tries left: ${left}.`
    : 'This is not the code, and it was the last try. Send a new one.';
}
