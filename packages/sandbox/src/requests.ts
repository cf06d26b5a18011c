import { ButtdialError } from '@buttdial/core';
import { z } from 'zod';

/** A phone to make. */
export const newPhone = z.strictObject({ number: z.string(), name: z.string().min(1).optional() });
/** A phone to make; the name is shown in WhatsApp. */
export type NewPhone = z.output<typeof newPhone>;

const base64 = z.base64();

/** A message typed on a phone. */
export const newPhoneMessage = z.strictObject({
  from: z.string(),
  to: z.string(),
  channel: z.enum(['sms', 'whatsapp']).default('sms'),
  text: z.string().default(''),
  /** Files with their bytes in base64. */
  media: z.array(z.strictObject({ contentType: z.string().min(1), content: base64 })).default([]),
});
/** A message typed on a phone: SMS unless told, files in base64. */
export type NewPhoneMessage = z.input<typeof newPhoneMessage>;

const mailParts = {
  text: z.string().optional(),
  html: z.string().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  attachments: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        contentType: z.string().min(1),
        content: base64,
        contentId: z.string().optional(),
      }),
    )
    .default([]),
};

/** A mail written in a simulated mailbox. */
export const newMail = z.strictObject({
  from: z.string(),
  to: z.array(z.string()).min(1),
  cc: z.array(z.string()).default([]),
  subject: z.string().default(''),
  ...mailParts,
});
/** A mail written in a simulated mailbox; attachments in base64. */
export type NewMail = z.input<typeof newMail>;

/** An answer to a mail. */
export const newMailReply = z.strictObject(mailParts);
/** An answer to a mail; attachments in base64. */
export type NewMailReply = z.input<typeof newMailReply>;

/** Checks input against its schema. @throws `invalid-input` naming the first field that is wrong. */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new ButtdialError('invalid-input', issue?.message ?? 'Invalid input.', { field: issue?.path.join('.') ?? '' });
}
