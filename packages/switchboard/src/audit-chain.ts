import { hash } from 'node:crypto';
import type { AuditRecord, Runtime, Store } from '@buttdial/core';
import type { Checkpoint, CheckpointShelf } from './checkpoints.ts';

/** Something that should not be: where, and what it looks like. */
export interface AuditProblem {
  /**
   * `gap` a row is missing or one is there twice · `link` a row does not continue the one before · `hash` a row was
   * changed · `fork` a signed checkpoint saw another row at this place · `truncated` the chain is shorter than a signed
   * checkpoint saw it · `signature` a checkpoint is not what was signed.
   */
  readonly kind: 'gap' | 'link' | 'hash' | 'fork' | 'truncated' | 'signature';
  readonly sequence: number;
  readonly message: string;
}

/** What a look at one organization's whole audit chain found. */
export interface AuditReport {
  readonly organizationId: string;
  readonly ok: boolean;
  /** How many rows were read. */
  readonly rows: number;
  /** The last row that could be believed. */
  readonly head: { readonly sequence: number; readonly hash: string };
  /** Checkpoints that were held against it. */
  readonly checkpoints: number;
  /** The first twenty. */
  readonly problems: readonly AuditProblem[];
}

const pageRows = 5_000;
const mostProblems = 20;
const nothing = '0'.repeat(64);

/**
 * Reads an organization's audit chain from its first row to its last, a page at a time, and holds it against what was
 * signed. A changed, missing, inserted or reordered row breaks the chain; one that was rebuilt, or cut at its end, differs
 * from its checkpoints. Memory does not grow with the chain.
 * @param checkpoints those of this organization, their signatures already found good.
 */
export async function verifyChain(
  { store, runtime }: { readonly store: Pick<Store, 'audit'>; readonly runtime: Pick<Runtime, 'sleep'> },
  organizationId: string,
  checkpoints: readonly Checkpoint[],
): Promise<AuditReport> {
  const walk = createWalk(checkpoints);
  for (let from = 1; ; ) {
    const page = await store.audit.list(organizationId, from, pageRows);
    for (const row of page) walk.step(row);
    const last = page.at(-1);
    if (!last || page.length < pageRows) break;
    from = last.sequence + 1;
    // A store that answers at once would otherwise keep everybody else waiting until the end.
    await runtime.sleep(0);
  }
  return { organizationId, checkpoints: checkpoints.length, ...walk.end() };
}

/** `verifyChain` with what lies on the shelf. A checkpoint that was not signed with our key is a problem of its own. */
export async function verifyOrganization(
  deps: {
    readonly store: Pick<Store, 'audit'>;
    readonly runtime: Pick<Runtime, 'sleep'>;
    readonly checkpoints?: CheckpointShelf;
  },
  organizationId: string,
): Promise<AuditReport> {
  const kept = (await deps.checkpoints?.of(organizationId)) ?? [];
  const { genuine = [], forged = [] } = Object.groupBy(kept, each =>
    deps.checkpoints?.key.isGenuine(each) ? 'genuine' : 'forged',
  );
  const report = await verifyChain(deps, organizationId, genuine);
  const problems = [
    ...forged.map(({ sequence }) => ({
      kind: 'signature' as const,
      sequence,
      message: `The checkpoint of row ${sequence} is not signed with the key of this installation.`,
    })),
    ...report.problems,
  ].slice(0, mostProblems);
  return { ...report, ok: problems.length === 0, problems };
}

/** Goes along a chain; everything it needs to remember is the row before. */
export function createWalk(checkpoints: readonly Checkpoint[], start = { sequence: 0, hash: nothing }) {
  const signed = Map.groupBy(checkpoints, each => each.sequence);
  const problems: AuditProblem[] = [];
  let head = start;
  let rows = 0;
  const report = (kind: AuditProblem['kind'], sequence: number, message: string) => {
    if (problems.length < mostProblems) problems.push({ kind, sequence, message });
  };
  return {
    step(row: AuditRecord): void {
      const { sequence, previousHash, body } = row;
      if (sequence !== head.sequence + 1)
        report('gap', sequence, `Row ${head.sequence + 1} should come here, not row ${sequence}.`);
      if (previousHash !== head.hash) report('link', sequence, `Row ${sequence} does not continue the row before it.`);
      if (hash('sha256', `${previousHash}\n${sequence}\n${body}`, 'hex') !== row.hash)
        report('hash', sequence, `Row ${sequence} was changed after it was written.`);
      for (const checkpoint of signed.get(sequence) ?? [])
        if (checkpoint.hash !== row.hash)
          report('fork', sequence, `Row ${sequence} is not the one that was signed on ${checkpoint.at}.`);
      head = { sequence, hash: row.hash };
      rows += 1;
    },
    end() {
      const last = checkpoints.reduce(
        (most, each) => (each.sequence > (most?.sequence ?? 0) ? each : most),
        checkpoints[0],
      );
      if (last && last.sequence > head.sequence)
        report('truncated', head.sequence, `The chain ends here, but row ${last.sequence} was signed on ${last.at}.`);
      return { ok: problems.length === 0, rows, head, problems };
    },
  };
}
