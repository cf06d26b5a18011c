import type { DecisionRecord, Purpose } from '@buttdial/core';
import { contactKey } from '../contacts.ts';
import type { Deps } from '../deps.ts';
import { factsQueryOf } from '../exit.ts';
import { screenText } from '../screening.ts';
import { withEarlier } from '../under-way.ts';
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
  /** What is known beforehand to be said: content rules hold for it as for what is written. */
  readonly says?: string;
  /** The call, where there is one already: what begins after it does not count against it. */
  readonly callId?: string;
}

/**
 * Whether a phone may ring: the allow-lists of operator, organization and agent first, then the same judge as for
 * messages. Every way to make a phone ring comes through here.
 */
export async function judgeRinging(deps: Deps, ringing: Ringing): Promise<DecisionRecord> {
  const { organizationId, agentId, to, purpose, record, at, callId, says = '' } = ringing;
  if (!mayRing(to, await allowLists(deps, ringing))) return deniedBy(listRule, ringing);
  const screened = says === '' ? noFlags : await screenText(deps, says);
  if (screened === 'held') return deniedBy(heldRule, ringing);
  const key = contactKey(deps.sealer, organizationId, { channel: 'voice', address: to });
  const item = { organizationId, contactKey: key, channel: 'voice' as const, purpose, to };
  const facts = await deps.store.facts(factsQueryOf(item, at));
  const call = { voice: 'ai' as const, aiDisclosure: true, record, recordingAnnouncement: record };
  const intent = { agentId, channel: 'voice', purpose, to, call, contentFlags: screened.flags } as const;
  return deps.judge(intent, withEarlier(facts, callId), at).record;
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

const noFlags = { flags: [] };

const listRule = {
  ruleId: 'CALL-ALLOW-LIST',
  citation: 'Product rule: numbers that may be rung',
  message: 'This number is on no list of numbers that may be called.',
  remedy:
    'The operator lists its prefix in CALL_ALLOW_PREFIXES; lists of the organization and the agent only narrow it.',
};

const heldRule = {
  ruleId: 'CONTENT-UNSCREENED',
  citation: 'Product rule: nothing is said that a moderator was to see and has not',
  message: 'The content moderator does not answer.',
  remedy: 'Try again later.',
};

function deniedBy(rule: typeof listRule, { purpose, at }: Ringing): DecisionRecord {
  const { ruleId, citation, message, remedy } = rule;
  return {
    effect: 'deny',
    ruleIds: [ruleId],
    citations: [citation],
    remedy: `${message} ${remedy}`,
    json: JSON.stringify({
      effect: 'deny',
      rules: [ruleId],
      reasons: [rule],
      alsoRequired: [],
      obligations: [],
      jurisdictions: [],
      purpose,
      at: at.toISOString(),
    }),
  };
}
