import { deliveryErrors, twilioError } from './errors.ts';
import { one } from './form.ts';
import { page } from './paging.ts';
import { selectMessages } from './queries.ts';
import { apiDate, messageJson, type TwilioMessage } from './records.ts';
import type { Asked } from './route.ts';
import { send } from './sends.ts';

/** POST Messages.json */
export function createMessage({ network, account, form }: Asked): Response {
  const made = send(network, account, form);
  return 'code' in made ? twilioError(made.code, made.detail) : Response.json(show(made), { status: 201 });
}

/** GET Messages.json */
export function listMessages({ network, account, path, query }: Asked): Response {
  const rows = selectMessages(network.messages.list(account.name), query);
  return Response.json(page(rows, { name: 'messages', base: path, query, idOf: row => row.sid }, show));
}

/** GET Messages/{Sid}.json */
export function fetchMessage(asked: Asked): Response {
  const message = find(asked);
  return message ? Response.json(show(message)) : twilioError(20404, asked.path);
}

/** POST Messages/{Sid}.json: an empty body redacts, `Status=canceled` cancels what is scheduled. */
export function updateMessage(asked: Asked): Response {
  const message = find(asked);
  if (!message) return twilioError(20404, asked.path);
  const [body, status] = [one(asked.form, 'Body'), one(asked.form, 'Status')];
  if (status === 'canceled' && message.status !== 'scheduled') return twilioError(30409);
  if (body !== undefined && body !== '') return twilioError(20001, 'Body');
  if (status === 'canceled') message.status = 'canceled';
  if (body === '') message.body = '';
  message.updatedAt = asked.network.world.runtime.now();
  return Response.json(show(message));
}

/** DELETE Messages/{Sid}.json */
export function removeMessage(asked: Asked): Response {
  const message = find(asked);
  if (!message) return twilioError(20404, asked.path);
  asked.network.messages.remove(message);
  return new Response(null, { status: 204 });
}

/** GET Messages/{Sid}/Media.json */
export function listMedia(asked: Asked): Response {
  const message = find(asked);
  if (!message) return twilioError(20404, asked.path);
  const base = asked.path.replace(/\.json$/, '');
  const show = (file: TwilioMessage['media'][number]) => ({
    account_sid: message.accountSid,
    content_type: file.contentType,
    date_created: apiDate(message.createdAt),
    date_updated: apiDate(message.createdAt),
    parent_sid: message.sid,
    sid: `ME${file.id}`,
    uri: `${base}/ME${file.id}.json`,
  });
  return Response.json(
    page(message.media, { name: 'media_list', base: asked.path, query: asked.query, idOf: file => file.id }, show),
  );
}

function find({ network, account, part }: Asked): TwilioMessage | undefined {
  return network.messages.get(account.name, part('sid'));
}

function show(message: TwilioMessage): Record<string, unknown> {
  return messageJson(message, code => deliveryErrors[code] ?? null);
}
