import type { Account, MailDomain } from '../entities.ts';
import { bareAddress, domainOf, type MailAttachment } from '../mailboxes.ts';
import type { World } from '../world.ts';
import { type ResendRefusal, resendError } from './errors.ts';
import { isRefusal } from './idempotency.ts';
import { listJson } from './lists.ts';
import { sendOut, shelve } from './mailing.ts';
import type { ResendNetwork, SentEmail } from './network.ts';
import { attachmentBytes, readSend, type SendRequest } from './requests.ts';
import type { ResendAsked } from './route.ts';

const MAX_BATCH = 100;

/** POST /emails */
export function sendEmail({ network, account, body, idempotencyKey }: ResendAsked): Response {
  const made = network.idempotency.once({ account: account.name, route: '/emails', key: idempotencyKey, body }, () => {
    const request = checked(network, account, body);
    return isRefusal(request) ? request : { id: execute(network, account, { request, ref: idempotencyKey }).id };
  });
  return isRefusal(made) ? resendError(made) : Response.json(made);
}

/** POST /emails/batch: all or none. */
export function sendBatch({ network, account, body, idempotencyKey }: ResendAsked): Response {
  const made = network.idempotency.once(
    { account: account.name, route: '/emails/batch', key: idempotencyKey, body },
    () => {
      if (!Array.isArray(body) || body.length === 0 || body.length > MAX_BATCH)
        return { name: 'validation_error' as const, message: 'A batch holds 1 to 100 emails.' };
      const requests = body.map(item => checked(network, account, item));
      const wrong = requests.find(isRefusal);
      if (wrong) return wrong;
      const sends = requests.filter((request): request is SendRequest => !isRefusal(request));
      if (sends.some(request => request.attachments || request.scheduled_at))
        return {
          name: 'validation_error' as const,
          message: 'The `attachments` and `scheduled_at` fields are not supported in a batch.',
        };
      return { data: sends.map(request => ({ id: execute(network, account, { request, ref: idempotencyKey }).id })) };
    },
  );
  return isRefusal(made) ? resendError(made) : Response.json(made);
}

/** GET /emails */
export function listEmails({ network, account, query }: ResendAsked): Response {
  return listJson(network.sent.list(account.name), query, email => {
    const { html: _html, text: _text, object: _object, ...rest } = show(email);
    return rest;
  });
}

/** GET /emails/{id} */
export function fetchEmail({ network, account, part }: ResendAsked): Response {
  const email = network.sent.get(account.name, part('id'));
  return email ? Response.json(show(email)) : resendError({ name: 'not_found', message: 'Email not found' });
}

/** PATCH /emails/{id} moves a scheduled mail; POST /emails/{id}/cancel takes it back. */
export function changeEmail({ network, account, body, part, path }: ResendAsked): Response {
  const email = network.sent.get(account.name, part('id'));
  if (!email) return resendError({ name: 'not_found', message: 'Email not found' });
  if (email.lastEvent !== 'scheduled')
    return resendError({ name: 'validation_error', message: 'Only a scheduled email can be changed.' });
  email.lastEvent = 'canceled';
  if (path.endsWith('/cancel')) return Response.json({ object: 'email', id: email.id });
  const at = new Date(
    typeof body === 'object' && body !== null && 'scheduled_at' in body ? String(body.scheduled_at) : '',
  );
  if (Number.isNaN(at.getTime()))
    return resendError({ name: 'validation_error', message: 'Invalid `scheduled_at` field.' });
  // The old plan finds its mail canceled; a fresh record under the same id carries the new one.
  const moved: SentEmail = { ...email, lastEvent: 'scheduled', scheduledAt: at };
  network.sent.add(moved);
  sendOut(network, moved);
  return Response.json({ object: 'email', id: email.id });
}

function checked(network: ResendNetwork, account: Account, body: unknown): SendRequest | ResendRefusal {
  const request = readSend(body);
  if (isRefusal(request)) return request;
  const name = domainOf(bareAddress(request.from) ?? '');
  const domain: MailDomain | undefined = network.world.registry.domain(name);
  if (domain?.account === account.name && domain.status === 'verified') return request;
  return {
    name: 'validation_error',
    statusCode: 403,
    message: `The ${name} domain is not verified. Please, add and verify your domain on https://resend.com/domains`,
  };
}

function execute(
  network: ResendNetwork,
  account: Account,
  { request, ref }: { request: SendRequest; ref: string | undefined },
): SentEmail {
  const { world } = network;
  const id = world.random.ids.uuid();
  const email: SentEmail = {
    id,
    account: account.name,
    from: request.from,
    to: request.to,
    cc: request.cc ?? [],
    bcc: request.bcc ?? [],
    replyTo: request.reply_to ?? [],
    subject: request.subject ?? '',
    text: request.text,
    html: request.html,
    headers: request.headers ?? {},
    messageId: `<${id}@email.sandbox>`,
    attachments: shelveAll(world, request),
    tags: request.tags ?? [],
    createdAt: world.runtime.now(),
    scheduledAt: request.scheduled_at === undefined ? undefined : new Date(request.scheduled_at),
    lastEvent: request.scheduled_at === undefined ? 'queued' : 'scheduled',
  };
  network.sent.add(email);
  const sent = {
    id,
    vendor: 'resend' as const,
    account: account.name,
    channel: 'email' as const,
    from: bareAddress(email.from) ?? '',
    to: email.to.map(text => bareAddress(text)).join(', '),
  };
  const known = email.tags.find(tag => tag.name === 'ref')?.value ?? ref;
  world.ledger.send({ ...sent, text: email.subject, ...(known === undefined ? {} : { ref: known }) });
  sendOut(network, email);
  return email;
}

function shelveAll(world: World, request: SendRequest): MailAttachment[] {
  return (request.attachments ?? []).map((given, index) =>
    shelve(world, {
      name: given.filename ?? `attachment-${index + 1}`,
      contentType: given.content_type ?? 'application/octet-stream',
      // A file named by path is not fetched: the sandbox never leaves this machine.
      content: given.path === undefined ? attachmentBytes(given.content) : new TextEncoder().encode(given.path),
      contentId: given.content_id,
    }),
  );
}

function show(email: SentEmail): Record<string, unknown> {
  return {
    object: 'email',
    id: email.id,
    message_id: email.messageId,
    to: email.to,
    from: email.from,
    created_at: email.createdAt.toISOString().replace('T', ' ').replace('Z', '+00'),
    subject: email.subject,
    html: email.html ?? null,
    text: email.text ?? null,
    bcc: email.bcc,
    cc: email.cc,
    reply_to: email.replyTo,
    last_event: email.lastEvent,
    scheduled_at: email.scheduledAt?.toISOString() ?? null,
    tags: email.tags,
  };
}
