import { createHmac } from 'node:crypto';
import type { Sandbox } from '@buttdial/sandbox';
import type { Installation } from './installation.ts';

/** A server with a mailbox beside it. */
export interface Place extends Pick<Installation, 'url' | 'until'> {
  readonly demo: { readonly network: Pick<Sandbox, 'control'> };
}

/** A browser without a window: it keeps all its cookies, and sends what a page of ours sends. */
export interface Browsing {
  readonly jar: Map<string, string>;
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string | undefined>>,
  ): Promise<{ readonly status: number; readonly json: Record<string, unknown>; readonly headers: Headers }>;
}

/** @param address where the request comes from; the server must trust this machine as a proxy. */
export function browse(house: Pick<Installation, 'url'>, address?: string): Browsing {
  const jar = new Map<string, string>();
  return {
    jar,
    async call(method, path, body, headers = {}) {
      const sent: Record<string, string | undefined> = {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        origin: house.url,
        'x-buttdial-page': 'admin',
        ...(address === undefined ? {} : { 'x-forwarded-for': address }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      };
      const response = await fetch(`${house.url}${path}`, {
        method,
        redirect: 'manual',
        headers: Object.entries(sent).filter((pair): pair is [string, string] => Boolean(pair[1])),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      for (const set of response.headers.getSetCookie()) keep(jar, set);
      const text = await response.text();
      const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
      return { status: response.status, json, headers: response.headers };
    },
  };
}

function keep(jar: Map<string, string>, set: string): void {
  const [pair = ''] = set.split(';');
  const name = pair.slice(0, pair.indexOf('='));
  if (/max-age=0(;|$)/i.test(set)) jar.delete(name);
  else jar.set(name, pair.slice(pair.indexOf('=') + 1));
}

/** The mails of the simulated network to an address, oldest first. */
export function mailsTo(house: Place, address: string): readonly { subject: string; text: string }[] {
  return house.demo.network.control
    .mails(address)
    .filter(mail => mail.direction === 'received')
    .map(({ subject, text }) => ({ subject: subject ?? '', text: text ?? '' }));
}

/** The codes in the mails to an address, oldest first. */
export function codesFor(house: Place, address: string): readonly string[] {
  return mailsTo(house, address).flatMap(({ text }) => /^\d{6}/.exec(text) ?? []);
}

/** The newest code, once there are more than those that were there `before`. */
export async function codeFor(house: Place, address: string, before = 0): Promise<string> {
  const codes = await house.until(
    () => codesFor(house, address),
    found => found.length > before,
  );
  return codes.at(-1) ?? '';
}

export const goodPassword = 'correct horse battery';

/** Somebody who registered: their browser is signed in, and they own an organization in its sandbox. */
export async function register(house: Place, email: string, address?: string) {
  const browsing = browse(house, address);
  const before = codesFor(house, email).length;
  const asked = await browsing.call('POST', '/auth/api/register', {
    email,
    password: goodPassword,
    tosAccepted: true,
    orgName: `${email.split('@')[0]} Ltd`,
    fullName: 'Some Body',
  });
  if (asked.status !== 200) throw new Error(`Registration: ${asked.status} ${JSON.stringify(asked.json)}`);
  const code = await codeFor(house, email, before);
  const opened = await browsing.call('POST', '/auth/api/verify-email', { email, code });
  if (opened.status !== 200) throw new Error(`Verification: ${opened.status} ${JSON.stringify(opened.json)}`);
  return { browsing, email, orgId: String(opened.json.orgId), orgToken: String(opened.json.orgToken) };
}

/** Somebody who was invited and joined. */
export async function join(
  house: Installation,
  asked: { readonly token: string; readonly email: string; readonly role: string },
) {
  const { token, email, role } = asked;
  const invited = await house.api('POST', '/invitations', { token, body: { email, role } });
  if (invited.status !== 200) throw new Error(`Invitation: ${invited.status} ${JSON.stringify(invited.json)}`);
  const mails = await house.until(
    () => mailsTo(house, email),
    found => found.length > 0,
  );
  const secret = /#([\w-]+)/.exec(mails.at(-1)?.text ?? '')?.[1] ?? '';
  const browsing = browse(house);
  const body = { secret, name: role, password: goodPassword };
  const joined = await browsing.call('POST', '/auth/api/invitations/accept', body);
  if (joined.status !== 200) throw new Error(`Joining: ${joined.status} ${JSON.stringify(joined.json)}`);
  return { browsing, email, secret };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator app shows (RFC 6238, six digits, 30 seconds). */
export function totp(secret: string, at = Date.now()): string {
  let bits = '';
  for (const letter of secret.replace(/=+$/, '')) bits += alphabet.indexOf(letter).toString(2).padStart(5, '0');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Turns TOTP on; the answer holds the secret and the backup codes. */
export async function turnTotpOn(browsing: Browsing): Promise<{ secret: string; backupCodes: string[] }> {
  const made = await browsing.call('POST', '/auth/api/totp', { password: goodPassword });
  const { secret, backupCodes } = made.json as { secret: string; backupCodes: string[] };
  const confirmed = await browsing.call('POST', '/auth/api/totp/confirm', { code: totp(secret) });
  if (confirmed.status !== 200) throw new Error(`TOTP: ${confirmed.status} ${JSON.stringify(confirmed.json)}`);
  return { secret, backupCodes };
}
