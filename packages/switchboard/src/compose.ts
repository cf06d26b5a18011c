import {
  type Attachment,
  ButtdialError,
  type Channel,
  type Line,
  type MessageContent,
  type MessagingChannel,
  normalizeAddress,
  type Provider,
  type Purpose,
} from '@buttdial/core';
import type { Outgoing } from './outgoing.ts';

/** What a caller wants to send, parsed and resolved: `to` is an address, URLs are checked. */
export interface Draft {
  readonly channel: Exclude<Channel, 'voice'>;
  readonly purpose: Purpose;
  readonly purposeAssumed?: boolean;
  readonly to: string;
  readonly body: string;
  readonly subject?: string | undefined;
  readonly html?: string | undefined;
  readonly template?: { readonly id: string; readonly variables: Readonly<Record<string, string>> } | undefined;
  readonly attachments: readonly Attachment[];
  readonly fromName?: string | undefined;
  readonly replyTo?: string | undefined;
}

// C0 except tab, line feed and carriage return; DEL; C1; bidi overrides that disguise text.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** Builds what the provider will be given. Pure. @throws `invalid-input` with the field and the remedy. */
export function compose(draft: Draft, line: Line, provider: Provider): Outgoing {
  checkText(draft.body, 'body');
  if (draft.subject !== undefined) checkText(draft.subject, 'subject');
  const outgoing =
    draft.channel === 'email'
      ? composeEmail(draft, line, provider)
      : composeMessage({ ...draft, channel: draft.channel }, line, provider);
  return draft.purposeAssumed ? { ...outgoing, purposeAssumed: true } : outgoing;
}

function composeEmail(draft: Draft, line: Line, provider: Provider): Outgoing {
  if (!provider.email) throw notOffered('email');
  if (!draft.subject?.trim()) throw invalid('subject', 'An e-mail needs a subject.', 'Add "subject".');
  if (/[\r\n]/.test(draft.subject))
    throw invalid('subject', 'The subject must be one line.', 'Remove the line breaks.');
  if (!draft.body.trim() && !draft.html?.trim())
    throw invalid('body', 'The message is empty.', 'Put the text into "body".');
  checkAttachments(draft, provider.email.maxAttachments);
  const email = {
    from: line.address,
    to: draft.to,
    subject: draft.subject,
    ...(draft.body.trim() ? { text: draft.body } : {}),
    ...(draft.html?.trim() ? { html: draft.html } : {}),
    ...(draft.fromName ? { fromName: draft.fromName } : {}),
    ...(draft.replyTo ? { replyTo: draft.replyTo } : {}),
    ...(draft.attachments.length > 0 ? { attachments: draft.attachments } : {}),
  };
  return { kind: 'email', email };
}

function composeMessage(
  draft: Draft & { readonly channel: MessagingChannel },
  line: Line,
  provider: Provider,
): Outgoing {
  const { channel } = draft;
  const route = provider.messaging?.routes[channel];
  if (!route) throw notOffered(channel);
  if (draft.template && !route.templates)
    throw invalid('templateId', `Templates are not offered on ${channel} here.`, 'Send the text in "body" instead.');
  if (!draft.template && !draft.body.trim() && draft.attachments.length === 0)
    throw invalid('body', 'The message is empty.', 'Put the text into "body".');
  if (draft.body.length > route.maxTextLength)
    throw invalid(
      'body',
      `The text is longer than the ${route.maxTextLength} characters that ${channel} takes.`,
      'Shorten it, or send it in parts.',
    );
  checkAttachments(draft, route.maxAttachments);
  return { kind: 'message', message: { channel, from: line.address, to: draft.to, content: contentOf(draft) } };
}

function contentOf(draft: Draft): MessageContent {
  if (draft.template) return { kind: 'template', template: draft.template.id, variables: draft.template.variables };
  return {
    kind: 'text',
    text: draft.body,
    ...(draft.attachments.length > 0 ? { attachments: draft.attachments } : {}),
  };
}

function checkText(text: string, field: string): void {
  if (CONTROL.test(text))
    throw invalid(
      field,
      'The text holds control characters.',
      'Remove control and direction-override characters; tabs and line breaks are fine.',
    );
  if (!text.isWellFormed())
    throw invalid(field, 'The text holds half of a surrogate pair.', 'Send well-formed Unicode.');
}

function checkAttachments(draft: Draft, max: number): void {
  if (draft.attachments.length > max)
    throw invalid(
      'mediaUrls',
      `At most ${max} attachments are possible on ${draft.channel}.`,
      'Send fewer, or link to them in the text.',
    );
}

function notOffered(channel: Channel): ButtdialError {
  return new ButtdialError('unavailable', `No provider here carries ${channel}.`, {
    field: 'channel',
    remedy: 'Configure one (see docs/guides), or use another channel.',
  });
}

function invalid(field: string, message: string, remedy: string): ButtdialError {
  return new ButtdialError('invalid-input', message, { field, remedy });
}

const shapes: Readonly<Record<Exclude<Channel, 'voice'>, string>> = {
  sms: 'a phone number in E.164 form such as +12125550123',
  whatsapp: 'a phone number in E.164 form such as +12125550123',
  email: 'an e-mail address such as ada@example.com',
  line: 'a LINE user id: U and 32 hexadecimal digits',
};

/** The one spelling of a recipient. @throws `invalid-input` with an example of the right shape. */
export function recipient(channel: Exclude<Channel, 'voice'>, to: string): string {
  const address = normalizeAddress(channel, to);
  if (address === undefined)
    throw invalid(
      'to',
      `"to" is not ${shapes[channel]}.`,
      `Give ${shapes[channel]}, or the id of an agent of your organization.`,
    );
  return address;
}
