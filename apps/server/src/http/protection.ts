import { ButtdialError } from '@buttdial/core';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { type HttpDeps, type HttpEnvironment, maxBodyBytes } from './environment.ts';
import { problemResponse } from './problems.ts';

type Middleware = MiddlewareHandler<HttpEnvironment>;

const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** Request id, caller's address, security headers, one log line and one timing per request. */
export function observed(deps: Pick<HttpDeps, 'runtime' | 'metrics' | 'settings'>): Middleware {
  const { runtime, metrics, settings } = deps;
  const headers = Object.entries(standardHeaders(settings.publicUrl));
  const trustsProxies = settings.trustedProxies.length > 0;
  const process = runtime.newId();
  let count = 0;
  return async (context, next) => {
    const requestId = `${process}-${++count}`;
    const startedAt = performance.now();
    context.set('requestId', requestId);
    context.set(
      'peer',
      peerOf(
        context.env.incoming?.socket.remoteAddress,
        trustsProxies ? context.req.header('x-forwarded-for') : undefined,
        settings.trustedProxies,
      ),
    );
    await next();
    // Changing a finished answer costs it its quick way out; most are made with the headers already.
    if (!context.get('stamped')) {
      context.res.headers.set('x-request-id', requestId);
      for (const [name, value] of headers) if (!context.res.headers.has(name)) context.res.headers.set(name, value);
    }
    const milliseconds = performance.now() - startedAt;
    // The route's pattern, never the path: paths and queries can hold ids, addresses and tokens.
    const route = context.req.routePath;
    const status = context.res.status;
    metrics.observe('buttdial_http_request_seconds', milliseconds / 1000, { route, status: String(status) });
    runtime.log.info('request', {
      requestId,
      method: context.req.method,
      route,
      status,
      milliseconds: Math.round(milliseconds * 10) / 10,
    });
  };
}

/** The security headers of every answer. */
export function standardHeaders(publicUrl: URL): Readonly<Record<string, string>> {
  return publicUrl.protocol === 'https:'
    ? { ...securityHeaders, 'strict-transport-security': 'max-age=31536000' }
    : securityHeaders;
}

/** The nearest address that is not one of our own proxies. Forwarding headers of strangers count for nothing. */
export function peerOf(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: readonly string[],
): string {
  const socket = (socketAddress ?? 'unknown').replace(/^::ffff:/, '');
  if (!forwardedFor || !trustedProxies.includes(socket)) return socket;
  const hops = forwardedFor.split(',').map(hop => hop.trim());
  return hops.findLast(hop => !trustedProxies.includes(hop)) ?? socket;
}

/** Bodies over the limit are refused, by their length before reading or while they stream in. */
export function limitedBody(deps: Pick<HttpDeps, 'runtime' | 'metrics'>): Middleware {
  const tooLarge = () =>
    new ButtdialError('too-large', 'The body is larger than 1 MB.', {
      remedy: 'Send less at once; link to large files instead.',
    });
  const counting = bodyLimit({ maxSize: maxBodyBytes, onError: context => problemResponse(deps, context, tooLarge()) });
  return (context, next) => {
    const length = context.req.header('content-length');
    if (length !== undefined)
      return Number(length) <= maxBodyBytes ? next() : Promise.resolve(problemResponse(deps, context, tooLarge()));
    // Every request without a body has no length either: a DELETE, mostly.
    if (!context.req.header('transfer-encoding') && ['GET', 'HEAD', 'DELETE'].includes(context.req.method))
      return next();
    // A body of unknown length is counted while it streams.
    context.req.raw = standardRequest(context.req.raw);
    return counting(context, next);
  };
}

// bodyLimit copies the request, and Node copies only requests of its own making, not those of the HTTP adaptor.
function standardRequest({ url, method, headers, body, signal }: Request): Request {
  return new Request(url, { method, headers: [...headers], body, signal, duplex: 'half' });
}

/** Browsers of the listed origins may call the API. */
export function allowedOrigins(deps: HttpDeps): Middleware {
  const answered = cors({
    origin: origin => (deps.settings.corsOrigins.includes(origin) ? origin : null),
    allowMethods: ['GET', 'POST', 'PATCH', 'DELETE', 'OPTIONS'],
    allowHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      'mcp-protocol-version',
      'mcp-session-id',
      'mcp-method',
      'mcp-name',
      'last-event-id',
    ],
    exposeHeaders: ['x-request-id', 'retry-after', 'mcp-session-id'],
    maxAge: 600,
  });
  return (context, next) => (context.req.header('origin') === undefined ? next() : answered(context, next));
}

/** Requests per minute, per address and for all, where the operator set such limits. */
export function throttled(deps: HttpDeps): Middleware {
  const { perAddress, global } = deps.settings.rateLimit;
  const limiters = [
    ...(perAddress > 0
      ? [{ scope: 'per_ip', limiter: new RateLimiterMemory({ points: perAddress, duration: 60 }) }]
      : []),
    ...(global > 0 ? [{ scope: 'global', limiter: new RateLimiterMemory({ points: global, duration: 60 }) }] : []),
  ];
  return async (context, next) => {
    for (const { scope, limiter } of limiters) {
      const full = await limiter.consume(scope === 'global' ? 'all' : context.get('peer')).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (full instanceof RateLimiterRes) {
        deps.metrics.count('mcp_http_rate_limit_hits_total', { scope });
        return problemResponse(
          deps,
          context,
          new ButtdialError('limit-exceeded', 'Too many requests.', {
            retryAfterMs: full.msBeforeNext,
            remedy: 'Wait, then send more slowly.',
          }),
        );
      }
      if (full !== undefined) throw full;
    }
    return next();
  };
}

/** Slows down guessing: an address with ten bad tokens in a minute waits. Good tokens are never held up by it. */
export function createGuessGuard(): { failed(peer: string): Promise<void>; blocked(peer: string): Promise<number> } {
  const limiter = new RateLimiterMemory({ points: 10, duration: 60 });
  return {
    failed: async peer => {
      await limiter.penalty(peer);
    },
    blocked: async peer => {
      const state = await limiter.get(peer);
      return state !== null && state.consumedPoints >= 10 ? state.msBeforeNext : 0;
    },
  };
}
