import type { Agent, Limits } from '@buttdial/core';

/** What an agent may do in each tier. */
export const tierNames = ['free', 'starter', 'pro', 'enterprise'] as const;
/** One of `tierNames`. */
export type Tier = (typeof tierNames)[number];

const caps = (perMinute: number, perHour: number, perDay: number) => ({
  maxActionsPerMinute: perMinute,
  maxActionsPerHour: perHour,
  maxActionsPerDay: perDay,
});
const dollars = (perDay: number, perMonth: number) => ({
  maxSpendMicrosPerDay: perDay * 1_000_000,
  maxSpendMicrosPerMonth: perMonth * 1_000_000,
});

/** The caps that come with a tier. */
export const tierLimits: Readonly<Record<Tier, Limits>> = {
  free: { ...caps(5, 30, 100), ...dollars(1, 10) },
  starter: { ...caps(10, 100, 500), ...dollars(10, 100) },
  pro: { ...caps(30, 500, 5_000), ...dollars(100, 1_000) },
  enterprise: { ...caps(100, 2_000, 50_000), ...dollars(1_000, 50_000) },
};

/** How an agent is billed. */
export interface Billing {
  readonly tier: Tier;
  /** On top of what the vendors charge. */
  readonly markupPercent: number;
  readonly billingEmail: string | null;
}

/** An agent's billing; what was never set is the installation's. */
export function billingOf(agent: Pick<Agent, 'profile'> | undefined, globalMarkupPercent: number): Billing {
  const { tier = 'starter', markupPercent = globalMarkupPercent, billingEmail = null } = agent?.profile.billing ?? {};
  return { tier, markupPercent, billingEmail };
}

/** What is billed for a cost: to the micro, half a micro up. */
export function withMarkup(micros: number, markupPercent: number): number {
  // Percent may have two decimals, so this is exact below 2^53.
  const hundredths = Math.round(markupPercent * 100);
  return Math.round((micros * (10_000 + hundredths)) / 10_000);
}
