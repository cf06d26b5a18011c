import { pair, type TwilioNetwork } from './network.ts';

const stopWords = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const startWords = new Set(['START', 'YES', 'UNSTOP']);
const helpWords = new Set(['HELP', 'INFO']);

export type OptOutType = 'STOP' | 'START' | 'HELP';

/** What Twilio answers by itself to a keyword, when it does. */
export const keywordReplies: Readonly<Record<OptOutType, string>> = {
  STOP: 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.',
  START:
    'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
  HELP: 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
};

/** The keyword that an SMS consists of, and its effect at the carrier. START (or YES) counts only for somebody who had said stop. */
export function applyKeyword(
  network: TwilioNetwork,
  sms: { readonly from: string; readonly to: string; readonly text: string },
): OptOutType | undefined {
  const word = sms.text.trim().toUpperCase();
  const key = pair(sms.to, sms.from);
  if (stopWords.has(word)) {
    network.optedOut.add(key);
    return 'STOP';
  }
  if (startWords.has(word) && network.optedOut.delete(key)) return 'START';
  return helpWords.has(word) ? 'HELP' : undefined;
}
