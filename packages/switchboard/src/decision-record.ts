import { createHash } from 'node:crypto';
import type { Decision, Reason, RulePack } from '@buttdial/compliance';
import { ButtdialError, type DecisionRecord, type Purpose, type RefusalReason } from '@buttdial/core';

/** What was judged, and when: ISO 8601. */
interface Judged {
  readonly purpose: Purpose;
  readonly at: string;
}

/** Makes what is kept of a decision: all of a refusal, and of an allow only what it rested on. */
export function createRecorder(
  packs: readonly RulePack[],
  hints: Readonly<Record<string, string>> = {},
): (decision: Decision, judged: Judged) => DecisionRecord {
  const hours = new Set(packs.flatMap(pack => pack.rules.filter(rule => rule.kind === 'hours').map(rule => rule.id)));
  let packsOnce: string | undefined;
  return (decision, judged) => {
    if (decision.effect === 'allow') {
      packsOnce ??= fingerprintOf(decision.packs);
      return { effect: 'allow', ruleIds: [], citations: [], json: allowedJson(decision, judged, packsOnce) };
    }
    const hinted = withHints(decision, hints);
    const { effect, rules, reasons, alsoRequired, nextAllowedAt } = hinted;
    // Time alone must cure it, or it would wait only to be refused.
    const curedByTime = rules.every(id => hours.has(id)) && alsoRequired.length === 0;
    return {
      effect,
      ruleIds: rules,
      citations: reasons.map(reason => reason.citation),
      remedy: reasons.map(reason => `${reason.message} ${reason.remedy}`).join(' '),
      ...(nextAllowedAt && curedByTime ? { nextAllowedAt: new Date(nextAllowedAt) } : {}),
      json: JSON.stringify({ ...hinted, ...judged }),
    };
  };
}

function withHints(decision: Decision, hints: Readonly<Record<string, string>>): Decision {
  const hinted = (reason: Reason) => {
    const hint = hints[reason.ruleId];
    return hint ? { ...reason, remedy: `${reason.remedy} ${hint}` } : reason;
  };
  return { ...decision, reasons: decision.reasons.map(hinted), alsoRequired: decision.alsoRequired.map(hinted) };
}

// Millions of these are kept, so packs are one fingerprint and places are codes.
function allowedJson({ jurisdictions, obligations, tzdata }: Decision, { purpose, at }: Judged, packs: string): string {
  return JSON.stringify({
    purpose,
    at,
    places: jurisdictions.map(place => place.code),
    owed: obligations.map(obligation => obligation.ruleId),
    tzdata,
    packs,
  });
}

/** One short name for a set of packs: equal exactly when ids, versions and contents are. */
function fingerprintOf(packs: Decision['packs']): string {
  const text = packs.map(pack => `${pack.id} ${pack.version} ${pack.hash}\n`).join('');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Every rule behind a kept refusal, as a caller reads it. */
function reasonsOf({ json }: DecisionRecord): readonly RefusalReason[] {
  const { reasons = [] } = (json ? JSON.parse(json) : {}) as { readonly reasons?: readonly RefusalReason[] };
  return reasons.map(({ ruleId, citation, message, remedy }) => ({ ruleId, citation, message, remedy }));
}

/** A refusal by law or policy, as every door tells it: which rule, why, what would cure it, and when. */
export function refusedBy(record: DecisionRecord): ButtdialError {
  const reasons = reasonsOf(record);
  const why = reasons.map(reason => reason.message).join(' ');
  const cure = reasons.map(reason => reason.remedy).join(' ');
  return new ButtdialError(
    'refused',
    `Compliance: refused by ${record.ruleIds.join(', ') || 'policy'}. ${why}`.trim(),
    {
      ruleIds: record.ruleIds,
      citations: record.citations,
      reasons,
      remedy: cure || record.remedy || 'Do not try this recipient again.',
      ...(record.nextAllowedAt ? { nextAllowedAt: record.nextAllowedAt } : {}),
    },
  );
}
