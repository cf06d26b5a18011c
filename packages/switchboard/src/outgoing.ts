import type { Attachment, OutboundEmail, OutboundMessage } from '@buttdial/core';

/** What a message row's body holds while it waits: everything a provider needs to send it. */
export type Outgoing = (
  | { readonly kind: 'message'; readonly message: OutboundMessage }
  | { readonly kind: 'email'; readonly email: OutboundEmail }
) & {
  /** The vendor makes the text itself, a one-time code, and sends it over this. What stands here only holds its place. */
  readonly verification?: 'sms' | 'whatsapp' | 'email';
  /** What its sound says, for content rules: nobody reads it. */
  readonly spoken?: string;
  /** The caller did not say what it is for; the judge finds out whether it is a reply. */
  readonly purposeAssumed?: true;
};

/** The text of it, for prices, content rules and reconciling. */
export function textOf(outgoing: Outgoing): string {
  if (outgoing.kind === 'email') return outgoing.email.text ?? outgoing.email.html ?? '';
  const { content } = outgoing.message;
  return content.kind === 'text' ? content.text : '';
}

/** Bytes for sealing. */
export function encodeOutgoing(outgoing: Outgoing): Uint8Array {
  return Buffer.from(JSON.stringify(outgoing));
}

/** The inverse of `encodeOutgoing`; URLs are URLs again. */
export function decodeOutgoing(bytes: Uint8Array): Outgoing {
  const outgoing = JSON.parse(Buffer.from(bytes).toString('utf8')) as Outgoing;
  if (outgoing.kind === 'email')
    return { ...outgoing, email: { ...outgoing.email, ...revived(outgoing.email.attachments) } };
  const { content } = outgoing.message;
  if (content.kind === 'template') return outgoing;
  return {
    ...outgoing,
    message: { ...outgoing.message, content: { ...content, ...revived(content.attachments) } },
  };
}

function revived(attachments: readonly Attachment[] | undefined): { attachments?: readonly Attachment[] } {
  return attachments
    ? {
        attachments: attachments.map(attachment =>
          attachment.url ? { ...attachment, url: new URL(attachment.url) } : attachment,
        ),
      }
    : {};
}
