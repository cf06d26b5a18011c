import { phrasesIn } from '@buttdial/voice';
import { z } from 'zod';
import { resolveCallee } from '../../calls/callee.ts';
import type { CallParts } from '../../calls/calls.ts';
import { judgeRinging } from '../../calls/judged.ts';
import type { PlannedCall } from '../../calls/planned.ts';
import { defaultCallRules } from '../../calls/rules.ts';
import { refusedBy } from '../../decision-record.ts';
import type { Deps } from '../../deps.ts';
import type { Lines } from '../../lines.ts';
import { type Caller, defineOperation } from '../../operation.ts';
import { type AgentScope, agentScope } from '../../principal.ts';
import { agentId } from '../fields.ts';
import { callInput, make } from './make.ts';

const phone = z.string().min(1).max(64);
const name = z.string().trim().min(1).max(120);

const onBehalfInput = z.object({
  agentId,
  target: phone.describe('E.164 number, or the id of an agent of your organization.'),
  targetName: name.optional(),
  requesterPhone: phone.describe('Who wants to talk with them. Called first, and asked.'),
  requesterName: name.optional(),
  message: z.string().trim().min(1).max(500).optional().describe('Told to the target before the two are joined.'),
  language: callInput.shape.language,
  idempotencyKey: callInput.shape.idempotencyKey,
  recipientTimezone: z.string().max(64).optional(),
  targetGender: callInput.shape.targetGender,
});
type OnBehalfInput = z.output<typeof onBehalfInput>;

/** What the answer to a call that joins two people looks like. */
export const joiningOutput = z.object({
  success: z.boolean(),
  callId: z.string().describe('Follow it with comms_get_call.'),
  callSid: z.string().nullable(),
  sessionId: z.string(),
  status: z.string(),
  from: z.string(),
  to: z.string(),
  description: z.string(),
});

interface Parts {
  readonly deps: Deps;
  readonly lines: Lines;
  readonly calls: CallParts;
}

/** The verb that joins two people: the one who asked for it first, then the other. */
export function onBehalfOperation(parts: Parts) {
  return defineOperation({
    name: 'calls.onBehalf',
    summary:
      'Call somebody for a person: that person is called first, then the target is asked, then the two are joined.',
    access: 'agent',
    readOnly: false,
    rest: { method: 'post', path: '/call-on-behalf' },
    input: onBehalfInput,
    output: joiningOutput,
    run: (input, caller) => onBehalf(parts, input, caller),
  });
}

async function onBehalf(parts: Parts, input: OnBehalfInput, caller: Caller): Promise<z.input<typeof joiningOutput>> {
  const { requesterPhone, requesterName, message, targetName, language } = input;
  const scope = await agentScope(parts.deps.store, caller.principal, input.agentId);
  const agent = await parts.lines.agent(scope);
  const phrases = phrasesIn(language ?? agent.profile.language ?? rulesOf(parts.deps).language);
  const wouldLikeToTalk = requesterName && phrases.wouldLikeToTalk.replace('{who}', requesterName);
  return joinTwo(parts, caller, {
    scope,
    first: requesterPhone,
    second: { to: input.target, name: targetName, briefing: [wouldLikeToTalk, message].filter(Boolean).join(' ') },
    asked: { language, idempotencyKey: input.idempotencyKey, callerIdentity: undefined },
  });
}

function rulesOf({ settings }: Deps) {
  return settings.calls ?? defaultCallRules;
}

/** Two people who are to talk with each other. */
export interface Joining {
  readonly scope: AgentScope;
  readonly first: string;
  readonly second: { readonly to: string; readonly name?: string | undefined; readonly briefing: string };
  readonly asked: {
    readonly language?: string | undefined;
    readonly idempotencyKey?: string | undefined;
    readonly callerIdentity?: string | undefined;
  };
}

/** Calls the first, asks, then brings in the second, who is asked as well. Both must be allowed before anything rings. */
export async function joinTwo(parts: Parts, caller: Caller, joining: Joining): Promise<z.input<typeof joiningOutput>> {
  const { deps, lines } = parts;
  const { scope, second, asked } = joining;
  const to = await resolveCallee({ deps, lines }, scope, { to: second.to, field: 'target' });
  const at = deps.runtime.now();
  const record = await judgeRinging(deps, { ...scope, to, purpose: 'informational', record: false, at });
  if (record.effect !== 'allow') throw refusedBy(record);
  const agent = await lines.agent(scope);
  const { askedToConnect } = phrasesIn(asked.language ?? agent.profile.language ?? rulesOf(deps).language);
  const who = second.name ?? to;
  const more: Partial<PlannedCall> = {
    question: askedToConnect.replace('{who}', who),
    onward: { mode: 'warm', to, briefing: second.briefing },
  };
  const input = callInput.parse({ to: joining.first, agentId: scope.agentId, brain: 'script', ...given(asked) });
  const made = await make(parts, { input, more }, caller);
  const description = `Calls ${joining.first}, and joins them with ${who} when both agree.`;
  const { success, callId, callSid, sessionId, status, from } = made;
  return { success, callId, callSid, sessionId, status, from, to, description };
}

function given(asked: Joining['asked']): Record<string, string> {
  return Object.fromEntries(Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
