import type { ContentFlag } from '@buttdial/compliance';
import type { FactsQuery, MessageRecord } from '@buttdial/core';
import { type CommercialSender, carries, commercialSender } from './commercial-email.ts';
import type { Deps } from './deps.ts';
import type { Intent } from './judge.ts';
import type { Outgoing } from './outgoing.ts';

/** What the judge is told about a message besides its row. */
export interface Brought {
  readonly flags: readonly ContentFlag[];
  readonly sender: CommercialSender | undefined;
}

/** What of a message the judge and the facts are about: a row, or one that will never be stored. */
export type Leaving = Pick<
  MessageRecord,
  'organizationId' | 'agentId' | 'channel' | 'purpose' | 'from' | 'to' | 'contactKey'
>;

/** Do-not-call lists bind marketing to telephone numbers, so only then is the number looked up. */
export function factsQueryOf(
  item: Pick<Leaving, 'organizationId' | 'contactKey' | 'channel' | 'purpose' | 'to'>,
  now: Date,
): FactsQuery {
  const { organizationId, contactKey, channel, purpose, to } = item;
  const phone = channel === 'sms' || channel === 'voice' || channel === 'whatsapp';
  return { organizationId, contactKey, now, ...(phone && purpose === 'marketing' ? { number: to } : {}) };
}

/** Who stands behind a marketing e-mail; undefined for everything else, which owes nothing. */
export function senderOf(deps: Deps, item: Leaving): Promise<CommercialSender> | undefined {
  return item.channel === 'email' && item.purpose === 'marketing' ? commercialSender(deps, item) : undefined;
}

/** A message as the judge sees it. */
export function intentOf(item: Leaving, outgoing: Outgoing, { flags, sender }: Brought): Intent {
  return {
    agentId: item.agentId,
    channel: item.channel,
    purpose: item.purpose,
    to: item.to,
    contentFlags: flags,
    template: outgoing.kind === 'message' && outgoing.message.content.kind === 'template',
    ...(outgoing.purposeAssumed ? { purposeAssumed: true } : {}),
    ...(sender ? { email: carries(sender) } : {}),
  };
}
