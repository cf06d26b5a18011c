import type { Call, Fault, Messaging, OutboundMessage } from '@buttdial/core';
import type { Api } from './api.ts';

const routes = {
  // MMS is SMS with media; Telnyx fetches up to ten of them.
  sms: { idempotency: 'none', maxAttachments: 10, templates: false, maxTextLength: 1600 },
} as const satisfies Messaging['routes'];

/** @param profile the messaging profile that senders with a name belong to. */
export function createMessaging(api: Api, profile?: string) {
  return {
    routes,
    async send(message, call) {
      call.signal.throwIfAborted();
      const fault = impossible(message);
      if (fault) return { outcome: 'refused', fault };
      const json = paramsOf(message, call, profile);
      return api.receipt(await api.ask(call, { method: 'POST', path: '/messages', json }));
    },
  } satisfies Messaging;
}

/** What can be known without asking: no request is made for it. */
function impossible({ channel, content }: OutboundMessage): Fault | undefined {
  if (channel !== 'sms') return { kind: 'unsupported', message: 'Telnyx does not carry this channel here.' };
  if (content.kind === 'template') return { kind: 'unsupported', message: 'SMS has no templates at Telnyx.' };
  const attachments = content.attachments ?? [];
  if (attachments.some(one => one.url === undefined))
    return { kind: 'unsupported', message: 'Telnyx fetches media by URL: an attachment needs one.' };
  if (attachments.length > routes.sms.maxAttachments)
    return { kind: 'invalid', message: 'The message has more media than this channel carries.' };
  return undefined;
}

function paramsOf({ from, to, content }: OutboundMessage, call: Call, profile: string | undefined) {
  const text = content.kind === 'text' ? content.text : '';
  const media =
    content.kind === 'text' ? (content.attachments ?? []).flatMap(one => (one.url ? [one.url.href] : [])) : [];
  return {
    from,
    to,
    ...(text === '' && media.length > 0 ? {} : { text }),
    ...(media.length > 0 ? { media_urls: media } : {}),
    ...(profile === undefined ? {} : { messaging_profile_id: profile }),
    ...(call.statusUrl ? { webhook_url: call.statusUrl.href, use_profile_webhooks: false } : {}),
  };
}
