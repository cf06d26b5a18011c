import { detectOptOut } from '@buttdial/compliance';
import type { Agent, InboundMessage, InboxEntry } from '@buttdial/core';
import type { Deps } from './deps.ts';
import { foldLedger } from './ledger.ts';

/** What the text of a message says about being written to. E-mail counts only when the whole text is the wish. */
export function spokenOptOut(message: InboundMessage): 'stop' | 'start' | 'help' | undefined {
  return detectOptOut(message.channel === 'email' ? (message.text.split('\n')[0] ?? '') : message.text);
}

/**
 * The confirmation that a STOP (or START) by SMS is answered with. A STOP is confirmed once, by the message that began
 * the opt-out; none where the vendor recognized the word and answers itself.
 */
export async function optOutReply(
  deps: Deps,
  agent: Agent,
  entries: readonly InboxEntry[],
): Promise<string | undefined> {
  const said = entries.find(entry => entry.consent?.source === 'inbound-sms');
  if (said?.consent?.kind === 'start') return 'You are subscribed again. Reply STOP to unsubscribe.';
  if (said?.consent?.kind !== 'stop') return undefined;
  const now = deps.runtime.now();
  const { organizationId } = agent;
  const facts = await deps.store.facts({ organizationId, contactKey: said.contactKey, now });
  if (foldLedger(facts.ledger).stop?.id !== said.consent.id) return undefined;
  const intent = { channel: 'sms', purpose: 'informational', to: said.from, kind: 'optout_confirmation' } as const;
  if (deps.judge(intent, facts, now).decision.effect !== 'allow') return undefined;
  return 'You are unsubscribed and will get no more messages from this number. Reply START to resubscribe.';
}
