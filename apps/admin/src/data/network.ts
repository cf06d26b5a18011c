import { type QueryClient, queryOptions } from '@tanstack/react-query';
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
  readonly media: readonly {
    readonly id: string;
    readonly contentType: string;
    readonly url: string;
    readonly source?: string;
  }[];
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

/** One call as the phone knows it: what was said on either side, in words. */
export interface PhoneCall {
  readonly id: string;
  /** As the agent's account sees it. */
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-dial';
  readonly from: string;
  readonly to: string;
  readonly status: 'queued' | 'ringing' | 'in-progress' | 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled';
  readonly at: string;
  readonly answeredAt?: string;
  readonly endedAt?: string;
  /** How the account speaks: text relay or raw audio. */
  readonly mode?: 'relay' | 'media';
  readonly transcript: readonly { readonly at: string; readonly by: 'phone' | 'account'; readonly text: string }[];
}

/** Who is on a simulated phone when it rings. */
export interface Character {
  readonly kind: string;
}

/** The newest calls of one phone, oldest first. */
export const phoneCallsQuery = (number: string) =>
  queryOptions({
    queryKey: ['network', 'calls', number],
    queryFn: async () =>
      (await callPage<{ calls: readonly PhoneCall[] }>('GET', path('phones', number, 'calls'))).calls,
  });

/** Who answers a phone. */
export const characterQuery = (number: string) =>
  queryOptions({
    queryKey: ['network', 'character', number],
    queryFn: () => callPage<Character>('GET', path('phones', number, 'character')),
  });

/** Puts what became of a call into the phones that know it. */
export function tellPhones(queries: QueryClient, call: PhoneCall): void {
  for (const number of [call.from, call.to])
    queries.setQueryData<readonly PhoneCall[]>(['network', 'calls', number], known => {
      if (!known) return known;
      return known.some(each => each.id === call.id)
        ? known.map(each => (each.id === call.id ? call : each))
        : [...known, call];
    });
}

/** What a person with the phone in the hand can do about calls. */
export const phone = {
  call: (number: string, to: string) => callPage<PhoneCall>('POST', path('phones', number, 'calls'), { to }),
  become: (number: string, kind: string) => callPage<Character>('POST', path('phones', number, 'character'), { kind }),
  answer: (id: string) => callPage<PhoneCall>('POST', path('calls', id, 'answer'), {}),
  hangUp: (id: string) => callPage<PhoneCall>('POST', path('calls', id, 'hang-up'), {}),
  say: (id: string, text: string) => callPage<PhoneCall>('POST', path('calls', id, 'say'), { text }),
  press: (id: string, digits: string) => callPage<PhoneCall>('POST', path('calls', id, 'press'), { digits }),
  /** The path of a socket for the sound of the call; it opens once, and soon. */
  audio: async (id: string) => (await callPage<{ path: string }>('POST', path('calls', id, 'audio'), {})).path,
};
