import type { Facts } from '@buttdial/core';
import { type Draft, recipient } from './compose.ts';
import { refusedBy } from './decision-record.ts';
import type { Deps } from './deps.ts';
import type { Lines } from './lines.ts';
import type { AgentScope } from './principal.ts';

/** Whom a send is for. */
interface Wanted {
  readonly to: string;
  readonly channel: Draft['channel'];
}

/** The address that was named, or that of an agent of the same organization. @throws `invalid-input`, `refused`. */
export async function resolveRecipient(
  { deps, lines }: { readonly deps: Deps; readonly lines: Lines },
  scope: AgentScope,
  input: Wanted,
): Promise<string> {
  if (/^[+(\d]|@/.test(input.to.trim()) || input.to.startsWith('whatsapp:')) return checkedRecipient(deps, input);
  const other = await deps.store.agents.get(scope.organizationId, input.to);
  if (other?.status !== 'active') return checkedRecipient(deps, input);
  return (await lines.sending({ organizationId: scope.organizationId, agentId: other.id }, input.channel)).address;
}

const noFacts: Facts = { ledger: [], lastInboundAt: {}, attempts: [], underWay: [], lists: {}, erased: false };

// "911" is no E.164 number, but deserves the answer that fits it: the judge knows every emergency number.
function checkedRecipient(deps: Deps, input: Wanted): string {
  if (input.channel === 'sms' || input.channel === 'whatsapp') {
    const digits = input.to.replace(/\D/g, '');
    // "112" is dialled as it is, "+1911" behind a country code: both are asked about.
    for (const to of /^\d{2,6}$/.test(digits) ? [digits, `+${digits}`] : []) {
      const intent = { channel: input.channel, purpose: 'informational', to } as const;
      const { record } = deps.judge(intent, noFacts, deps.runtime.now());
      if (record.ruleIds.includes('SAFE-EMERGENCY')) throw refusedBy(record);
    }
  }
  return recipient(input.channel, input.to);
}
