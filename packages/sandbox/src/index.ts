/** @module A simulated vendor network: real HTTP, true signatures, no vendors. */
export type { Behaviour, BehaviourChange } from './behaviour.ts';
export type { Character, NewCharacter } from './calls/characters.ts';
export type { SocketOpener } from './calls/sockets.ts';
export type { CallLine } from './calls/spoken.ts';
export type { CallQuery, PhoneCall } from './calls/view.ts';
export type { CarrierWorld, SimulatedCarrier } from './carriers/network.ts';
export { createTelnyxCarrier, type SimulatedTelnyx, type TelnyxAccount } from './carriers/telnyx.ts';
export { createVonageCarrier, type VonageAccount } from './carriers/vonage.ts';
export { createVirtualClock, type VirtualClock } from './clock.ts';
export type { SandboxControl } from './control.ts';
export type { CallControls, HeldPhone, NewPhoneCall } from './control-calls.ts';
export type { ModelControls } from './control-models.ts';
export type {
  Account,
  MailDomain,
  MessagingService,
  NewAccount,
  NewDomain,
  NewMessagingService,
  NewNumber,
  NewTemplate,
  NumberChange,
  RentedNumber,
  Template,
} from './entities.ts';
export type { SandboxEvent } from './events.ts';
export type { Fault as SandboxFault, NewFault } from './faults.ts';
export { fictionalCountry } from './fictional.ts';
export type {
  AlertRecord,
  CallbackRecord,
  CallRecord,
  LedgerView,
  RequestRecord,
  SendRecord,
  Vendor,
} from './ledger.ts';
export type { Listening } from './listen.ts';
export type { Mail, MailAttachment, MailContent } from './mailboxes.ts';
export type { ModelRequest } from './models/models.ts';
export type { NewModelScript } from './models/script.ts';
export type { RealtimeItem } from './openai/realtime/conversation.ts';
export type { RealtimeRecord } from './openai/realtime/session.ts';
export type { OpenConnection } from './peers.ts';
export type { Phone, PhoneChannel, PhoneMedia, PhoneMessage, ThreadQuery } from './phones.ts';
export type { NewMail, NewMailReply, NewPhone, NewPhoneMessage } from './requests.ts';
export { createS3, type S3, type S3Options } from './s3/s3.ts';
export type { S3Key } from './s3/signature.ts';
export { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';
export { overhear } from './speech/overhear.ts';
export type { WhatsappSender } from './twilio/products.ts';
export type { SenderVerdict } from './twilio/senders.ts';
