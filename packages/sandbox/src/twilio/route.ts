import type { Context, Handler } from 'hono';
import type { Account } from '../entities.ts';
import type { World } from '../world.ts';
import { twilioError } from './errors.ts';
import { type Form, readForm } from './form.ts';
import type { TwilioNetwork } from './network.ts';

/** One authenticated request to the simulated Twilio. */
export interface Asked {
  readonly network: TwilioNetwork;
  readonly account: Account;
  readonly accountSid: string;
  /** The path without the sandbox's prefix, for links in answers. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: Form;
  /** A part of the path, without `.json`. */
  part(name: string): string;
}

/** Wraps a handler: credentials first, then the account in the path must be the caller's own. */
export function twilioRoute(network: TwilioNetwork, handle: (asked: Asked) => Response): Handler {
  return async (context: Context) => {
    const account = callerOf(network.world, context.req.header('authorization'));
    const url = new URL(context.req.url);
    if (!account?.twilio) return twilioError(20003);
    const part = (name: string) => (context.req.param(name) ?? '').replace(/\.json$/, '');
    if (part('account') !== account.twilio.accountSid) return twilioError(20404, url.pathname);
    // A body of any other type counts as empty, as it does at Twilio.
    const isForm = /^application\/x-www-form-urlencoded\b/i.test(context.req.header('content-type') ?? '');
    const form = readForm(isForm ? await context.req.text() : '');
    return handle({
      network,
      account,
      accountSid: account.twilio.accountSid,
      path: url.pathname,
      query: url.searchParams,
      form,
      part,
    });
  };
}

/** The account whose Auth Token or API key the request carries. */
export function callerOf(world: World, authorization: string | undefined): Account | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  if (user === undefined || password === undefined) return undefined;
  return world.registry
    .accounts()
    .find(
      ({ twilio }) =>
        twilio !== undefined &&
        ((twilio.accountSid === user && twilio.authToken === password) || twilio.apiKeys?.[user] === password),
    );
}
