import { ButtdialError, channels, messageStates, normalizeAddress, purposes } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import { carries } from '../commercial-email.ts';
import { contactKey } from '../contacts.ts';
import { decisionView, viewJudgement, viewRecord } from '../decision-view.ts';
import type { Deps } from '../deps.ts';
import { factsQueryOf, senderOf } from '../exit.ts';
import type { Intent } from '../judge.ts';
import { defineOperation } from '../operation.ts';
import { agentScope, organizationScope } from '../principal.ts';
import { screenText } from '../screening.ts';
import { agentId, organizationId } from './fields.ts';
import { messageScope, unknownMessage } from './messages.ts';

/** The verbs about the law: may this be sent, and why was it not. */
export function complianceOperations(deps: Deps) {
  return { check: check(deps), explain: explain(deps), lists: lists(deps), sender: sender(deps) };
}

const checkInput = z.object({
  organizationId,
  agentId: z.string().min(1).max(64).optional().describe('Caps that count per agent count this one.'),
  to: z.string().min(1).max(320),
  channel: z.enum(channels).default('sms'),
  purpose: z
    .enum(purposes)
    .optional()
    .describe('Left out: reply when the contact wrote within 24 hours, else informational.'),
  body: z.string().max(100_000).default('').describe('The text, for content rules.'),
  template: z.boolean().default(false).describe('An approved WhatsApp template is sent.'),
  voice: z.enum(['human', 'ai', 'prerecorded']).default('ai').describe('For channel voice: who speaks.'),
  aiDisclosure: z.boolean().default(true).describe('For channel voice: the call opens by saying that an AI speaks.'),
  record: z.boolean().default(false),
  recordingAnnouncement: z.boolean().default(false),
  at: z.iso.datetime({ offset: true }).optional().describe('The moment to judge; now when left out.'),
});
type CheckInput = z.output<typeof checkInput>;

function check(deps: Deps) {
  return defineOperation({
    name: 'compliance.check',
    summary: 'May this be sent or called now, by law and policy? Nothing is sent, no limits are looked at.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'post', path: '/compliance/check' },
    input: checkInput,
    output: z.object({ allowed: z.boolean(), at: z.string(), decision: decisionView }),
    run: async (input, { principal }) => {
      const owner =
        input.agentId === undefined
          ? await organizationScope(deps.store, principal, input)
          : (await agentScope(deps.store, principal, input.agentId)).organizationId;
      const at = input.at ? new Date(input.at) : deps.runtime.now();
      const decision = await judge(deps, { owner, at }, input);
      return { allowed: decision.effect === 'allow', at: at.toISOString(), decision };
    },
  });
}

async function judge(deps: Deps, { owner, at }: { readonly owner: string; readonly at: Date }, input: CheckInput) {
  const { channel, purpose = 'informational' } = input;
  // A short number is no address, but the judge knows what to say about it.
  const to = normalizeAddress(channel, input.to) ?? input.to.trim();
  const item = {
    organizationId: owner,
    agentId: input.agentId ?? '',
    channel,
    purpose,
    from: '',
    to,
    contactKey: contactKey(deps.sealer, owner, { channel, address: to }),
  };
  const screened = await screenText(deps, input.body);
  if (screened === 'held')
    throw new ButtdialError('unavailable', 'The content moderator does not answer.', { remedy: 'Try again later.' });
  const sender = await senderOf(deps, item);
  const intent: Intent = {
    channel,
    purpose,
    to,
    contentFlags: screened.flags,
    template: input.template,
    ...(input.agentId ? { agentId: input.agentId } : {}),
    ...(input.purpose === undefined ? { purposeAssumed: true } : {}),
    ...(sender ? { email: carries(sender) } : {}),
    ...(channel === 'voice' ? { call: callOf(input) } : {}),
  };
  return viewJudgement(deps.judge(intent, await deps.store.facts(factsQueryOf(item, at)), at));
}

function callOf({ voice, aiDisclosure, record, recordingAnnouncement }: CheckInput): NonNullable<Intent['call']> {
  return { voice, aiDisclosure, record, recordingAnnouncement };
}

function explain(deps: Deps) {
  return defineOperation({
    name: 'compliance.explain',
    summary: 'The decision that was stored with the last attempt of a message: rules, citations, duties.',
    access: 'agent',
    readOnly: true,
    rest: { method: 'get', path: '/messages/:id/decision' },
    input: z.object({ id: z.string().min(1).max(64), agentId }),
    output: z.object({
      id: z.string(),
      status: z.enum(messageStates),
      decision: decisionView
        .extend({ at: z.string(), packs: z.string().optional().describe('Fingerprint of the rule packs.') })
        .nullable(),
      message: z.string().optional(),
    }),
    run: async (input, { principal }) => {
      const { organizationId: owner, agentId: agent } = await messageScope(deps, input, principal);
      const message = await deps.store.messages.get(owner, input.id);
      if (!message || (agent !== undefined && message.agentId !== agent)) throw unknownMessage();
      const { id, state: status, decision } = message;
      if (!decision?.json)
        return { id, status, decision: null, message: 'It has not been judged: it has not left yet.' };
      return { id, status, decision: viewRecord(decision) };
    },
  });
}

function lists(deps: Deps) {
  return defineOperation({
    name: 'compliance.lists',
    summary: 'The do-not-call lists of this installation: how many numbers, how old, from where.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/compliance/lists' },
    input: z.object({}),
    output: z.object({
      lists: z.array(
        z.object({
          list: z.string(),
          numbers: z.int(),
          asOf: z.string(),
          ageDays: z.int(),
          importedAt: z.string(),
          source: z.string(),
          sha256: z.string(),
        }),
      ),
    }),
    run: async () => {
      const now = deps.runtime.now().getTime();
      const copies = await deps.store.listCopies();
      return {
        lists: copies.map(({ asOf, importedAt, ...copy }) => ({
          ...copy,
          asOf: asOf.toISOString(),
          importedAt: importedAt.toISOString(),
          ageDays: Math.floor((now - asOf.getTime()) / 86_400_000),
        })),
      };
    },
  });
}

function sender(deps: Deps) {
  return defineOperation({
    name: 'compliance.sender',
    summary: 'The postal address that commercial e-mail of the organization shows; null for that of the installation.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/compliance/sender' },
    input: z.object({ organizationId, postalAddress: z.string().trim().min(10).max(500).nullable() }),
    output: z.object({ success: z.literal(true), postalAddress: z.string().nullable() }),
    run: async (input, { principal }) => {
      const owner = await organizationScope(deps.store, principal, input);
      const { store, runtime } = deps;
      const organization = await store.organizations.get(owner);
      if (!organization) throw new ButtdialError('not-found', 'There is no such organization.');
      const { postalAddress: _before, ...settings } = organization.settings;
      const own = input.postalAddress === null ? {} : { postalAddress: input.postalAddress };
      await store.organizations.update(owner, { settings: { ...settings, ...own } });
      await store.audit.append(
        owner,
        auditBody({ event: 'compliance.sender', actor: principal, target: owner }),
        runtime.now(),
      );
      return { success: true as const, postalAddress: input.postalAddress };
    },
  });
}
