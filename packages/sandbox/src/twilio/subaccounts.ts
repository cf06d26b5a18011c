import type { Context, Hono } from 'hono';
import type { Account } from '../entities.ts';
import { showAccount } from './accounts.ts';
import { twilioError } from './errors.ts';
import { one, readForm } from './form.ts';
import type { TwilioNetwork } from './network.ts';
import { page } from './paging.ts';
import type { Subaccount } from './products.ts';
import { callerOf } from './route.ts';

/** Accounts.json, and what an owner does to accounts below its own. */
export function subaccountRoutes(app: Hono, network: TwilioNetwork): void {
  const all = '/2010-04-01/Accounts.json';
  const single = '/2010-04-01/Accounts/:account{AC[0-9a-fA-F]{32}\\.json}';
  app.get(all, context => withCaller(network, context, caller => list(network, caller, new URL(context.req.url))));
  app.post(all, async context => {
    const form = readForm(await context.req.text());
    return withCaller(network, context, caller => open(network, caller, one(form, 'FriendlyName') ?? 'SubAccount'));
  });
  app.get(single, async (context, next) => {
    const caller = callerOf(network.world, context.req.header('authorization'));
    const found = caller && belowOf(network, caller, sidOf(context));
    return found ? shown(network, found) : next();
  });
  app.post(single, async context => {
    const status = one(readForm(await context.req.text()), 'Status');
    return withCaller(network, context, caller => {
      const found = belowOf(network, caller, sidOf(context));
      if (!found) return twilioError(20404, new URL(context.req.url).pathname);
      if (status === 'closed') close(network, found);
      return shown(network, found);
    });
  });
}

const sidOf = (context: Context) => (context.req.param('account') ?? '').replace(/\.json$/, '');

async function withCaller(
  { world }: TwilioNetwork,
  context: Context,
  answer: (caller: Account) => Response,
): Promise<Response> {
  const caller = callerOf(world, context.req.header('authorization'));
  return caller?.twilio ? answer(caller) : twilioError(20003);
}

function belowOf({ subaccounts }: TwilioNetwork, caller: Account, sid: string): Subaccount | undefined {
  const found = subaccounts.get(sid);
  return found?.owner === caller.name ? found : undefined;
}

function open(network: TwilioNetwork, caller: Account, friendlyName: string): Response {
  const { random, registry } = network.world;
  const sid = `AC${random.ids.hex(32)}`;
  registry.addAccount({ twilio: { accountSid: sid, authToken: random.ids.hex(32) } });
  const made: Subaccount = { sid, owner: caller.name, friendlyName, closed: false };
  network.subaccounts.set(sid, made);
  return shown(network, made, 201);
}

// Twilio gives back everything that a closed account rents, and lets nobody in with its token.
function close({ world: { registry } }: TwilioNetwork, account: Subaccount): void {
  if (account.closed) return;
  account.closed = true;
  for (const { number } of registry.numbers(account.sid)) registry.removeNumber(number);
  registry.closeAccount(account.sid);
}

function list(network: TwilioNetwork, caller: Account, url: URL): Response {
  const [name, status] = [url.searchParams.get('FriendlyName'), url.searchParams.get('Status')];
  const rows = [...network.subaccounts.values()].filter(
    each =>
      each.owner === caller.name &&
      (name === null || each.friendlyName === name) &&
      (status === null || status === (each.closed ? 'closed' : 'active')),
  );
  const asked = { name: 'accounts', base: url.pathname, query: url.searchParams, idOf: (row: Subaccount) => row.sid };
  return Response.json(page(rows, asked, row => view(network, row)));
}

function shown(network: TwilioNetwork, account: Subaccount, status = 200): Response {
  return Response.json(view(network, account), { status });
}

function view({ world: { registry } }: TwilioNetwork, { sid, owner, friendlyName, closed }: Subaccount): object {
  const account = registry.account(sid);
  const ownerSid = registry.account(owner)?.twilio?.accountSid;
  return {
    ...showAccount({ sid, authToken: account?.twilio?.authToken, createdAt: account?.createdAt ?? new Date(0) }),
    friendly_name: friendlyName,
    owner_account_sid: ownerSid,
    status: closed ? 'closed' : 'active',
  };
}
