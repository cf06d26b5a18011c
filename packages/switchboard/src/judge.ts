import {
  type Action,
  allPacks,
  type ConsentRecord,
  type ContentFlag,
  type Context,
  type Decision,
  evaluate,
  type RulePack,
  type Voice,
} from '@buttdial/compliance';
import type { Channel, DecisionRecord, Facts, Purpose } from '@buttdial/core';
import { createRecorder } from './decision-record.ts';
import { consentFor, foldLedger, optOutOn, relationshipFacts, type Standing } from './ledger.ts';

/** What is wanted, as the judge sees it. */
export interface Intent {
  readonly agentId?: string;
  readonly channel: Channel;
  readonly purpose: Purpose;
  /** Nobody said what it is for: it counts as a reply when the contact wrote on this channel within 24 hours. */
  readonly purposeAssumed?: boolean;
  readonly to: string;
  /** An approved WhatsApp template is sent. */
  readonly template?: boolean;
  /** What the content filter found. */
  readonly contentFlags?: readonly ContentFlag[];
  /** What the e-mail will carry. */
  readonly email?: Action['email'];
  /** Who speaks on a call, and what is said first. Needed for channel `voice`. */
  readonly call?: {
    readonly voice: Voice;
    readonly aiDisclosure: boolean;
    readonly record?: boolean;
    readonly recordingAnnouncement?: boolean;
    readonly maxCallsPerDayToSameNumber?: number;
  };
  /** The one message that confirms an opt-out. */
  readonly kind?: 'optout_confirmation';
}

/** A verdict: what the engine decided, and what is kept of it. */
export interface Judgement {
  readonly decision: Decision;
  /** What it was judged as: an assumed purpose may have become `reply`. */
  readonly purpose: Purpose;
  readonly record: DecisionRecord;
}

/** Judges one attempt at the moment it leaves. Pure and synchronous: nothing can come between the verdict and the send. */
export type Judge = (intent: Intent, facts: Facts, now: Date) => Judgement;

/** What the store cannot know. All of it comes from the operator. */
export interface JudgeOptions {
  /** The number to judge in place of one that exists only on a simulated network. */
  readonly standIn?: (number: string) => string;
  /** The brand and campaign of our US numbers are registered (10DLC). */
  readonly a2pRegistered?: boolean;
  /** When given, only numbers that begin with one of these may be reached. */
  readonly allowPrefixes?: readonly string[];
  /** The operator vouches for consent that is in no ledger. A STOP or a revocation ends it. */
  readonly assumedConsent?: Pick<ConsentRecord, 'level' | 'purposes'>;
  /** Per rule id: what cures it in this installation. Added to the remedy. */
  readonly hints?: Readonly<Record<string, string>>;
}

const replyWindowMs = 24 * 3_600_000;

/** A judge over rule packs. `require` counts as no until somebody has done what is required. */
export function createJudge(given: readonly RulePack[], options: JudgeOptions = {}): Judge {
  // One list of its own for all attempts: the engine prepares it once, and nobody else can change it.
  const packs = Object.freeze([...given]);
  const { standIn = number => number } = options;
  const countsAttempts = attemptCounter(packs);
  const toRecord = createRecorder(packs, options.hints);
  return (intent, facts, now) => {
    const purpose = purposeOf(intent, facts, now);
    const context = contextOf(facts, { intent, purpose, now }, options);
    const history = countsAttempts(intent.channel, purpose)
      ? { history: facts.attempts.map(({ channel, at }) => ({ channel, at: at.toISOString() })) }
      : {};
    const decision = evaluate(actionOf(intent, purpose, standIn), { ...context, ...history }, packs);
    return { decision, purpose, record: toRecord(decision, { purpose, at: context.nowUtc }) };
  };
}

function purposeOf({ channel, purpose, purposeAssumed }: Intent, facts: Facts, now: Date): Purpose {
  const inbound = facts.lastInboundAt[channel];
  return purposeAssumed && inbound && now.getTime() - inbound.getTime() <= replyWindowMs ? 'reply' : purpose;
}

function actionOf(intent: Intent, purpose: Purpose, standIn: (number: string) => string): Action {
  const { channel, to, agentId, template, contentFlags, email, call, kind } = intent;
  return {
    channel,
    to: channel === 'email' || channel === 'line' ? to : standIn(to),
    purpose,
    agent: agentId,
    templateId: template ? 'approved' : undefined,
    contentFlags: contentFlags?.length ? contentFlags : undefined,
    email,
    kind,
    ...(call
      ? {
          voice: call.voice,
          aiDisclosure: call.aiDisclosure,
          record: call.record,
          recordingAnnouncement: call.recordingAnnouncement,
        }
      : {}),
  };
}

interface Question {
  readonly intent: Intent;
  readonly purpose: Purpose;
  readonly now: Date;
}

function contextOf(facts: Facts, { intent, purpose, now }: Question, options: JudgeOptions): Context {
  const { channel } = intent;
  const standing = foldLedger(facts.ledger);
  const stop = optOutOn(standing, channel);
  return {
    nowUtc: now.toISOString(),
    optOut: stop ? { at: stop.at.toISOString(), channel: stop.channel === '*' ? channel : stop.channel } : null,
    consent: consentFor(standing, { channel, purpose, now }) ?? assumed(standing, { intent, purpose, now }, options),
    ...relationshipFacts(standing, now),
    dnc: Object.fromEntries(
      Object.entries(facts.lists).map(([list, { asOf, listed }]) => [list, { asOf: asOf.toISOString(), listed }]),
    ),
    lastInboundAt: facts.lastInboundAt[channel]?.toISOString(),
    // Nobody can write to a LINE account without adding it; leaving it says so by an event of its own.
    lineFriend: facts.lastInboundAt.line !== undefined,
    erased: facts.erased,
    allowPrefixes: options.allowPrefixes,
    limits: intent.call && { maxCallsPerDayToSameNumber: intent.call.maxCallsPerDayToSameNumber },
    sender: { a2pRegistered: options.a2pRegistered === true },
  };
}

function assumed(
  { revoked, grantedSince }: Standing,
  { intent, purpose }: Question,
  { assumedConsent }: JudgeOptions,
): ConsentRecord | null {
  if (!assumedConsent?.purposes.includes(purpose)) return null;
  if (revoked && !grantedSince.has(intent.channel)) return null;
  return { ...assumedConsent, channels: [intent.channel] };
}

/** Whether any rule looks at earlier attempts; most messages need not bring theirs. */
function attemptCounter(packs: readonly RulePack[]): (channel: Channel, purpose: Purpose) => boolean {
  const shipped = new Set(allPacks.flatMap(pack => pack.rules));
  const looking = packs
    .flatMap(pack => pack.rules)
    .filter(rule => rule.kind === 'cap' || (rule.kind === 'custom' && !shipped.has(rule)));
  const known = new Map<string, boolean>();
  const counts = (channel: Channel, purpose: Purpose) =>
    looking.some(
      rule => rule.channels.includes(channel) && (rule.purposes.includes('*') || rule.purposes.includes(purpose)),
    );
  return (channel, purpose) => {
    const key = `${channel} ${purpose}`;
    const answer = known.get(key) ?? counts(channel, purpose);
    known.set(key, answer);
    return answer;
  };
}
