import { createSecretKey, hash, hkdfSync, type KeyObject } from 'node:crypto';
import { ButtdialError } from '@buttdial/core';

/** A key that wraps the keys of organizations. It is never in the database. */
export interface RootKey {
  /** Follows from the key and says nothing about it. */
  readonly id: string;
  readonly key: KeyObject;
}

/** The root keys at hand: new things are wrapped with the first, old ones are opened with any. */
export interface RootKeys {
  readonly current: RootKey;
  find(id: string): RootKey | undefined;
}

/**
 * @param keys newest first, each at least 32 random bytes.
 * @throws `configuration` when there is none, or one is too weak.
 */
export function createRootKeys(keys: readonly Uint8Array[]): RootKeys {
  const known = keys.map(toRootKey);
  const [current] = known;
  if (!current) throw new ButtdialError('configuration', 'There is no root key.');
  return { current, find: id => known.find(each => each.id === id) };
}

function toRootKey(bytes: Uint8Array): RootKey {
  if (isWeakKey(bytes))
    throw new ButtdialError('configuration', 'A root key is too weak.', {
      remedy: 'Make each with: openssl rand -hex 32',
    });
  const derived = new Uint8Array(hkdfSync('sha256', bytes, 'buttdial', 'vault-root', 32));
  return { id: hash('sha256', derived, 'hex').slice(0, 16), key: createSecretKey(derived) };
}

/** Too short, or plainly not random. */
export function isWeakKey(bytes: Uint8Array): boolean {
  return bytes.length < 32 || new Set(bytes).size < 8;
}
