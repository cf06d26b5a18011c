import type { Context, Hono } from 'hono';
import type { Account } from '../entities.ts';
import { twilioError, twilioErrorBody } from './errors.ts';
import { type Form, one, readForm } from './form.ts';
import { EVERYBODYS_SENDER, refusedRecipients } from './magic.ts';
import type { TwilioNetwork } from './network.ts';
import type { Verification } from './products.ts';
import { callerOf } from './route.ts';

const lifeMs = 600_000;
const mostChecks = 5;
const mostSends = 5;

/** `verify.twilio.com/v2/Services/VA…`. A service belongs to whoever asks for it. */
export function verifyRoutes(app: Hono, network: TwilioNetwork): void {
  const service = '/v2/Services/:service{VA[0-9a-f]{32}}';
  const on = (handle: (account: Account, service: string, form: Form) => Response) => async (context: Context) => {
    const account = callerOf(network.world, context.req.header('authorization'));
    if (!account?.twilio) return twilioError(20003);
    return handle(account, context.req.param('service') ?? '', readForm(await context.req.text()));
  };
  app.post(
    `${service}/Verifications`,
    on((account, sid, form) => start(network, { account, service: sid, form })),
  );
  app.post(
    `${service}/VerificationCheck`,
    on((account, sid, form) => check(network, { account, service: sid, form })),
  );
}

interface Asked {
  readonly account: Account;
  readonly service: string;
  readonly form: Form;
}

const keyOf = ({ account, service }: Asked, to: string) => `${account.name}|${service}|${to}`;

function start(network: TwilioNetwork, asked: Asked): Response {
  const { random, runtime } = network.world;
  const [to, channel] = [one(asked.form, 'To'), one(asked.form, 'Channel')];
  if (to === undefined || channel === undefined) return twilioErrorBody(400, 60200, 'Invalid parameter');
  if (!/^\+[1-9]\d{1,14}$|@/.test(to) || refusedRecipients[to] !== undefined)
    return twilioErrorBody(400, 60200, 'Invalid parameter `To`');
  const known = live(network, keyOf(asked, to));
  if (known && known.sends >= mostSends) return twilioErrorBody(429, 60203, 'Max send attempts reached');
  // Within ten minutes the same code is sent again.
  const code = known?.code ?? String(Math.floor(random.ids.next() * 1_000_000)).padStart(6, '0');
  const made: Verification = {
    sid: known?.sid ?? `VE${random.ids.hex(32)}`,
    service: asked.service,
    account: asked.account.name,
    to,
    channel,
    code,
    expiresAt: known?.expiresAt ?? new Date(runtime.now().getTime() + lifeMs),
    checks: known?.checks ?? 0,
    sends: (known?.sends ?? 0) + 1,
  };
  network.verifications.set(keyOf(asked, to), made);
  deliver(network, made);
  return Response.json(show(made, 'pending'), { status: 201 });
}

function deliver({ world }: TwilioNetwork, { to, channel, code }: Verification): void {
  if (channel === 'email' || world.registry.number(to)) return;
  if (!world.phones.get(to)) world.phones.add({ number: to });
  const text = `Your verification code is: ${code}`;
  const over = channel === 'whatsapp' ? ('whatsapp' as const) : ('sms' as const);
  world.phones.keep({
    id: `SM${world.random.ids.hex(32)}`,
    phone: to,
    direction: 'received',
    channel: over,
    with: EVERYBODYS_SENDER,
    text,
    media: [],
  });
}

function check(network: TwilioNetwork, asked: Asked): Response {
  const [to, code] = [one(asked.form, 'To') ?? '', one(asked.form, 'Code')];
  const known = live(network, keyOf(asked, to));
  if (!known) return twilioError(20404);
  if (known.checks >= mostChecks) return twilioErrorBody(429, 60202, 'Max check attempts reached');
  known.checks += 1;
  const right = code === known.code;
  if (right) network.verifications.delete(keyOf(asked, to));
  return Response.json({ ...show(known, right ? 'approved' : 'pending'), valid: right });
}

function live({ verifications, world }: TwilioNetwork, key: string): Verification | undefined {
  const known = verifications.get(key);
  return known && known.expiresAt > world.runtime.now() ? known : undefined;
}

function show({ sid, service, account, to, channel }: Verification, status: string): Record<string, unknown> {
  return {
    sid,
    service_sid: service,
    account_sid: account,
    to,
    channel,
    status,
    valid: false,
    amount: null,
    payee: null,
  };
}
