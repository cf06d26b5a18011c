import type { Attachment, Call, Fault, Messaging, OutboundMessage } from '@buttdial/core';
import type { Api } from './api.ts';
import { onWire } from './telephony.ts';

const routes = {
  // A medium makes an SMS an MMS, which is a channel of its own at Vonage.
  sms: { idempotency: 'none', maxAttachments: 1, templates: false, maxTextLength: 1000 },
  whatsapp: { idempotency: 'none', maxAttachments: 1, templates: false, maxTextLength: 4096 },
} as const satisfies Messaging['routes'];

export function createMessaging(api: Api) {
  return {
    routes,
    async send(message, call) {
      call.signal.throwIfAborted();
      const fault = impossible(message);
      if (fault) return { outcome: 'refused', fault };
      return api.receipt(await api.messages(call, sdk => sdk.send(paramsOf(message, call) as never)));
    },
  } satisfies Messaging;
}

/** What can be known without asking: no request is made for it. */
function impossible({ channel, content }: OutboundMessage): Fault | undefined {
  if (channel === 'line') return { kind: 'unsupported', message: 'Vonage does not carry this channel.' };
  if (content.kind === 'template') return { kind: 'unsupported', message: 'Templates are not sent through Vonage.' };
  const attachments = content.attachments ?? [];
  if (attachments.some(one => one.url === undefined))
    return { kind: 'unsupported', message: 'Vonage fetches media by URL: an attachment needs one.' };
  if (attachments.length > routes[channel].maxAttachments)
    return { kind: 'invalid', message: 'The message has more media than this channel carries.' };
  return undefined;
}

function paramsOf({ channel, from, to, content }: OutboundMessage, call: Call) {
  const [medium] = content.kind === 'text' ? (content.attachments ?? []) : [];
  const text = content.kind === 'text' ? content.text : '';
  const ref = call.statusUrl?.searchParams.get('ref');
  return {
    ...(medium ? withMedium(channel, medium, text) : { channel, messageType: 'text', text }),
    from: onWire(from),
    to: onWire(to),
    ...(call.statusUrl ? { webhookUrl: call.statusUrl.href, webhookVersion: 'v1' } : {}),
    ...(ref && ref.length <= 100 ? { clientRef: ref } : {}),
  };
}

function withMedium(channel: OutboundMessage['channel'], medium: Attachment, text: string) {
  const type = typeOf(channel, medium.contentType ?? '');
  const caption = text === '' || type === 'audio' ? {} : { caption: text };
  return {
    channel: channel === 'sms' ? 'mms' : channel,
    messageType: type,
    [type]: { url: medium.url!.href, ...caption },
  };
}

/** MMS carries pictures, sounds and films; WhatsApp any file. What nobody named is taken for what it mostly is. */
function typeOf(channel: OutboundMessage['channel'], contentType: string): 'image' | 'audio' | 'video' | 'file' {
  const [main] = contentType.split('/');
  if (main === 'image' || main === 'audio' || main === 'video') return main;
  return channel === 'sms' || contentType === '' ? 'image' : 'file';
}
