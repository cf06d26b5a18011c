import type { WebhookAnswer } from '../caller.ts';
import { isHttpUrl } from './form.ts';
import { pair, readAddress, type TwilioNetwork } from './network.ts';
import type { TwilioMessage } from './records.ts';
import { execute } from './sends.ts';
import { readReplies, type TwimlReply } from './twiml.ts';

/** Carries out what the customer's answer to an inbound message says: TwiML, or plain text to send back. */
export function replyTo(network: TwilioNetwork, message: TwilioMessage, answer: WebhookAnswer): void {
  const replies = repliesIn(answer);
  if (replies === undefined)
    warn(network, message, { code: 12100, message: 'The TwiML in the answer could not be read.' });
  for (const reply of replies ?? []) sendReply(network, message, reply);
}

function repliesIn(answer: WebhookAnswer): readonly TwimlReply[] | undefined {
  if (answer.body.trim() === '') return [];
  if (/^text\/plain/i.test(answer.contentType)) return [{ text: answer.body, mediaUrls: [] }];
  return readReplies(answer.body);
}

function sendReply(network: TwilioNetwork, message: TwilioMessage, reply: TwimlReply): void {
  const account = network.world.registry.account(message.account);
  const { channel, number: from } = readAddress(reply.from ?? message.to);
  const to = readAddress(reply.to ?? message.from).number;
  const empty = reply.text === '' && reply.mediaUrls.length === 0;
  const blocked = channel === 'sms' && network.optedOut.has(pair(from, to));
  const statusCallback =
    reply.statusCallback !== undefined && isHttpUrl(reply.statusCallback) ? reply.statusCallback : undefined;
  const content = { body: reply.text, template: false, mediaUrls: reply.mediaUrls.filter(isHttpUrl) };
  if (empty) warn(network, message, { code: 14103, message: 'A Message holds neither text nor media.' });
  else if (blocked) warn(network, message, { code: 21610, message: 'Attempt to send to unsubscribed recipient.' });
  else if (account)
    execute(network, account, { channel, from, to, ...content, statusCallback, direction: 'outbound-reply' });
}

function warn(
  network: TwilioNetwork,
  message: TwilioMessage,
  alert: { readonly code: number; readonly message: string },
): void {
  network.world.ledger.alert({ vendor: 'twilio', account: message.account, about: message.sid, ...alert });
}
