import { ButtdialError } from '@buttdial/core';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { Account } from '../entities.ts';
import { twilioError, twilioErrorBody } from './errors.ts';
import type { TwilioNetwork } from './network.ts';
import { senderStatuses, type WhatsappSender } from './products.ts';
import { callerOf } from './route.ts';

const verdict = z.strictObject({
  status: z.enum(senderStatuses).optional(),
  qualityRating: z.enum(['HIGH', 'MEDIUM', 'LOW', 'UNKNOWN']).optional(),
});
/** What Meta thinks of a sender from now on. */
export type SenderVerdict = z.input<typeof verdict>;

const webhook = z.object({ callback_url: z.url().optional(), callback_method: z.string().optional() });
const creation = z.object({
  sender_id: z.string().regex(/^whatsapp:\+[1-9]\d{1,14}$/),
  profile: z.object({ name: z.string().min(1) }),
  configuration: z.object({ waba_id: z.string().optional() }).optional(),
  webhook: webhook.optional(),
});

/** `messaging.twilio.com/v2/Channels/Senders`. */
export function senderRoutes(app: Hono, network: TwilioNetwork): void {
  const [all, single] = ['/v2/Channels/Senders', '/v2/Channels/Senders/:sid{XE[0-9a-f]{32}}'];
  const own = (account: Account) => [...network.senders.values()].filter(each => each.account === account.name);
  const found = (account: Account, context: Context) =>
    own(account).find(each => each.sid === context.req.param('sid'));
  const asked =
    (handle: (account: Account, context: Context) => Promise<Response> | Response) => async (context: Context) => {
      const account = callerOf(network.world, context.req.header('authorization'));
      return account?.twilio ? handle(account, context) : twilioError(20003);
    };
  app.get(
    all,
    asked(account => {
      // Between two looks Meta has looked as well.
      const senders = own(account).map(each => reviewed(network, each));
      const url = '/v2/Channels/Senders?Channel=whatsapp&PageSize=50&Page=0';
      const meta = { page: 0, page_size: 50, first_page_url: url, url, next_page_url: null, previous_page_url: null };
      return Response.json({ senders: senders.map(show), meta: { ...meta, key: 'senders' } });
    }),
  );
  app.post(
    all,
    asked(async (account, context) => register(network, account, await json(context))),
  );
  app.get(
    single,
    asked((account, context) => answer(found(account, context), 200)),
  );
  app.post(
    single,
    asked(async (account, context) => {
      const sender = found(account, context);
      const read = webhook.safeParse(((await json(context)) as { webhook?: unknown }).webhook ?? {});
      if (!sender || !read.success) return answer(sender && undefined, 404);
      if (read.data.callback_url !== undefined) sender.callbackUrl = read.data.callback_url;
      connect(network, sender);
      return answer(sender, 202);
    }),
  );
  app.delete(
    single,
    asked((account, context) => {
      const sender = found(account, context);
      if (!sender) return twilioError(20404);
      network.senders.delete(sender.number);
      if (network.world.registry.number(sender.number))
        network.world.registry.updateNumber(sender.number, { whatsappUrl: undefined });
      return new Response(null, { status: 204 });
    }),
  );
}

function register(network: TwilioNetwork, account: Account, body: unknown): Response {
  const read = creation.safeParse(body);
  if (!read.success) return twilioErrorBody(400, 20001, 'The sender is not of the shape that Twilio asks for.');
  const number = read.data.sender_id.replace('whatsapp:', '');
  if (network.world.registry.number(number)?.account !== account.name)
    return twilioErrorBody(400, 63110, 'Phone number is already registered on WhatsApp or not yours');
  if (network.senders.has(number)) return twilioErrorBody(409, 63100, 'A sender with this number exists');
  const sender: WhatsappSender = {
    sid: `XE${network.world.random.ids.hex(32)}`,
    account: account.name,
    number,
    name: read.data.profile.name,
    status: 'CREATING',
    qualityRating: 'UNKNOWN',
    ...(read.data.webhook?.callback_url === undefined ? {} : { callbackUrl: read.data.webhook.callback_url }),
  };
  network.senders.set(number, sender);
  return answer(sender, 202);
}

function reviewed(network: TwilioNetwork, sender: WhatsappSender): WhatsappSender {
  if (sender.status === 'CREATING')
    judgeSender(
      network,
      sender.number,
      network.world.behaviour.current.whatsappReview === 'approve'
        ? { status: 'ONLINE', qualityRating: 'HIGH' }
        : { status: 'PENDING_VERIFICATION' },
    );
  return sender;
}

/** Meta says what it thinks of a sender. @throws `not-found`. */
export function judgeSender(network: TwilioNetwork, number: string, given: SenderVerdict): WhatsappSender {
  const sender = network.senders.get(number);
  if (!sender) throw new ButtdialError('not-found', 'No such WhatsApp sender in the sandbox.');
  const { status, qualityRating } = verdict.parse(given);
  sender.status = status ?? sender.status;
  sender.qualityRating = qualityRating ?? sender.qualityRating;
  connect(network, sender);
  return sender;
}

// Only a sender that is online sends and hears.
function connect({ world: { registry } }: TwilioNetwork, { number, status, callbackUrl }: WhatsappSender): void {
  if (registry.number(number))
    registry.updateNumber(number, { whatsappUrl: status === 'ONLINE' ? callbackUrl : undefined });
}

function answer(sender: WhatsappSender | undefined, status: number): Response {
  return sender ? Response.json(show(sender), { status }) : twilioError(20404);
}

function show({ sid, number, name, status, qualityRating, callbackUrl }: WhatsappSender): Record<string, unknown> {
  return {
    sid,
    status,
    sender_id: `whatsapp:${number}`,
    configuration: {},
    webhook: { callback_url: callbackUrl ?? null, callback_method: 'POST' },
    profile: { name },
    properties: { quality_rating: qualityRating, messaging_limit: '1K Customers/24hr' },
    offline_reasons:
      status === 'OFFLINE' ? [{ code: '63013', message: 'The display name was rejected by Meta.' }] : null,
    url: `https://messaging.twilio.com/v2/Channels/Senders/${sid}`,
  };
}

async function json(context: Context): Promise<unknown> {
  try {
    return JSON.parse(await context.req.text());
  } catch {
    return {};
  }
}
