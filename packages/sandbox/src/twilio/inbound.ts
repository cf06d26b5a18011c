import type { WebhookAnswer } from '../caller.ts';
import type { RentedNumber } from '../entities.ts';
import { fictionalCountry } from '../fictional.ts';
import { type Arriving, callHook, type Hook, pair, type TwilioNetwork, writeAddress } from './network.ts';
import { applyKeyword, keywordReplies, type OptOutType } from './opt-out.ts';
import type { TwilioMessage } from './records.ts';
import { replyTo } from './replies.ts';
import { segmentCount } from './segments.ts';

/** Takes a message in for an account: record, keyword, webhook, and the reply that its answer may hold. */
export function receive(network: TwilioNetwork, number: RentedNumber, arriving: Arriving): TwilioMessage {
  const { world } = network;
  const now = world.runtime.now();
  const message: TwilioMessage = {
    sid: `${arriving.media.length > 0 ? 'MM' : 'SM'}${world.random.ids.hex(32)}`,
    accountSid: world.registry.account(number.account)?.twilio?.accountSid ?? '',
    account: number.account,
    direction: 'inbound',
    from: writeAddress(arriving.channel, arriving.from),
    to: writeAddress(arriving.channel, number.number),
    media: arriving.media,
    template: false,
    createdAt: now,
    body: arriving.text,
    status: 'received',
    updatedAt: now,
    sentAt: now,
    price: arriving.channel === 'sms' ? `-${(0.0079 * segmentCount(arriving.text)).toFixed(5)}` : '-0.00500',
  };
  network.messages.add(message);
  const keyword =
    arriving.channel === 'sms'
      ? applyKeyword(network, { from: arriving.from, to: number.number, text: arriving.text })
      : undefined;
  if (arriving.channel === 'whatsapp') network.whatsappHeard.set(pair(number.number, arriving.from), now.getTime());
  world.background.run(signal => tell(network, { number, message, arriving, keyword }, signal));
  return message;
}

interface Telling {
  readonly number: RentedNumber;
  readonly message: TwilioMessage;
  readonly arriving: Arriving;
  readonly keyword: OptOutType | undefined;
}

async function tell(network: TwilioNetwork, telling: Telling, signal: AbortSignal): Promise<void> {
  const { number, message, arriving, keyword } = telling;
  // A turn later: what the phone sent stands in its thread before any answer does.
  await Promise.resolve();
  if (keyword && number.optOut !== 'silent') answerKeyword(network, { number, phone: arriving.from, keyword });
  const url = arriving.channel === 'whatsapp' ? number.whatsappUrl : number.smsUrl;
  if (url === undefined) return;
  const event = `${arriving.channel}.inbound`;
  const form = inboundForm(network, telling);
  const hook = { account: number.account, event, about: message.sid, url, method: number.smsMethod, form };
  const answer =
    (await callHook(network, hook, signal)) ?? (await fallBack(network, { hook, url: number.smsFallbackUrl }, signal));
  if (answer) return replyTo(network, message, answer);
  const alert = { vendor: 'twilio' as const, account: number.account, about: message.sid };
  network.world.ledger.alert({ ...alert, code: 11200, message: 'The webhook could not be delivered.' });
}

interface Fallback {
  readonly hook: Hook;
  readonly url: string | undefined;
}

async function fallBack(
  network: TwilioNetwork,
  { hook, url }: Fallback,
  signal: AbortSignal,
): Promise<WebhookAnswer | undefined> {
  if (url === undefined) return undefined;
  return callHook(network, { ...hook, url, form: { ...hook.form, ErrorCode: '11200', ErrorUrl: hook.url } }, signal);
}

function inboundForm(network: TwilioNetwork, { number, message, arriving, keyword }: Telling): Record<string, string> {
  const service = network.world.registry.messagingServiceOf(number.number);
  const base = `${network.world.url()}/twilio/2010-04-01/Accounts/${message.accountSid}/Messages/${message.sid}/Media/`;
  const media = message.media.flatMap((file, index) => [
    [`MediaUrl${index}`, `${base}ME${file.id}`],
    [`MediaContentType${index}`, file.contentType],
  ]);
  return {
    ApiVersion: '2010-04-01',
    AccountSid: message.accountSid,
    MessageSid: message.sid,
    SmsSid: message.sid,
    SmsMessageSid: message.sid,
    SmsStatus: 'received',
    NumSegments: arriving.channel === 'sms' && message.media.length === 0 ? String(segmentCount(message.body)) : '1',
    NumMedia: String(message.media.length),
    From: message.from,
    To: message.to,
    Body: message.body,
    ...Object.fromEntries(media),
    ...(service === undefined ? {} : { MessagingServiceSid: service.sid }),
    ...(keyword !== undefined && number.optOut === 'advanced' ? { OptOutType: keyword } : {}),
    ...(arriving.channel === 'whatsapp'
      ? whatsappFields(network, arriving)
      : placeFields(arriving.from, number.number)),
  };
}

function whatsappFields(network: TwilioNetwork, arriving: Arriving): Record<string, string> {
  const ProfileName = network.world.phones.get(arriving.from)?.name ?? '';
  const WaId = arriving.from.slice(1);
  const kind = arriving.media[0]?.contentType.split('/')[0] ?? 'text';
  const ChannelMetadata = JSON.stringify({ type: 'whatsapp', data: { context: { ProfileName, WaId } } });
  return {
    ProfileName,
    WaId,
    ChannelMetadata,
    MessageType: ['image', 'audio', 'video', 'text'].includes(kind) ? kind : 'document',
  };
}

function placeFields(from: string, to: string): Record<string, string> {
  const place = (side: string, number: string) => [
    [`${side}City`, ''],
    [`${side}State`, ''],
    [`${side}Zip`, ''],
    [`${side}Country`, fictionalCountry(number) ?? ''],
  ];
  return Object.fromEntries([...place('From', from), ...place('To', to)]);
}

// Twilio's own replies pass its own block.
function answerKeyword(
  network: TwilioNetwork,
  answer: { number: RentedNumber; phone: string; keyword: OptOutType },
): void {
  const { number, phone, keyword } = answer;
  const id = `SM${network.world.random.ids.hex(32)}`;
  network.world.phones.keep({
    id,
    phone,
    direction: 'received',
    channel: 'sms',
    with: number.number,
    text: keywordReplies[keyword],
    media: [],
  });
}
