import type { Connection } from './open.ts';

interface Addition {
  readonly organizationId: string;
  readonly agentId: string;
  readonly channel: string;
  readonly hour: number;
  readonly actions: number;
  readonly micros: number;
}

/** Additions to the hourly roll-up, summed over one transaction. */
export interface Usage {
  add(addition: Addition): void;
  save(): void;
}

export function createUsage(connection: Connection): () => Usage {
  const upsert = connection.prepare(
    `insert into usage (organization_id, hour, agent_id, channel, actions, micros) values (?, ?, ?, ?, ?, ?)
     on conflict do update set actions = actions + excluded.actions, micros = micros + excluded.micros`,
  );
  return () => {
    const sums = new Map<string, Addition>();
    return {
      add: addition => {
        const key = `${addition.agentId} ${addition.channel} ${addition.hour}`;
        const sum = sums.get(key);
        sums.set(
          key,
          sum ? { ...sum, actions: sum.actions + addition.actions, micros: sum.micros + addition.micros } : addition,
        );
      },
      save: () => {
        for (const row of sums.values())
          upsert.run(row.organizationId, row.hour, row.agentId, row.channel, row.actions, row.micros);
        sums.clear();
      },
    };
  };
}
