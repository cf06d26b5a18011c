import { ButtdialError, type Provider } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { type Caller, defineOperation } from '../operation.ts';
import { organizationScope } from '../principal.ts';
import type { ProviderDesk } from '../vault/offer.ts';
import type { Fields } from '../vault/vault.ts';
import { organizationId } from './fields.ts';

const name = z.string().regex(/^[a-z0-9-]{1,40}$/, 'A provider is named like "twilio".');

/** The verbs about an organization's own vendor accounts. */
export function providerOperations(deps: Deps) {
  return { register: register(deps), list: list(deps), remove: remove(deps) };
}

const registerInput = z.object({
  organizationId,
  provider: name.describe('twilio, resend, … as the operator offers them.'),
  credentials: z
    .record(z.string().max(64), z.string().max(10_000))
    .describe('What the vendor asks for, such as accountSid and authToken. Sealed, and never shown again.'),
  autoVerify: z.boolean().default(true).describe('Try them with one harmless request before they are kept.'),
});

function register(deps: Deps) {
  const desk = deps.providers;
  return defineOperation({
    name: 'providers.register',
    summary:
      "Use the organization's own account at a vendor, from the next message on. The credentials are tried, sealed and never shown again.",
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/providers' },
    input: registerInput,
    output: z.object({
      success: z.literal(true),
      provider: z.string(),
      verified: z.boolean(),
      capabilities: z.array(z.string()),
      envKeysWritten: z.array(z.string()).describe('Always empty: credentials are not in the environment.'),
      note: z.string(),
    }),
    run: async (input, caller) => {
      const organizationId = await organizationScope(deps.store, caller.principal, input);
      const provider = await offered(desk, input.provider, input.credentials);
      const verified = input.autoVerify && (await isAccepted(deps, provider, { name: input.provider, caller }));
      const entry = { connection: input.provider, fields: input.credentials };
      await desk.vault.put(organizationId, entry, registered(caller, input, verified));
      return {
        success: true as const,
        provider: input.provider,
        verified,
        capabilities: capabilitiesOf(provider),
        envKeysWritten: [],
        note: verified ? 'The vendor accepted them; they are in use now.' : 'They are in use now, and were not tried.',
      };
    },
  });
}

function registered(caller: Caller, input: z.output<typeof registerInput>, verified: boolean): string {
  const details = { fields: Object.keys(input.credentials).length, verified };
  return auditBody({ event: 'credentials.registered', actor: caller.principal, target: input.provider, details });
}

async function offered(desk: ProviderDesk, provider: string, fields: Fields): Promise<Provider> {
  const answer = await desk.offer(provider, fields);
  if (!answer)
    throw new ButtdialError('invalid-input', `No provider of the name "${provider}" is offered here.`, {
      field: 'provider',
      remedy: 'Ask the operator which providers this server offers (PROVIDERS_OFFERED).',
    });
  if ('provider' in answer) return answer.provider;
  const [first] = answer.problems;
  throw new ButtdialError('invalid-input', `${first?.field}: ${first?.message}`, {
    field: `credentials.${first?.field}`,
    remedy: 'Copy the credentials again from the console of the vendor.',
    problems: answer.problems.map(problem => `${problem.field}: ${problem.message}`),
  });
}

/** False when the vendor offers no way to try. @throws when it refuses, or does not answer. */
async function isAccepted(
  { settings, runtime }: Deps,
  { check }: Provider,
  { name, caller }: { readonly name: string; readonly caller: Caller },
): Promise<boolean> {
  if (!check) return false;
  const signal = AbortSignal.any([caller.signal, runtime.timeout(settings.courier.requestTimeoutMs)]);
  const fault = await check({ signal, idempotencyKey: runtime.newId() });
  if (!fault) return true;
  if (fault.kind === 'credentials')
    throw new ButtdialError('invalid-input', `${name} does not accept these credentials. Nothing was kept.`, {
      field: 'credentials',
      remedy: 'Copy them again from the console of the vendor; a key may have been revoked.',
    });
  throw new ButtdialError('vendor-failed', `${name} could not be asked: ${fault.message} Nothing was kept.`, {
    remedy: 'Try again, or give autoVerify false to keep them untried.',
  });
}

const unheard = new Set(['check', 'close', 'store']);

export function capabilitiesOf(provider: Provider): string[] {
  return Object.keys(provider).filter(key => !unheard.has(key) && Reflect.get(provider, key) !== undefined);
}

function list(deps: Deps) {
  const { vault } = deps.providers;
  return defineOperation({
    name: 'providers.list',
    summary: "The organization's own vendor accounts: which fields are set, never what is in them.",
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/providers' },
    input: z.object({ organizationId }),
    output: z.object({
      providers: z.array(z.object({ provider: z.string(), version: z.int(), fields: z.array(z.string()) })),
    }),
    run: async (input, { principal }) => {
      const kept = await vault.open(await organizationScope(deps.store, principal, input));
      const providers = kept.map(({ connection, version, fields }) => ({
        provider: connection,
        version,
        fields: Object.keys(fields),
      }));
      return { providers };
    },
  });
}

function remove(deps: Deps) {
  const { vault } = deps.providers;
  return defineOperation({
    name: 'providers.remove',
    summary: "Forget the organization's own account at a vendor. From then on the server's own is used, if it has one.",
    access: 'organization',
    readOnly: false,
    rest: { method: 'delete', path: '/providers/:provider' },
    input: z.object({ organizationId, provider: name }),
    output: z.object({ success: z.literal(true) }),
    run: async (input, { principal }) => {
      const scope = await organizationScope(deps.store, principal, input);
      const audit = auditBody({ event: 'credentials.removed', actor: principal, target: input.provider });
      if (!(await vault.remove(scope, input.provider, audit)))
        throw new ButtdialError('not-found', 'The organization has no credentials of its own there.', {
          field: 'provider',
          remedy: 'List them with GET /api/v1/providers.',
        });
      return { success: true as const };
    },
  });
}
