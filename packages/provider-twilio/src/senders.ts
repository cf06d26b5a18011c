import { ButtdialError, type ChannelSender, type Senders } from '@buttdial/core';
import type { Api } from './api.ts';

const place = 'https://messaging.twilio.com/v2/Channels/Senders';
const asJson = { 'Content-Type': 'application/json', Accept: 'application/json' };

/** @param wabaId the WhatsApp Business Account that senders are registered in; Twilio takes the account's own without it. */
export function createSenders(api: Api, wabaId?: string): Senders {
  // The SDK types these bodies in camel case and sends them as they are; Twilio reads snake case.
  const post =
    (path: string, data: object): Parameters<Api['ask']>[1] =>
    client =>
      client.request({ method: 'post', uri: `${place}${path}`, data, headers: { ...asJson } });
  return {
    async register({ number, displayName }, call) {
      const { answer } = await api.ask(
        call,
        post('', {
          sender_id: `whatsapp:${number}`,
          profile: { name: displayName },
          ...(wabaId === undefined ? {} : { configuration: { waba_id: wabaId } }),
        }),
      );
      return api.receipt(answer);
    },
    async point(vendorId, hook, call) {
      const webhook = { callback_url: hook.href, callback_method: 'POST' };
      const { answer } = await api.ask(call, post(`/${encodeURIComponent(vendorId)}`, { webhook }));
      return api.receipt(answer, vendorId);
    },
    async release(vendorId, call) {
      const { answer } = await api.ask(call, client => client.messaging.v2.channelsSenders(vendorId).remove());
      return api.receipt(answer, vendorId);
    },
    async list(call) {
      const asked = await api.ask(call, client =>
        client.messaging.v2.channelsSenders.list({ channel: 'whatsapp', limit: 1000, pageSize: 1000 }),
      );
      return api
        .expect(asked)
        .map(({ sid, senderId, status, properties }) => senderOf({ sid, senderId, status, properties }));
    },
  };
}

// ONLINE:UPDATING still sends; OFFLINE is what becomes of a sender that Meta refuses or shuts off.
const states: Readonly<Record<string, ChannelSender['state']>> = {
  ONLINE: 'approved',
  'ONLINE:UPDATING': 'approved',
  OFFLINE: 'rejected',
};
const qualities = ['high', 'medium', 'low'] as const;

function senderOf(listed: {
  readonly sid: string;
  readonly senderId: string;
  readonly status: string;
  readonly properties: { readonly qualityRating?: string | null } | null;
}): ChannelSender {
  const number = /^whatsapp:(\+\d+)$/.exec(listed.senderId)?.[1];
  if (number === undefined)
    throw new ButtdialError('vendor-failed', 'Twilio listed a WhatsApp sender that has no phone number.');
  const quality = qualities.find(each => each === listed.properties?.qualityRating?.toLowerCase());
  return {
    vendorId: listed.sid,
    number,
    state: states[listed.status] ?? 'pending',
    ...(quality === undefined ? {} : { quality }),
  };
}
