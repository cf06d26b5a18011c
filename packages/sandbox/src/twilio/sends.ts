import type { Account } from '../entities.ts';
import type { MediaFile } from '../media.ts';
import { checkSend, type Draft, type Refusal } from './checks.ts';
import { deliver } from './delivery.ts';
import type { Form } from './form.ts';
import { readAddress, type TwilioNetwork, writeAddress } from './network.ts';
import type { TwilioMessage } from './records.ts';

/** Checks and executes one create request. */
export function send(network: TwilioNetwork, account: Account, form: Form): TwilioMessage | Refusal {
  const draft = checkSend(network, account, form);
  if ('code' in draft) return draft;
  return execute(network, account, { ...draft, direction: 'outbound-api' });
}

/** Takes a message on: from here on it exists, is in the ledger, and will be delivered. */
export function execute(
  network: TwilioNetwork,
  account: Account,
  draft: Draft & { readonly direction: 'outbound-api' | 'outbound-reply' },
): TwilioMessage {
  const { world } = network;
  const now = world.runtime.now();
  const media = draft.mediaUrls.map(url => mediaAt(network, url));
  const waits = draft.sendAt !== undefined;
  const message: TwilioMessage = {
    sid: `${media.length > 0 ? 'MM' : 'SM'}${world.random.ids.hex(32)}`,
    accountSid: account.twilio?.accountSid ?? '',
    account: account.name,
    direction: draft.direction,
    from: writeAddress(draft.channel, draft.from),
    to: writeAddress(draft.channel, draft.to),
    messagingServiceSid: draft.messagingServiceSid,
    statusCallback: draft.statusCallback,
    media,
    template: draft.template,
    createdAt: now,
    body: draft.body,
    status: waits ? 'scheduled' : draft.messagingServiceSid === undefined ? 'queued' : 'accepted',
    updatedAt: now,
  };
  network.messages.add(message);
  note(network, message, draft);
  const startMs = draft.sendAt === undefined ? 0 : Math.max(0, draft.sendAt.getTime() - now.getTime());
  deliver(network, message, { arrive: arrived => arrive(network, arrived), startMs });
  return message;
}

function note({ world }: TwilioNetwork, message: TwilioMessage, draft: Draft): void {
  const { channel, from, to, body: text } = draft;
  const ref = refOf(draft.statusCallback);
  const sent = { id: message.sid, vendor: 'twilio' as const, account: message.account, channel, from, to, text };
  world.ledger.send(ref === undefined ? sent : { ...sent, ref });
}

function arrive(network: TwilioNetwork, message: TwilioMessage): void {
  const { channel, number: to } = readAddress(message.to);
  const from = readAddress(message.from).number;
  const { phones, registry } = network.world;
  const rented = registry.number(to);
  if (rented)
    return void network.receive(rented, { channel, from, text: message.body, media: message.media, id: message.sid });
  phones.keep({
    id: message.sid,
    phone: to,
    direction: 'received',
    channel,
    with: from,
    text: message.body,
    media: message.media,
  });
}

// The bytes are not fetched: the sandbox never leaves this machine. A file that lies here is shown as it is.
function mediaAt(network: TwilioNetwork, url: string): MediaFile {
  const own = `${network.world.url()}/media/`;
  const known = url.startsWith(own) ? network.world.media.get(url.slice(own.length)) : undefined;
  const listed = { contentType: 'text/uri-list', content: new TextEncoder().encode(url), source: url };
  return known ?? network.world.media.put(listed);
}

function refOf(statusCallback: string | undefined): string | undefined {
  return statusCallback === undefined ? undefined : (new URL(statusCallback).searchParams.get('ref') ?? undefined);
}
