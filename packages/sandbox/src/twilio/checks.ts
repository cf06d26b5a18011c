import { isE164 } from '@buttdial/core';
import type { Account } from '../entities.ts';
import { type Form, isHttpUrl, one } from './form.ts';
import { EVERYBODYS_SENDER, refusedRecipients, refusedSenders } from './magic.ts';
import { pair, readAddress, type TwilioNetwork } from './network.ts';

/** What may stand in a form that creates a message; anything else is a slip of the pen. */
export const messageParameters: ReadonlySet<string> = new Set([
  ...[
    'To',
    'From',
    'MessagingServiceSid',
    'Body',
    'MediaUrl',
    'ContentSid',
    'ContentVariables',
    'StatusCallback',
    'ApplicationSid',
    'MaxPrice',
  ],
  ...[
    'ProvideFeedback',
    'Attempt',
    'ValidityPeriod',
    'ForceDelivery',
    'ContentRetention',
    'AddressRetention',
    'SmartEncoded',
    'PersistentAction',
  ],
  ...['TrafficType', 'ShortenUrls', 'ScheduleType', 'SendAt', 'SendAsMms', 'RiskCheck', 'FallbackFrom'],
]);
const MAX_TEXT = 1600;
const MAX_MEDIA = 10;

/** A send that passed every check. */
export interface Draft {
  readonly channel: 'sms' | 'whatsapp';
  /** Bare numbers. */
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly template: boolean;
  readonly mediaUrls: readonly string[];
  readonly statusCallback?: string | undefined;
  readonly messagingServiceSid?: string | undefined;
  readonly sendAt?: Date | undefined;
}

/** A refusal: Twilio's code and what follows its message. */
export interface Refusal {
  readonly code: number;
  readonly detail?: string | undefined;
}

/** Checks a form in the order in which Twilio complains. Pure but for reading who owns and blocks what. */
export function checkSend(network: TwilioNetwork, account: Account, form: Form): Draft | Refusal {
  const strange = [...form.keys()].find(name => !messageParameters.has(name));
  if (strange !== undefined) return { code: 20001, detail: strange };
  const content = checkContent(network, account, form);
  if ('code' in content) return content;
  const sender = checkSender(network, account, form);
  if ('code' in sender) return sender;
  const recipient = checkRecipient(network, form, sender);
  if ('code' in recipient) return recipient;
  const when = checkTime(form);
  if ('code' in when) return when;
  const statusCallback = one(form, 'StatusCallback');
  if (statusCallback !== undefined && !isHttpUrl(statusCallback)) return { code: 21609, detail: statusCallback };
  return { ...content, ...sender, ...recipient, ...when, statusCallback: statusCallback ?? sender.statusCallback };
}

function checkContent(
  network: TwilioNetwork,
  account: Account,
  form: Form,
): Pick<Draft, 'body' | 'template' | 'mediaUrls'> | Refusal {
  const body = one(form, 'Body') ?? '';
  const mediaUrls = form.get('MediaUrl') ?? [];
  const contentSid = one(form, 'ContentSid');
  if (contentSid !== undefined)
    return fillTemplate(network, account, { contentSid, variables: one(form, 'ContentVariables') });
  if (body === '' && mediaUrls.length === 0) return { code: 21619 };
  if (body.length > MAX_TEXT) return { code: 21617 };
  if (mediaUrls.length > MAX_MEDIA) return { code: 21623 };
  const wrong = mediaUrls.find(url => !isHttpUrl(url));
  return wrong === undefined ? { body, template: false, mediaUrls } : { code: 21620, detail: wrong };
}

function fillTemplate(
  network: TwilioNetwork,
  account: Account,
  given: { contentSid: string; variables: string | undefined },
): Pick<Draft, 'body' | 'template' | 'mediaUrls'> | Refusal {
  const template = network.world.registry.template(given.contentSid);
  if (template?.account !== account.name) return { code: 21655, detail: given.contentSid };
  const values = readVariables(given.variables);
  if (!values) return { code: 21656 };
  const body = template.body.replace(/\{\{\s*(\w+)\s*\}\}/g, (blank, name: string) => values[name] ?? blank);
  // A blank that nothing fills is refused by WhatsApp and read as nonsense by people.
  return /\{\{\s*\w+\s*\}\}/.test(body) ? { code: 21656 } : { body, template: true, mediaUrls: [] };
}

function readVariables(json: string | undefined): Readonly<Record<string, string>> | undefined {
  if (json === undefined) return {};
  try {
    const values: unknown = JSON.parse(json);
    if (typeof values !== 'object' || values === null || Array.isArray(values)) return undefined;
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  } catch {
    return undefined;
  }
}

type Sender = Pick<Draft, 'channel' | 'from' | 'messagingServiceSid' | 'statusCallback'>;

function checkSender(network: TwilioNetwork, account: Account, form: Form): Sender | Refusal {
  const from = one(form, 'From');
  const serviceSid = one(form, 'MessagingServiceSid');
  if (from === undefined && serviceSid === undefined) return { code: 21603 };
  if (from === undefined)
    return senderOfService(network, account, { serviceSid: serviceSid!, to: one(form, 'To') ?? '' });
  const { channel, number } = readAddress(from);
  if (!isE164(number)) return { code: 21212, detail: from };
  const magic = refusedSenders[number];
  if (magic !== undefined) return { code: magic, detail: from };
  if (serviceSid !== undefined && network.world.registry.messagingService(serviceSid)?.account !== account.name)
    return { code: 21701, detail: serviceSid };
  const rented = network.world.registry.number(number);
  const own = rented?.account === account.name;
  if (channel === 'whatsapp' && !(own && rented.whatsappUrl !== undefined)) return { code: 63007 };
  if (!own && number !== EVERYBODYS_SENDER) return { code: 21606, detail: from };
  return { channel, from: number, messagingServiceSid: serviceSid, statusCallback: rented?.statusCallback };
}

function senderOfService(
  network: TwilioNetwork,
  account: Account,
  asked: { serviceSid: string; to: string },
): Sender | Refusal {
  const service = network.world.registry.messagingService(asked.serviceSid);
  if (service?.account !== account.name) return { code: 21701, detail: asked.serviceSid };
  const { channel, number: to } = readAddress(asked.to);
  const usable = service.numbers.filter(number => {
    const rented = network.world.registry.number(number);
    return rented?.account === account.name && (channel === 'sms' || rented.whatsappUrl !== undefined);
  });
  // A service keeps to the number that a recipient already knows.
  const before = network.messages
    .list(account.name)
    .findLast(message => readAddress(message.to).number === to && usable.includes(readAddress(message.from).number));
  const from = before ? readAddress(before.from).number : usable[0];
  if (from === undefined) return { code: 21704, detail: asked.serviceSid };
  return { channel, from, messagingServiceSid: service.sid, statusCallback: service.statusCallback };
}

function checkRecipient(network: TwilioNetwork, form: Form, sender: Sender): Pick<Draft, 'to'> | Refusal {
  const to = one(form, 'To');
  if (to === undefined || to === '') return { code: 21604 };
  const { channel, number } = readAddress(to);
  if (!isE164(number)) return { code: 21211, detail: to };
  if (channel !== sender.channel) return { code: 21910 };
  const magic = refusedRecipients[number];
  if (magic !== undefined) return { code: magic, detail: to };
  if (number === sender.from) return { code: 21266 };
  if (channel === 'sms' && network.optedOut.has(pair(sender.from, number))) return { code: 21610 };
  return { to: number };
}

function checkTime(form: Form): Pick<Draft, 'sendAt'> | Refusal {
  const sendAt = one(form, 'SendAt');
  if (one(form, 'ScheduleType') === undefined || sendAt === undefined) return {};
  if (one(form, 'MessagingServiceSid') === undefined) return { code: 35111 };
  const date = new Date(sendAt);
  return Number.isNaN(date.getTime()) ? { code: 35114 } : { sendAt: date };
}
