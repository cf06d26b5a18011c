import type { Connection } from './open.ts';

/** The log of admissions, of one transaction and of those before. */
export interface Admissions {
  /** The `sequence`-th admission of a meter was at `at`. */
  add(meterId: number, sequence: number, at: number): void;
  /** When it was; undefined when it was purged. */
  find(meterId: number, sequence: number): number | undefined;
  /** Writes down what was added. */
  save(): void;
}

interface Run {
  readonly meterId: number;
  readonly first: number;
  readonly at: number;
}

/** Admissions of one moment are one row, that of the first of them: it holds until the next row of the meter. */
export function createAdmissions(connection: Connection): () => Admissions {
  const append = connection.prepare('insert into admissions (meter_id, sequence, at) values (?, ?, ?)');
  const earlier = connection
    .prepare(
      `select at from admissions where meter_id = cast(? as integer) and sequence <= cast(? as integer)
       order by sequence desc limit 1`,
    )
    .pluck();
  return () => {
    const runs: Run[] = [];
    const latest = (meterId: number, sequence = Number.POSITIVE_INFINITY) =>
      runs.findLast(run => run.meterId === meterId && run.first <= sequence);
    return {
      add: (meterId, sequence, at) => {
        if (latest(meterId)?.at !== at) runs.push({ meterId, first: sequence, at });
      },
      find: (meterId, sequence) =>
        latest(meterId, sequence)?.at ?? (earlier.get(meterId, sequence) as number | undefined),
      save: () => {
        for (const { meterId, first, at } of runs) append.run(meterId, first, at);
        runs.length = 0;
      },
    };
  };
}
