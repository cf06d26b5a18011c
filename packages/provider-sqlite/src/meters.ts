import type { Limits } from '@buttdial/core';
import type { Statement } from 'better-sqlite3';
import { type Admissions, createAdmissions } from './admissions.ts';
import type { Connection } from './open.ts';
import { dayOf, monthOf } from './time.ts';

/** A row of `meters` in the hands of one transaction, with what admission needs to know of the agent. */
export interface Meter extends Limits {
  readonly id: number;
  readonly organizationId: string;
  /** Empty for the organization itself. */
  readonly agentId: string;
  readonly sequence: number;
  readonly lastAdmittedAt: number;
  readonly day: number;
  readonly dayMicros: number;
  readonly month: number;
  readonly monthMicros: number;
  /** The day and month for which it was told that four fifths of its budget are used. */
  readonly warnedDay: number;
  readonly warnedMonth: number;
  readonly auditSequence: number;
  readonly auditHash: string;
  /** Of the agent; null for the organization itself. */
  readonly status: string | null;
  /** JSON list. */
  readonly blockedChannels: string | null;
}

export interface Meters {
  /** Of an agent, or of the organization when none is named; undefined when there is no such one. */
  of(organizationId: string, agentId?: string): Meter | undefined;
  /** Changes the row here and, by the end of the transaction, in the table. */
  change(meter: Meter, change: Partial<Meter>): void;
  /** Writes one more admission down, by the end of the transaction. */
  admit(meter: Meter, at: number): void;
  /** When the n-th admission of the meter was; undefined when that was purged. */
  admittedAt(meter: Meter, sequence: number): number | undefined;
  /** Adds to the sums of the day and month of `at`, where these still are the sums kept. */
  spend(meter: Meter, at: number, micros: number): void;
  /** Writes the changed rows back and forgets all. */
  save(): void;
}

const limitColumns = {
  maxActionsPerMinute: 'max_actions_per_minute',
  maxActionsPerHour: 'max_actions_per_hour',
  maxActionsPerDay: 'max_actions_per_day',
  maxActionsPerMonth: 'max_actions_per_month',
  maxSpendMicrosPerDay: 'max_spend_micros_per_day',
  maxSpendMicrosPerMonth: 'max_spend_micros_per_month',
  maxCallsPerDaySameNumber: 'max_calls_per_day_same_number',
} as const satisfies Record<keyof Limits, string>;

export function createMeters(connection: Connection): () => Meters {
  const limits = Object.entries(limitColumns).map(([name, column]) => `m.${column} as ${name}`);
  // The casts spare a re-preparation at every call; see facts.ts.
  const read = connection.prepare(
    `select m.id, m.organization_id as organizationId, m.agent_id as agentId, m.sequence, m.last_admitted_at as lastAdmittedAt,
       m.day, m.day_micros as dayMicros, m.month, m.month_micros as monthMicros, m.warned_day as warnedDay, m.warned_month as warnedMonth, m.audit_sequence as auditSequence,
       m.audit_hash as auditHash, a.status, a.blocked_channels as blockedChannels, ${limits}
     from meters m left join agents a on a.id = cast(m.agent_id as text) where m.organization_id = cast(? as text) and m.agent_id = cast(? as text)`,
  );
  const write = connection.prepare(
    `update meters set sequence = ?, last_admitted_at = ?, day = ?, day_micros = ?, month = ?, month_micros = ?,
       warned_day = ?, warned_month = ?, audit_sequence = ?, audit_hash = ? where id = ?`,
  );
  const admissions = createAdmissions(connection);
  return () => openMeters({ read, write, admissions: admissions() });
}

interface Parts {
  readonly read: Statement;
  readonly write: Statement;
  readonly admissions: Admissions;
}

function openMeters({ read, write, admissions }: Parts): Meters {
  const known = new Map<string, Meter>();
  const changed = new Set<Meter>();
  function change(meter: Meter, changes: Partial<Meter>): void {
    Object.assign(meter, changes);
    changed.add(meter);
  }
  return {
    of: (organizationId, agentId = '') => {
      const key = agentId === '' ? organizationId : `${organizationId} ${agentId}`;
      const held = known.get(key);
      if (held) return held;
      const row = read.get(organizationId, agentId) as Meter | undefined;
      if (row) known.set(key, row);
      return row;
    },
    change,
    admit: (meter, at) => {
      change(meter, { sequence: meter.sequence + 1 });
      admissions.add(meter.id, meter.sequence, at);
    },
    admittedAt: (meter, sequence) => admissions.find(meter.id, sequence),
    spend: (meter, at, micros) => {
      if (micros === 0) return;
      const sameDay = meter.day === dayOf(at);
      const sameMonth = meter.month === monthOf(at);
      if (sameDay) change(meter, { dayMicros: meter.dayMicros + micros });
      if (sameMonth) change(meter, { monthMicros: meter.monthMicros + micros });
    },
    save: () => {
      admissions.save();
      for (const m of changed) {
        write.run(
          m.sequence,
          m.lastAdmittedAt,
          m.day,
          m.dayMicros,
          m.month,
          m.monthMicros,
          m.warnedDay,
          m.warnedMonth,
          m.auditSequence,
          m.auditHash,
          m.id,
        );
      }
      changed.clear();
      known.clear();
    },
  };
}
