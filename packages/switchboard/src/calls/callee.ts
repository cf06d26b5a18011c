import { ButtdialError, type Facts, normalizeAddress } from '@buttdial/core';
import { refusedBy } from '../decision-record.ts';
import type { Deps } from '../deps.ts';
import type { Lines } from '../lines.ts';
import type { AgentScope } from '../principal.ts';

const noFacts: Facts = { ledger: [], lastInboundAt: {}, attempts: [], underWay: [], lists: {}, erased: false };

/** Whom to ring: a number, or the line of an agent of the same organization. @throws `invalid-input`, `refused`. */
export async function resolveCallee(
  { deps, lines }: { readonly deps: Deps; readonly lines: Lines },
  scope: AgentScope,
  named: { readonly to: string; readonly field: string },
): Promise<string> {
  const { to, field } = named;
  if (!/^[+(\d]/.test(to.trim())) {
    const other = await deps.store.agents.get(scope.organizationId, to);
    if (other?.status === 'active')
      return (await lines.sending({ organizationId: scope.organizationId, agentId: other.id }, 'voice')).address;
  }
  refuseEmergency(deps, to);
  const address = normalizeAddress('voice', to);
  if (address !== undefined) return address;
  const shape = 'a phone number in E.164 form such as +12125550123, or the id of an agent of your organization';
  throw new ButtdialError('invalid-input', `"${field}" is not ${shape}.`, { field, remedy: `Give ${shape}.` });
}

// "112" is dialled as it is, "+1911" behind a country code: the judge knows every emergency number.
function refuseEmergency(deps: Deps, to: string): void {
  const digits = to.replace(/\D/g, '');
  for (const number of /^\d{2,6}$/.test(digits) ? [digits, `+${digits}`] : []) {
    const call = { voice: 'ai' as const, aiDisclosure: true };
    const intent = { channel: 'voice', purpose: 'informational', to: number, call } as const;
    const { record } = deps.judge(intent, noFacts, deps.runtime.now());
    if (record.ruleIds.includes('SAFE-EMERGENCY')) throw refusedBy(record);
  }
}

/** Keys that would reach an emergency service from a switchboard that dials on. */
export function isEmergencyDigits(deps: Deps, digits: string): boolean {
  try {
    refuseEmergency(deps, digits.replace(/[w*#]/g, ''));
    return false;
  } catch (refusal) {
    if (refusal instanceof ButtdialError) return true;
    throw refusal;
  }
}
