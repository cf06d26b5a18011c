/** Caps of an agent or an organization; null or absent means none. Money in micros of the installation's currency. */
export interface Limits {
  /** In any 60 seconds. */
  readonly maxActionsPerMinute?: number | null;
  /** In any 60 minutes. */
  readonly maxActionsPerHour?: number | null;
  /** In one UTC day. */
  readonly maxActionsPerDay?: number | null;
  /** In one UTC month. */
  readonly maxActionsPerMonth?: number | null;
  /** In one UTC day. */
  readonly maxSpendMicrosPerDay?: number | null;
  /** In one UTC month. */
  readonly maxSpendMicrosPerMonth?: number | null;
  /** Calls to one number in one UTC day. */
  readonly maxCallsPerDaySameNumber?: number | null;
}

/** The names under which a reached cap is reported. */
export type LimitType =
  | 'per-minute'
  | 'per-hour'
  | 'per-day'
  | 'per-month'
  | 'daily-spend'
  | 'monthly-spend'
  | 'contact-frequency'
  | 'concurrent-calls'
  | 'org-concurrent-calls'
  | 'call-seconds-per-day'
  | 'org-per-minute'
  | 'org-per-hour'
  | 'org-per-day'
  | 'org-per-month'
  | 'org_spend_day'
  | 'org_spend_month';

/** A reached cap: what was used, what the cap is, and when there is room again. */
export interface LimitReached {
  readonly type: LimitType;
  /** Actions, or micros for spend. For spend it includes what was asked for. */
  readonly current: number;
  readonly max: number;
  readonly resetsAt: Date;
}

/** What a subject has used of its caps right now. */
export interface LimitUse {
  readonly actionsLastMinute: number;
  readonly actionsLastHour: number;
  readonly actionsToday: number;
  readonly actionsThisMonth: number;
  /** Reserved and spent. */
  readonly spendTodayMicros: number;
  readonly spendThisMonthMicros: number;
}
