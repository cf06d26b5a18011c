import { createHash } from 'node:crypto';
import { type Agent, ButtdialError, type CallRecord, type Line, purposes } from '@buttdial/core';
import { phrasesIn } from '@buttdial/voice';
import { z } from 'zod';
import { auditBody } from '../../audit.ts';
import { abilitiesOf, brainNames, type Cast, castOf } from '../../calls/abilities.ts';
import { resolveCallee } from '../../calls/callee.ts';
import type { CallParts } from '../../calls/calls.ts';
import { isCarrier } from '../../calls/carrier.ts';
import { judgePlanned } from '../../calls/let-in.ts';
import { priceAtMost } from '../../calls/money.ts';
import { placeCall } from '../../calls/place.ts';
import { type PlannedCall, sealPlan } from '../../calls/planned.ts';
import { defaultCallRules } from '../../calls/rules.ts';
import { contactKey } from '../../contacts.ts';
import { refusedBy } from '../../decision-record.ts';
import { decisionView, viewRecord } from '../../decision-view.ts';
import type { Deps } from '../../deps.ts';
import type { Lines } from '../../lines.ts';
import { type Caller, defineOperation } from '../../operation.ts';
import { type AgentScope, agentScope } from '../../principal.ts';
import { agentId } from '../fields.ts';

const text = (most: number) => z.string().trim().min(1).max(most);

/** What a call may be told to be like. */
export const callInput = z.object({
  agentId,
  to: z.string().min(1).max(64).describe('E.164 number (+12125550123), or the id of an agent of your organization.'),
  mission: text(4_000).optional().describe('What to achieve, and when it is over.'),
  context: z.record(z.string().max(64), z.string().max(1_000)).optional().describe('Facts that may be used.'),
  successCriteria: text(1_000).optional().describe('The outcome is judged by it.'),
  callerIdentity: text(120).optional().describe('For whom the AI says it calls.'),
  language: z
    .string()
    .max(20)
    .refine(language => /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language), 'A language is written like en-US.')
    .optional(),
  voice: z.string().max(200).optional(),
  brain: z.enum(brainNames).default('auto').describe('Who talks: agent is you, through comms_call_attend.'),
  greeting: text(1_000).optional().describe('Said after the notice that an AI speaks.'),
  maxDurationSeconds: z.coerce.number().int().min(10).max(14_400).optional(),
  voicemail: z.enum(['leave', 'hang_up']).optional().describe('What to do when a machine answers.'),
  voicemailMessage: text(1_000).optional(),
  transferTo: z
    .array(z.string().min(1).max(64))
    .max(10)
    .optional()
    .describe('Whom whoever talks may hand the call to; nobody else.'),
  ivrHints: text(1_000).optional().describe('What to press in which menu.'),
  record: z.enum(['off', 'if_consented']).default('off'),
  transport: z.enum(['auto', 'relay', 'media']).default('auto'),
  purpose: z.enum(purposes).default('informational'),
  scheduleAt: z.iso.datetime({ offset: true }).optional().describe('Call later, at most 30 days ahead.'),
  dryRun: z.boolean().default(false).describe('Only say whether it may ring, and at what price.'),
  idempotencyKey: z.string().min(1).max(200).optional().describe('The same key never calls twice.'),
  systemPrompt: z.string().max(20_000).optional(),
  recipientTimezone: z.string().max(64).optional(),
  targetGender: z.enum(['male', 'female', 'unknown']).default('male'),
});
export type CallInput = z.output<typeof callInput>;

const callOutput = z.object({
  success: z.boolean(),
  id: z.string().describe('Follow it with comms_get_call. Empty for a dry run.'),
  callId: z.string(),
  callSid: z.string().nullable().describe("The carrier's id."),
  sessionId: z.string(),
  status: z.string(),
  from: z.string(),
  to: z.string(),
  startsAt: z.string().optional(),
  reason: z.string().optional(),
  dryRun: z
    .object({
      allowed: z.boolean(),
      decision: decisionView.extend({ at: z.string(), packs: z.string().optional() }),
      price: z.object({ perMinute: z.number(), max: z.number(), currency: z.string() }),
      brain: z.string(),
      transport: z.string(),
      maxDurationSeconds: z.int(),
    })
    .optional(),
});
type Answer = z.input<typeof callOutput>;

interface Parts {
  readonly deps: Deps;
  readonly lines: Lines;
  readonly calls: CallParts;
}

/** The verb by which a phone rings. */
export function makeOperation(parts: Parts) {
  return defineOperation({
    name: 'calls.make',
    summary: 'Call a phone or another agent with a mission; answers as soon as it is dialed.',
    access: 'agent',
    readOnly: false,
    rest: { method: 'post', path: '/make-call' },
    input: callInput,
    output: callOutput,
    run: (input, caller) => make(parts, { input }, caller),
  });
}

/** Makes a call as any operation may that needs one. `more` is what inputs cannot say. */
export async function make(
  parts: Parts,
  { input, more = {} }: { readonly input: CallInput; readonly more?: Partial<PlannedCall> },
  caller: Caller,
): Promise<Answer> {
  const { deps, lines } = parts;
  const scope = await agentScope(deps.store, caller.principal, input.agentId);
  const line = await lines.sending(scope, 'voice');
  const to = await resolveCallee({ deps, lines }, scope, { to: input.to, field: 'to' });
  if (to === line.address)
    throw new ButtdialError('invalid-input', 'An agent cannot call itself.', {
      field: 'to',
      remedy: 'Name somebody else.',
    });
  await deps.connections.ready?.(scope.organizationId);
  const agent = await lines.agent(scope);
  const transferTo = await targetsOf(parts, scope, input.transferTo ?? agent.profile.calls?.transferTo ?? []);
  const wish: Wish = {
    scope,
    line,
    to,
    agent,
    input,
    cast: castFor(deps, scope, { line, input }),
    more: { ...transferTo, ...more },
  };
  if (input.dryRun) return dryRun(deps, wish);
  const call = await written(deps, wish, caller);
  if (call.outcome === 'duplicate') return answer(await dialed(deps, call.call, caller.signal));
  if (call.call.state === 'scheduled') return answer(call.call);
  const conducted = await placeCall(deps, parts.calls.desk, {
    call: call.call,
    agentName: agent.displayName,
    actor: caller.principal,
  });
  await until(conducted.session, caller.signal);
  return answer(await dialed(deps, conducted.call(), caller.signal));
}

/** Names are read when the call is made: what is said in it names nobody. */
async function targetsOf(
  { deps, lines }: Parts,
  scope: AgentScope,
  named: readonly string[],
): Promise<Pick<PlannedCall, 'transferTo'>> {
  if (named.length === 0) return {};
  return {
    transferTo: await Promise.all(named.map(to => resolveCallee({ deps, lines }, scope, { to, field: 'transferTo' }))),
  };
}

interface Wish {
  readonly scope: AgentScope;
  readonly line: Line;
  readonly to: string;
  readonly agent: Agent;
  readonly input: CallInput;
  readonly cast: Cast;
  readonly more: Partial<PlannedCall>;
}

function castFor(deps: Deps, { organizationId }: AgentScope, { line, input }: Pick<Wish, 'line' | 'input'>): Cast {
  const connection = deps.connections.get(organizationId, line.connection);
  if (!connection || !isCarrier(connection))
    throw new ButtdialError('unavailable', `The provider "${line.connection}" of this line carries no calls here.`, {
      field: 'agentId',
      remedy: `Set the credentials of ${line.connection} and restart, or use a line of a telephony provider.`,
    });
  const rules = deps.settings.calls ?? defaultCallRules;
  const cast = castOf(deps, abilitiesOf(deps, organizationId), {
    direction: 'outbound',
    brain: input.brain,
    transport: input.transport === 'auto' ? rules.transport : input.transport,
    lines: connection.provider.telephony.lines,
  });
  if (!('missing' in cast)) return cast;
  throw new ButtdialError('unavailable', `This server has no ${cast.missing.replace(/^a /, '')} for that.`, {
    field: 'brain',
    remedy: 'Leave brain and transport out, or have the operator configure a provider of it.',
  });
}

function planOf(deps: Deps, { agent, input, more }: Wish): PlannedCall {
  const rules = deps.settings.calls ?? defaultCallRules;
  const language = input.language ?? agent.profile.language ?? rules.language;
  const voice = input.voice ?? agent.profile.voice ?? rules.voice;
  const { mission, context, successCriteria, greeting, ivrHints, purpose } = input;
  const systemPrompt = input.systemPrompt ?? agent.profile.systemPrompt;
  const callerIdentity = input.callerIdentity ?? agent.displayName;
  const message = input.voicemailMessage ?? greeting ?? phrasesIn(language).goodbye;
  return {
    purpose,
    callerIdentity,
    language,
    record: input.record === 'if_consented' || agent.profile.routeDuplication?.recordCalls === true,
    voicemail: input.voicemail === 'leave' ? { policy: 'leave', message } : { policy: 'hang-up' },
    ...(voice !== undefined && { voice }),
    ...(mission !== undefined && { mission }),
    ...(context && { context }),
    ...(successCriteria !== undefined && { successCriteria }),
    ...(systemPrompt !== undefined && { systemPrompt }),
    ...(ivrHints !== undefined && { ivrHints }),
    ...(greeting !== undefined && { greeting }),
    ...more,
  };
}

function secondsOf(deps: Deps, input: CallInput): number {
  const { maxSeconds } = deps.settings.calls ?? defaultCallRules;
  return Math.min(input.maxDurationSeconds ?? defaultSeconds, maxSeconds);
}

const defaultSeconds = 600;

/** The call's row, before anything else: what was asked for is never forgotten. */
async function written(deps: Deps, wish: Wish, caller: Caller) {
  const { scope, line, to, input, cast } = wish;
  const { store, runtime, settings, sealer } = deps;
  const { leaseMs } = settings.calls ?? defaultCallRules;
  const id = runtime.newId();
  const now = runtime.now();
  const plan = planOf(deps, wish);
  const key = input.idempotencyKey ?? caller.idempotencyKey;
  const at = scheduledAt(now, input.scheduleAt);
  const answer = await store.addCall({
    id,
    ...scope,
    direction: 'outbound',
    state: at ? 'scheduled' : 'draft',
    from: line.address,
    to,
    contactKey: contactKey(sealer, scope.organizationId, { channel: 'voice', address: to }),
    connection: line.connection,
    ...cast,
    sealedPlan: sealPlan(sealer, id, plan),
    maxSeconds: secondsOf(deps, input),
    currency: 'USD',
    dueAt: at ?? now,
    now,
    lease: { owner: settings.owner, leaseMs },
    ...(key === undefined ? {} : { idempotency: { key, fingerprint: fingerprintOf(plan, to, input) } }),
    auditBody: auditBody({ event: 'call.asked', actor: caller.principal, target: id, details: { brain: cast.brain } }),
  });
  if (answer.outcome === 'added' || answer.outcome === 'duplicate') return answer;
  if (answer.outcome === 'conflict')
    throw new ButtdialError('conflict', 'This idempotency key was used for another call.', {
      field: 'idempotencyKey',
      remedy: 'Use a new key for a new call, or repeat the request exactly.',
    });
  throw new ButtdialError('not-found', 'There is no such active agent.', { field: 'agentId' });
}

function fingerprintOf(plan: PlannedCall, to: string, { scheduleAt, maxDurationSeconds }: CallInput): string {
  const asked = JSON.stringify([plan, to, scheduleAt, maxDurationSeconds]);
  return createHash('sha256').update(asked).digest('hex');
}

function scheduledAt(now: Date, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  const aheadMs = at.getTime() - now.getTime();
  if (aheadMs > 30 * 86_400_000)
    throw new ButtdialError('invalid-input', 'scheduleAt is more than 30 days ahead.', {
      field: 'scheduleAt',
      remedy: 'Choose a time within the next 30 days.',
    });
  return aheadMs > 0 ? at : undefined;
}

type Session = Awaited<ReturnType<typeof placeCall>>['session'];

/** Waits until the carrier has answered the dialing. */
async function until(session: Session, signal: AbortSignal): Promise<void> {
  const isDialed = () => !['policy-check', 'queued'].includes(session.snapshot().phase);
  for (let seen = 0; !isDialed(); seen = session.snapshot().sequence) await session.wait(seen, longestDialMs, signal);
  if (session.snapshot().phase === 'ended') await session.ended;
}

const longestDialMs = 20_000;

/** The row, once it is known what came of dialing. */
async function dialed(deps: Deps, call: CallRecord, signal: AbortSignal): Promise<CallRecord> {
  const { store, runtime } = deps;
  const untilMs = runtime.now().getTime() + longestDialMs;
  let latest = call;
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, 250)) {
    latest = (await store.calls.get(call.organizationId, call.id)) ?? latest;
    const isOpen = latest.state === 'draft' || latest.state === 'queued';
    if (!isOpen || runtime.now().getTime() >= untilMs) return latest;
    await runtime.sleep(pauseMs, signal);
  }
}

function answer(call: CallRecord): Answer {
  const { id, vendorId, from, to, state, ending, decision } = call;
  if (ending?.status === 'blocked' && decision && decision.effect !== 'allow') throw refusedBy(decision);
  const isFailed = ending?.status === 'failed';
  return {
    success: !isFailed,
    id,
    callId: id,
    callSid: vendorId ?? null,
    sessionId: id,
    status: ending?.status ?? state,
    from,
    to,
    ...(state === 'scheduled' ? { startsAt: call.dueAt.toISOString() } : {}),
    ...(isFailed ? { reason: `The carrier did not take the call${ending.code ? ` (${ending.code})` : ''}.` } : {}),
  };
}

async function dryRun(deps: Deps, wish: Wish): Promise<Answer> {
  const { scope, line, to, input, cast } = wish;
  const seconds = secondsOf(deps, input);
  const call = { ...scope, to } as CallRecord;
  const at = scheduledAt(deps.runtime.now(), input.scheduleAt) ?? deps.runtime.now();
  const plan = planOf(deps, wish);
  const decision = await judgePlanned(deps, { call, plan }, at);
  const of = { ...call, ...cast, connection: line.connection };
  const priced = (maxSeconds: number) => priceAtMost(deps, { ...of, maxSeconds }, plan);
  return {
    success: true,
    id: '',
    callId: '',
    callSid: null,
    sessionId: '',
    status: 'dry-run',
    from: line.address,
    to,
    dryRun: {
      allowed: decision.effect === 'allow',
      decision: viewRecord(decision),
      price: {
        perMinute: priced(60) / 1_000_000,
        max: priced(seconds) / 1_000_000,
        currency: 'USD',
      },
      brain: cast.brain,
      transport: cast.transport,
      maxDurationSeconds: seconds,
    },
  };
}
