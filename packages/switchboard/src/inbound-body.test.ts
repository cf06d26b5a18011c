import { describe, expect, it } from 'vitest';
import { decodeInbound, encodeInbound, spelledOut } from './inbound-body.ts';

describe('inbound bodies', () => {
  it('survive encoding', () => {
    const message = {
      kind: 'message' as const,
      vendorId: 'SM1',
      channel: 'sms' as const,
      from: '+1',
      to: '+2',
      text: 'שלום 👋',
      attachments: [{ url: new URL('https://cdn.example.com/a.png'), contentType: 'image/png' }],
    };
    expect(decodeInbound(encodeInbound(message))).toEqual({
      text: 'שלום 👋',
      attachments: [{ url: 'https://cdn.example.com/a.png', contentType: 'image/png' }],
    });
  });

  it('show what could be disguised', () => {
    expect(spelledOut('a\u202Eb\u0000c\u200Bd')).toBe('a\\u202eb\\u0000c\\u200bd');
    expect(spelledOut('line\nnext\ttab שלום')).toBe('line\nnext\ttab שלום');
  });
});
