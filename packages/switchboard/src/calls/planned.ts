import { type CallRecord, purposes } from '@buttdial/core';
import type { CallOutcome, CallSettings } from '@buttdial/voice';
import { z } from 'zod';
import type { Sealer } from '../seal.ts';

const voicemail = z.discriminatedUnion('policy', [
  z.object({ policy: z.literal('leave'), message: z.string() }),
  z.object({ policy: z.literal('hang-up') }),
]);

/** What a call is to be like, as it is kept sealed with it. */
const planned = z.object({
  purpose: z.enum(purposes),
  callerIdentity: z.string(),
  language: z.string(),
  /** Stands behind "about" in the disclosure. */
  topic: z.string().optional(),
  mission: z.string().optional(),
  context: z.record(z.string(), z.string()).optional(),
  successCriteria: z.string().optional(),
  systemPrompt: z.string().optional(),
  ivrHints: z.string().optional(),
  greeting: z.string().optional(),
  voice: z.string().optional(),
  voicemail,
  record: z.boolean(),
  /** What is left for the agent is kept as sound too: whoever leaves it is told so first. */
  keepsSound: z.boolean().optional(),
  /** Whom whoever talks may hand the other party to, E.164. What is said in a call adds nobody. */
  transferTo: z.array(z.string()).optional(),
  /** It is a leg of that call: the carrier joins the two, and nobody of ours talks in it. */
  legOf: z.string().optional(),
  /** Where the other party is taken: at once, or after a yes to the question. */
  onward: z.object({ mode: z.enum(['cold', 'warm']), to: z.string(), briefing: z.string().default('') }).optional(),
  /** Asks this, to be answered with yes or no, before the two are joined. */
  question: z.string().optional(),
  /** Says this and hangs up: a voice message. */
  announcement: z.string().optional(),
  /** In its place where a person answers, a kept WAV file; a machine gets the words. */
  announcementSound: z.object({ key: z.string(), durationMs: z.number() }).optional(),
  /** Whoever was told something may answer; what they say waits in the agent's inbox. */
  takesResponse: z.boolean().optional(),
});
/** What a call is to be like. */
export type PlannedCall = z.output<typeof planned>;

const outcome = z.object({
  outcome: z.enum(['success', 'partial', 'failure', 'no-answer', 'voicemail', 'blocked']),
  summary: z.string().optional(),
  evidence: z.array(z.string()).optional(),
});

/** What the judge is told of a call besides who calls whom. */
export function wantedIn(plan: PlannedCall) {
  const { purpose, record, keepsSound = false, greeting, announcement, voicemail } = plan;
  const message = voicemail.policy === 'leave' ? voicemail.message : undefined;
  const says = [greeting, announcement, message].filter(words => words !== undefined).join('\n');
  return { purpose, record: record || keepsSound, says };
}

/** A plan for the row of a call. */
export function sealPlan(sealer: Sealer, callId: string, plan: PlannedCall): Uint8Array {
  return sealer.seal(Buffer.from(JSON.stringify(plan)), `call-plan ${callId}`);
}

/** The inverse of `sealPlan`. */
export function openPlan(sealer: Sealer, { id, sealedPlan }: CallRecord): PlannedCall {
  return planned.parse(JSON.parse(Buffer.from(sealer.open(sealedPlan, `call-plan ${id}`)).toString()));
}

/** What a call was worth, for its row. */
export function sealOutcome(sealer: Sealer, callId: string, given: CallOutcome): Uint8Array {
  return sealer.seal(Buffer.from(JSON.stringify(given)), `call-outcome ${callId}`);
}

/** The inverse of `sealOutcome`; undefined while nobody has judged the call. */
export function openOutcome(sealer: Sealer, { id, sealedOutcome }: CallRecord): z.output<typeof outcome> | undefined {
  if (!sealedOutcome) return undefined;
  return outcome.parse(JSON.parse(Buffer.from(sealer.open(sealedOutcome, `call-outcome ${id}`)).toString()));
}

/** What the voice engine needs to know of it. */
export function settingsOf(
  call: Pick<CallRecord, 'direction' | 'maxSeconds'>,
  plan: PlannedCall,
  ringSeconds: number,
): CallSettings {
  const { language, callerIdentity, topic, greeting } = plan;
  return {
    direction: call.direction,
    language,
    callerIdentity,
    disclose: true,
    voicemail: plan.voicemail,
    maxDurationMs: call.maxSeconds * 1_000,
    ringMs: ringSeconds * 1_000,
    ...(topic !== undefined && { topic }),
    ...(greeting !== undefined && { greeting }),
  };
}
