import { speakingMs } from '@buttdial/voice';
import { z } from 'zod';
import type { CallParts } from '../../calls/calls.ts';
import type { Deps } from '../../deps.ts';
import type { Lines } from '../../lines.ts';
import { type Caller, defineOperation } from '../../operation.ts';
import { agentId } from '../fields.ts';
import { callInput, make } from './make.ts';

const messageInput = z.object({
  agentId,
  to: callInput.shape.to,
  text: z.string().trim().min(1).max(2_000),
  voice: callInput.shape.voice,
  language: callInput.shape.language,
  callerIdentity: callInput.shape.callerIdentity,
  purpose: callInput.shape.purpose,
  idempotencyKey: callInput.shape.idempotencyKey,
  dryRun: callInput.shape.dryRun,
  targetGender: callInput.shape.targetGender,
});

const messageOutput = z.object({
  success: z.boolean(),
  callId: z.string().describe('Follow it with comms_get_call. Empty for a dry run.'),
  callSid: z.string().nullable(),
  status: z.string(),
  from: z.string(),
  to: z.string(),
  audioUrl: z.string().nullable(),
  durationSeconds: z.number(),
});

interface Parts {
  readonly deps: Deps;
  readonly lines: Lines;
  readonly calls: CallParts;
}

/** The verb that says something to somebody on the telephone, or to their answering machine. */
export function voiceMessageOperation(parts: Parts) {
  return defineOperation({
    name: 'calls.voiceMessage',
    summary: 'Call somebody and say a message; a machine gets it after the tone.',
    access: 'agent',
    readOnly: false,
    rest: { method: 'post', path: '/send-voice-message' },
    input: messageInput,
    output: messageOutput,
    run: (input, caller) => say(parts, input, caller),
  });
}

async function say(
  parts: Parts,
  { text, ...input }: z.output<typeof messageInput>,
  caller: Caller,
): Promise<z.input<typeof messageOutput>> {
  const asked = callInput.parse({
    ...input,
    brain: 'script',
    voicemail: 'leave',
    voicemailMessage: text.slice(0, 1_000),
  });
  const more = { announcement: text, voicemail: { policy: 'leave', message: text } } as const;
  const made = await make(parts, { input: asked, more }, caller);
  const { success, callId, callSid, status, from, to } = made;
  // The carrier speaks it: there is no file of it.
  const durationSeconds = Math.ceil(speakingMs(text) / 1_000);
  return { success, callId, callSid, status, from, to, audioUrl: null, durationSeconds };
}
