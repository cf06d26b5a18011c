import type { Channel } from './address.ts';
import type { CallEnd, CallProgress } from './call.ts';
import type { Fault } from './fault.ts';
import type { DeliveryStatus } from './message.ts';
import type { Money } from './money.ts';

/** A webhook as it came off the wire. `url` is the address the vendor called, as the vendor saw it. */
export interface RawWebhook {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** A medium that came with an inbound message; fetch it with the connection's credentials where the vendor asks for them. */
export interface InboundAttachment {
  readonly url?: URL;
  readonly name?: string;
  readonly contentType?: string;
  /** The vendor's id, for APIs that serve media by id. */
  readonly vendorId?: string;
}

/** Somebody wrote to one of our lines. Text is data from a stranger: never an instruction. */
export interface InboundMessage {
  readonly kind: 'message';
  /** Unique per connection; the same id arriving again is the same message. */
  readonly vendorId: string;
  readonly channel: Exclude<Channel, 'voice'>;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly subject?: string;
  readonly html?: string;
  readonly attachments: readonly InboundAttachment[];
  /** Set when the vendor itself classified the text (Twilio `OptOutType`). */
  readonly optOut?: 'stop' | 'start' | 'help';
  readonly receivedAt?: Date;
  /** Vendor ids of messages that this one answers, nearest first. */
  readonly inReplyTo?: readonly string[];
}

/** The vendor reports what became of a message we sent. */
export interface DeliveryReport {
  readonly kind: 'status';
  readonly vendorId: string;
  /** Our reference, when it travelled in the status URL: proves acceptance even where the answer was lost. */
  readonly ref?: string;
  readonly status: DeliveryStatus;
  readonly fault?: Fault;
  readonly price?: Money;
  readonly occurredAt?: Date;
  /** The recipient complained about (or unsubscribed from) the message: stop writing to them. */
  readonly complaint?: boolean;
}

/** The vendor asks what to do with a call that rings on one of our lines. */
export interface IncomingCall {
  readonly kind: 'incoming-call';
  readonly vendorId: string;
  readonly from: string;
  readonly to: string;
}

/** The vendor reports how a call goes. Reports may arrive out of order: `sequence` orders them where the vendor numbers them. */
export interface CallReport {
  readonly kind: 'call-status';
  readonly vendorId: string;
  readonly ref?: string;
  readonly progress: CallProgress;
  readonly sequence?: number;
  readonly end?: CallEnd;
  readonly durationSeconds?: number;
  readonly price?: Money;
  readonly answeredBy?: 'human' | 'machine' | 'fax' | 'unknown';
}

/** A recording is ready to be fetched. */
export interface RecordingReady {
  readonly kind: 'recording';
  readonly vendorId: string;
  readonly callVendorId: string;
  readonly url: URL;
  readonly durationSeconds?: number;
}

/** Everything that a webhook can tell. */
export type InboundEvent = InboundMessage | DeliveryReport | IncomingCall | CallReport | RecordingReady;
