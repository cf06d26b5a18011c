import { detectOptOut } from '@buttdial/compliance';
import type { InboundMessage, InboxEntry } from '@buttdial/core';

/** What the text of a message says about being written to. E-mail counts only when the whole text is the wish. */
export function spokenOptOut(message: InboundMessage): 'stop' | 'start' | 'help' | undefined {
  return detectOptOut(message.channel === 'email' ? (message.text.split('\n')[0] ?? '') : message.text);
}

/** The one confirmation that a STOP (or START) by SMS is answered with; none where the vendor recognized the word and answers itself. */
export function optOutReply(entries: readonly InboxEntry[]): string | undefined {
  const said = entries.find(entry => entry.consent?.source === 'inbound-sms')?.consent?.kind;
  if (said === 'stop')
    return 'You are unsubscribed and will get no more messages from this number. Reply START to resubscribe.';
  if (said === 'start') return 'You are subscribed again. Reply STOP to unsubscribe.';
  return undefined;
}
