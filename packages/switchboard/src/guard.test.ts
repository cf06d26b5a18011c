import { describe, expect, it } from 'vitest';
import { isPublicAddress, publicUrl } from './guard.ts';

const resolves = (addresses: readonly string[]) => async () => addresses;
const nowhere = async () => {
  throw new Error('ENOTFOUND');
};

const insideAddresses = [
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  'fe80::1',
  'fe80::1%eth0',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '64:ff9b::7f00:1',
  '2001::1',
  '[::1]',
  'not-an-address',
  '',
];

const hostileUrls = [
  'http://example.com/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'gopher://example.com/',
  'javascript:alert(1)',
  'data:text/plain,hi',
  '//example.com',
  'example.com',
  '',
  ' ',
  'https://user@example.com/',
  'https://user:pass@example.com/',
  'https://example.com:22/',
  'https://example.com:6379/',
  'https://localhost/',
  'https://localhost./',
  'https://LOCALHOST/',
  'https://foo.localhost/',
  'https://printer.local/',
  'https://db.internal/',
  'https://metadata.google.internal/',
  'https://intranet/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://0/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://169.254.169.254/latest/meta-data/',
  'https://[fe80::1]/',
  'https://[fd00::1]/',
  'https://10.0.0.1/',
  'https://192.168.0.1/',
  'https://172.16.0.1/',
  'https://100.64.0.1/',
  'https://１２７.０.０.１/',
  'https://①②⑦.⓪.⓪.①/',
  'https://127。0。0。1/',
  'https://[64:ff9b::a00:1]/',
  'https://[2002:a00:1::]/',
  `https://example.com/${'a'.repeat(3000)}`,
];

describe('the guard against server-side request forgery', () => {
  it.each(insideAddresses)('knows %j as not public', address => expect(isPublicAddress(address)).toBe(false));
  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '[2a00:1450:4001:81b::200e]'])(
    'knows %j as public',
    address => expect(isPublicAddress(address)).toBe(true),
  );

  it.each(hostileUrls)('refuses %j even when its name resolves to a public address', async url => {
    await expect(publicUrl(url, 'mediaUrls.0', resolves(['8.8.8.8']))).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'mediaUrls.0' },
    });
  });

  it('refuses a name that points inside, even with one of several addresses, and one that cannot be found', async () => {
    await expect(
      publicUrl('https://rebind.example.com/', 'u', resolves(['8.8.8.8', '127.0.0.1'])),
    ).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(publicUrl('https://gone.example.com/', 'u', nowhere)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('lets a public https address through and never repeats a refused one', async () => {
    expect((await publicUrl('https://cdn.example.com/a.png', 'u', resolves(['8.8.8.8']))).href).toBe(
      'https://cdn.example.com/a.png',
    );
    await expect(publicUrl('https://secret-host.internal/token-123', 'u', nowhere)).rejects.toSatisfy(
      error => !String(error).includes('secret-host') && !String(error).includes('token-123'),
    );
  });
});
