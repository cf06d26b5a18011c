import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { Runtime } from '@buttdial/core';

type State = Readonly<Record<string, unknown>>;

const nonceBytes = 12;
const tagBytes = 16;

/** What a client carries back between two rounds of a question, unreadable for it (AES-256-GCM). */
export interface SealedStates {
  seal(state: State): State;
  /** Undefined when it is none of ours, or a byte differs. */
  open(state: State | undefined): State | undefined;
}

/** @param key at least 32 bytes, the same on every instance. */
export function createSealedStates(key: Uint8Array, runtime: Pick<Runtime, 'randomBytes'>): SealedStates {
  const secret = new Uint8Array(hkdfSync('sha256', key, 'buttdial', 'mcp request state', 32));
  return {
    seal(state) {
      const nonce = runtime.randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', secret, nonce);
      const body = Buffer.concat([cipher.update(JSON.stringify(state)), cipher.final()]);
      return { sealed: Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url') };
    },
    open(state) {
      if (typeof state?.sealed !== 'string') return undefined;
      const sealed = Buffer.from(state.sealed, 'base64url');
      if (sealed.length < nonceBytes + tagBytes) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(0, nonceBytes));
      decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        const body = Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
        return JSON.parse(body.toString()) as State;
      } catch {
        return undefined;
      }
    },
  };
}
