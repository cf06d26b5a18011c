import { ButtdialError, type Channel, channels } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { organizationScope } from '../principal.ts';
import { organizationId } from './fields.ts';
import { capabilitiesOf } from './providers.ts';

const offer = z.object({
  provider: z.string(),
  capabilities: z.array(z.string()).describe('What it can do with the credentials in use; empty without any.'),
  schema: z
    .record(z.string(), z.unknown())
    .describe('JSON Schema of its credentials; "secret" marks what is never shown.'),
  own: z.boolean().describe('The organization brought credentials of its own.'),
  serves: z.array(z.enum(channels)).describe('The channels that it carries for the organization now.'),
});

/** The verbs about which vendors there are, whether they answer, and the key that credentials are sealed with. */
export function providerDeskOperations(deps: Deps) {
  return { offered: offered(deps), check: check(deps), rotate: rotate(deps) };
}

function offered(deps: Deps) {
  return defineOperation({
    name: 'providers.offered',
    summary: 'The vendors that this server offers: what each asks for, and what it carries for the organization now.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/providers/offered' },
    input: z.object({ organizationId }),
    output: z.object({ providers: z.array(offer) }),
    run: async (input, { principal }) => {
      const owner = await organizationScope(deps.store, principal, input);
      await deps.connections.ready?.(owner);
      const [catalog, kept] = await Promise.all([deps.providers.catalog?.() ?? [], deps.providers.vault.open(owner)]);
      const own = new Set(kept.map(each => each.connection));
      return {
        providers: catalog.map(({ name, schema }) => ({
          provider: name,
          capabilities: capabilitiesOf(deps.connections.get(owner, name)?.provider ?? {}),
          schema: { ...schema },
          own: own.has(name),
          serves: servedBy(deps, owner, name),
        })),
      };
    },
  });
}

function servedBy(deps: Deps, owner: string, name: string): Channel[] {
  return channels.filter(channel => deps.connections.serving(owner, channel)?.name === name);
}

function check(deps: Deps) {
  return defineOperation({
    name: 'providers.check',
    summary:
      "Ask a vendor with one harmless request whether the credentials in use work; the organization's own come first.",
    access: 'organization',
    readOnly: true,
    rest: { method: 'post', path: '/providers/:provider/check' },
    input: z.object({
      organizationId,
      provider: z.string().regex(/^[a-z0-9-]{1,40}$/, 'A provider is named like "twilio".'),
    }),
    output: z.object({
      provider: z.string(),
      state: z
        .enum(['works', 'refused', 'unreachable', 'untested'])
        .describe('untested: the vendor offers no way to try.'),
      fault: z.string().optional().describe('What kind of trouble it is.'),
      message: z.string().optional(),
      vendorMs: z.int().describe('How long the vendor took.'),
    }),
    run: async (input, { principal, signal }) => {
      const owner = await organizationScope(deps.store, principal, input);
      await deps.connections.ready?.(owner);
      const connection = deps.connections.get(owner, input.provider);
      if (!connection)
        throw new ButtdialError('not-found', 'This vendor is not connected.', {
          field: 'provider',
          remedy: 'Register credentials for it with POST /api/v1/providers.',
        });
      const { provider } = input;
      if (!connection.provider.check) return { provider, state: 'untested' as const, vendorMs: 0 };
      const startedAt = deps.runtime.now().getTime();
      const fault = await connection.provider.check({
        signal: AbortSignal.any([signal, deps.runtime.timeout(deps.settings.courier.requestTimeoutMs)]),
        idempotencyKey: deps.runtime.newId(),
      });
      const vendorMs = deps.runtime.now().getTime() - startedAt;
      if (!fault) return { provider, state: 'works' as const, vendorMs };
      const state = fault.kind === 'credentials' ? ('refused' as const) : ('unreachable' as const);
      return { provider, state, fault: fault.kind, message: fault.message, vendorMs };
    },
  });
}

function rotate(deps: Deps) {
  return defineOperation({
    name: 'providers.rotate',
    summary: "Seal the organization's credentials anew with a fresh key and forget the old one. They stay as they are.",
    access: 'organization',
    role: 'owner',
    readOnly: false,
    rest: { method: 'post', path: '/providers/rotate' },
    input: z.object({ organizationId }),
    output: z.object({ success: z.literal(true), resealed: z.int(), rewrapped: z.int(), dropped: z.int() }),
    run: async (input, { principal }) => {
      const owner = await organizationScope(deps.store, principal, input);
      const done = await deps.providers.vault.rotate(owner, connection =>
        auditBody({ event: 'credentials.resealed', actor: principal, target: connection }),
      );
      return { success: true as const, ...done };
    },
  });
}
