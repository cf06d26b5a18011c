import type { MediaFile } from '../media.ts';
import { segmentCount } from './segments.ts';

export type MessageStatus =
  | 'accepted'
  | 'scheduled'
  | 'queued'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'undelivered'
  | 'failed'
  | 'received'
  | 'canceled';

/** A Message resource. Addresses are as in the API: WhatsApp ones carry their prefix. */
export interface TwilioMessage {
  readonly sid: string;
  readonly accountSid: string;
  /** Name of the account in the registry. */
  readonly account: string;
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-reply';
  readonly from: string;
  readonly to: string;
  readonly messagingServiceSid?: string | undefined;
  readonly statusCallback?: string | undefined;
  readonly media: readonly MediaFile[];
  /** Made from an approved template: may be sent outside the WhatsApp window. */
  readonly template: boolean;
  readonly createdAt: Date;
  body: string;
  status: MessageStatus;
  updatedAt: Date;
  sentAt?: Date;
  errorCode?: number;
  /** Negative decimal of US dollars, known once it was sent. */
  price?: string;
}

/** What is kept for each account, oldest first. */
export interface Shelf<T> {
  /** Adds one, or puts it in place of the one with its SID. */
  add(one: T): void;
  get(account: string, sid: string): T | undefined;
  list(account: string): readonly T[];
  remove(one: T): void;
  clear(): void;
}

interface Kept {
  readonly account: string;
  readonly sid: string;
}

/** Keeps the newest `limit` of each account. */
export function createShelf<T extends Kept>(limit: number): Shelf<T> {
  const shelves = new Map<string, Map<string, T>>();
  const shelf = (account: string) => {
    const known = shelves.get(account) ?? new Map<string, T>();
    shelves.set(account, known);
    return known;
  };
  const add = (one: T) => {
    const mine = shelf(one.account);
    mine.set(one.sid, one);
    const oldest = mine.keys().next().value;
    if (mine.size > limit && oldest !== undefined) mine.delete(oldest);
  };
  return {
    add,
    get: (account, sid) => shelf(account).get(sid),
    list: account => [...shelf(account).values()],
    remove: one => void shelf(one.account).delete(one.sid),
    clear: () => shelves.clear(),
  };
}

/** RFC 2822 in GMT, as the API writes every date. */
export function apiDate(date: Date | undefined): string | null {
  return date === undefined ? null : date.toUTCString().replace('GMT', '+0000');
}

/** The Message resource as the API shows it. */
export function messageJson(
  message: TwilioMessage,
  errorText: (code: number) => string | null,
): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${message.accountSid}/Messages/${message.sid}`;
  return {
    account_sid: message.accountSid,
    api_version: '2010-04-01',
    body: message.body,
    date_created: apiDate(message.createdAt),
    date_sent: apiDate(message.sentAt),
    date_updated: apiDate(message.updatedAt),
    direction: message.direction,
    error_code: message.errorCode ?? null,
    error_message: message.errorCode === undefined ? null : errorText(message.errorCode),
    from: message.status === 'accepted' || message.status === 'scheduled' ? null : message.from,
    messaging_service_sid: message.messagingServiceSid ?? null,
    num_media: String(message.media.length),
    num_segments: segmentsShown(message),
    price: message.price ?? null,
    price_unit: 'USD',
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

function segmentsShown(message: TwilioMessage): string {
  if (message.status === 'accepted' || message.status === 'scheduled') return '0';
  return message.media.length > 0 || message.to.startsWith('whatsapp:') ? '1' : String(segmentCount(message.body));
}
