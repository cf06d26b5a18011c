import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

// OWASP's scrypt for 32 MiB: as hard as its first choice with 128 MiB, and four of them at once still fit a small server.
const strength = { cost: 2 ** 15, blockSize: 8, parallelization: 3 };
const keyBytes = 32;

/** Kept as `scrypt$cost$blockSize$parallelization$salt$key`, so that the strength can be raised later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, strength);
  const { cost, blockSize, parallelization } = strength;
  return ['scrypt', cost, blockSize, parallelization, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** True when the password is the one that was hashed. */
export async function verifyPassword(kept: string, password: string): Promise<boolean> {
  const [kind, cost, blockSize, parallelization, salt = '', key = ''] = kept.split('$');
  if (kind !== 'scrypt') return false;
  const asKept = { cost: Number(cost), blockSize: Number(blockSize), parallelization: Number(parallelization) };
  const expected = Buffer.from(key, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), asKept);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The same letters typed on another keyboard may be other code points.
    scrypt(password.normalize('NFKC'), salt, keyBytes, { ...options, maxmem: 64 * 1024 * 1024 }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
