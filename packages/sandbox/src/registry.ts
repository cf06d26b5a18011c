import { ButtdialError, isE164 } from '@buttdial/core';
import type {
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
import { fictionalCountry } from './fictional.ts';
import type { RandomStream } from './seed.ts';

/** Who owns what: accounts, rented numbers, messaging services, templates and mail domains. */
export interface Registry {
  addAccount(account: NewAccount): Account;
  /** By name, Account SID or the key of a vendor. */
  account(reference: string): Account | undefined;
  accounts(): readonly Account[];
  /** Its credentials open nothing any more. */
  closeAccount(name: string): void;
  addNumber(number: NewNumber): RentedNumber;
  number(number: string): RentedNumber | undefined;
  numbers(account?: string): readonly RentedNumber[];
  updateNumber(number: string, change: NumberChange): RentedNumber;
  removeNumber(number: string): void;
  addMessagingService(service: NewMessagingService): MessagingService;
  messagingService(sid: string): MessagingService | undefined;
  /** The service that a number belongs to. */
  messagingServiceOf(number: string): MessagingService | undefined;
  addTemplate(template: NewTemplate): Template;
  template(sid: string): Template | undefined;
  addDomain(domain: NewDomain): MailDomain;
  setDomainStatus(name: string, status: MailDomain['status']): void;
  /** By name or id. */
  domain(reference: string): MailDomain | undefined;
  domains(account?: string): readonly MailDomain[];
  removeDomain(name: string): void;
  clear(): void;
}

interface RegistryWorld {
  readonly now: () => Date;
  readonly ids: RandomStream;
  readonly allowAnyNumber: boolean;
}

/** An empty registry. Every `add` refuses with a `ButtdialError` what is already there (`conflict`) or makes no sense (`invalid-input`). */
export function createRegistry(world: RegistryWorld): Registry {
  const accounts = accountBook(world);
  const owner = (reference: string) => accounts.account(reference) ?? missing('account');
  const [numbers, senders, domains] = [numberBook(world, owner), senderBook(world, owner), domainBook(world, owner)];
  const books = [accounts, numbers, senders, domains];
  const clear = () => {
    for (const book of books) book.clear();
  };
  return { ...accounts, ...numbers, ...senders, ...domains, clear };
}

type Book<Verbs extends keyof Registry> = Pick<Registry, Verbs | 'clear'>;
type OwnerOf = (reference: string) => Account;

function accountBook(world: RegistryWorld): Book<'addAccount' | 'account' | 'accounts' | 'closeAccount'> {
  const accounts = new Map<string, Account>();
  const account = (reference: string) =>
    accounts.get(reference) ?? [...accounts.values()].find(known => referencesOf(known).includes(reference));
  const addAccount = (given: NewAccount): Account => {
    const name = given.name ?? given.twilio?.accountSid ?? `account-${accounts.size + 1}`;
    const taken = [name, ...referencesOf(given)].some(reference => account(reference));
    if (taken) throw new ButtdialError('conflict', 'An account with this name or these credentials exists.');
    const made: Account = { ...given, name, createdAt: world.now() };
    accounts.set(name, made);
    return made;
  };
  return {
    addAccount,
    account,
    accounts: () => [...accounts.values()],
    closeAccount: name => void accounts.delete(name),
    clear: () => accounts.clear(),
  };
}

/** What a request may name an account by, besides its name. */
function referencesOf({ twilio, resend, openai, anthropic, elevenlabs, deepgram }: NewAccount): string[] {
  const keys = [resend, openai, anthropic, elevenlabs, deepgram].map(vendor => vendor?.apiKey);
  return [twilio?.accountSid, ...keys].filter(reference => reference !== undefined);
}

function numberBook(
  world: RegistryWorld,
  owner: OwnerOf,
): Book<'addNumber' | 'number' | 'numbers' | 'updateNumber' | 'removeNumber'> {
  const numbers = new Map<string, RentedNumber>();
  const addNumber = ({ accountSid, ...given }: NewNumber): RentedNumber => {
    checkNumber(given.number, world.allowAnyNumber);
    if (numbers.has(given.number)) throw new ButtdialError('conflict', 'The number is rented already.');
    const usual = { smsMethod: given.smsMethod ?? ('POST' as const), optOut: given.optOut ?? ('silent' as const) };
    const [sid, account, now] = [`PN${world.ids.hex(32)}`, owner(accountSid).name, world.now()];
    const made: RentedNumber = { ...given, ...usual, sid, account, createdAt: now, updatedAt: now };
    numbers.set(made.number, made);
    return made;
  };
  const updateNumber = (number: string, { accountSid, number: _fixed, ...change }: NumberChange): RentedNumber => {
    const known = numbers.get(number) ?? missing('number');
    const usual = { smsMethod: change.smsMethod ?? known.smsMethod, optOut: change.optOut ?? known.optOut };
    const account = accountSid === undefined ? known.account : owner(accountSid).name;
    const made: RentedNumber = { ...known, ...change, ...usual, account, updatedAt: world.now() };
    numbers.set(number, made);
    return made;
  };
  return {
    addNumber,
    number: number => numbers.get(number),
    numbers: account => owned(numbers, account),
    updateNumber,
    removeNumber: number => void numbers.delete(number),
    clear: () => numbers.clear(),
  };
}

function senderBook(
  world: RegistryWorld,
  owner: OwnerOf,
): Book<'addMessagingService' | 'messagingService' | 'messagingServiceOf' | 'addTemplate' | 'template'> {
  const services = new Map<string, MessagingService>();
  const templates = new Map<string, Template>();
  const addMessagingService = ({ accountSid, ...given }: NewMessagingService): MessagingService => {
    const made = { ...given, sid: given.sid ?? `MG${world.ids.hex(32)}`, account: owner(accountSid).name };
    services.set(made.sid, made);
    return made;
  };
  const addTemplate = ({ accountSid, ...given }: NewTemplate): Template => {
    const made = { ...given, sid: given.sid ?? `HX${world.ids.hex(32)}`, account: owner(accountSid).name };
    templates.set(made.sid, made);
    return made;
  };
  const clear = () => {
    services.clear();
    templates.clear();
  };
  return {
    addMessagingService,
    messagingService: sid => services.get(sid),
    messagingServiceOf: number => [...services.values()].find(service => service.numbers.includes(number)),
    addTemplate,
    template: sid => templates.get(sid),
    clear,
  };
}

function domainBook(
  world: RegistryWorld,
  owner: OwnerOf,
): Book<'addDomain' | 'setDomainStatus' | 'domain' | 'domains' | 'removeDomain'> {
  const domains = new Map<string, MailDomain>();
  const addDomain = ({ apiKey, domain, ...given }: NewDomain): MailDomain => {
    const name = domain.toLowerCase();
    if (domains.has(name)) throw new ButtdialError('conflict', 'The domain has been registered already.');
    const [id, account, status] = [world.ids.uuid(), owner(apiKey).name, given.status ?? ('verified' as const)];
    const made: MailDomain = { ...given, status, name, id, account, createdAt: world.now() };
    domains.set(name, made);
    return made;
  };
  const setDomainStatus = (name: string, status: MailDomain['status']) => {
    const known = domains.get(name);
    if (known) domains.set(name, { ...known, status });
  };
  return {
    addDomain,
    setDomainStatus,
    domain: reference =>
      domains.get(reference.toLowerCase()) ?? [...domains.values()].find(known => known.id === reference),
    domains: account => owned(domains, account),
    removeDomain: name => void domains.delete(name),
    clear: () => domains.clear(),
  };
}

function owned<T extends { readonly account: string }>(things: Map<string, T>, account: string | undefined): T[] {
  return [...things.values()].filter(thing => account === undefined || thing.account === account);
}

/** @throws `invalid-input` unless the number is E.164 and, by default, one that can belong to nobody. */
export function checkNumber(number: string, allowAnyNumber: boolean): void {
  if (!isE164(number))
    throw new ButtdialError('invalid-input', 'Not a phone number in E.164 form.', { field: 'number' });
  if (allowAnyNumber || fictionalCountry(number)) return;
  const remedy = 'Use a number such as +12125550101 or +15559876543, or create the sandbox with allowAnyNumber.';
  throw new ButtdialError('invalid-input', 'This number could belong to somebody.', { field: 'number', remedy });
}

function missing(thing: string): never {
  throw new ButtdialError('not-found', `No such ${thing} in the sandbox.`);
}
