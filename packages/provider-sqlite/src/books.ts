import type { VoucherKind } from '@buttdial/core';
import type { Connection } from './open.ts';
import { hourStart } from './time.ts';

/** One line of the books, before lines of the same hour become one. */
export interface Line {
  readonly organizationId: string;
  readonly agentId: string;
  readonly channel: string;
  readonly kind: VoucherKind;
  readonly at: number;
  readonly reservedMicros: number;
  readonly spentMicros: number;
}

/** Additions to the books, summed over one transaction. */
export interface Books {
  add(line: Line): void;
  save(): void;
}

export function createBooks(connection: Connection): () => Books {
  const upsert = connection.prepare(
    `insert into ledger (organization_id, hour, agent_id, channel, kind, count, reserved_micros, spent_micros)
     values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict do update set count = count + excluded.count, reserved_micros = reserved_micros + excluded.reserved_micros,
       spent_micros = spent_micros + excluded.spent_micros`,
  );
  return () => {
    const sums = new Map<string, Line & { count: number; reservedMicros: number; spentMicros: number }>();
    return {
      add: line => {
        const hour = hourStart(line.at);
        const key = `${line.agentId} ${line.channel} ${line.kind} ${hour}`;
        const sum = sums.get(key);
        if (!sum) {
          sums.set(key, { ...line, at: hour, count: 1 });
          return;
        }
        sum.count += 1;
        sum.reservedMicros += line.reservedMicros;
        sum.spentMicros += line.spentMicros;
      },
      save: () => {
        for (const { organizationId, at, agentId, channel, kind, count, reservedMicros, spentMicros } of sums.values())
          upsert.run(organizationId, at, agentId, channel, kind, count, reservedMicros, spentMicros);
        sums.clear();
      },
    };
  };
}
