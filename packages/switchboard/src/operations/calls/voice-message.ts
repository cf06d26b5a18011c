import { ButtdialError } from '@buttdial/core';
import { speakingMs } from '@buttdial/voice';
import { z } from 'zod';
import { resolveCallee } from '../../calls/callee.ts';
import type { CallParts } from '../../calls/calls.ts';
import { mayKeepAnswer } from '../../calls/message-sound.ts';
import type { PlannedCall } from '../../calls/planned.ts';
import type { Courier } from '../../courier.ts';
import { decisionView } from '../../decision-view.ts';
import type { Deps } from '../../deps.ts';
import type { Lines } from '../../lines.ts';
import { type Caller, defineOperation } from '../../operation.ts';
import { agentScope } from '../../principal.ts';
import { soundForCall } from '../../voice-messages/sound.ts';
import { sendTime, sendWritten } from '../../voice-messages/written.ts';
import { agentId } from '../fields.ts';
import { spokenStatus } from '../send.ts';
import { callInput, make } from './make.ts';

const messageInput = z.object({
  agentId,
  to: z.string().min(1).max(320).describe('E.164 number, e-mail address (link), or the id of an agent of yours.'),
  text: z.string().trim().min(1).max(2_000).optional().describe('What is said.'),
  channel: z
    .enum(['call', 'whatsapp', 'link'])
    .default('call')
    .describe('call rings, also a machine; whatsapp is a voice note; link goes by SMS or e-mail.'),
  audioUrl: z
    .string()
    .max(2_048)
    .optional()
    .describe('A sound instead of text: https, or a link of a recording. A call needs WAV, and text for machines.'),
  recordResponse: z
    .boolean()
    .default(false)
    .describe('call: they may answer; it waits in your inbox with this callId.'),
  voice: callInput.shape.voice,
  language: callInput.shape.language,
  callerIdentity: callInput.shape.callerIdentity,
  purpose: callInput.shape.purpose,
  scheduleAt: callInput.shape.scheduleAt,
  idempotencyKey: callInput.shape.idempotencyKey,
  dryRun: callInput.shape.dryRun,
  targetGender: callInput.shape.targetGender,
});
type MessageInput = z.output<typeof messageInput>;

const messageOutput = z.object({
  success: z.boolean(),
  id: z.string().describe('Of the call or the message. Empty for a dry run.'),
  callId: z.string().describe('Follow it with comms_get_call. Empty where nobody is called.'),
  callSid: z.string().nullable(),
  externalId: z.string().nullable(),
  channel: z.enum(['call', 'whatsapp', 'sms', 'email']),
  status: z.string(),
  from: z.string(),
  to: z.string(),
  audioUrl: z.string().nullable(),
  durationSeconds: z.number(),
  sendsAt: z.string().optional(),
  reason: z.string().optional(),
  ruleIds: z.array(z.string()).optional(),
  dryRun: z
    .object({
      allowed: z.boolean(),
      decision: decisionView,
      price: z.object({ max: z.number(), currency: z.string() }),
    })
    .optional(),
});
type Answer = z.input<typeof messageOutput>;

interface Parts {
  readonly deps: Deps;
  readonly lines: Lines;
  readonly calls: CallParts;
  readonly courier: Courier;
}

/** The verb that lets somebody hear something: on the telephone or its machine, as a voice note, behind a link. */
export function voiceMessageOperation(parts: Parts) {
  return defineOperation({
    name: 'calls.voiceMessage',
    summary: 'Let somebody hear a message: by a call, whose machine gets it after the tone, by WhatsApp, or by a link.',
    access: 'agent',
    readOnly: false,
    rest: { method: 'post', path: '/send-voice-message' },
    input: messageInput,
    output: messageOutput,
    run: (input, caller) => {
      assertSound(input);
      return input.channel === 'call' ? say(parts, input, caller) : send(parts, input, caller);
    },
  });
}

function assertSound({ text, audioUrl, channel, recordResponse }: MessageInput): void {
  if (channel === 'call' && text === undefined)
    throw new ButtdialError('invalid-input', 'A call needs a text to say.', {
      field: 'text',
      remedy: 'Give "text": with "audioUrl" it is what a machine is told.',
    });
  if (text === undefined && audioUrl === undefined)
    throw new ButtdialError('invalid-input', 'There is nothing to hear.', {
      field: 'text',
      remedy: 'Give "text" or "audioUrl".',
    });
  if (recordResponse && channel !== 'call')
    throw new ButtdialError('invalid-input', 'Only a call can be answered at once.', {
      field: 'recordResponse',
      remedy: 'Leave it out: an answer on another channel waits in the inbox like any message.',
    });
}

async function say(parts: Parts, { text = '', audioUrl, ...input }: MessageInput, caller: Caller): Promise<Answer> {
  if (audioUrl !== undefined) sendTime(parts.deps, input.scheduleAt);
  const { to, recordResponse } = input;
  const asked = callInput.parse({
    ...input,
    brain: 'script',
    voicemail: 'leave',
    voicemailMessage: text.slice(0, 1_000),
    ...(recordResponse && { maxDurationSeconds: secondsToAnswer(text) }),
  });
  const more = {
    announcement: text,
    voicemail: { policy: 'leave', message: text },
    ...(recordResponse && (await response(parts, input, caller))),
    ...(audioUrl !== undefined && !input.dryRun && (await played(parts, { ...input, audioUrl }, caller))),
  } as const;
  const made = await make(parts, { input: asked, more }, caller);
  const { success, callId, callSid, status, from, startsAt, reason, dryRun } = made;
  const durationSeconds = Math.ceil(speakingMs(text) / 1_000);
  return {
    success,
    id: callId,
    callId,
    callSid,
    externalId: callSid,
    channel: 'call',
    status,
    from,
    to: made.to ?? to,
    // Words are spoken by the line: there is no file of them.
    audioUrl: audioUrl ?? null,
    durationSeconds,
    ...(startsAt && { sendsAt: startsAt }),
    ...(reason && { reason }),
    ...(dryRun && { dryRun: plainly(dryRun) }),
  };
}

/** What both kinds of dry run have in common. */
function plainly({
  allowed,
  decision,
  price: { max, currency },
}: NonNullable<Answer['dryRun']>): NonNullable<Answer['dryRun']> {
  return { allowed, decision: decisionView.parse(decision), price: { max, currency } };
}

/** An answer is taken in words, and in sound where that may be kept. */
async function response({ deps, lines }: Parts, input: Omit<MessageInput, 'text'>, { principal }: Caller) {
  const scope = await agentScope(deps.store, principal, input.agentId);
  const to = await resolveCallee({ deps, lines }, scope, { to: input.to, field: 'to' });
  const keepsSound = await mayKeepAnswer(deps, { ...scope, to, purpose: input.purpose });
  return { takesResponse: true, ...(keepsSound && { keepsSound }) };
}

/** What a person hears in place of the words. */
async function played(
  { deps }: Parts,
  { agentId: named, audioUrl }: Pick<MessageInput, 'agentId'> & { readonly audioUrl: string },
  { principal, signal }: Caller,
): Promise<Pick<PlannedCall, 'announcementSound'>> {
  const { organizationId, agentId: owner } = await agentScope(deps.store, principal, named);
  const id = deps.sealer.fingerprint(JSON.stringify([owner, 'call', audioUrl]));
  const { key, durationSeconds = 0 } = await soundForCall(deps, audioUrl, { organizationId, id, form: 'page', signal });
  return key === undefined ? {} : { announcementSound: { key, durationMs: durationSeconds * 1_000 } };
}

const longestAnswerSeconds = 120;

/** The message twice, once for the notices around it, and the answer. */
function secondsToAnswer(text: string): number {
  return Math.ceil(speakingMs(text) / 500) + 60 + longestAnswerSeconds;
}

async function send(parts: Parts, input: MessageInput, caller: Caller): Promise<Answer> {
  const { channel: asked, text, audioUrl, voice, language, scheduleAt, idempotencyKey, ...rest } = input;
  const channel = asked === 'whatsapp' ? 'whatsapp' : 'link';
  const wanted = { ...rest, channel, text, audioUrl, voice, language, scheduleAt, idempotencyKey } as const;
  const sent = await sendWritten(parts, wanted, caller);
  const { message, dry, sound } = sent;
  const durationSeconds = sound?.durationSeconds ?? Math.ceil(speakingMs(text ?? '') / 1_000);
  const common = {
    success: true,
    callId: '',
    callSid: null,
    channel: sent.channel,
    from: sent.from,
    to: sent.to,
    audioUrl: sound?.url.href ?? null,
    durationSeconds,
  };
  if (!message)
    return { ...common, id: '', externalId: null, status: 'dry-run', ...(dry && { dryRun: plainly(dry.view) }) };
  const status = spokenStatus(message);
  const { id, vendorId, dueAt, decision } = message;
  return {
    ...common,
    id,
    externalId: vendorId ?? null,
    status,
    ...(status === 'queued' || status === 'deferred' ? { sendsAt: dueAt.toISOString() } : {}),
    ...(status === 'deferred' && decision ? { reason: decision.remedy, ruleIds: [...decision.ruleIds] } : {}),
  };
}
