import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { ButtdialError, type Runtime } from '@buttdial/core';

const VERSION = 1;
const NONCE = 12;
const TAG = 16;

/** AES-256-GCM: version byte, nonce, text, tag. `bound` names what it belongs to; it opens only under the same name. */
export function sealWith(key: KeyObject, runtime: Pick<Runtime, 'randomBytes'>, sealing: Sealing): Uint8Array {
  const nonce = runtime.randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(sealing.bound));
  return Buffer.concat([
    Uint8Array.of(VERSION),
    nonce,
    cipher.update(sealing.plain),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

/** What is sealed, and what it belongs to. */
export interface Sealing {
  readonly plain: Uint8Array;
  readonly bound: string;
}

/** @throws `broken-promise` when key, name or a byte differ. Says nothing about what is inside. */
export function openWith(key: KeyObject, sealed: Uint8Array, bound: string): Uint8Array {
  if (sealed[0] !== VERSION || sealed.length < 1 + NONCE + TAG) throw unopened();
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE)).setAAD(Buffer.from(bound));
    decipher.setAuthTag(sealed.subarray(-TAG));
    return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE, -TAG)), decipher.final()]);
  } catch {
    throw unopened();
  }
}

function unopened(): ButtdialError {
  return new ButtdialError('broken-promise', 'A stored credential cannot be opened with the keys at hand.', {
    remedy: 'Start with the root key that it was wrapped with among VAULT_KEYS, or register the provider again.',
  });
}
