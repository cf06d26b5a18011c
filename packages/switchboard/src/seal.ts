import { createCipheriv, createDecipheriv, createSecretKey, hash, hkdfSync } from 'node:crypto';
import { ButtdialError, type Runtime } from '@buttdial/core';

const VERSION = 1;
const PREFIX = Uint8Array.of(VERSION);
const NONCE = 12;
const TAG = 16;

/** Secrets derived from the installation's one encryption key. */
export interface Sealer {
  /** AES-256-GCM. `bound` names what the text belongs to; it opens only under the same name. */
  seal(plain: Uint8Array, bound: string): Uint8Array;
  /** @throws `broken-promise` when key, name or a byte differ. */
  open(sealed: Uint8Array, bound: string): Uint8Array;
  /** Keyed hash, lower-case hex, for finding an address without keeping it. */
  fingerprint(text: string): string;
  /** A key for one purpose; the same purpose always gives the same 32 bytes. */
  derive(purpose: string): Uint8Array;
}

/**
 * @param key at least 32 bytes, from `CREDENTIALS_ENCRYPTION_KEY`.
 * @throws `configuration` when it is shorter or plainly not random.
 */
export function createSealer(key: Uint8Array, runtime: Pick<Runtime, 'randomBytes'>): Sealer {
  if (key.length < 32 || new Set(key).size < 8) {
    throw new ButtdialError('configuration', 'The encryption key is too weak.', {
      remedy:
        'Set CREDENTIALS_ENCRYPTION_KEY to 32 random bytes in hex or base64, for example from: openssl rand -hex 32',
    });
  }
  const derive = (purpose: string) => new Uint8Array(hkdfSync('sha256', key, 'buttdial', purpose, 32));
  // A key object is prepared once; raw bytes would be prepared again for every message.
  const bodyKey = createSecretKey(derive('bodies'));
  const [inner, outer] = [hex(derive('fingerprints/inner')), hex(derive('fingerprints/outer'))];
  return {
    derive,
    // NMAC: two keyed passes, as strong as HMAC and several times quicker to set up.
    fingerprint: text => hash('sha256', outer + hash('sha256', inner + text, 'hex'), 'hex').slice(0, 40),
    seal(plain, bound) {
      const nonce = runtime.randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', bodyKey, nonce).setAAD(Buffer.from(bound));
      const sealed = cipher.update(plain);
      // GCM leaves nothing for the end, but the end makes the tag.
      cipher.final();
      return Buffer.concat([PREFIX, nonce, sealed, cipher.getAuthTag()]);
    },
    open(sealed, bound) {
      try {
        if (sealed[0] !== VERSION) throw new Error('version');
        const decipher = createDecipheriv('aes-256-gcm', bodyKey, sealed.subarray(1, 1 + NONCE)).setAAD(
          Buffer.from(bound),
        );
        decipher.setAuthTag(sealed.subarray(-TAG));
        return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE, -TAG)), decipher.final()]);
      } catch (cause) {
        throw new ButtdialError('broken-promise', 'A stored body cannot be opened with this key.', {
          remedy: 'Start with the key that the body was sealed with.',
          cause,
        });
      }
    },
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
