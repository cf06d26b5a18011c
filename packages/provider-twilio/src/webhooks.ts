import { createHash } from 'node:crypto';
import type { RawWebhook, Webhooks } from '@buttdial/core';
import { hmac, safeEqual } from '@buttdial/core/adapter';
import { readEvents } from './events.ts';

/** @param authToken signs every webhook of the account, also where requests are made with an API key. */
export function createWebhooks(authToken: string): Webhooks {
  return {
    verify: async hook => verify(hook, authToken),
    read: async hook => readEvents(formOf(hook), hook.url),
    answer: reply => ({
      contentType: 'text/xml',
      body: reply === undefined ? '<Response/>' : `<Response><Message>${escapeXml(reply)}</Message></Response>`,
    }),
  };
}

/**
 * HMAC-SHA1 over the URL and every form field, fields sorted by byte. A JSON body is not signed itself: its SHA-256 is
 * in the URL. There is no time stamp, so a replay passes here; whoever stores the event refuses the second one.
 */
function verify(hook: RawWebhook, authToken: string): boolean {
  const given = hook.headers.get('x-twilio-signature');
  if (!given) return false;
  const bodyHash = hook.url.searchParams.get('bodySHA256');
  if (bodyHash !== null && !safeEqual(createHash('sha256').update(hook.body).digest('hex'), bodyHash)) return false;
  const fields = bodyHash === null ? signedFields(formOf(hook)) : '';
  return spellings(hook.url).some(url =>
    safeEqual(Buffer.from(hmac('sha1', authToken, url + fields)).toString('base64'), given),
  );
}

function signedFields(form: URLSearchParams): string {
  const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return [...new Set(form.keys())]
    .sort(byBytes)
    .flatMap(name => [...new Set(form.getAll(name))].sort(byBytes).map(value => name + value))
    .join('');
}

/**
 * Twilio signs the URL as its back end happened to write it: with or without the standard port, whatever port the
 * request came in on, and with or without an escaped apostrophe.
 */
function spellings({ href }: URL): readonly string[] {
  const [, scheme, userInfo = '', host, port = '', rest] =
    /^(\w+:\/\/)([^@/?#]*@)?(\[[^\]]*\]|[^:/?#]*)(:\d+)?(.*)$/.exec(href)!;
  const standard = scheme === 'https://' || scheme === 'wss://' ? ':443' : ':80';
  const ports = port === '' ? ['', standard] : [port, ''];
  const written = ports.map(one => `${scheme}${userInfo}${host}${one}${rest}`);
  return written.flatMap(one => (one.includes('%27') ? [one, one.replaceAll('%27', "'")] : [one]));
}

/** Everything that is read is in the signed fields: the body is a form, whatever its content type says. */
function formOf(hook: RawWebhook): URLSearchParams {
  return new URLSearchParams(Buffer.from(hook.body).toString('utf8'));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 forbids most control characters even when escaped, so they are dropped; half a surrogate pair becomes U+FFFD. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, one => entities[one]!);
}
