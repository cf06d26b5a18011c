import type { ConsentLevel, ConsentRecord, Context } from '@buttdial/compliance';
import { type Channel, type ConsentEvent, erasureSource, type Purpose, purposes } from '@buttdial/core';

/** In the purposes of a grant: the person also agreed to be called outside the usual hours. */
export const outsideHours = 'outside-hours';

/** What a `relationship` event may be about, in its `level`. */
export const relationships = ['transaction', 'inquiry', 'contract', 'soft-opt-in'] as const;
/** One of `relationships`. */
export type Relationship = (typeof relationships)[number];

/** What holds now, folded from the ledger of one contact. */
export interface Standing {
  /** The first STOP that no START took back. It holds on every channel. */
  readonly stop: ConsentEvent | undefined;
  /** The last revocation, unless a START came later. */
  readonly revoked: ConsentEvent | undefined;
  /** Channels on which consent was given after that revocation. */
  readonly grantedSince: ReadonlySet<Channel | '*'>;
  /** Grants after the last revocation: a revocation on one channel ends those of all. */
  readonly grants: readonly ConsentEvent[];
  readonly relationships: readonly ConsentEvent[];
}

/** Folds a ledger, oldest first. STOP suspends what was granted, START resumes it; a revocation ends it for good. */
export function foldLedger(ledger: readonly ConsentEvent[]): Standing {
  let stop: ConsentEvent | undefined;
  let revoked: ConsentEvent | undefined;
  let grants: ConsentEvent[] = [];
  let related: ConsentEvent[] = [];
  const grantedSince = new Set<Channel | '*'>();
  for (const event of ledger) {
    // It tells of an erasure, not of a wish: `Facts.erased` speaks for it.
    if (event.source === erasureSource) continue;
    if (event.kind === 'stop') stop ??= event;
    else if (event.kind === 'start') stop = revoked = undefined;
    else if (event.kind === 'revoked') {
      revoked = event;
      grants = [];
      related = related.filter(each => each.level !== 'soft-opt-in');
      grantedSince.clear();
    } else if (event.kind === 'granted') {
      grants.push(event);
      grantedSince.add(event.channel);
    } else related.push(event);
  }
  return { stop, revoked, grantedSince, grants, relationships: related };
}

/** The opt-out that stands against this channel: a STOP, or a revocation after which nobody consented on it. */
export function optOutOn(standing: Standing, channel: Channel): ConsentEvent | undefined {
  const { stop, revoked, grantedSince } = standing;
  return stop ?? (grantedSince.has(channel) || grantedSince.has('*') ? undefined : revoked);
}

const levels: Readonly<Record<string, ConsentLevel>> = {
  none: 'none',
  implied: 'implied',
  express: 'express',
  express_written: 'express_written',
  // A number given for a transaction is express consent to hear about it (47 CFR 64.1200(a)(1)).
  transactional: 'express',
};
const rank: readonly ConsentLevel[] = ['none', 'implied', 'express', 'express_written'];

function levelOf({ level }: ConsentEvent): ConsentLevel {
  return levels[level ?? 'express'] ?? 'none';
}

function purposesOf(grant: ConsentEvent): readonly Purpose[] {
  return grant.purposes ? purposes.filter(purpose => grant.purposes?.includes(purpose)) : ['informational'];
}

/** The grant that says most about this channel and purpose at this moment, as the engine reads it; null when none speaks of them. */
export function consentFor(
  standing: Standing,
  wanted: { readonly channel: Channel; readonly purpose: Purpose; readonly now: Date },
): ConsentRecord | null {
  const { channel, purpose, now } = wanted;
  let best: ConsentEvent | undefined;
  const weight = (grant: ConsentEvent) =>
    grant.expiresAt && grant.expiresAt <= now ? -1 : rank.indexOf(levelOf(grant));
  for (const grant of standing.grants) {
    if (grant.channel !== '*' && grant.channel !== channel) continue;
    if (purposesOf(grant).includes(purpose) && (best === undefined || weight(grant) >= weight(best))) best = grant;
  }
  if (best === undefined) return null;
  return {
    level: levelOf(best),
    channels: [channel],
    purposes: purposesOf(best),
    grantedAt: best.at.toISOString(),
    ...(best.expiresAt ? { expiresAt: best.expiresAt.toISOString() } : {}),
    ...(best.purposes?.includes(outsideHours) ? { outsideHours: true } : {}),
  };
}

/** The established relationship, as the engine reads it. */
export function relationshipFacts(standing: Standing, now: Date): Pick<Context, 'ebr' | 'softOptIn'> {
  if (standing.relationships.length === 0) return {};
  const holding = standing.relationships.filter(event => !event.expiresAt || event.expiresAt > now);
  const latest = (level: Relationship) => holding.findLast(event => event.level === level)?.at.toISOString();
  return {
    ebr: {
      lastTransactionAt: latest('transaction'),
      lastInquiryAt: latest('inquiry'),
      activeContractRelated: latest('contract') !== undefined,
    },
    softOptIn: latest('soft-opt-in') !== undefined,
  };
}
