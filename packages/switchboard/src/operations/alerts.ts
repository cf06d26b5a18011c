import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { organizationScope } from '../principal.ts';
import { auditEntry, viewAudit } from './audit.ts';
import { organizationId } from './fields.ts';

/** What people should hear about, by what it is about. An event that is in none is an ordinary change. */
const kinds = {
  security: [
    'webhook.rejected',
    'token.revoked',
    'token.rotated',
    'credentials.registered',
    'credentials.removed',
    'credentials.resealed',
    'compliance.loosened',
    'person.sign-in-failed',
    'person.role-changed',
    'person.removed',
    'person.password-changed',
    'person.password-reset',
    'person.totp-on',
    'person.second-factor-off',
    'person.backup-codes-renewed',
    'session.revoked',
    'organization.suspended',
    'mirror.failed',
  ],
  limits: ['budget.warning', 'limit.reached', 'limits.set', 'billing.set', 'pool.expanded'],
  consent: [
    'consent.stopped',
    'consent.started',
    'consent_recorded',
    'consent_revoked',
    'relationship_recorded',
    'contact.erased',
    'call.opted-out',
    'compliance.sender',
  ],
} as const;
const grave: ReadonlySet<string> = new Set([
  'webhook.rejected',
  'budget.warning',
  'limit.reached',
  'compliance.loosened',
  'person.sign-in-failed',
  'person.second-factor-off',
  'organization.suspended',
]);

const kind = z.enum(['security', 'limits', 'consent', 'change']);

/** The verb about what people should hear about. */
export function alertOperations(deps: Deps) {
  return {
    list: defineOperation({
      name: 'alerts.list',
      summary:
        'What people should hear about, newest first: security, limits, consent, and other changes, from the audit trail.',
      access: 'organization',
      readOnly: true,
      rest: { method: 'get', path: '/alerts' },
      input: z.object({
        organizationId,
        kind: kind.exclude(['change']).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        beforeSequence: z.coerce.number().int().min(1).optional().describe('The "next" of the last page.'),
      }),
      output: z.object({
        alerts: z.array(auditEntry.extend({ kind, severity: z.enum(['warning', 'note']) })),
        next: z.int().nullable().describe('Give it as "beforeSequence".'),
      }),
      run: async (input, { principal }) => {
        const scope = await organizationScope(deps.store, principal, input);
        const rows = await deps.store.audit.search(
          scope,
          { remarkable: true, ...(input.kind ? { events: kinds[input.kind] } : {}) },
          { limit: input.limit, ...(input.beforeSequence ? { before: input.beforeSequence } : {}) },
        );
        const alerts = rows.map(row => {
          const entry = viewAudit(row);
          return { ...entry, kind: kindOf(entry.event), severity: severityOf(entry.event) };
        });
        return { alerts, next: rows.length < input.limit ? null : (rows.at(-1)?.sequence ?? null) };
      },
    }),
  };
}

function kindOf(event: string): z.output<typeof kind> {
  const found = Object.entries(kinds).find(([, events]) => (events as readonly string[]).includes(event));
  return (found?.[0] as keyof typeof kinds | undefined) ?? 'change';
}

function severityOf(event: string): 'warning' | 'note' {
  return grave.has(event) ? 'warning' : 'note';
}
