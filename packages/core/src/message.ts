import type { Channel } from './address.ts';

/** Why a message is sent; law and limits differ by it. `reply` answers something the contact wrote. */
export const purposes = ['informational', 'marketing', 'otp', 'reply', 'emergency'] as const;
/** One of `purposes`. */
export type Purpose = (typeof purposes)[number];

/** Channels that carry written messages between addresses. E-mail has its own shape. */
export type MessagingChannel = Extract<Channel, 'sms' | 'whatsapp' | 'line'>;

/** A medium by public URL (the vendor fetches it), or inline for e-mail. Exactly one of `url` and `content` is set. */
export interface Attachment {
  readonly name?: string;
  /** MIME type, `image/png`. */
  readonly contentType?: string;
  readonly url?: URL;
  readonly content?: Uint8Array;
}

/** What a message says: text with media, or a template that the channel approved. */
export type MessageContent =
  | { readonly kind: 'text'; readonly text: string; readonly attachments?: readonly Attachment[] }
  | { readonly kind: 'template'; readonly template: string; readonly variables: Readonly<Record<string, string>> };

/** One message to one recipient. Addresses are normalized (`normalizeAddress`). */
export interface OutboundMessage {
  readonly channel: MessagingChannel;
  readonly from: string;
  readonly to: string;
  readonly content: MessageContent;
}

/** One e-mail to one recipient. At least one of `text` and `html` is set. */
export interface OutboundEmail {
  readonly from: string;
  /** Display name of the sender. */
  readonly fromName?: string;
  readonly to: string;
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  readonly replyTo?: string;
  /** Extra headers such as `List-Unsubscribe` or `In-Reply-To`; names in any case, values without line breaks. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly attachments?: readonly Attachment[];
  /** Copies without the recipients seeing each other. */
  readonly bcc?: readonly string[];
}

/** A message that the vendor lists as sent; used to find out what became of an uncertain one. */
export interface SentMessage {
  readonly vendorId: string;
  readonly from: string;
  readonly to: string;
  /** Text as the vendor stored it, to tell apart messages between the same two addresses. */
  readonly text: string;
  /** Absent while the vendor has only queued it. */
  readonly sentAt?: Date;
  readonly createdAt?: Date;
  readonly status: DeliveryStatus;
}

/** What the vendor reports about a message it accepted. Ordered by `advanceStatus`. */
export type DeliveryStatus = 'sent' | 'failed' | 'delivered' | 'read';

const rank: Readonly<Record<DeliveryStatus, number>> = { sent: 0, failed: 1, delivered: 2, read: 3 };

/**
 * The join of two reports. Commutative, associative and idempotent, so reports may arrive in any order and any number
 * of times: a message once delivered never becomes failed or sent again.
 */
export function advanceStatus(known: DeliveryStatus, reported: DeliveryStatus): DeliveryStatus {
  return rank[reported] > rank[known] ? reported : known;
}
