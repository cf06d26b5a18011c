import type { Obligation } from './decision.ts';
import type { Facts } from './facts.ts';
import type { CompiledRule } from './pack.ts';
import type { DutyName, DutyRule, Rule, RuleHead } from './rule.ts';

const recordingDuties: readonly DutyName[] = ['recording_notice', 'recording_consent'];

function isSatisfied(duty: DutyName, { action }: Facts): boolean {
  if (duty === 'ai_disclosure') return action.channel === 'voice' && action.aiDisclosure;
  if (duty === 'recording_notice') return action.recordingAnnouncement;
  if (duty === 'postal_address') return action.email.physicalAddress;
  if (duty === 'unsubscribe_footer') return action.email.unsubscribeLink;
  return duty === 'list_unsubscribe' && action.email.listUnsubscribeOneClick;
}

function isDue(rule: DutyRule, { action }: Facts): boolean {
  if (recordingDuties.includes(rule.duty)) return action.record;
  // On a call the engine knows who speaks; a human has no AI to disclose.
  const aboutMachines = rule.duty === 'ai_disclosure' || rule.duty === 'answer_truthfully';
  return !aboutMachines || action.channel !== 'voice' || action.voice !== 'human';
}

/** The email rules block when they are not met; when they are, their content is still owed. */
const owedByEmail: Readonly<Record<string, DutyName>> = {
  'EMAIL-ADDR': 'postal_address',
  'EMAIL-UNSUB': 'unsubscribe_footer',
  'EMAIL-ONECLICK': 'list_unsubscribe',
};

/** Whether anything may ever be owed by this rule. */
export function mayOwe(rule: Rule): boolean {
  return rule.kind === 'duty' || Object.hasOwn(owedByEmail, rule.id);
}

const emailInstructions: Partial<Record<DutyName, string>> = {
  postal_address: 'Show the valid postal address of the sender.',
  unsubscribe_footer: 'Show a clear way to unsubscribe; honour it within 10 business days.',
  list_unsubscribe: 'Send List-Unsubscribe (https) and List-Unsubscribe-Post, both covered by DKIM.',
};

function obligation(rule: RuleHead, owed: Pick<DutyRule, 'duty' | 'instruction'>, facts: Facts): Obligation {
  return {
    ruleId: rule.id,
    duty: owed.duty,
    instruction: owed.instruction,
    citation: rule.citation,
    confidence: rule.confidence,
    satisfied: isSatisfied(owed.duty, facts),
  };
}

/** What must be said, added or done. @param rules those that may owe anything; answered in their order */
export function obligationsOf(rules: readonly CompiledRule[], facts: Facts): readonly Obligation[] {
  const found = new Map<string, Obligation>();
  for (const { rule } of rules) {
    const byEmail = owedByEmail[rule.id];
    if (byEmail !== undefined) {
      found.set(rule.id, obligation(rule, { duty: byEmail, instruction: emailInstructions[byEmail] ?? '' }, facts));
    }
    if (rule.kind !== 'duty' || !isDue(rule, facts)) continue;
    const owed = obligation(rule, rule, facts);
    found.set(rule.id, rule.when === undefined ? owed : { ...owed, when: rule.when });
  }
  return [...found.values()];
}
