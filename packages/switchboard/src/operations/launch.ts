import { ButtdialError, type Organization } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { type Caller, defineOperation } from '../operation.ts';
import { organizationScope, unknownOrganization } from '../principal.ts';
import { organizationId } from './fields.ts';

/** The verbs that take an organization from its sandbox to the real network. */
export function launchOperations(deps: Deps) {
  return { launch: launch(deps), review: review(deps) };
}

/** How far the operator's review of an organization can be. */
export const reviews = ['none', 'pending', 'approved', 'rejected'] as const;

/** How far the operator's review of an organization is. Kept in its settings, which only the operator writes. */
export function reviewOf(organization: Pick<Organization, 'settings'> | undefined): (typeof reviews)[number] {
  return z.object({ status: z.enum(reviews) }).safeParse(organization?.settings.review).data?.status ?? 'none';
}

const stands = z.object({
  success: z.literal(true),
  organizationId: z.string(),
  mode: z.enum(['sandbox', 'production']),
  review: z.enum(reviews),
});

function launch(deps: Deps) {
  const { store, settings } = deps;
  return defineOperation({
    name: 'organization.launch',
    summary:
      'Leave the sandbox: from then on messages and calls are real and cost money. In the saas edition the operator looks at it first.',
    access: 'organization',
    role: 'owner',
    readOnly: false,
    rest: { method: 'post', path: '/organization/launch' },
    input: z.object({ organizationId }),
    output: stands,
    run: async (input, caller) => {
      const id = await organizationScope(store, caller.principal, input);
      const organization = await store.organizations.get(id);
      if (!organization) throw unknownOrganization();
      if (organization.mode === 'production') return standing(id, organization);
      await assertNothingSimulated(store, id);
      if (settings.edition !== 'saas' || caller.principal.kind === 'orchestrator')
        return decide(deps, id, { status: 'approved', caller });
      const before = reviewOf(organization);
      if (before === 'pending') return standing(id, organization);
      return decide(deps, id, { status: 'pending', caller });
    },
  });
}

function review(deps: Deps) {
  const { store } = deps;
  return defineOperation({
    name: 'organizations.review',
    summary: 'Decide whether an organization may leave its sandbox.',
    access: 'orchestrator',
    readOnly: false,
    rest: { method: 'post', path: '/organizations/:organizationId/review' },
    input: z.object({
      organizationId: z.string().min(1).max(64),
      action: z.enum(['approve', 'reject']),
      reason: z.string().max(500).optional().describe('Shown to the organization.'),
    }),
    output: stands,
    run: async (input, caller) => {
      const organization = await store.organizations.get(input.organizationId);
      if (!organization) throw unknownOrganization();
      if (organization.mode === 'production')
        throw new ButtdialError('conflict', 'This organization has left its sandbox already.', {
          field: 'organizationId',
          remedy: 'Suspend it if it should not send: POST /api/v1/organizations/:organizationId/suspend.',
        });
      const status = input.action === 'approve' ? 'approved' : 'rejected';
      const reason = input.reason === undefined ? {} : { reason: input.reason };
      return decide(deps, input.organizationId, { status, caller, ...reason });
    },
  });
}

/** Numbers of the simulated network belong to nobody on the real one. */
async function assertNothingSimulated(store: Deps['store'], id: string): Promise<void> {
  const lines = await store.lines.list(id);
  if (!lines.some(line => line.status === 'active' && line.connection.startsWith('simulated-'))) return;
  throw new ButtdialError('conflict', 'Some agents have numbers that exist only in the sandbox.', {
    remedy: 'End those agents first (POST /api/v1/deprovision), go live, then make them again.',
  });
}

const events = {
  pending: 'organization.review-asked',
  approved: 'organization.launched',
  rejected: 'organization.rejected',
};

async function decide(
  { store, runtime }: Deps,
  id: string,
  made: { readonly status: keyof typeof events; readonly caller: Caller; readonly reason?: string },
) {
  const { status, caller, reason } = made;
  const now = runtime.now();
  const settingsPatch = { review: { status, at: now.toISOString(), ...(reason === undefined ? {} : { reason }) } };
  const mode = status === 'approved' ? { mode: 'production' as const } : {};
  const organization = await store.organizations.update(id, { ...mode, settingsPatch });
  await store.audit.append(id, auditBody({ event: events[status], actor: caller.principal, target: id }), now);
  return standing(id, organization);
}

function standing(id: string, organization: Organization | undefined) {
  const mode = organization?.mode ?? ('sandbox' as const);
  return { success: true as const, organizationId: id, mode, review: reviewOf(organization) };
}
