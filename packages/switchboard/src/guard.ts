import { BlockList, isIP } from 'node:net';
import { ButtdialError } from '@buttdial/core';

const inside = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  inside.addSubnet(address, prefix, 'ipv4');
}
// Of IPv6 only global unicast is outside, and of that not the ranges that carry an IPv4 address or documentation.
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
const carried6 = new BlockList();
for (const [address, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  carried6.addSubnet(address, prefix, 'ipv6');
}

/** True for an IP address that is reachable on the public internet: not private, loopback, link-local, shared, mapped, multicast or reserved. */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (isIP(bare) === 4) return !inside.check(bare, 'ipv4');
  return isIP(bare) === 6 && global6.check(bare, 'ipv6') && !carried6.check(bare, 'ipv6');
}

/**
 * Reads a URL that a tenant, an agent or a message gave: https only, no credentials, standard port, a host whose every
 * address is public. Connecting must check again (`outsideFetch`), because names can change what they point to.
 * @throws `invalid-input` naming the field; never repeats the URL.
 */
export async function publicUrl(
  text: string,
  field: string,
  resolveHost: (host: string) => Promise<readonly string[]>,
): Promise<URL> {
  const refuse = (reason: string) =>
    new ButtdialError('invalid-input', `${field}: ${reason}`, {
      field,
      remedy: 'Use an https:// address on the public internet, without a user name or password.',
    });
  if (text.length > 2048 || !URL.canParse(text)) throw refuse('this is not a URL.');
  const url = new URL(text);
  if (url.protocol !== 'https:') throw refuse('only https is allowed.');
  if (url.username || url.password) throw refuse('a user name or password is not allowed in it.');
  if (url.port !== '' && url.port !== '8443') throw refuse('this port is not allowed.');
  const host = url.hostname.replace(/\.$/, '');
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) {
    if (!isPublicAddress(host)) throw refuse('this address is not on the public internet.');
    return url;
  }
  if (!host.includes('.') || /\.(?:localhost|local|internal|home\.arpa|lan|intranet)$/i.test(host))
    throw refuse('this host is not on the public internet.');
  const addresses = await resolveHost(host).catch(() => []);
  if (addresses.length === 0) throw refuse('this host cannot be found.');
  if (!addresses.every(isPublicAddress)) throw refuse('this host is not on the public internet.');
  return url;
}
