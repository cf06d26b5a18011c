import { type Store, systemRuntime, type TokenKind } from '@buttdial/core';
import { createSqlite } from '@buttdial/provider-sqlite';
import { createAuthenticator, hashToken, newToken } from '@buttdial/switchboard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const runtime = systemRuntime();
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-';

let real: Store;
let asked = 0;
beforeAll(async () => {
  real = await createSqlite({ file: ':memory:' }, runtime).store.open();
});
afterAll(() => real.close());

/** The same store, every question to which is counted. */
function counting(store: Store): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member === 'function')
        return (...values: unknown[]) => {
          asked += 1;
          return Reflect.apply(member, target, values);
        };
      return typeof member === 'object' && member !== null ? counting(member as Store) : member;
    },
  });
}

describe('a token with one wrong character', () => {
  it('is refused 10,000 times before the store is asked once', async () => {
    const authenticate = createAuthenticator(counting(real), runtime, hashToken('an operator token of any shape'));
    const kinds: readonly TokenKind[] = ['agent', 'organization', 'orchestrator'];
    let typos = 0;
    for (let round = 0; typos < 10_000; round += 1) {
      const token = newToken(kinds[round % 3] ?? 'agent', round % 2 ? 'live' : 'test', runtime);
      for (let at = 0; at < token.length; at += 1) {
        const other = alphabet[Math.floor(runtime.random() * alphabet.length)] ?? '0';
        if (other === token[at]) continue;
        typos += 1;
        const typo = token.slice(0, at) + other + token.slice(at + 1);
        await expect(authenticate(typo), typo).rejects.toMatchObject({ code: 'unauthenticated' });
      }
    }
    expect(typos).toBeGreaterThanOrEqual(10_000);
    expect(asked).toBe(0);
  });

  it('is looked up when nothing is wrong with it', async () => {
    const authenticate = createAuthenticator(counting(real), runtime);
    await expect(authenticate(newToken('agent', 'live', runtime))).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(asked).toBe(1);
  });
});
