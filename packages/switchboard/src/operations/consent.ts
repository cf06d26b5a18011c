import { ButtdialError, type Channel, type ConsentEvent, normalizeAddress, purposes } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import { contactKey } from '../contacts.ts';
import type { Deps } from '../deps.ts';
import { consentFor, foldLedger, optOutOn, outsideHours, relationships, type Standing } from '../ledger.ts';
import { type Caller, defineOperation } from '../operation.ts';
import { agentScope, organizationScope } from '../principal.ts';
import { agentId } from './fields.ts';

const channel = z.enum(['sms', 'voice', 'email', 'whatsapp', 'line']);
const contact = {
  agentId,
  contactAddress: z.string().min(1).max(320).describe('Number, e-mail address or LINE user id of the person.'),
  channel,
};
const consentTypes = ['express', 'implied', 'transactional', 'express_written'] as const;

/** The verbs about who agreed to be contacted. */
export function consentOperations(deps: Deps) {
  return { check: check(deps), record: record(deps), revoke: revoke(deps), relate: relate(deps) };
}

interface Contact {
  readonly organizationId: string;
  readonly key: string;
  readonly channel: Channel;
  readonly address: string;
}

async function contactOf(
  deps: Deps,
  input: { readonly agentId?: string | undefined; readonly contactAddress: string; readonly channel: Channel },
  principal: Caller['principal'],
): Promise<Contact> {
  const { organizationId } =
    principal.kind === 'agent' || input.agentId !== undefined
      ? await agentScope(deps.store, principal, input.agentId)
      : { organizationId: await organizationScope(deps.store, principal, {}) };
  const address = normalizeAddress(input.channel, input.contactAddress);
  if (address === undefined)
    throw new ButtdialError('invalid-input', `"contactAddress" is no address of ${input.channel}.`, {
      field: 'contactAddress',
      remedy: 'Give a number in E.164 form such as +12125550123, or an e-mail address.',
    });
  const { channel: on } = input;
  return {
    organizationId,
    key: contactKey(deps.sealer, organizationId, { channel: on, address }),
    channel: on,
    address,
  };
}

async function standingOf(deps: Deps, { organizationId, key }: Contact): Promise<Standing> {
  return foldLedger(await deps.store.consent.of(organizationId, key));
}

const checkOutput = z.object({
  hasConsent: z.boolean(),
  status: z.enum(['none', 'granted', 'revoked']),
  consentType: z.string().nullable(),
  purposes: z.array(z.string()),
  grantedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  source: z.string().nullable(),
  message: z.string().optional(),
});

function check(deps: Deps) {
  return defineOperation({
    name: 'consent.check',
    summary: 'Whether a person agreed to be contacted on a channel, and to what.',
    access: 'agent',
    readOnly: true,
    rest: { method: 'post', path: '/consent/check' },
    input: z.object(contact),
    output: checkOutput,
    run: async (input, { principal }) => {
      const person = await contactOf(deps, input, principal);
      return viewStanding(await standingOf(deps, person), person.channel, deps.runtime.now());
    },
  });
}

function viewStanding(standing: Standing, on: Channel, now: Date): z.output<typeof checkOutput> {
  const grant = standing.grants.findLast(event => event.channel === on || event.channel === '*');
  const told = {
    consentType: grant?.level ?? null,
    purposes: [...(grant?.purposes ?? (grant ? ['informational'] : []))],
    grantedAt: grant?.at.toISOString() ?? null,
    expiresAt: grant?.expiresAt?.toISOString() ?? null,
    revokedAt: null,
    source: grant?.source ?? null,
  };
  const against = optOutOn(standing, on);
  if (against) {
    const source = against.source ?? null;
    const message =
      against.kind === 'stop'
        ? 'The person said stop. Nothing may be sent until they write START.'
        : 'The consent was revoked. Nothing may be sent until the person consents again.';
    return { ...told, hasConsent: false, status: 'revoked', revokedAt: against.at.toISOString(), source, message };
  }
  if (!grant) return { ...told, hasConsent: false, status: 'none', message: 'There is no consent on file.' };
  if (grant.expiresAt && grant.expiresAt <= now)
    return { ...told, hasConsent: false, status: 'none', message: 'The consent has expired.' };
  return { ...told, hasConsent: true, status: 'granted' };
}

const recordInput = z.object({
  ...contact,
  consentType: z.enum(consentTypes).default('express').describe('express_written: only with the organization token.'),
  purposes: z
    .array(z.enum(purposes))
    .min(1)
    .max(purposes.length)
    .default(['informational'])
    .describe('What for. marketing: only with the organization token.'),
  source: z.string().max(200).optional().describe('Where it was given: web_form, verbal, sms_optin …'),
  notes: z.string().max(2000).optional().describe('The words shown, a link to the evidence.'),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
  outsideHours: z.boolean().default(false).describe('The person also agreed to be called outside the usual hours.'),
});

function record(deps: Deps) {
  return defineOperation({
    name: 'consent.record',
    summary: 'Record that a person agreed to be contacted on a channel.',
    access: 'agent',
    readOnly: false,
    rest: { method: 'post', path: '/consent' },
    input: recordInput,
    output: z.object({ success: z.literal(true), consentId: z.string(), status: z.literal('granted') }),
    run: async (input, { principal }) => {
      assertMayRecord(input, principal);
      const person = await contactOf(deps, input, principal);
      const { stop } = await standingOf(deps, person);
      if (stop) await liftStop(deps, person, { input, principal });
      const consentId = await append(deps, person, {
        principal,
        event: 'consent_recorded',
        entry: {
          kind: 'granted',
          channel: person.channel,
          level: input.consentType,
          purposes: [...input.purposes, ...(input.outsideHours ? [outsideHours] : [])],
          ...(input.source ? { source: input.source } : {}),
          ...(input.notes ? { notes: input.notes } : {}),
          ...(input.expiresAt ? { expiresAt: new Date(input.expiresAt) } : {}),
        },
      });
      return { success: true as const, consentId, status: 'granted' as const };
    },
  });
}

// What a model says that somebody agreed to must not open the doors that the law keeps for proof.
function assertMayRecord(input: z.output<typeof recordInput>, principal: Caller['principal']): void {
  if (principal.kind !== 'agent') return;
  if (input.consentType !== 'express_written' && !input.purposes.includes('marketing')) return;
  throw new ButtdialError('forbidden', 'An agent cannot record written consent, or consent to marketing.', {
    field: input.consentType === 'express_written' ? 'consentType' : 'purposes',
    remedy: 'Record it with the organization token, where the evidence is kept.',
  });
}

/** A STOP ends by START. New written consent, recorded by the organization, ends it as well. */
async function liftStop(
  deps: Deps,
  person: Contact,
  { input, principal }: { readonly input: z.output<typeof recordInput>; readonly principal: Caller['principal'] },
): Promise<void> {
  if (principal.kind === 'agent' || input.consentType !== 'express_written')
    throw new ButtdialError('refused', 'Compliance: refused by OPTOUT-INTERNAL. The person said stop.', {
      ruleIds: ['OPTOUT-INTERNAL'],
      citations: ['47 CFR 64.1200(a)(10), (d); GDPR art. 21(3); CASL s.11; 15 U.S.C. 7704(a)(4)'],
      remedy: 'Wait until the person writes START, or let the organization record new express_written consent.',
    });
  await append(deps, person, {
    principal,
    event: 'consent.started',
    entry: { kind: 'start', channel: '*', source: 'written-consent' },
  });
}

function revoke(deps: Deps) {
  return defineOperation({
    name: 'consent.revoke',
    summary: 'Record that a person no longer wants to be contacted. It holds at once, on all channels of that address.',
    access: 'agent',
    readOnly: false,
    rest: { method: 'post', path: '/consent/revoke' },
    input: z.object({ ...contact, notes: z.string().max(2000).optional() }),
    output: z.object({ success: z.literal(true), status: z.literal('revoked'), message: z.string().optional() }),
    run: async (input, { principal }) => {
      const person = await contactOf(deps, input, principal);
      const standing = await standingOf(deps, person);
      const { channel: on } = person;
      const had = consentFor(standing, { channel: on, purpose: 'informational', now: deps.runtime.now() });
      const none = { message: 'There was no active consent. From now on nothing is sent to this contact.' };
      const answer = { success: true as const, status: 'revoked' as const, ...(had ? {} : none) };
      if (optOutOn(standing, on)) return answer;
      await append(deps, person, {
        principal,
        event: 'consent_revoked',
        entry: { kind: 'revoked', channel: on, source: 'api', ...(input.notes ? { notes: input.notes } : {}) },
      });
      return answer;
    },
  });
}

function relate(deps: Deps) {
  return defineOperation({
    name: 'consent.relate',
    summary: 'Record an established relationship: a purchase, an inquiry, a contract, or a customer offered a refusal.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/consent/relationship' },
    input: z.object({
      ...contact,
      relationship: z.enum(relationships).describe('It lifts some do-not-call lists, never an opt-out.'),
      at: z.iso.datetime({ offset: true }).optional().describe('When it happened; now when left out.'),
      expiresAt: z.iso.datetime({ offset: true }).optional(),
      source: z.string().max(200).optional(),
      notes: z.string().max(2000).optional(),
    }),
    output: z.object({ success: z.literal(true), relationshipId: z.string() }),
    run: async (input, { principal }) => {
      const person = await contactOf(deps, input, principal);
      const relationshipId = await append(deps, person, {
        principal,
        event: 'relationship_recorded',
        entry: {
          kind: 'relationship',
          channel: '*',
          level: input.relationship,
          ...(input.source ? { source: input.source } : {}),
          ...(input.notes ? { notes: input.notes } : {}),
          ...(input.at ? { at: new Date(input.at) } : {}),
          ...(input.expiresAt ? { expiresAt: new Date(input.expiresAt) } : {}),
        },
      });
      return { success: true as const, relationshipId };
    },
  });
}

async function append(
  deps: Deps,
  { organizationId, key, address, channel }: Contact,
  told: {
    readonly principal: Caller['principal'];
    readonly event: string;
    readonly entry: Omit<ConsentEvent, 'id' | 'organizationId' | 'contactKey' | 'at'> & { readonly at?: Date };
  },
): Promise<string> {
  const id = deps.runtime.newId();
  const { kind, channel: on, level } = told.entry;
  const lastAt = deps.runtime.now();
  await deps.store.contacts.note(organizationId, { contactKey: key, address, channel, lastAt });
  await deps.store.consent.append(
    organizationId,
    { id, organizationId, contactKey: key, at: deps.runtime.now(), ...told.entry },
    auditBody({
      event: told.event,
      actor: told.principal,
      target: id,
      details: { kind, channel: on, ...(level ? { level } : {}) },
    }),
  );
  return id;
}
