import { ButtdialError, isE164 } from '@buttdial/core';
import type { Account, MailDomain, MessagingService, NewAccount, NewDomain, NewMessagingService, NewNumber, NewTemplate, NumberChange, RentedNumber, Template } from './entities.ts';
import { fictionalCountry } from './fictional.ts';
import type { RandomStream } from './seed.ts';

/** Who owns what: accounts, rented numbers, messaging services, templates and mail domains. */
export interface Registry {
  addAccount(account: NewAccount): Account;
  /** By name, Account SID or Resend key. */
  account(reference: string): Account | undefined;
  accounts(): readonly Account[];
  addNumber(number: NewNumber): RentedNumber;
  number(number: string): RentedNumber | undefined;
  numbers(account?: string): readonly RentedNumber[];
  updateNumber(number: string, change: NumberChange): RentedNumber;
  removeNumber(number: string): void;
  addMessagingService(service: NewMessagingService): MessagingService;
  messagingService(sid: string): MessagingService | undefined;
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
  const accounts = new Map<string, Account>();
  const numbers = new Map<string, RentedNumber>();
  const services = new Map<string, MessagingService>();
  const templates = new Map<string, Template>();
  const domains = new Map<string, MailDomain>();
  const sid = (prefix: string) => `${prefix}${world.ids.hex(32)}`;
  const account = (reference: string) =>
    accounts.get(reference) ?? [...accounts.values()].find(known => known.twilio?.accountSid === reference || known.resend?.apiKey === reference);
  const owner = (reference: string) => account(reference) ?? missing('account');
  const owned = <T extends { readonly account: string }>(things: Map<string, T>, name?: string) =>
    [...things.values()].filter(thing => name === undefined || thing.account === name);

  const addAccount = (given: NewAccount): Account => {
    const name = given.name ?? given.twilio?.accountSid ?? `account-${accounts.size + 1}`;
    const taken = [name, given.twilio?.accountSid, given.resend?.apiKey].some(reference => reference !== undefined && account(reference));
    if (taken) throw new ButtdialError('conflict', 'An account with this name or these credentials exists.');
    const made: Account = { ...given, name, createdAt: world.now() };
    accounts.set(name, made);
    return made;
  };
  const addNumber = (given: NewNumber): RentedNumber => {
    checkNumber(given.number, world.allowAnyNumber);
    if (numbers.has(given.number)) throw new ButtdialError('conflict', 'The number is rented already.');
    const { accountSid, ...rest } = given;
    const usual = { smsMethod: rest.smsMethod ?? ('POST' as const), optOut: rest.optOut ?? ('silent' as const) };
    const made: RentedNumber = { ...rest, ...usual, sid: sid('PN'), account: owner(accountSid).name, createdAt: world.now(), updatedAt: world.now() };
    numbers.set(made.number, made);
    return made;
  };
  const updateNumber = (number: string, change: NumberChange): RentedNumber => {
    const known = numbers.get(number) ?? missing('number');
    const { accountSid, number: _fixed, ...rest } = change;
    const moved = accountSid === undefined ? {} : { account: owner(accountSid).name };
    const usual = { smsMethod: rest.smsMethod ?? known.smsMethod, optOut: rest.optOut ?? known.optOut };
    const made: RentedNumber = { ...known, ...rest, ...usual, ...moved, updatedAt: world.now() };
    numbers.set(number, made);
    return made;
  };
  const addMessagingService = (given: NewMessagingService): MessagingService => {
    const { accountSid, ...rest } = given;
    const made: MessagingService = { ...rest, sid: given.sid ?? sid('MG'), account: owner(accountSid).name };
    services.set(made.sid, made);
    return made;
  };
  const addTemplate = (given: NewTemplate): Template => {
    const { accountSid, ...rest } = given;
    const made: Template = { ...rest, sid: given.sid ?? sid('HX'), account: owner(accountSid).name };
    templates.set(made.sid, made);
    return made;
  };
  const addDomain = (given: NewDomain): MailDomain => {
    const name = given.domain.toLowerCase();
    if (domains.has(name)) throw new ButtdialError('conflict', 'The domain has been registered already.');
    const { apiKey, domain: _name, ...rest } = given;
    const made: MailDomain = { ...rest, status: rest.status ?? 'verified', name, id: world.ids.uuid(), account: owner(apiKey).name, createdAt: world.now() };
    domains.set(name, made);
    return made;
  };
  return {
    addAccount,
    account,
    accounts: () => [...accounts.values()],
    addNumber,
    number: number => numbers.get(number),
    numbers: name => owned(numbers, name),
    updateNumber,
    removeNumber: number => void numbers.delete(number),
    addMessagingService,
    messagingService: reference => services.get(reference),
    addTemplate,
    template: reference => templates.get(reference),
    addDomain,
    setDomainStatus: (name, status) => {
      const known = domains.get(name);
      if (known) domains.set(name, { ...known, status });
    },
    domain: reference => domains.get(reference.toLowerCase()) ?? [...domains.values()].find(known => known.id === reference),
    domains: name => owned(domains, name),
    removeDomain: name => void domains.delete(name),
    clear: () => [accounts, numbers, services, templates, domains].forEach(things => void things.clear()),
  };
}

/** @throws `invalid-input` unless the number is E.164 and, by default, one that can belong to nobody. */
export function checkNumber(number: string, allowAnyNumber: boolean): void {
  if (!isE164(number)) throw new ButtdialError('invalid-input', 'Not a phone number in E.164 form.', { field: 'number' });
  if (allowAnyNumber || fictionalCountry(number)) return;
  const remedy = 'Use a number such as +12125550101 or +15559876543, or create the sandbox with allowAnyNumber.';
  throw new ButtdialError('invalid-input', 'This number could belong to somebody.', { field: 'number', remedy });
}

function missing(thing: string): never {
  throw new ButtdialError('not-found', `No such ${thing} in the sandbox.`);
}
