import { z } from 'zod';
import { bareAddress } from '../mailboxes.ts';
import type { ResendRefusal } from './errors.ts';

const oneOrMore = z
  .union([z.string(), z.array(z.string()).min(1).max(50)])
  .transform(value => (typeof value === 'string' ? [value] : value));
const tagText = z.string().regex(/^[\w-]{1,256}$/);

/** `POST /emails` as the vendor describes it. Strict, so that a misspelt field does not pass unseen. */
export const sendRequest = z.strictObject({
  from: z.string(),
  to: oneOrMore,
  subject: z.string().optional(),
  cc: oneOrMore.optional(),
  bcc: oneOrMore.optional(),
  reply_to: oneOrMore.optional(),
  html: z.string().optional(),
  text: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  attachments: z
    .array(
      z.strictObject({
        filename: z.string().optional(),
        content: z
          .union([z.string(), z.strictObject({ type: z.literal('Buffer'), data: z.array(z.int()) })])
          .optional(),
        path: z.string().optional(),
        content_type: z.string().optional(),
        content_id: z.string().optional(),
      }),
    )
    .optional(),
  tags: z.array(z.strictObject({ name: tagText, value: tagText })).optional(),
  scheduled_at: z.string().optional(),
  template: z
    .strictObject({ id: z.string(), variables: z.record(z.string(), z.union([z.string(), z.number()])).optional() })
    .optional(),
  topic_id: z.string().optional(),
});
export type SendRequest = z.output<typeof sendRequest>;

const MAX_ATTACHMENT_BYTES = 40 * 1024 * 1024;
const addressForm = 'The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.';

/** Reads one send, or says in Resend's words what is wrong with it. */
export function readSend(body: unknown): SendRequest | ResendRefusal {
  const read = sendRequest.safeParse(body);
  if (!read.success) return problemOf(body, read.error.issues[0]);
  const request = read.data;
  if (bareAddress(request.from) === undefined)
    return { name: 'validation_error', message: `Invalid \`from\` field. ${addressForm}` };
  for (const field of ['to', 'cc', 'bcc', 'reply_to'] as const) {
    if (request[field]?.some(address => bareAddress(address) === undefined))
      return { name: 'validation_error', message: `Invalid \`${field}\` field. ${addressForm}` };
  }
  if (request.template) return { name: 'not_found', message: 'Template not found' };
  if (request.subject === undefined) return { name: 'missing_required_field', message: 'Missing `subject` field.' };
  if (request.html === undefined && request.text === undefined)
    return { name: 'missing_required_field', message: 'Missing `html` or `text` field.' };
  if (request.scheduled_at !== undefined && Number.isNaN(Date.parse(request.scheduled_at)))
    return { name: 'validation_error', message: 'Invalid `scheduled_at` field.' };
  return attachmentProblem(request) ?? request;
}

function problemOf(body: unknown, issue: z.core.$ZodIssue | undefined): ResendRefusal {
  const field = issue?.path.join('.') ?? '';
  if (issue?.code === 'unrecognized_keys')
    return { name: 'validation_error', message: `The sandbox does not know the field \`${issue.keys[0]}\`.` };
  const absent = typeof body === 'object' && body !== null && issue?.path.length === 1 && !(field in body);
  return absent
    ? { name: 'missing_required_field', message: `Missing \`${field}\` field.` }
    : { name: 'validation_error', message: `Invalid \`${field}\` field.` };
}

function attachmentProblem(request: SendRequest): ResendRefusal | undefined {
  for (const attachment of request.attachments ?? []) {
    const given = [attachment.content, attachment.path].filter(part => part !== undefined).length;
    if (given !== 1)
      return { name: 'invalid_attachment', message: 'Attachment must have either a `content` or `path`.' };
  }
  const bytes = (request.attachments ?? []).reduce((sum, { content }) => sum + attachmentBytes(content).length, 0);
  return bytes > MAX_ATTACHMENT_BYTES
    ? { name: 'validation_error', message: 'The attachments exceed 40 MB.' }
    : undefined;
}

/** The bytes of inline content: base64, or a Buffer as JSON writes it. */
export function attachmentBytes(content: NonNullable<SendRequest['attachments']>[number]['content']): Uint8Array {
  if (content === undefined) return new Uint8Array();
  return typeof content === 'string' ? Buffer.from(content, 'base64') : Uint8Array.from(content.data);
}
