import type { Runtime, Store } from '@buttdial/core';
import { createJudge, type Judge } from '@buttdial/switchboard';
import type { ComplianceConfig } from './compliance-config.ts';

/** The judge of this installation: all packs, with what only its operator can know. */
export function judgeOf(compliance: ComplianceConfig, demo: boolean): Judge {
  const { packs, a2pRegistered, allowPrefixes, consentAssumed } = compliance;
  return createJudge(packs, {
    a2pRegistered,
    hints,
    ...(allowPrefixes ? { allowPrefixes } : {}),
    ...(consentAssumed ? { assumedConsent: { level: 'express', purposes: ['informational'] } } : {}),
    ...(demo ? { standIn: fictionalStandIn } : {}),
  });
}

// Area code 555 is given to nobody, so the law knows no place for it; on the simulated network it is in New York.
function fictionalStandIn(number: string): string {
  return /^\+1555\d{7}$/.test(number) ? `+1212${number.slice(5)}` : number;
}

const unsubscribing = 'Commercial e-mail carries it by itself once WEBHOOK_BASE_URL is an https:// address.';
const recording = 'Record it with comms_record_consent.';

/** What cures a refusal here, in the words of this server. */
const hints: Readonly<Record<string, string>> = {
  'US-10DLC': 'Then set A2P_10DLC_REGISTERED=true on the server.',
  'US-TEXT-PEC': recording,
  'WA-OPTIN': recording,
  'CONSENT-EXPIRED': recording,
  'US-TEXT-PEWC': 'The organization records it with POST /api/v1/consent.',
  'SAFE-DEST-ALLOWLIST': 'The operator lists it in DESTINATION_ALLOW_PREFIXES.',
  'EMAIL-ADDR': 'The operator sets POSTAL_ADDRESS, or the organization its own with POST /api/v1/compliance/sender.',
  'EMAIL-UNSUB': unsubscribing,
  'EMAIL-ONECLICK': unsubscribing,
  'DNC-STALE': 'The operator imports it with "buttdial compliance import".',
};

/** Writes into every organization's audit what its operator loosened or vouched for. */
export async function auditCompliance(store: Store, runtime: Runtime, compliance: ComplianceConfig): Promise<void> {
  const { loosened, consentAssumed } = compliance;
  if (loosened.length === 0 && !consentAssumed) return;
  runtime.log.warn('compliance.loosened', { rows: loosened.length, consentAssumed });
  const body = JSON.stringify({
    event: 'compliance.loosened',
    actor: 'system',
    target: 'server',
    details: {
      consentAssumed,
      rows: loosened.map(({ ruleId, field, from, to, by }) => ({ ruleId, field, from, to, by })),
    },
  });
  for (const { id } of await store.listOrganizations()) await store.audit.append(id, body, runtime.now());
}
