import { queryOptions } from '@tanstack/react-query';
import { callPage } from './client.ts';

/** A simulated handset. */
export interface Phone {
  readonly number: string;
  readonly name: string;
}

/** One message as the handset shows it. */
export interface PhoneMessage {
  /** The vendor's id, the `externalId` of the message. */
  readonly id: string;
  readonly at: string;
  readonly phone: string;
  readonly direction: 'received' | 'sent';
  readonly channel: 'sms' | 'whatsapp';
  readonly with: string;
  readonly text: string;
  readonly media: readonly { readonly id: string; readonly contentType: string; readonly url: string }[];
}

/** One mail in a simulated mailbox. */
export interface Mail {
  readonly id: string;
  readonly at: string;
  readonly mailbox: string;
  readonly direction: 'received' | 'sent';
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  readonly attachments: readonly { readonly id: string; readonly name: string; readonly size: number }[];
}

const path = (...parts: readonly string[]) => `/network/${parts.map(encodeURIComponent).join('/')}`;

/** Every handset of the simulated network. */
export const phonesQuery = queryOptions({
  queryKey: ['network', 'phones'],
  queryFn: async () => (await callPage<{ phones: readonly Phone[] }>('GET', path('phones'))).phones,
});

/** What one handset sent and received, oldest first. */
export const threadQuery = (number: string) =>
  queryOptions({
    queryKey: ['network', 'thread', number],
    queryFn: async () =>
      (await callPage<{ messages: readonly PhoneMessage[] }>('GET', path('phones', number, 'messages'))).messages,
  });

/** What lies in one mailbox, oldest first. */
export const mailsQuery = (address: string) =>
  queryOptions({
    queryKey: ['network', 'mails', address],
    queryFn: async () => (await callPage<{ mails: readonly Mail[] }>('GET', path('mailboxes', address, 'mails'))).mails,
  });

/** Every mailbox that has mail. */
export const mailboxesQuery = queryOptions({
  queryKey: ['network', 'mailboxes'],
  queryFn: async () =>
    (await callPage<{ mailboxes: readonly { address: string; mails: number }[] }>('GET', path('mailboxes'))).mailboxes,
});

/** Makes a phone, or renames one. */
export function addPhone(phone: { readonly number: string; readonly name?: string }): Promise<Phone> {
  return callPage('POST', path('phones'), phone);
}

/** Types a message on a handset. */
export function sendFromPhone(
  number: string,
  message: { readonly to: string; readonly channel: PhoneMessage['channel']; readonly text: string },
): Promise<PhoneMessage> {
  return callPage('POST', path('phones', number, 'messages'), message);
}

/** Answers a mail that lies in a mailbox. */
export function replyToMail(id: string, text: string): Promise<Mail> {
  return callPage('POST', path('mails', id, 'reply'), { text });
}
