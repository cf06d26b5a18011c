import { lookup } from 'node:dns';
import { resolve4, resolve6 } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from '@buttdial/switchboard';

/** A fetch that connects to public addresses only, decided on the very address it connects to: a name that changes its mind gains nothing. */
export function createOutsideFetch(): typeof globalThis.fetch {
  const publicLookup: LookupFunction = (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const refused = addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address));
      if (refused)
        return done(Object.assign(new Error('The host is not on the public internet.'), { code: 'EACCES' }), '', 0);
      return options.all ? done(null, addresses) : done(null, addresses[0]?.address ?? '', addresses[0]?.family);
    });
  };
  // Many servers never ask anybody outside, and the client is large.
  let loading: Promise<typeof globalThis.fetch> | undefined;
  const outside = async (input: string | URL | Request, init?: RequestInit) => {
    const url = new URL(input instanceof Request ? input.url : input);
    // An address in the URL is never looked up, so it is checked here.
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (/^[\d.]+$|:/.test(literal) && !isPublicAddress(literal))
      throw new TypeError('The address is not on the public internet.');
    loading ??= guarded(publicLookup);
    return (await loading)(url, init);
  };
  return outside as typeof globalThis.fetch;
}

async function guarded(lookup: LookupFunction): Promise<typeof globalThis.fetch> {
  const { Agent, fetch } = await import('undici');
  const dispatcher = new Agent({
    connect: { lookup, timeout: 5_000 },
    headersTimeout: 10_000,
    bodyTimeout: 10_000,
    maxResponseSize: 10 * 1024 * 1024,
  });
  return ((url: URL, init?: object) => fetch(url, { ...init, dispatcher })) as unknown as typeof globalThis.fetch;
}

/** Every address of a name, IPv4 and IPv6. */
export async function resolveHost(host: string): Promise<readonly string[]> {
  const answers = await Promise.allSettled([resolve4(host), resolve6(host)]);
  return answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []));
}
