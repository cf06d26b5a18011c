import { sqlState, translated } from './errors.ts';
import type { Connection } from './open.ts';

/** The verbs that travel together; each is a function `store_<verb>(requests)` of the database. */
export type Verb = 'admit' | 'settle' | 'facts';

/** A request as the database's composite type of the verb. */
export type Row = Readonly<Record<string, unknown>> & { readonly organization_id: string; readonly agent_id?: string };

export interface Coalescer {
  /** The answer of `store_<verb>`, as JSON. Rejects when nothing of it was kept. */
  ask(verb: Verb, row: Row): Promise<unknown>;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}

interface Member {
  readonly verb: Verb;
  readonly row: Row;
  /** Organization and agent: sorting by it gives everybody one order of locks, and each meter is fetched once. */
  readonly lockedFirst: string;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const mostPerStatement = 32;
// More would only wait for each other's row locks.
const mostInFlight = 2;

/** Sends what is asked for at the same time in one statement, so that it shares a round trip and a commit. */
export function createCoalescer(connection: Connection): Coalescer {
  const answersOf = createStatements(connection);
  const waiting: Member[] = [];
  let inFlight = 0;
  let scheduled = false;
  let idlers: (() => void)[] = [];

  function pump(): void {
    scheduled = false;
    while (inFlight < mostInFlight && waiting.length > 0) void send(take(waiting));
    if (inFlight === 0 && waiting.length === 0) {
      for (const idler of idlers) idler();
      idlers = [];
    }
  }

  async function send(members: readonly Member[]): Promise<void> {
    inFlight += 1;
    try {
      await execute(members);
    } finally {
      inFlight -= 1;
      pump();
    }
  }

  async function execute(members: readonly Member[]): Promise<void> {
    try {
      const answers = await answersOf(
        members[0]!.verb,
        members.map(member => member.row),
      );
      for (const [index, member] of members.entries()) member.resolve(answers[index]);
    } catch (error) {
      // The database refused, so nothing happened: one member's failure is its own. A lost connection says nothing.
      if (members.length > 1 && sqlState(error) !== undefined) for (const member of members) await execute([member]);
      else for (const member of members) member.reject(translated(error));
    }
  }

  return {
    ask: (verb, row) =>
      new Promise((resolve, reject) => {
        waiting.push({ verb, row, lockedFirst: `${row.organization_id} ${row.agent_id ?? ''}`, resolve, reject });
        if (!scheduled) {
          scheduled = true;
          queueMicrotask(pump);
        }
      }),
    idle: () =>
      inFlight === 0 && waiting.length === 0 ? Promise.resolve() : new Promise(resolve => idlers.push(resolve)),
  };
}

/** The first who wait, all of one verb, in the order of locks. */
function take(waiting: Member[]): readonly Member[] {
  const verb = waiting[0]!.verb;
  const taken: Member[] = [];
  for (let index = 0; index < waiting.length && taken.length < mostPerStatement; ) {
    if (waiting[index]!.verb === verb) taken.push(...waiting.splice(index, 1));
    else index += 1;
  }
  return taken.sort((a, b) => (a.lockedFirst < b.lockedFirst ? -1 : a.lockedFirst > b.lockedFirst ? 1 : 0));
}

function createStatements(connection: Connection): (verb: Verb, rows: readonly Row[]) => Promise<readonly unknown[]> {
  const statements: Readonly<Record<Verb, (json: string) => Promise<readonly { readonly answer: unknown }[]>>> = {
    admit: json => connection<{ answer: unknown }[]>`select store_admit(${json}::text::jsonb) as answer`,
    settle: json => connection<{ answer: unknown }[]>`select store_settle(${json}::text::jsonb) as answer`,
    facts: json => connection<{ answer: unknown }[]>`select store_facts(${json}::text::jsonb) as answer`,
  };
  return async (verb, rows) => (await statements[verb](JSON.stringify(rows))).map(row => row.answer);
}
