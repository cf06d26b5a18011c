import { ButtdialError, type Organization } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { type Caller, defineOperation } from '../operation.ts';
import { unknownOrganization } from '../principal.ts';
import { suspendedAt } from '../suspension.ts';
import { hashToken, newToken } from '../tokens.ts';
import { reviewOf, reviews } from './launch.ts';

/** The verbs of the operator about the tenants of the installation. */
export function organizationsOperations(deps: Deps) {
  return {
    create: createOrganization(deps),
    list: listOrganizations(deps),
    suspend: suspend(deps),
    resume: resume(deps),
  };
}

const organizationId = z.string().min(1).max(64);
const status = z.enum(['active', 'suspended']);
const statusOf = (organization: Organization) =>
  suspendedAt(organization) === undefined ? ('active' as const) : ('suspended' as const);

const view = z.object({
  id: organizationId,
  name: z.string(),
  slug: z.string(),
  mode: z.enum(['sandbox', 'production']),
  status,
  review: z.enum(reviews).describe('Whether the operator looked at it before it leaves its sandbox.'),
  settings: z.record(z.string(), z.unknown()),
  created_at: z.string(),
  updated_at: z.string().describe('When it was made, suspended or resumed last.'),
  agentCount: z.int().describe('Active agents.'),
});

function createOrganization(deps: Deps) {
  return defineOperation({
    name: 'organizations.create',
    summary:
      'Make an organization: a tenant with its own agents, limits, credentials and audit chain. Its token is shown once.',
    access: 'orchestrator',
    readOnly: false,
    rest: { method: 'post', path: '/organizations' },
    input: z.object({
      name: z.string().trim().min(1).max(100),
      slug: z
        .string()
        .max(63)
        .regex(/^[a-z0-9-]+$/, 'Use small letters, digits and dashes.')
        .describe('Unique short name.'),
      mode: z.enum(['sandbox', 'production']).default('production').describe('A sandbox never reaches a real network.'),
      settings: z
        .record(z.string().max(64), z.unknown())
        .default({})
        .describe('Anything of yours; "maxAgents" sets the size of its agent pool.'),
    }),
    output: z.object({
      success: z.literal(true),
      orgId: organizationId,
      name: z.string(),
      slug: z.string(),
      adminToken: z.string(),
      message: z.string(),
    }),
    run: async (input, { principal }) => {
      const { runtime, store } = deps;
      const now = runtime.now();
      const id = runtime.newId();
      const { suspendedAt: _never, review: _neither, ...settings } = input.settings;
      assertPoolSize(settings.maxAgents);
      const adminToken = newToken('organization', deps.settings.tokenMode, runtime);
      const token = { id: runtime.newId(), hash: hashToken(adminToken), label: 'admin', scopes: [], createdAt: now };
      const made = await store.createOrganization(
        { id, name: input.name, slug: input.slug, mode: input.mode, settings, createdAt: now },
        { ...token, kind: 'organization', organizationId: id },
        auditBody({ event: 'organization.created', actor: principal, target: id }),
      );
      if (made === 'taken') throw slugTaken();
      const message = 'Keep adminToken now: it is not shown again.';
      return { success: true as const, orgId: id, name: input.name, slug: input.slug, adminToken, message };
    },
  });
}

function assertPoolSize(maxAgents: unknown): void {
  if (maxAgents === undefined || z.int().min(0).max(10_000).safeParse(maxAgents).success) return;
  throw new ButtdialError('invalid-input', 'settings.maxAgents: give a whole number from 0 to 10000.', {
    field: 'settings.maxAgents',
    remedy: 'Leave it out for the size that the server was configured with.',
  });
}

function slugTaken(): ButtdialError {
  return new ButtdialError('conflict', 'There is an organization with this slug.', {
    field: 'slug',
    remedy: 'Choose another slug; comms_list_organizations shows those in use.',
  });
}

function listOrganizations(deps: Deps) {
  return defineOperation({
    name: 'organizations.list',
    summary: 'Every organization of the installation.',
    access: 'orchestrator',
    readOnly: true,
    rest: { method: 'get', path: '/organizations' },
    input: z.object({}),
    output: z.object({ organizations: z.array(view), total: z.int() }),
    run: async () => {
      const organizations = (await deps.store.listOrganizations()).map(organization => ({
        id: organization.id,
        name: organization.name,
        slug: organization.slug,
        mode: organization.mode,
        status: statusOf(organization),
        review: reviewOf(organization),
        settings: { ...organization.settings },
        created_at: organization.createdAt.toISOString(),
        updated_at: changedAt(organization),
        agentCount: organization.agentCount,
      }));
      return { organizations, total: organizations.length };
    },
  });
}

function changedAt({ settings, createdAt }: Organization): string {
  const { suspendedAt: since, resumedAt } = settings;
  const times = [createdAt.toISOString(), since, resumedAt].filter(time => typeof time === 'string');
  return times.toSorted().at(-1) ?? createdAt.toISOString();
}

const changed = z.object({ success: z.literal(true), organizationId, status });

function suspend(deps: Deps) {
  return defineOperation({
    name: 'organizations.suspend',
    summary:
      'Suspend an organization: its tokens are refused within a second and what waits in its outbox stays there. What people write to it is still kept.',
    access: 'orchestrator',
    readOnly: false,
    rest: { method: 'post', path: '/organizations/:organizationId/suspend' },
    input: z.object({ organizationId }),
    output: changed,
    run: (input, caller) => change(deps, input.organizationId, { to: 'suspended', caller }),
  });
}

function resume(deps: Deps) {
  return defineOperation({
    name: 'organizations.resume',
    summary: 'Lift the suspension of an organization: its tokens work again and its outbox goes on.',
    access: 'orchestrator',
    readOnly: false,
    rest: { method: 'post', path: '/organizations/:organizationId/resume' },
    input: z.object({ organizationId }),
    output: changed,
    run: (input, caller) => change(deps, input.organizationId, { to: 'active', caller }),
  });
}

async function change(
  deps: Deps,
  id: string,
  { to, caller }: { readonly to: 'active' | 'suspended'; readonly caller: Caller },
) {
  const { store, runtime } = deps;
  const organization = await store.organizations.get(id);
  if (!organization) throw unknownOrganization();
  const now = runtime.now();
  // A second suspension does not make the first one younger.
  if (statusOf(organization) !== to) {
    const since = suspendedAt(organization);
    const at = now.toISOString();
    const settingsPatch =
      to === 'suspended' ? { suspendedAt: at, resumedAt: null } : { suspendedAt: null, resumedAt: at };
    await store.organizations.update(id, { settingsPatch });
    const event = to === 'suspended' ? 'organization.suspended' : 'organization.resumed';
    const details = since === undefined ? {} : { since };
    await store.audit.append(id, auditBody({ event, actor: caller.principal, target: id, details }), now);
  }
  return { success: true as const, organizationId: id, status: to };
}
