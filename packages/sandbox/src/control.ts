import { ButtdialError, isE164 } from '@buttdial/core';
import type { z } from 'zod';
import type { Behaviour, BehaviourChange } from './behaviour.ts';
import type { VirtualClock } from './clock.ts';
import { type CallControls, callVerbs } from './control-calls.ts';
import { type ModelControls, modelVerbs } from './control-models.ts';
import {
  type Account,
  type MailDomain,
  type MessagingService,
  type NewAccount,
  type NewDomain,
  type NewMessagingService,
  type NewNumber,
  type NewTemplate,
  type NumberChange,
  newAccount,
  newDomain,
  newMessagingService,
  newNumber,
  newTemplate,
  type RentedNumber,
  type Template,
} from './entities.ts';
import type { SandboxEvent } from './events.ts';
import type { Fault, NewFault } from './faults.ts';
import { fictionalCountry } from './fictional.ts';
import type { LedgerView } from './ledger.ts';
import { bareAddress, domainOf, type Mail, type MailContent } from './mailboxes.ts';
import type { Openai } from './openai/index.ts';
import type { OpenConnection } from './peers.ts';
import type { Phone, PhoneMessage, ThreadQuery } from './phones.ts';
import { checkNumber } from './registry.ts';
import {
  type NewMail,
  type NewMailReply,
  type NewPhone,
  type NewPhoneMessage,
  newMail,
  newMailReply,
  newPhone,
  newPhoneMessage,
  parse,
} from './requests.ts';
import type { Resend } from './resend/index.ts';
import { shelve } from './resend/mailing.ts';
import type { Twilio } from './twilio/index.ts';
import type { WhatsappSender } from './twilio/products.ts';
import { judgeSender, type SenderVerdict } from './twilio/senders.ts';
import type { World } from './world.ts';

/**
 * Everything that can be done to the simulated network from outside, the same verbs as under `/control`.
 * Throws `ButtdialError`: `invalid-input`, `not-found` or `conflict`.
 */
export interface SandboxControl extends CallControls, ModelControls {
  addAccount(account: NewAccount): Account;
  accounts(): readonly Account[];
  addNumber(number: NewNumber): RentedNumber;
  updateNumber(number: string, change: NumberChange): RentedNumber;
  numbers(): readonly RentedNumber[];
  /** WhatsApp senders that accounts registered through the API. */
  senders(): readonly WhatsappSender[];
  /** Meta approves, rejects or rates one of them, by its number. */
  judgeSender(number: string, verdict: SenderVerdict): WhatsappSender;
  addMessagingService(service: NewMessagingService): MessagingService;
  addTemplate(template: NewTemplate): Template;
  addDomain(domain: NewDomain): MailDomain;
  domains(): readonly MailDomain[];
  /** Makes a phone, or renames one. Fictional numbers that are written to become phones by themselves. */
  addPhone(phone: NewPhone): Phone;
  phones(): readonly Phone[];
  /** Messages of one phone, both directions, oldest first. */
  thread(phone: string, query?: ThreadQuery): readonly PhoneMessage[];
  /** Types a message on a phone and sends it. Webhooks follow in the background. */
  sendFromPhone(message: NewPhoneMessage): PhoneMessage;
  /** Opens a WhatsApp conversation: delivered messages become read. @returns how many. */
  readOnPhone(phone: string, number: string): number;
  mailboxes(): readonly { readonly address: string; readonly mails: number }[];
  /** Mails of one mailbox, both directions, oldest first. */
  mails(address: string): readonly Mail[];
  /** Writes a mail from a simulated mailbox. */
  sendMail(mail: NewMail): Mail;
  /** Answers a mail that lies in a mailbox, threading headers included. */
  replyToMail(mailId: string, reply: NewMailReply): Mail;
  addFault(fault: NewFault): Fault;
  faults(): readonly Fault[];
  clearFaults(id?: number): void;
  behaviour(): Behaviour;
  changeBehaviour(change: BehaviourChange): Behaviour;
  /** What happened, of one account (by name, Account SID or a vendor's key) or of all. */
  ledger(query?: { readonly account?: string | undefined }): LedgerView;
  /** Sockets that customers opened, and answers that still stream. */
  connections(): readonly OpenConnection[];
  now(): Date;
  /** Moves a virtual clock. @throws `conflict` when the sandbox runs on real time. */
  advance(milliseconds: number): Promise<void>;
  /** Calls the listener at every event until the returned function is called. */
  listen(listener: (event: SandboxEvent) => void): () => void;
  /** Resolves when nothing is under way any more: deliveries, callbacks, retries. */
  settled(): Promise<void>;
  /** Forgets everything: accounts, numbers, phones, mail, faults, ledger. Ids start again from the seed. */
  reset(): void;
}

export interface ControlRooms {
  readonly world: World;
  readonly twilio: Twilio;
  readonly resend: Resend;
  readonly openai: Openai;
  readonly clock: Pick<VirtualClock, 'advance'> | undefined;
}

/** The control verbs over a simulated world. Input is checked, also for callers in the same process. */
export function createControl(rooms: ControlRooms): SandboxControl {
  return {
    ...networkVerbs(rooms),
    ...peopleVerbs(rooms),
    ...callVerbs(rooms),
    ...modelVerbs(rooms),
    ...runningVerbs(rooms),
  };
}

type NetworkVerb =
  | 'addAccount'
  | 'accounts'
  | 'addNumber'
  | 'updateNumber'
  | 'numbers'
  | 'senders'
  | 'judgeSender'
  | 'addMessagingService'
  | 'addTemplate'
  | 'addDomain'
  | 'domains';
type PeopleVerb =
  | 'addPhone'
  | 'phones'
  | 'thread'
  | 'sendFromPhone'
  | 'readOnPhone'
  | 'mailboxes'
  | 'mails'
  | 'sendMail'
  | 'replyToMail';

function networkVerbs({ world: { registry }, twilio }: ControlRooms): Pick<SandboxControl, NetworkVerb> {
  return {
    addAccount: account => registry.addAccount(parse(newAccount, account)),
    accounts: () => registry.accounts(),
    addNumber: number => registry.addNumber(parse(newNumber, number)),
    updateNumber: (number, change) => registry.updateNumber(number, parse(newNumber.partial(), change)),
    numbers: () => registry.numbers(),
    senders: () => [...twilio.senders.values()],
    judgeSender: (number, verdict) => judgeSender(twilio, number, verdict),
    addMessagingService: service => registry.addMessagingService(parse(newMessagingService, service)),
    addTemplate: template => registry.addTemplate(parse(newTemplate, template)),
    addDomain: domain => registry.addDomain(parse(newDomain, domain)),
    domains: () => registry.domains(),
  };
}

function peopleVerbs(rooms: ControlRooms): Pick<SandboxControl, PeopleVerb> {
  const { world, twilio } = rooms;
  return {
    addPhone: phone => addPhone(world, parse(newPhone, phone)),
    phones: () => world.phones.list(),
    thread: (phone, query) => world.phones.thread(phone, query),
    sendFromPhone: message => sendFromPhone(rooms, parse(newPhoneMessage, message)),
    readOnPhone: (phone, number) => twilio.read(phone, number),
    mailboxes: () => world.mailboxes.list(),
    mails: address => world.mailboxes.mails(address),
    sendMail: mail => sendMail(rooms, parse(newMail, mail)),
    replyToMail: (mailId, reply) => replyToMail(rooms, mailId, parse(newMailReply, reply)),
  };
}

function runningVerbs({
  world,
  twilio,
  resend,
  openai,
  clock,
}: ControlRooms): Omit<SandboxControl, NetworkVerb | PeopleVerb | keyof CallControls | keyof ModelControls> {
  const advance = async (milliseconds: number) => {
    if (clock) return clock.advance(milliseconds);
    throw new ButtdialError('conflict', 'The sandbox runs on real time.', {
      remedy: 'Create it with a virtual clock.',
    });
  };
  const ledger: SandboxControl['ledger'] = query => {
    if (query?.account === undefined) return world.ledger.view();
    return world.ledger.view({ account: world.registry.account(query.account)?.name ?? query.account });
  };
  const reset = () => {
    for (const part of [world, twilio, resend, openai]) part.clear();
  };
  return {
    addFault: fault => world.faults.add(fault),
    faults: () => world.faults.list(),
    clearFaults: id => world.faults.clear(id),
    behaviour: () => world.behaviour.current,
    changeBehaviour: change => world.behaviour.change(change),
    ledger,
    connections: () => world.connections.list(),
    now: () => world.runtime.now(),
    advance,
    listen: listener => world.events.listen(listener),
    settled: () => world.background.settled(),
    reset,
  };
}

function addPhone(world: World, phone: NewPhone): Phone {
  checkNumber(phone.number, world.allowAnyNumber);
  if (world.registry.number(phone.number)) throw new ButtdialError('conflict', 'The number is rented by an account.');
  return world.phones.add(phone);
}

function sendFromPhone({ world, twilio }: ControlRooms, message: z.output<typeof newPhoneMessage>): PhoneMessage {
  const { from, to, channel, text } = message;
  if (!isE164(to)) throw new ButtdialError('invalid-input', 'Not a phone number in E.164 form.', { field: 'to' });
  if (!world.phones.get(from)) addPhone(world, { number: from });
  const media = message.media.map(file =>
    world.media.put({ contentType: file.contentType, content: Buffer.from(file.content, 'base64') }),
  );
  const rented = world.registry.number(to);
  if (rented && channel === 'whatsapp' && rented.whatsappUrl === undefined)
    throw new ButtdialError('conflict', 'The number is not on WhatsApp.');
  const id = rented ? twilio.receive(rented, { channel, from, text, media }).sid : `SM${world.random.ids.hex(32)}`;
  const kept = world.phones.keep({ id, phone: from, direction: 'sent', channel, with: to, text, media });
  if (!rented && (world.phones.get(to) || world.allowAnyNumber || fictionalCountry(to)))
    world.phones.keep({ id, phone: to, direction: 'received', channel, with: from, text, media });
  return kept;
}

function sendMail(rooms: ControlRooms, mail: z.output<typeof newMail>): Mail {
  const { world, resend } = rooms;
  const mailbox = bareAddress(mail.from);
  if (mailbox === undefined) throw new ButtdialError('invalid-input', 'Not an e-mail address.', { field: 'from' });
  if (world.registry.domain(domainOf(mailbox)))
    throw new ButtdialError('conflict', 'The address belongs to an account, not to a simulated mailbox.');
  const recipients = [...mail.to, ...mail.cc].map(text => bareAddress(text));
  const id = world.random.ids.uuid();
  const { attachments, ...rest } = mail;
  const content: MailContent = {
    ...rest,
    replyTo: [],
    messageId: `<${id}@${domainOf(mailbox)}>`,
    attachments: attachments.map(file => shelve(world, { ...file, content: Buffer.from(file.content, 'base64') })),
  };
  const sent = world.mailboxes.keep({ ...content, id, mailbox, direction: 'sent' });
  for (const address of recipients) if (address !== undefined) resend.deliver(address, content);
  return sent;
}

function replyToMail(rooms: ControlRooms, mailId: string, reply: z.output<typeof newMailReply>): Mail {
  const mail = rooms.world.mailboxes.mail(mailId);
  if (!mail) throw new ButtdialError('not-found', 'No such mail in any mailbox.');
  const known = Object.entries(mail.headers).find(([name]) => name.toLowerCase() === 'references')?.[1];
  const references = [known, mail.messageId].filter(text => text !== undefined).join(' ');
  const headers = { ...reply.headers, 'In-Reply-To': mail.messageId, References: references };
  const subject = /^re:/i.test(mail.subject) ? mail.subject : `Re: ${mail.subject}`;
  const to = mail.replyTo.length > 0 ? [...mail.replyTo] : [mail.from];
  return sendMail(rooms, { ...reply, headers, subject, from: mail.mailbox, to, cc: [] });
}
