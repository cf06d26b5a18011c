import type { Attachment, Call, Email, Fault, OutboundEmail } from '@buttdial/core';
import { type Api, idempotency } from './api.ts';

export function createEmail(api: Api): Email {
  return {
    idempotency,
    // Resend counts megabytes (40 of them), not attachments.
    maxAttachments: 100,
    async send(email, call) {
      call.signal.throwIfAborted();
      const fault = impossible(call);
      if (fault) return { outcome: 'refused', fault };
      const answer = await api.ask(call, sdk =>
        sdk.emails.send(onWire(email, call), { idempotencyKey: call.idempotencyKey }),
      );
      return api.receipt(answer);
    },
  };
}

/** What can be known without asking: no request is made for it. */
function impossible(call: Call): Fault | undefined {
  const fits = call.idempotencyKey.length >= 1 && call.idempotencyKey.length <= 256;
  return fits ? undefined : { kind: 'invalid', message: 'The idempotency key must have 1 to 256 characters.' };
}

function onWire(email: OutboundEmail, call: Call) {
  const ref = call.statusUrl?.searchParams.get('ref');
  return {
    from: email.fromName === undefined ? email.from : `${quoted(email.fromName)} <${email.from}>`,
    to: email.to,
    subject: email.subject,
    // The SDK's type asks for one of the two; which one is known only here.
    ...(email.html === undefined
      ? { text: email.text ?? '' }
      : { html: email.html, ...(email.text === undefined ? {} : { text: email.text }) }),
    ...(email.replyTo === undefined ? {} : { replyTo: email.replyTo }),
    ...(email.bcc?.length ? { bcc: [...email.bcc] } : {}),
    ...(email.headers === undefined ? {} : { headers: { ...email.headers } }),
    ...(email.attachments?.length ? { attachments: email.attachments.map(attachment) } : {}),
    ...(ref ? { tags: [tagOf(ref)] } : {}),
  };
}

/** An RFC 5322 quoted string; line breaks would start a new header. */
function quoted(name: string): string {
  return `"${name.replace(/[\r\n\u0000-\u001f]+/g, ' ').replace(/["\\]/g, '\\$&')}"`;
}

function attachment(one: Attachment) {
  const name = one.name ?? (one.url?.pathname.split('/').at(-1) || 'attachment');
  return {
    filename: name,
    ...(one.contentType === undefined ? {} : { contentType: one.contentType }),
    ...(one.url ? { path: one.url.href } : { content: Buffer.from(one.content ?? []).toString('base64') }),
  };
}

/** Our reference travels as a tag and comes back in every event. Tags carry letters, digits, `_` and `-` only. */
function tagOf(ref: string): { name: string; value: string } {
  if (/^[A-Za-z0-9_-]{1,256}$/.test(ref)) return { name: 'ref', value: ref };
  return { name: 'ref64', value: Buffer.from(ref).toString('base64url') };
}

/** The reference in the tags of an event: an object today, a list in older events. */
export function refOf(tags: unknown): string | undefined {
  const pairs = Array.isArray(tags) ? tags.map(one => [one?.name, one?.value]) : Object.entries(tags ?? {});
  const value = (name: string) =>
    pairs.find(([key, text]) => key === name && typeof text === 'string')?.[1] as string | undefined;
  const encoded = value('ref64');
  return value('ref') ?? (encoded === undefined ? undefined : Buffer.from(encoded, 'base64url').toString());
}
