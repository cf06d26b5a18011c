/** @module A simulated vendor network: real HTTP, true signatures, no vendors. */
export type { Behaviour, BehaviourChange } from './behaviour.ts';
export type { CallLine } from './calls/air.ts';
export type { Character, NewCharacter } from './calls/characters.ts';
export type { SocketOpener } from './calls/sockets.ts';
export type { CallQuery, PhoneCall } from './calls/view.ts';
export { createVirtualClock, type VirtualClock } from './clock.ts';
export type { SandboxControl } from './control.ts';
export type { CallControls, NewPhoneCall } from './control-calls.ts';
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
export type { Phone, PhoneChannel, PhoneMedia, PhoneMessage, ThreadQuery } from './phones.ts';
export type { NewMail, NewMailReply, NewPhone, NewPhoneMessage } from './requests.ts';
export { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';
