import { isButtdialError, systemRuntime } from '@buttdial/core';
import { describe, expect, it } from 'vitest';
import { createSealer } from './seal.ts';

const runtime = systemRuntime();
const key = runtime.randomBytes(32);

describe('sealing', () => {
  const sealer = createSealer(key, runtime);
  const plain = Buffer.from('Hello, Ada.');

  it('opens what it sealed, and only under the same name', () => {
    const sealed = sealer.seal(plain, 'message-1');
    expect(Buffer.from(sealer.open(sealed, 'message-1')).toString()).toBe('Hello, Ada.');
    expect(() => sealer.open(sealed, 'message-2')).toThrow(expect.objectContaining({ code: 'broken-promise' }));
  });

  it('notices every flipped byte', () => {
    const sealed = sealer.seal(plain, 'message-1');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => sealer.open(changed, 'message-1'), `byte ${at}`).toThrow();
    }
  });

  it('shows nothing of the text and never seals the same way twice', () => {
    const [one, two] = [sealer.seal(plain, 'm'), sealer.seal(plain, 'm')];
    expect(Buffer.from(one).includes('Ada')).toBe(false);
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(false);
  });

  it('does not open with another key', () => {
    const other = createSealer(runtime.randomBytes(32), runtime);
    expect(() => other.open(sealer.seal(plain, 'm'), 'm')).toThrow();
    expect(other.fingerprint('+12125550123')).not.toBe(sealer.fingerprint('+12125550123'));
  });

  it('refuses a weak key', () => {
    for (const weak of [new Uint8Array(32), Buffer.from('short'), new Uint8Array(64).fill(7)]) {
      expect(() => createSealer(weak, runtime)).toThrow(expect.objectContaining({ code: 'configuration' }));
    }
    expect(isButtdialError(new Error('x'))).toBe(false);
  });
});
