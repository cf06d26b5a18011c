import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { RawWebhook, Runtime, Webhooks } from '@buttdial/core';
import { readEvents } from './events.ts';

const TOLERANCE_MS = 300_000;
// How an Ed25519 key of 32 bytes begins in DER (RFC 8410).
const derHead = Buffer.from('302a300506032b6570032100', 'hex');

/** @param publicKey of the account, 32 bytes in base64; without one no webhook is accepted. */
export function createWebhooks(publicKey: string | undefined, runtime: Runtime): Webhooks {
  const key = publicKey === undefined ? undefined : keyOf(publicKey);
  return {
    verify: async hook => key !== undefined && isSigned(hook, key, runtime.now()),
    read: async hook => readEvents(hook),
    // Calls and messages are told in two languages; an empty document says nothing in both.
    answer: () => ({ contentType: 'text/xml', body: '<Response/>' }),
  };
}

function keyOf(publicKey: string): KeyObject {
  return createPublicKey({
    key: Buffer.concat([derHead, Buffer.from(publicKey, 'base64')]),
    format: 'der',
    type: 'spki',
  });
}

/** Ed25519 over the time of sending, a bar, and the body; the address is not signed. */
function isSigned({ headers, body }: RawWebhook, key: KeyObject, now: Date): boolean {
  const [time, signature] = [headers.get('telnyx-timestamp'), headers.get('telnyx-signature-ed25519')];
  if (time === null || signature === null || !/^\d{1,12}$/.test(time)) return false;
  if (Math.abs(now.getTime() - Number(time) * 1000) > TOLERANCE_MS) return false;
  const bytes = Buffer.from(signature, 'base64');
  return bytes.length === 64 && verify(null, Buffer.concat([Buffer.from(`${time}|`), body]), key, bytes);
}
