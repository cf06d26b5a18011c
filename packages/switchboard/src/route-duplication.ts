import { ButtdialError, normalizeAddress, type RouteDuplication } from '@buttdial/core';
import { z } from 'zod';
import type { Deps } from './deps.ts';
import { publicUrl } from './guard.ts';

/** Where copies of an agent's traffic go; as in older clients, every field is optional. */
export const routeDuplicationInput = z
  .strictObject({
    smsUrl: z.string().max(2048).optional().describe('Every SMS, in and out, is posted there, signed like callbacks.'),
    emailBcc: z.string().max(320).optional().describe('Gets a copy of every e-mail that leaves.'),
    callUrl: z
      .string()
      .max(2048)
      .optional()
      .describe('The transcript of every call is posted there when it is over, signed like callbacks.'),
    callBcc: z.string().max(320).optional().describe('Gets the transcript of every call by e-mail when it is over.'),
    recordCalls: z.boolean().optional().describe('Record calls where law and consent allow it.'),
  })
  .transform(
    (given): RouteDuplication => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  );

/** @throws `invalid-input` for places where nothing could be sent to. */
export async function checkedRouteDuplication(
  deps: Pick<Deps, 'resolveHost'>,
  { smsUrl, emailBcc, callUrl, callBcc }: RouteDuplication,
): Promise<void> {
  if (smsUrl !== undefined) await publicUrl(smsUrl, 'routeDuplication.smsUrl', deps.resolveHost);
  if (callUrl !== undefined) await publicUrl(callUrl, 'routeDuplication.callUrl', deps.resolveHost);
  checkMailbox(emailBcc, 'routeDuplication.emailBcc');
  checkMailbox(callBcc, 'routeDuplication.callBcc');
}

function checkMailbox(address: string | undefined, field: string): void {
  if (address === undefined || normalizeAddress('email', address) !== undefined) return;
  throw new ButtdialError('invalid-input', `${field} is no e-mail address.`, {
    field,
    remedy: 'Give one address such as archive@example.com.',
  });
}
