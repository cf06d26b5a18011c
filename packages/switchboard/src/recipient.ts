import { type Facts, isE164 } from '@buttdial/core';
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

interface Parts {
  readonly deps: Deps;
  readonly lines: Lines;
}

/**
 * The address that was named, or that of an agent of the same organization. An address is answered at once, not in a promise.
 * @throws `invalid-input`, `refused`.
 */
export function resolveRecipient(parts: Parts, scope: AgentScope, input: Wanted): string | Promise<string> {
  const isAddress = /^[+(\d]|@/.test(input.to.trim()) || input.to.startsWith('whatsapp:');
  return isAddress ? checkedRecipient(parts.deps, input) : addressOfAgent(parts, scope, input);
}

async function addressOfAgent({ deps, lines }: Parts, scope: AgentScope, input: Wanted): Promise<string> {
  const other = await deps.store.agents.get(scope.organizationId, input.to);
  if (other?.status !== 'active') return checkedRecipient(deps, input);
  return (await lines.sending({ organizationId: scope.organizationId, agentId: other.id }, input.channel)).address;
}

const noFacts: Facts = { ledger: [], lastInboundAt: {}, attempts: [], underWay: [], lists: {}, erased: false };

// "911" is no E.164 number, but deserves the answer that fits it: the judge knows every emergency number.
function checkedRecipient(deps: Deps, input: Wanted): string {
  if ((input.channel === 'sms' || input.channel === 'whatsapp') && !isE164(input.to)) {
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
