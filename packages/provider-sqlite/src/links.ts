import type { Connection } from './open.ts';

/** A link of an audit chain: organization, sequence, time, body, hash of the one before, its own hash. */
export type Link = readonly [string, number, number, string, string, string];

/** The links of one transaction. */
export interface Links {
  add(link: Link): void;
  /** Writes down what was added. */
  save(): void;
}

/** Rows per statement: the next one is put beside the last without looking for its place. */
const together = 16;

export function createLinks(connection: Connection): () => Links {
  const insert = (rows: number) =>
    connection.prepare(
      `insert into audit (organization_id, sequence, at, body, previous_hash, hash)
       values ${Array(rows).fill('(?, ?, ?, ?, ?, ?)').join(', ')}`,
    );
  const one = insert(1);
  const several = insert(together);
  return () => {
    let links: Link[] = [];
    return {
      add: link => {
        links.push(link);
      },
      save: () => {
        const whole = links.length - (links.length % together);
        for (let from = 0; from < whole; from += together) several.run(links.slice(from, from + together).flat());
        for (const link of links.slice(whole)) one.run(link);
        links = [];
      },
    };
  };
}
