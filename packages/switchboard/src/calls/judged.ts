import type { DecisionRecord, Purpose } from '@buttdial/core';
import { contactKey } from '../contacts.ts';
import type { Deps } from '../deps.ts';
import { factsQueryOf } from '../exit.ts';
import { defaultCallRules, mayRing } from './rules.ts';

/** A phone that is about to ring, for whatever reason. */
export interface Ringing {
  readonly organizationId: string;
  readonly agentId: string;
  /** E.164. */
  readonly to: string;
  readonly purpose: Purpose;
  /** The call will be recorded, once the other party agrees. */
  readonly record: boolean;
  /** The moment to judge. */
  readonly at: Date;
}

/**
 * Whether a phone may ring: the allow-lists of operator, organization and agent first, then the same judge as for
 * messages. Every way to make a phone ring comes through here.
 */
export async function judgeRinging(deps: Deps, ringing: Ringing): Promise<DecisionRecord> {
  const { organizationId, agentId, to, purpose, record, at } = ringing;
  if (!mayRing(to, await allowLists(deps, ringing))) return notListed(ringing);
  const key = contactKey(deps.sealer, organizationId, { channel: 'voice', address: to });
  const item = { organizationId, contactKey: key, channel: 'voice' as const, purpose, to };
  const facts = await deps.store.facts(factsQueryOf(item, at));
  const call = { voice: 'ai' as const, aiDisclosure: true, record, recordingAnnouncement: record };
  return deps.judge({ agentId, channel: 'voice', purpose, to, call }, facts, at).record;
}

async function allowLists(deps: Deps, { organizationId, agentId }: Ringing) {
  const [organization, agent] = await Promise.all([
    deps.store.organizations.get(organizationId),
    deps.store.agents.get(organizationId, agentId),
  ]);
  const { allowPrefixes } = deps.settings.calls ?? defaultCallRules;
  return [allowPrefixes, prefixesIn(organization?.settings.callAllowPrefixes), agent?.profile.calls?.allowPrefixes];
}

/** A list that somebody wrote into settings; what is no list of texts narrows to nothing. */
function prefixesIn(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? value.filter(prefix => typeof prefix === 'string') : [];
}

const listRule = {
  ruleId: 'CALL-ALLOW-LIST',
  citation: 'Product rule: numbers that may be rung',
  message: 'This number is on no list of numbers that may be called.',
  remedy:
    'The operator lists its prefix in CALL_ALLOW_PREFIXES; lists of the organization and the agent only narrow it.',
};

function notListed({ purpose, at }: Ringing): DecisionRecord {
  const { ruleId, citation, message, remedy } = listRule;
  return {
    effect: 'deny',
    ruleIds: [ruleId],
    citations: [citation],
    remedy: `${message} ${remedy}`,
    json: JSON.stringify({
      effect: 'deny',
      rules: [ruleId],
      reasons: [listRule],
      alsoRequired: [],
      obligations: [],
      jurisdictions: [],
      purpose,
      at: at.toISOString(),
    }),
  };
}
