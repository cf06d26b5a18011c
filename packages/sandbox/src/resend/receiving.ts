import type { MailAttachment } from '../mailboxes.ts';
import { resendError } from './errors.ts';
import { listJson } from './lists.ts';
import { attachmentMeta } from './mailing.ts';
import type { ReceivedEmail } from './network.ts';
import type { ResendAsked } from './route.ts';

const LINK_LIFE_MS = 3_600_000;

/** GET /emails/receiving */
export function listReceived({ network, account, query }: ResendAsked): Response {
  return listJson(network.received.list(account.name), query, summary);
}

/** GET /emails/receiving/{id}: the text and headers that the event left out. */
export function fetchReceived({ network, account, part }: ResendAsked): Response {
  const email = network.received.get(account.name, part('id'));
  if (!email) return resendError({ name: 'not_found', message: 'Email not found' });
  return Response.json({
    object: 'email',
    ...summary(email),
    html: email.html ?? null,
    text: email.text ?? null,
    headers: email.headers,
  });
}

/** GET /emails/receiving/{id}/attachments */
export function listAttachments(asked: ResendAsked): Response {
  const email = asked.network.received.get(asked.account.name, asked.part('id'));
  if (!email) return resendError({ name: 'not_found', message: 'Email not found' });
  return listJson(email.attachments, asked.query, attachment => full(asked, attachment));
}

/** GET /emails/receiving/{id}/attachments/{id} */
export function fetchAttachment(asked: ResendAsked): Response {
  const email = asked.network.received.get(asked.account.name, asked.part('id'));
  const attachment = email?.attachments.find(known => known.id === asked.part('attachment'));
  return attachment
    ? Response.json({ object: 'attachment', ...full(asked, attachment) })
    : resendError({ name: 'not_found', message: 'Attachment not found' });
}

function summary(email: ReceivedEmail): Record<string, unknown> {
  return {
    id: email.id,
    to: email.to,
    from: email.from,
    created_at: email.createdAt.toISOString(),
    subject: email.subject,
    message_id: email.messageId,
    bcc: [],
    cc: email.cc,
    reply_to: email.replyTo,
    attachments: email.attachments.map(attachment => ({ ...attachmentMeta(attachment), size: attachment.size })),
  };
}

function full({ network }: ResendAsked, attachment: MailAttachment): Record<string, unknown> {
  const expires = new Date(network.world.runtime.now().getTime() + LINK_LIFE_MS);
  return {
    ...attachmentMeta(attachment),
    size: attachment.size,
    download_url: attachment.url,
    expires_at: expires.toISOString(),
  };
}
