import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ButtdialError, type Runtime, type Store, type TokenKind, type TokenRecord } from '@buttdial/core';
import { safeEqual } from '@buttdial/core/adapter';
import { fresh } from './fresh.ts';
import type { Principal } from './principal.ts';
import { createIsSuspended, suspended } from './suspension.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SHAPE = /^bd_(live|test)_(agent|org|root)_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;
const spelled: Readonly<Record<TokenKind, string>> = { agent: 'agent', organization: 'org', orchestrator: 'root' };

/** A new token: `bd_{live|test}_{agent|org|root}_` + 256 random bits in base 62 + CRC-32. Shown once, never kept. */
export function newToken(kind: TokenKind, mode: 'live' | 'test', runtime: Runtime): string {
  const body = `bd_${mode}_${spelled[kind]}_${base62(runtime.randomBytes(32), 43)}`;
  return body + checksum(body);
}

/** SHA-256, hex: how a token is kept and found. A token has 256 random bits, so a slow hash would add nothing. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'hex');
}

/** True when shape and checksum are right; a mistyped token is refused before any store is asked. */
export function isWellFormedToken(token: string): boolean {
  return SHAPE.test(token) && token.slice(-6) === checksum(token.slice(0, -6));
}

function base62(bytes: Uint8Array, length: number): string {
  let value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let index = 0; index < length; index += 1) {
    text = ALPHABET[Number(value % 62n)] + text;
    value /= 62n;
  }
  return text;
}

function checksum(body: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return base62(bytes, 6);
}

/**
 * Turns a bearer token into a caller. Answers of the store are believed for half a second, so a revocation holds everywhere
 * within one. What is no token of ours is refused before the store is asked.
 */
export function createAuthenticator(
  store: Store,
  runtime: Runtime,
  orchestratorHash?: string,
): (token: string | undefined) => Promise<Principal> {
  const orchestrator: Principal = { kind: 'orchestrator', tokenId: 'environment' };
  async function find(token: string): Promise<TokenRecord | 'orchestrator' | undefined> {
    const tokenHash = hashToken(token);
    // The operator's own token comes from the environment and may have any shape.
    if (orchestratorHash !== undefined && safeEqual(tokenHash, orchestratorHash)) return 'orchestrator';
    if (!isWellFormedToken(token))
      throw unauthenticated(
        'This is not a token of ours: shape or checksum is wrong.',
        'Copy the whole token again; it is shown once, when it is made.',
      );
    return store.findToken(tokenHash);
  }
  const lookup = fresh(runtime, { ttlMs: 500, maxEntries: 10_000, load: find });
  const isSuspended = createIsSuspended({ store, runtime });
  return async token => {
    if (!token)
      throw unauthenticated('A bearer token is required.', 'Send the header "Authorization: Bearer <token>".');
    const looked = lookup(token);
    const record = looked instanceof Promise ? await looked : looked;
    if (record === 'orchestrator') return orchestrator;
    if (!record)
      throw unauthenticated(
        'This token is unknown.',
        'Make a new one with the organization token: POST /api/v1/agents/:id/regenerate-token.',
      );
    const now = runtime.now();
    const principal = toPrincipal(record, now);
    const stopped = principal.kind !== 'orchestrator' && isSuspended(principal.organizationId);
    if (stopped instanceof Promise ? await stopped : stopped) throw suspended();
    store.touchToken(record.id, now);
    return principal;
  };
}

function toPrincipal(record: TokenRecord, now: Date): Principal {
  if (record.revokedAt) throw unauthenticated('This token was revoked.', 'Use the token that replaced it.');
  if (record.expiresAt && record.expiresAt <= now)
    throw unauthenticated('This token has expired.', 'Make a new one with the organization token.');
  const { id: tokenId, kind, organizationId, agentId } = record;
  if (kind === 'orchestrator') return { kind, tokenId };
  if (organizationId === undefined)
    throw new ButtdialError('broken-promise', 'A token without an organization is stored.');
  if (kind === 'organization') return { kind, organizationId, tokenId };
  if (agentId === undefined) throw new ButtdialError('broken-promise', 'An agent token without an agent is stored.');
  return { kind, organizationId, agentId, tokenId };
}

function unauthenticated(message: string, remedy: string): ButtdialError {
  return new ButtdialError('unauthenticated', message, { remedy });
}
