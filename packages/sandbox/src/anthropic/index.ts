import { Hono } from 'hono';
import type { Peer } from '../peers.ts';
import type { World } from '../world.ts';
import { anthropicError } from './errors.ts';
import { createMessage } from './messages.ts';

/** Builds Anthropic on a simulated world: streamed messages with tools. */
export function createAnthropic(world: World): Peer {
  const app = new Hono();
  app.post('/v1/messages', async context => {
    const account = customer(world, context.req.raw.headers);
    if (account instanceof Response) return account;
    if (!/^20\d\d-\d\d-\d\d$/.test(context.req.header('anthropic-version') ?? '')) {
      world.ledger.alert({ vendor: 'anthropic', account, code: 400, message: 'anthropic-version: header is required' });
      return anthropicError(400, 'anthropic-version: header is required');
    }
    return createMessage(world, account, await context.req.json().catch(() => undefined));
  });
  app.get('/v1/models', context => {
    const account = customer(world, context.req.raw.headers);
    return account instanceof Response
      ? account
      : Response.json({ data: [], has_more: false, first_id: null, last_id: null });
  });
  app.notFound(() => anthropicError(404, 'Not found'));
  return { app };
}

/** The account that a key belongs to, or the refusal of the key. */
function customer(world: World, headers: Headers): string | Response {
  const key = headers.get('x-api-key') ?? /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  const account = world.registry.accounts().find(one => key !== undefined && one.anthropic?.apiKey === key);
  return account?.name ?? anthropicError(401, 'invalid x-api-key');
}
