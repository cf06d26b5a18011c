import { ButtdialError } from '@buttdial/core';
import { type Principal, type Switchboard, toProblem } from '@buttdial/switchboard';
import type { MiddlewareHandler } from 'hono';

/** Who is at the door, and with which token. */
export interface Caller {
  readonly principal: Principal;
  readonly token: string;
}

/** What the gate needs to know of the installation. */
export interface GateSettings {
  readonly publicUrl: URL;
  /** More host names that this server answers to, without port; `*` for any. Addresses and loopback names always count. */
  readonly allowedHosts: readonly string[];
  /** More web origins whose pages may call, such as `https://app.example.com`; `*` for any. */
  readonly allowedOrigins: readonly string[];
}

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** The proven caller of a request. @throws `unauthenticated`. */
export async function proveCaller(
  switchboard: Pick<Switchboard, 'authenticate'>,
  token: string | undefined,
): Promise<Caller> {
  const principal = await switchboard.authenticate(token);
  return { principal, token: token ?? '' };
}

/** The token of an `Authorization: Bearer` header. */
export function bearer(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^Bearer +(\S+) *$/i.exec(header)?.[1];
}

/**
 * Refuses requests that a web page made under a name of its own (DNS rebinding) and pages of strange origins. A host
 * that is an address cannot be rebound.
 */
export function knownHosts(settings: GateSettings): MiddlewareHandler {
  const hosts = new Set([
    ...loopback,
    settings.publicUrl.hostname,
    ...settings.allowedHosts.map(host => host.toLowerCase()),
  ]);
  const origins = new Set([settings.publicUrl.origin, ...settings.allowedOrigins]);
  const mayHost = (name: string | undefined) =>
    hosts.has('*') || (name !== undefined && (hosts.has(name) || isAddress(name)));
  const mayOrigin = (origin: string) =>
    origins.has('*') || origins.has(origin) || loopback.includes(hostname(origin) ?? '');
  return async (c, next) => {
    const host = c.req.header('host') ?? new URL(c.req.url).host;
    if (!mayHost(hostname(`http://${host}`)))
      return refusal(
        new ButtdialError('forbidden', 'This server does not answer under this host name.', {
          remedy: 'Use its public URL, or let the operator allow the name.',
        }),
      );
    const origin = c.req.header('origin');
    if (origin !== undefined && !mayOrigin(origin))
      return refusal(
        new ButtdialError('forbidden', 'Pages of this origin may not call this server.', {
          remedy: 'Let the operator allow the origin.',
        }),
      );
    return next();
  };
}

function hostname(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

function isAddress(name: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(name) || name.startsWith('[');
}

/**
 * An error as an HTTP answer. A plain `WWW-Authenticate: Bearer` on 401: several clients drop the header they were
 * given and start a sign-in flow as soon as anything hints at OAuth.
 */
export function refusal(error: unknown): Response {
  const problem = toProblem(error);
  const headers = {
    'content-type': 'application/problem+json',
    ...(problem.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    // The rest of the body is still on its way; the connection cannot be used again.
    ...(problem.status === 413 ? { connection: 'close' } : {}),
  };
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
