import { createHash, sign } from 'node:crypto';
import type { RawWebhook, Runtime } from '@buttdial/core';
import { hmac, jsonObject, safeEqual } from '@buttdial/core/adapter';

// A token serves one request; the rest is for clocks that differ.
const LIFE_SECONDS = 300;
const TOLERANCE_SECONDS = 300;

/** A token of the application, as Vonage describes it: RS256 over who, when, until when and a number used once. */
export function applicationToken(applicationId: string, privateKey: string, runtime: Runtime): string {
  const now = Math.floor(runtime.now().getTime() / 1000);
  const claims = { application_id: applicationId, iat: now, exp: now + LIFE_SECONDS, jti: runtime.newId() };
  const signed = [{ alg: 'RS256', typ: 'JWT' }, claims].map(encoded).join('.');
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/**
 * A webhook with Vonage's token: HS256 with the signature secret and nothing else, signed within five minutes, over this
 * very body. Vonage's own function takes any of two algorithms, and leaves the hash of the body to us.
 */
export function isSigned(hook: RawWebhook, secret: string, now: Date): boolean {
  const token = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(hook.headers.get('authorization') ?? '');
  if (!token) return false;
  const [, head = '', claims = '', signature = ''] = token;
  if (decoded(head).alg !== 'HS256') return false;
  const expected = Buffer.from(hmac('sha256', secret, `${head}.${claims}`)).toString('base64url');
  if (!safeEqual(expected, signature)) return false;
  const { iat, payload_hash: payloadHash } = decoded(claims);
  if (typeof iat !== 'number' || Math.abs(now.getTime() / 1000 - iat) > TOLERANCE_SECONDS) return false;
  // The opening of a socket has no body, and so no hash of one.
  if (payloadHash === undefined) return hook.method === 'GET' && hook.body.length === 0;
  const bodyHash = createHash('sha256').update(hook.body).digest('hex');
  return typeof payloadHash === 'string' && safeEqual(bodyHash, payloadHash.toLowerCase());
}

function decoded(part: string): Readonly<Record<string, unknown>> {
  return jsonObject(Buffer.from(part, 'base64url').toString());
}
