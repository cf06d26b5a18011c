import { fictionalCountry } from '../fictional.ts';
import { playSteps, type Step } from '../sequence.ts';
import { lostRecipients, SILENT_RECIPIENT } from './magic.ts';
import { callHook, pair, readAddress, type TwilioNetwork } from './network.ts';
import type { MessageStatus, TwilioMessage } from './records.ts';
import { segmentCount } from './segments.ts';

const DAY_MS = 86_400_000;

/** Hands a message that has arrived to the phone or the account that owns the number. */
export type Arrival = (message: TwilioMessage) => void;

interface Fate {
  readonly status: 'delivered' | 'undelivered' | 'failed' | 'lost';
  readonly code?: number;
}

/** Sends an accepted message on its way: its statuses, their callbacks, its arrival. `startMs` is the wait before it is queued. */
export function deliver(
  network: TwilioNetwork,
  message: TwilioMessage,
  options: { readonly arrive: Arrival; readonly startMs?: number },
): void {
  const { messageSentMs, messageDeliveredMs } = network.world.behaviour.current;
  const fate = fateOf(network, message);
  const step = (afterMs: number, status: MessageStatus, change: () => void = () => undefined): Step => ({
    afterMs,
    happen: () => {
      if (message.status === 'canceled') return false;
      message.status = status;
      message.updatedAt = network.world.runtime.now();
      change();
      return true;
    },
    ...(message.statusCallback === undefined
      ? {}
      : {
          report: signal =>
            report(
              network,
              {
                message,
                status,
                code: status === 'failed' || status === 'undelivered' ? message.errorCode : undefined,
              },
              signal,
            ),
        }),
  });
  const fail = () => {
    if (fate.code !== undefined) message.errorCode = fate.code;
  };
  const sent = () => {
    message.sentAt = network.world.runtime.now();
    message.price = priceOf(message);
  };
  const [queued, first] = [step(options.startMs ?? 0, 'queued'), step(messageSentMs, 'sent', sent)];
  const arrived = fate.status === 'delivered' ? () => options.arrive(message) : fail;
  if (fate.status === 'failed') playSteps(network.world, [queued, step(messageSentMs, 'failed', fail)]);
  else if (fate.status === 'lost') playSteps(network.world, [queued, first]);
  else playSteps(network.world, [queued, first, step(messageDeliveredMs, fate.status, arrived)]);
}

/** A recipient has read a WhatsApp message. */
export function markRead(network: TwilioNetwork, message: TwilioMessage): void {
  const happen = () => {
    if (message.status !== 'delivered') return false;
    message.status = 'read';
    message.updatedAt = network.world.runtime.now();
    return true;
  };
  const reports =
    message.statusCallback === undefined
      ? {}
      : { report: (signal: AbortSignal) => report(network, { message, status: 'read' }, signal) };
  playSteps(network.world, [{ afterMs: 0, happen, ...reports }]);
}

function fateOf(network: TwilioNetwork, message: TwilioMessage): Fate {
  const { channel, number } = readAddress(message.to);
  if (number === SILENT_RECIPIENT) return { status: 'lost' };
  const magic = lostRecipients[number];
  if (magic) return magic;
  const { world } = network;
  const reachable =
    world.allowAnyNumber || fictionalCountry(number) !== undefined || world.registry.number(number) !== undefined;
  if (!reachable) return { status: 'undelivered', code: 30005 };
  if (channel === 'whatsapp' && !onWhatsapp(network, number)) return { status: 'undelivered', code: 63024 };
  const sender = readAddress(message.from).number;
  const free = channel === 'whatsapp' && message.direction === 'outbound-api' && !message.template;
  if (!free || !world.behaviour.current.whatsappWindow) return { status: 'delivered' };
  const heard = network.whatsappHeard.get(pair(sender, number));
  const open = heard !== undefined && world.runtime.now().getTime() - heard < DAY_MS;
  return open ? { status: 'delivered' } : { status: 'undelivered', code: 63016 };
}

// Every phone has WhatsApp; of the rented numbers only those that are set up for it.
function onWhatsapp({ world }: TwilioNetwork, number: string): boolean {
  const rented = world.registry.number(number);
  return rented === undefined || rented.whatsappUrl !== undefined;
}

// US list prices; Twilio writes them negative, with five decimals, and only once a message was sent.
function priceOf(message: TwilioMessage): string {
  if (readAddress(message.to).channel === 'whatsapp') return '-0.00500';
  if (message.media.length > 0) return '-0.02000';
  return `-${(0.0079 * segmentCount(message.body)).toFixed(5)}`;
}

interface Report {
  readonly message: TwilioMessage;
  readonly status: MessageStatus;
  readonly code?: number | undefined;
}

async function report(network: TwilioNetwork, { message, ...state }: Report, signal: AbortSignal): Promise<void> {
  if (message.statusCallback === undefined) return;
  const { channel } = readAddress(message.to);
  const form: Record<string, string> = {
    ApiVersion: '2010-04-01',
    AccountSid: message.accountSid,
    MessageSid: message.sid,
    SmsSid: message.sid,
    MessageStatus: state.status,
    SmsStatus: state.status,
    From: message.from,
    To: message.to,
    ...(message.messagingServiceSid === undefined ? {} : { MessagingServiceSid: message.messagingServiceSid }),
    ...(state.code === undefined ? {} : { ErrorCode: String(state.code) }),
    ...(channel === 'whatsapp' ? { ChannelPrefix: 'whatsapp', EventType: state.status.toUpperCase() } : {}),
  };
  const hook = {
    account: message.account,
    event: `${channel}.${state.status}`,
    about: message.sid,
    url: message.statusCallback,
    method: 'POST' as const,
    form,
  };
  const answer = await callHook(network, hook, signal);
  if (answer) return;
  const alert = { vendor: 'twilio' as const, account: message.account, about: message.sid };
  network.world.ledger.alert({ ...alert, code: 11200, message: 'The status callback could not be delivered.' });
}
