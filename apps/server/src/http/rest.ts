import { ButtdialError, isButtdialError, lazily } from '@buttdial/core';
import { type Answered, type Caller, type Operation, runOperation } from '@buttdial/switchboard';
import { type Context, Hono } from 'hono';
import type { HttpDeps, HttpEnvironment } from './environment.ts';
import { problemResponse } from './problems.ts';
import { createGuessGuard, standardHeaders } from './protection.ts';
import { csvOf } from './tables.ts';

/** `/api/v1`: one route per operation. Authenticates, then authorizes, then parses. */
export function restRoutes(deps: HttpDeps): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>();
  const guesses = createGuessGuard();
  const headers = { ...standardHeaders(deps.settings.publicUrl), 'content-type': 'application/json' };
  for (const operation of deps.switchboard.operations.values()) {
    app.on(operation.rest.method.toUpperCase(), operation.rest.path, async context => {
      try {
        const principal = await authenticated(deps, context, guesses);
        const told = hasBody(operation) ? await readJson(context) : context.req.query();
        const input = { ...told, ...context.req.param() };
        const idempotencyKey = keyOf(context);
        const caller: Caller = withSignal({ principal, ...(idempotencyKey ? { idempotencyKey } : {}) }, context);
        const { value, warnings } = await runOperation(operation, input, caller);
        context.set('stamped', true);
        if (!operation.readOnly && !announcesItself.test(operation.name))
          deps.admin.live.changed(principal.kind === 'orchestrator' ? 'default' : principal.organizationId);
        if (offersTable(operation) && /\btext\/csv\b/.test(context.req.header('accept') ?? '')) {
          const csv = csvOf(operation, { input, caller, value });
          if (csv !== undefined) return new Response(csv, { headers: { ...headers, ...csvHeaders(context) } });
        }
        return new Response(JSON.stringify(withWarnings(value, warnings)), {
          headers: { ...headers, 'x-request-id': context.get('requestId') },
        });
      } catch (error) {
        return problemResponse(deps, context, error);
      }
    });
  }
  return app;
}

// Messages, the inbox and calls wake whoever watches by themselves, and come too often for a second word.
const announcesItself = /^(messages|inbox|calls)\./;

function offersTable({ rest }: Operation): boolean {
  return rest.csv !== undefined || rest.table !== undefined;
}

function csvHeaders(context: Context<HttpEnvironment>): Record<string, string> {
  return { 'content-type': 'text/csv; charset=utf-8', 'x-request-id': context.get('requestId') };
}

// Read only by long polls: making the signal costs as much as a short request.
const withSignal = lazily<Context<HttpEnvironment>, Pick<Caller, 'signal'>>({
  signal: context => context.req.raw.signal,
});

function withWarnings(value: Answered['value'], warnings: Answered['warnings']): Answered['value'] {
  if (warnings.length === 0) return value;
  const own = Array.isArray(value.warnings) ? value.warnings : [];
  return { ...value, warnings: [...own, ...warnings] };
}

// Cut short, two long keys could become one.
function keyOf(context: Context<HttpEnvironment>): string | undefined {
  const key = context.req.header('idempotency-key');
  if (key !== undefined && key.length > 200)
    throw new ButtdialError('invalid-input', 'The Idempotency-Key is longer than 200 characters.', {
      field: 'idempotency-key',
      remedy: 'Use a shorter key, such as a UUID.',
    });
  return key;
}

async function authenticated(
  deps: HttpDeps,
  context: Context<HttpEnvironment>,
  guesses: ReturnType<typeof createGuessGuard>,
): Promise<Caller['principal']> {
  const header = context.req.header('authorization');
  const token = header && /^bearer /i.test(header) ? header.slice(7).trim() : undefined;
  // A page of ours speaks with the session of its person. A token, even a wrong one, comes before a cookie.
  const session =
    header === undefined && context.req.header('cookie') ? await deps.admin.sessions.of(context) : undefined;
  if (session) return session.principal;
  try {
    return await deps.switchboard.authenticate(token);
  } catch (error) {
    if (!isButtdialError(error) || error.code !== 'unauthenticated') throw error;
    const waitMs = await guesses.blocked(context.get('peer'));
    await guesses.failed(context.get('peer'));
    deps.metrics.count('buttdial_authentication_failures_total');
    if (waitMs > 0)
      throw new ButtdialError('limit-exceeded', 'Too many wrong tokens from this address.', {
        retryAfterMs: waitMs,
        remedy: 'Wait a minute, then use the right token.',
      });
    throw error;
  }
}

function hasBody({ rest }: Operation): boolean {
  return rest.method !== 'get' && rest.method !== 'delete';
}

async function readJson(context: Context<HttpEnvironment>): Promise<object> {
  const text = await context.req.text();
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ButtdialError('invalid-input', 'The body is not valid JSON.', {
      remedy: 'Send a JSON object with the header "Content-Type: application/json".',
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ButtdialError('invalid-input', 'The body is not a JSON object.', {
      remedy: 'Send an object such as {"to": "+12125550123", "body": "Hello"}.',
    });
  return value;
}
