import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  composeEmailFooter,
  isOneClickUnsubscribe,
  listUnsubscribeHeaders,
  signUnsubscribeToken,
  verifyUnsubscribeToken,
} from './index.ts';
import { createSha256, hmacSha256, sha256, toHex } from './sha256.ts';

const key = new Uint8Array(32).fill(7);

describe('SHA-256 and HMAC', () => {
  test('agree with the platform on any bytes, in any pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, cut) => {
        const expected = createHash('sha256').update(bytes).digest('hex');
        expect(toHex(sha256(bytes))).toBe(expected);
        const pieces = createSha256();
        pieces.update(bytes.subarray(0, cut));
        pieces.update(bytes.subarray(cut));
        expect(toHex(pieces.digest())).toBe(expected);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.string(), (secret, text) => {
        expect(toHex(hmacSha256(secret, text))).toBe(createHmac('sha256', secret).update(text).digest('hex'));
      }),
    );
  });
});

describe('unsubscribe tokens', () => {
  test('carry any subject and survive a URL', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter(text => text.isWellFormed()),
        subject => {
          const token = signUnsubscribeToken(subject, key);
          expect(token).toMatch(/^[\w-]*\.[\w-]{43}$/);
          expect(verifyUnsubscribeToken(token, key)).toBe(subject);
        },
      ),
    );
  });
  test('changed in any character are refused', () => {
    const token = signUnsubscribeToken('org_1/contact_2', key);
    for (let i = 0; i < token.length; i += 1) {
      const changed = `${token.slice(0, i)}${token[i] === 'A' ? 'B' : 'A'}${token.slice(i + 1)}`;
      if (i < token.length - 1) expect(verifyUnsubscribeToken(changed, key)).toBeUndefined();
    }
    for (const wrong of ['', '.', 'a.b.c', token.slice(0, -1), `${token}.`, `${token}x`])
      expect(verifyUnsubscribeToken(wrong, key)).toBeUndefined();
  });
  test('of another key are refused, and short keys are an error', () => {
    expect(verifyUnsubscribeToken(signUnsubscribeToken('a', key), new Uint8Array(32).fill(8))).toBeUndefined();
    expect(() => signUnsubscribeToken('a', new Uint8Array(16))).toThrow(TypeError);
  });
});

describe('headers and footer', () => {
  test('follow RFC 8058', () => {
    expect(listUnsubscribeHeaders('https://x.example/u?t=1')).toEqual({
      'List-Unsubscribe': '<https://x.example/u?t=1>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
    expect(() => listUnsubscribeHeaders('http://x.example/u')).toThrow(TypeError);
    expect(() => listUnsubscribeHeaders('https://x.example/u>\r\nBcc: a@b.c')).not.toThrow();
    expect(JSON.stringify(listUnsubscribeHeaders('https://x.example/u>\r\nBcc: a@b.c'))).not.toMatch(/\\r|\\n|u>/);
  });
  test('only a POST with the words of the RFC unsubscribes', () => {
    expect(isOneClickUnsubscribe('POST', 'List-Unsubscribe=One-Click')).toBe(true);
    expect(isOneClickUnsubscribe('GET', 'List-Unsubscribe=One-Click')).toBe(false);
    expect(isOneClickUnsubscribe('POST', '')).toBe(false);
  });
  test('the footer shows who, where and how to leave, escaped', () => {
    const footer = composeEmailFooter({
      senderName: 'A & B <Ltd>',
      postalAddress: '1 Main St, Springfield',
      unsubscribeUrl: 'https://x.example/u',
      contact: 'help@x.example',
    });
    expect(footer.text).toContain('1 Main St, Springfield\nhelp@x.example\nUnsubscribe: https://x.example/u');
    expect(footer.html).toContain('A &amp; B &lt;Ltd&gt;<br>1 Main St');
    expect(footer.html).toContain('<a href="https://x.example/u">Unsubscribe</a>');
  });
  test('the footer refuses empty parts', () => {
    const parts = { senderName: 'A', postalAddress: ' ', unsubscribeUrl: 'https://x.example/u' };
    expect(() => composeEmailFooter(parts)).toThrow('postal address');
  });
});
