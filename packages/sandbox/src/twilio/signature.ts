import { createHmac } from 'node:crypto';

/**
 * The value of `X-Twilio-Signature`: HMAC-SHA1, keyed with the Auth Token, over the address as Twilio was told it
 * followed by every form parameter, sorted by name, name and value without separators.
 */
export function twilioSignature(authToken: string, url: string, form: Readonly<Record<string, string>>): string {
  const names = Object.keys(form).sort();
  const signed = url + names.map(name => name + form[name]).join('');
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
}
