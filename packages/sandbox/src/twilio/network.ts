import type { WebhookAnswer, WebhookFailure } from '../caller.ts';
import type { RentedNumber } from '../entities.ts';
import type { MediaFile } from '../media.ts';
import type { World } from '../world.ts';
import type { Subaccount, Verification, WhatsappSender } from './products.ts';
import type { Shelf, TwilioMessage } from './records.ts';
import { twilioSignature } from './signature.ts';
import type { RecordingUnderWay, TwilioCall } from './voice/records.ts';
import type { Leg, Room } from './voice/under-way.ts';

/** Something that reaches a rented number. Numbers are bare. */
export interface Arriving {
  readonly channel: 'sms' | 'whatsapp';
  readonly from: string;
  readonly text: string;
  readonly media: readonly MediaFile[];
  /** SID of the same message on the sender's side, when an account sent it. */
  readonly id?: string;
}

/** What the parts of the simulated Twilio share. */
export interface TwilioNetwork {
  readonly world: World;
  readonly messages: Shelf<TwilioMessage>;
  readonly calls: Shelf<TwilioCall>;
  /** The calls under way, by SID. */
  readonly legs: Map<string, Leg>;
  /** Recordings under way, by their id. */
  readonly recordings: Map<string, RecordingUnderWay>;
  /** The conferences under way, by account and name. */
  readonly rooms: Map<string, Room>;
  /** `sender|recipient` pairs that the carrier blocks because the recipient said stop. */
  readonly optedOut: Set<string>;
  /** `sender|phone` to the last time the phone wrote on WhatsApp, in milliseconds. */
  readonly whatsappHeard: Map<string, number>;
  /** By Account SID. */
  readonly subaccounts: Map<string, Subaccount>;
  /** By number. */
  readonly senders: Map<string, WhatsappSender>;
  /** Codes under way, by account, service and recipient. */
  readonly verifications: Map<string, Verification>;
  /** Takes a message in for the account that rents the number. */
  receive(number: RentedNumber, arriving: Arriving): TwilioMessage;
  /** Lets a call come in for the account that rents the number. */
  arrive(number: RentedNumber, from: string): Leg;
}

/** The key of a pair of bare numbers. */
export function pair(sender: string, recipient: string): string {
  return `${sender}|${recipient}`;
}

/** `whatsapp:+1…` or `+1…` taken apart. */
export function readAddress(address: string): { readonly channel: 'sms' | 'whatsapp'; readonly number: string } {
  const prefixed = /^whatsapp:(.*)$/i.exec(address);
  return prefixed ? { channel: 'whatsapp', number: prefixed[1]! } : { channel: 'sms', number: address };
}

/** The other way round. */
export function writeAddress(channel: 'sms' | 'whatsapp', number: string): string {
  return channel === 'whatsapp' ? `whatsapp:${number}` : number;
}

/** One signed request of Twilio to a customer. */
export interface Hook {
  readonly account: string;
  readonly event: string;
  readonly about: string;
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly form: Readonly<Record<string, string>>;
}

/** Calls a hook, signed, with Twilio's retries. @returns the 2xx answer, or undefined. */
export function callHook(
  { world }: TwilioNetwork,
  hook: Hook,
  signal: AbortSignal,
): Promise<WebhookAnswer | undefined> {
  const { account, event, about, method, form } = hook;
  const authToken = world.registry.account(account)?.twilio?.authToken ?? '';
  // Twilio repeats this header on every attempt at the same request.
  const token = world.random.callbacks.uuid();
  const query = new URLSearchParams(form).toString();
  const url = method === 'GET' ? `${hook.url}${hook.url.includes('?') ? '&' : '?'}${query}` : hook.url;
  const headers = () => ({
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'user-agent': 'TwilioProxy/1.1',
    'i-twilio-idempotency-token': token,
    'x-twilio-signature': twilioSignature(authToken, url, method === 'GET' ? {} : form),
  });
  const { twilioRetries, twilioRetryOn } = world.behaviour.current;
  const retryOn = (failure: WebhookFailure) =>
    failure.kind === 'status'
      ? failure.status >= 500 && twilioRetryOn.includes('5xx')
      : twilioRetryOn.includes(failure.kind);
  const body = method === 'GET' ? {} : { body: query };
  const retryAfterMs = Array.from({ length: twilioRetries }, () => 0);
  return world.caller.call(
    { vendor: 'twilio', account, event, about, url, method, headers, retryAfterMs, retryOn, ...body },
    signal,
  );
}
