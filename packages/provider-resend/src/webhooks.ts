import { ButtdialError, type RawWebhook, type Runtime, type Webhooks } from '@buttdial/core';
import { hmac, jsonObject, safeEqual } from '@buttdial/core/adapter';
import type { Api } from './api.ts';
import { isReceived, type Json, lacksBody, readReceived, readReport } from './events.ts';

const TOLERANCE_MS = 300_000;

/** @param secret without it nothing is genuine. */
export function createWebhooks(api: Api, secret: string | undefined, runtime: Runtime): Webhooks {
  return {
    verify: async hook => {
      if (secret !== undefined) return verify(hook, secret, runtime.now());
      runtime.log.warn('resend.webhook-secret-missing');
      return false;
    },
    read: async hook => {
      const event = jsonObject(Buffer.from(hook.body).toString('utf8'));
      if (!isReceived(event)) return readReport(event);
      return readReceived(event, lacksBody(event) ? await fetchBody(api, event) : {});
    },
    answer: () => ({ contentType: 'application/json', body: '{"ok":true}' }),
  };
}

/** Svix signs id, time stamp and body; during a rotation of secrets there are several signatures. */
function verify(hook: RawWebhook, secret: string, now: Date): boolean {
  const header = (name: string) => hook.headers.get(`svix-${name}`) ?? hook.headers.get(`webhook-${name}`) ?? '';
  const [id, timestamp, signatures] = [header('id'), header('timestamp'), header('signature')];
  if (id === '' || !/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() - Number(timestamp) * 1000) > TOLERANCE_MS)
    return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = Buffer.from(
    hmac('sha256', key, Buffer.concat([Buffer.from(`${id}.${timestamp}.`), hook.body])),
  ).toString('base64');
  return signatures.split(' ').some(one => one.startsWith('v1,') && safeEqual(one.slice(3), expected));
}

/** Resend reports that mail came, without its text: that is fetched. @throws ButtdialError, so that Resend delivers the event again. */
async function fetchBody(api: Api, event: Json): Promise<Json> {
  const id = (event.data as Json).email_id;
  if (typeof id !== 'string' || !/^[\w-]+$/.test(id))
    throw new ButtdialError('invalid-input', 'The event names no e-mail.');
  return api.expect(await api.ask({ signal: new AbortController().signal }, sdk => sdk.emails.receiving.get(id)));
}
