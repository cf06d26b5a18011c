/** The ways a message can travel. `voice` carries live calls and voice messages. */
export type Channel = 'sms' | 'whatsapp' | 'email' | 'line' | 'voice';

/** Every channel, in the order in which they are listed to people. */
export const channels = ['sms', 'whatsapp', 'email', 'line', 'voice'] as const satisfies readonly Channel[];

const E164 = /^\+[1-9]\d{6,14}$/;
// One @, no white space, no control characters, a dot in the domain; RFC 5321 length limits.
const EMAIL =
  /^[^\s@"(),:;<>[\\\]\u0000-\u001f\u007f]{1,64}@(?=.{4,255}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;
const LINE_ID = /^[UCR][0-9a-f]{32}$/;

/** True for a phone number in E.164 shape: a plus, then 7 to 15 digits. Says nothing about whether the number exists. */
export function isE164(text: string): boolean {
  return E164.test(text);
}

/** True for one bare mailbox address (no display name), within RFC 5321 lengths. */
export function isEmailAddress(text: string): boolean {
  return EMAIL.test(text);
}

/**
 * One spelling per address: phone numbers lose spaces, dots, dashes, brackets and a `whatsapp:` prefix; e-mail
 * addresses are lower-cased. The result is what is stored, compared and hashed.
 * @returns undefined when the text cannot be an address of this channel.
 */
export function normalizeAddress(channel: Channel, text: string): string | undefined {
  const trimmed = text.trim();
  if (channel === 'email') return EMAIL.test(trimmed) ? trimmed.toLowerCase() : undefined;
  if (channel === 'line') return LINE_ID.test(trimmed) ? trimmed : undefined;
  if (E164.test(trimmed)) return trimmed;
  const number = trimmed.replace(/^whatsapp:/i, '').replace(/[\s().\-\u2010-\u2015]/g, '');
  return E164.test(number) ? number : undefined;
}
