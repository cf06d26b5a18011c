import type { Context, Handler } from 'hono';
import type { Account } from '../entities.ts';
import { resendError } from './errors.ts';
import type { ResendNetwork } from './network.ts';

/** One authenticated request to the simulated Resend. */
export interface ResendAsked {
  readonly network: ResendNetwork;
  readonly account: Account;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined when there was none. */
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
  part(name: string): string;
}

/** Wraps a handler: the key first, then readable JSON. */
export function resendRoute(network: ResendNetwork, handle: (asked: ResendAsked) => Response): Handler {
  return async (context: Context) => {
    const key = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
    if (key === undefined)
      return resendError({ name: 'missing_api_key', message: 'Missing API key in the authorization header.' });
    const account = network.world.registry.accounts().find(known => known.resend?.apiKey === key);
    if (!account) return resendError({ name: 'invalid_api_key', message: 'API key is invalid' });
    const text = await context.req.text();
    const body = readJson(text);
    if (text !== '' && body === undefined)
      return resendError({ name: 'validation_error', statusCode: 400, message: 'The request body is not valid JSON.' });
    const url = new URL(context.req.url);
    const part = (name: string) => context.req.param(name) ?? '';
    return handle({
      network,
      account,
      path: url.pathname,
      query: url.searchParams,
      body,
      idempotencyKey: context.req.header('idempotency-key'),
      part,
    });
  };
}

function readJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
