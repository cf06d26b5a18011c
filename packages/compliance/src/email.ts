import { hmacSha256 } from './sha256.ts';

/* What commercial email owes: a postal address, a way out in the body, and a way out that needs one click. */

/** The visible end of a commercial email, as text and as HTML. */
export interface EmailFooter {
  readonly text: string;
  readonly html: string;
}

/** What the footer shows. */
export interface FooterParts {
  /** The name people know the sender by. */
  readonly senderName: string;
  /** Valid postal address: street, post office box or registered private mailbox (15 U.S.C. 7704(a)(5)(A)(iii)). */
  readonly postalAddress: string;
  /** https. Must work for 30 days after sending, 60 in Canada. */
  readonly unsubscribeUrl: string;
  /** Telephone, mail or web contact; Canada asks for one (CASL s.6(2)). */
  readonly contact?: string;
  /** The words of the link. Default: "Unsubscribe". */
  readonly unsubscribeLabel?: string;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, character => entities[character] ?? character);

function requireHttps(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:') throw new TypeError('The unsubscribe URL must be an https URL.');
  return parsed.href;
}

function requireText(value: string, name: string): string {
  if (value.trim() === '') throw new TypeError(`The footer needs ${name}.`);
  return value.trim();
}

/**
 * Composes the footer. The caller appends it to the body.
 *
 * @throws TypeError when a part is empty or the URL is not https.
 */
export function composeEmailFooter(parts: FooterParts): EmailFooter {
  const url = requireHttps(parts.unsubscribeUrl);
  const label = parts.unsubscribeLabel ?? 'Unsubscribe';
  const lines = [
    requireText(parts.senderName, 'the sender’s name'),
    requireText(parts.postalAddress, 'a postal address'),
  ];
  if (parts.contact !== undefined) lines.push(requireText(parts.contact, 'a contact'));
  return {
    text: `\n\n--\n${lines.join('\n')}\n${label}: ${url}\n`,
    html: `<p>${lines.map(escapeHtml).join('<br>')}<br><a href="${escapeHtml(url)}">${escapeHtml(label)}</a></p>`,
  };
}

/**
 * The headers of RFC 8058. The DKIM signature must cover both (`h=` lists them), or mailbox providers ignore them.
 * A POST to the URL unsubscribes with no cookie and no login; a GET must not, because mail scanners prefetch.
 *
 * @throws TypeError when the URL is not https.
 */
export function listUnsubscribeHeaders(unsubscribeUrl: string): Readonly<Record<string, string>> {
  return {
    'List-Unsubscribe': `<${requireHttps(unsubscribeUrl)}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

/** Whether a request to the unsubscribe URL is the one click of RFC 8058, and not a scanner that looks. */
export function isOneClickUnsubscribe(method: string, body: string): boolean {
  return method.toUpperCase() === 'POST' && new URLSearchParams(body.trim()).get('List-Unsubscribe') === 'One-Click';
}

const purposeLabel = 'buttdial-unsubscribe-1';
const minimumKeyBytes = 32;

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): string | undefined {
  if (!/^[\w-]*$/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(binary, character => character.charCodeAt(0)),
    );
  } catch {
    // atob and the decoder throw on text that nobody signed: it is no token.
    return undefined;
  }
}

function requireKey(key: Uint8Array): Uint8Array {
  if (key.length < minimumKeyBytes) throw new TypeError(`The key must have at least ${minimumKeyBytes} bytes.`);
  return key;
}

const signatureOf = (payload: string, key: Uint8Array) =>
  toBase64Url(hmacSha256(requireKey(key), `${purposeLabel}.${payload}`));

/**
 * Signs what the unsubscribe link is about. Unguessable, and it never expires: a link in an old mail must work.
 * Give an id of yours rather than the address, because URLs end in logs.
 *
 * @param subject any text, for example `org_1/contact_2`
 * @param key secret of at least 32 bytes
 * @throws TypeError when the key is too short.
 */
export function signUnsubscribeToken(subject: string, key: Uint8Array): string {
  const payload = toBase64Url(new TextEncoder().encode(subject));
  return `${payload}.${signatureOf(payload, key)}`;
}

function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i += 1) difference |= a.charCodeAt(i) ^ b.charCodeAt(i % (b.length || 1));
  return difference === 0;
}

/**
 * The subject of a token that this key signed, or undefined. Compares in constant time. To rotate a key, try the new
 * one, then the old ones.
 *
 * @throws TypeError when the key is too short.
 */
export function verifyUnsubscribeToken(token: string, key: Uint8Array): string | undefined {
  const [payload, signature, ...rest] = token.split('.');
  if (payload === undefined || signature === undefined || rest.length > 0) return undefined;
  return sameText(signatureOf(payload, key), signature) ? fromBase64Url(payload) : undefined;
}
