import { ButtdialError } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { type OrganizationSettings, organizationSettings, readSettings } from '../organization-settings.ts';
import { organizationScope, unknownAgent, unknownOrganization } from '../principal.ts';
import { organizationId } from './fields.ts';

/** The verbs about what an organization chooses for itself. */
export function organizationEditOperations(deps: Deps) {
  return { settings: settings(deps), edit: edit(deps) };
}

function settings({ store }: Deps) {
  return defineOperation({
    name: 'organization.settings',
    summary: 'What the organization chose for itself: numbers, one-time codes, retention, pools.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/organization/settings' },
    input: z.object({ organizationId }),
    output: z.object({ settings: organizationSettings }),
    run: async (input, { principal }) => {
      const organization = await store.organizations.get(await organizationScope(store, principal, input));
      if (!organization) throw unknownOrganization();
      return { settings: readSettings(organization) };
    },
  });
}

const changes = Object.fromEntries(
  Object.entries(organizationSettings.shape).map(([field, schema]) => [field, schema.nullable()]),
) as { [Field in keyof typeof organizationSettings.shape]: z.ZodNullable<(typeof organizationSettings.shape)[Field]> };

function edit(deps: Deps) {
  const { store, runtime } = deps;
  return defineOperation({
    name: 'organization.edit',
    summary: 'Change what the organization chooses for itself. Only what is named changes; null takes a choice back.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'patch', path: '/organization/settings' },
    input: z.object({ organizationId, ...changes }),
    output: z.object({ success: z.literal(true), settings: organizationSettings, changed: z.array(z.string()) }),
    run: async ({ organizationId: named, ...wanted }, { principal }) => {
      const scope = await organizationScope(store, principal, { organizationId: named });
      await checked(deps, scope, wanted);
      const patch = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
      const organization = await store.organizations.update(scope, { settingsPatch: patch });
      if (!organization) throw unknownOrganization();
      // Who no longer wants bodies to be kept does not want those that are there.
      if (wanted.keepBodiesDays === null) await store.privacy.dropBodies(scope);
      const changed = Object.keys(patch);
      const details = { what: changed.join(' ') };
      const body = auditBody({ event: 'organization.edited', actor: principal, target: scope, details });
      await store.audit.append(scope, body, runtime.now());
      return { success: true as const, settings: readSettings(organization), changed };
    },
  });
}

type Wanted = { readonly [Field in keyof OrganizationSettings]?: OrganizationSettings[Field] | null };

async function checked(deps: Deps, organizationId: string, wanted: Wanted): Promise<void> {
  if (typeof wanted.defaultAgentId === 'string') {
    const agent = await deps.store.agents.get(organizationId, wanted.defaultAgentId);
    if (agent?.status !== 'active') throw unknownAgent();
  }
  if (wanted.otpProvider === 'vendor') {
    await deps.connections.ready?.(organizationId);
    if (!deps.connections.serving(organizationId, 'sms')?.provider.verification)
      throw new ButtdialError('unavailable', 'No provider here makes and checks one-time codes.', {
        field: 'otpProvider',
        remedy: 'Set TWILIO_VERIFY_SERVICE_SID, or give verifyServiceSid with an account of your own.',
      });
  }
}
