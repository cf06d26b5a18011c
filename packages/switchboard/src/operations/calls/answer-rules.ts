import { type AgentCallRules, ButtdialError } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { type Caller, defineOperation } from '../../operation.ts';
import { agentScope, unknownAgent } from '../../principal.ts';
import { agentId } from '../fields.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time is written like 09:30.');
const number = z.string().regex(/^\+[1-9]\d{4,14}$/, 'A number is written like +12125550123.');
const prefix = z.string().regex(/^\+[1-9]\d{0,14}$/, 'A prefix is written like +1212.');
const answers = ['auto', 'agent', 'llm', 'machine', 'reject'] as const;

const rulesShape = {
  answer: z
    .enum(answers)
    .describe(
      'Who answers: auto is the agent where it waits for calls, else a model, else the machine takes a message.',
    ),
  hours: z
    .object({
      days: z.array(z.int().min(1).max(7)).min(1).max(7).describe('1 is Monday.'),
      from: clock,
      until: clock,
      zone: z.string().refine(isZone, 'A zone is written like Europe/Berlin.'),
    })
    .nullable()
    .describe('Outside of them the machine answers; null for any time.'),
  always: z.array(number).max(100).describe('Answered at any time.'),
  never: z.array(prefix).max(100).describe('Numbers or prefixes that are never answered.'),
  transferTo: z.array(number).max(10).describe('Whom a call may be handed to.'),
} as const;

const rulesInput = z.object({
  agentId,
  answer: rulesShape.answer.optional(),
  hours: rulesShape.hours.optional(),
  always: rulesShape.always.optional(),
  never: rulesShape.never.optional(),
  transferTo: rulesShape.transferTo.optional(),
});
type RulesInput = z.output<typeof rulesInput>;

const rulesOutput = z.object({ success: z.literal(true), agentId: z.string(), rules: z.object(rulesShape) });

/** The verb that says who answers an agent's telephone. */
export function answerRulesOperation(deps: Deps) {
  return defineOperation({
    name: 'calls.answerRules',
    summary:
      'Who answers when the agent is called: hours, important callers, unwanted ones. Without a rule it only tells.',
    // Whoever talks must not be talked into changing them.
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/answer-rules' },
    input: rulesInput,
    output: rulesOutput,
    run: (input, caller) => answerRules(deps, input, caller),
  });
}

async function answerRules(deps: Deps, input: RulesInput, { principal }: Caller): Promise<z.input<typeof rulesOutput>> {
  const { store, runtime } = deps;
  const { organizationId, agentId: id } = await agentScope(store, principal, input.agentId);
  const agent = await store.agents.get(organizationId, id);
  if (!agent) throw unknownAgent();
  const { agentId: _, ...asked } = input;
  const named = Object.entries(asked).filter(([, value]) => value !== undefined);
  const rules = withRules(agent.profile.calls ?? {}, named);
  if (named.length > 0) {
    await store.agents.update(organizationId, id, { profilePatch: { calls: rules } });
    const changed = named.map(([field]) => field).join(' ');
    const body = auditBody({ event: 'agent.answer-rules', actor: principal, target: id, details: { changed } });
    await store.audit.append(organizationId, body, runtime.now());
  }
  const { answer = 'auto', hours, always = [], never = [], transferTo = [] } = rules;
  const lists = { always: [...always], never: [...never], transferTo: [...transferTo] };
  const open = hours ? { ...hours, days: [...hours.days] } : null;
  return { success: true, agentId: id, rules: { answer, hours: open, ...lists } };
}

function withRules(before: AgentCallRules, named: readonly (readonly [string, unknown])[]): AgentCallRules {
  const rules = { ...before, ...Object.fromEntries(named) };
  if (rules.hours) return rules;
  const { hours: _, ...open } = rules;
  return open;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw new ButtdialError('invalid-input', 'The zone cannot be read.', { field: 'hours.zone', cause: error });
  }
}
