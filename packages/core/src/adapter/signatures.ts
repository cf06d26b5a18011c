import { createHmac, timingSafeEqual } from 'node:crypto';

/** Keyed hash as vendors sign with it. */
export function hmac(algorithm: 'sha1' | 'sha256', key: string | Uint8Array, data: string | Uint8Array): Uint8Array {
  return createHmac(algorithm, key).update(data).digest();
}

/** Compares without telling by its duration where the two differ. Strings are compared as UTF-8. */
export function safeEqual(left: string | Uint8Array, right: string | Uint8Array): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
