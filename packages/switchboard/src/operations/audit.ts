import { z } from 'zod';
import { type AuditReport, verifyOrganization } from '../audit-chain.ts';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { organizationScope } from '../principal.ts';
import { organizationId } from './fields.ts';

/** The verbs about the audit trail. */
export function auditOperations(deps: Deps) {
  return { list: listAudit(deps), verify: verifyAudit(deps) };
}

const entry = z.object({
  sequence: z.int(),
  at: z.string(),
  event: z.string(),
  actor: z.string(),
  target: z.string(),
  details: z.record(z.string(), z.unknown()),
  hash: z.string(),
});

function listAudit({ store }: Deps) {
  return defineOperation({
    name: 'audit.list',
    summary: 'The audit trail of the organization, oldest first: who did what to whom, and when.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/audit' },
    input: z.object({
      organizationId,
      from: z.coerce.number().int().min(1).default(1).describe('Sequence number to begin with.'),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    output: z.object({ entries: z.array(entry), next: z.int().nullable().describe('Give it as "from" for the rest.') }),
    run: async (input, { principal }) => {
      const scope = await organizationScope(store, principal, input);
      const rows = await store.audit.list(scope, input.from, input.limit);
      const entries = rows.map(({ sequence, at, body, hash }) => ({
        sequence,
        at: at.toISOString(),
        ...readBody(body),
        hash,
      }));
      const last = rows.length === input.limit ? rows.at(-1) : undefined;
      return { entries, next: last ? last.sequence + 1 : null };
    },
  });
}

const bodyShape = z.object({
  event: z.string().catch('unknown'),
  actor: z.string().catch('unknown'),
  target: z.string().catch(''),
  details: z.record(z.string(), z.unknown()).catch({}),
});

// A row that somebody has tampered with is still shown; that it was is what verifying is for.
function readBody(body: string): z.output<typeof bodyShape> {
  const parsed = z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('is not JSON');
        return z.NEVER;
      }
    })
    .pipe(bodyShape)
    .safeParse(body);
  return parsed.data ?? { event: 'unreadable', actor: 'unknown', target: '', details: {} };
}

const reportShape = z.object({
  organizationId: z.string(),
  ok: z.boolean(),
  rows: z.int(),
  head: z.object({ sequence: z.int(), hash: z.string() }),
  checkpoints: z.int().describe('Signed checkpoints that the chain was held against.'),
  problems: z.array(z.object({ kind: z.string(), sequence: z.int(), message: z.string() })),
});

function verifyAudit(deps: Deps) {
  return defineOperation({
    name: 'audit.verify',
    summary:
      'Check the whole audit trail of the organization: no row changed, missing, added or moved, and none cut off that was signed.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/audit/verify' },
    input: z.object({ organizationId }),
    output: reportShape,
    run: async (input, { principal }) => {
      const scope = await organizationScope(deps.store, principal, input);
      const report: AuditReport = await verifyOrganization(deps, scope);
      return { ...report, problems: report.problems.map(problem => ({ ...problem })) };
    },
  });
}
