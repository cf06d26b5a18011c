import { z } from 'zod';

const accountSid = z.string().regex(/^AC[0-9a-f]{32}$/i, 'An Account SID is AC and 32 hexadecimal digits.');
const secret = z.string().min(1);
const httpUrl = z.url({ protocol: /^https?$/ });
const method = z.enum(['GET', 'POST']);
/** A vendor that asks for nothing but a key. */
const keyed = z.strictObject({ apiKey: secret }).optional();

/** A customer of the simulated vendors, with the credentials that its adapters use. */
export const newAccount = z.strictObject({
  /** How the ledger calls it. Default: the Account SID. */
  name: z.string().min(1).optional(),
  twilio: z
    .strictObject({
      accountSid,
      authToken: secret,
      /** Further key pairs: SID of the key (SK…) to its secret. */
      apiKeys: z.record(z.string(), secret).optional(),
      /** Prepaid US dollars, shown by the balance route. Default 100. */
      balance: z.number().optional(),
    })
    .optional(),
  resend: z
    .strictObject({
      apiKey: secret,
      webhookUrl: httpUrl.optional(),
      /** `whsec_` and base64. Needed for signed events. */
      webhookSecret: z
        .string()
        .regex(/^whsec_[A-Za-z0-9+/=]+$/, 'whsec_ followed by base64')
        .optional(),
    })
    .optional(),
  openai: keyed,
  anthropic: keyed,
  elevenlabs: keyed,
  deepgram: keyed,
});
/** A customer to add: credentials per vendor. */
export type NewAccount = z.output<typeof newAccount>;
/** A customer as the registry keeps it. */
export interface Account extends NewAccount {
  readonly name: string;
  readonly createdAt: Date;
}

/** A rented number and where its traffic goes. It is a WhatsApp sender when `whatsappUrl` is set. */
export const newNumber = z.strictObject({
  number: z.string(),
  /** Owner: Account SID or name of the account. */
  accountSid: z.string(),
  label: z.string().optional(),
  smsUrl: httpUrl.optional(),
  smsMethod: method.optional(),
  smsFallbackUrl: httpUrl.optional(),
  statusCallback: httpUrl.optional(),
  voiceUrl: httpUrl.optional(),
  whatsappUrl: httpUrl.optional(),
  /** What Twilio does about STOP besides blocking: nothing, its own reply, or reply and `OptOutType`. Default `silent`. */
  optOut: z.enum(['silent', 'default', 'advanced']).optional(),
});
/** A number to rent out; `accountSid` names its owner. It is a WhatsApp sender when `whatsappUrl` is set. */
export type NewNumber = z.output<typeof newNumber>;
/** Fields that are named change; a hook given as undefined is taken away. */
export type NumberChange = { readonly [Field in keyof NewNumber]?: NewNumber[Field] | undefined };
/** A number as the registry keeps it; `account` is the name of its owner. */
export interface RentedNumber extends Omit<NewNumber, 'accountSid' | 'smsMethod' | 'optOut'> {
  readonly sid: string;
  readonly account: string;
  readonly smsMethod: 'GET' | 'POST';
  readonly optOut: 'silent' | 'default' | 'advanced';
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A pool of numbers behind one sender id. */
export const newMessagingService = z.strictObject({
  accountSid: z.string(),
  sid: z
    .string()
    .regex(/^MG[0-9a-f]{32}$/i)
    .optional(),
  numbers: z.array(z.string()),
  statusCallback: httpUrl.optional(),
});
/** A pool of numbers to add; a SID is made unless given. */
export type NewMessagingService = z.output<typeof newMessagingService>;
/** A pool of numbers as the registry keeps it. */
export interface MessagingService extends Omit<NewMessagingService, 'accountSid'> {
  readonly sid: string;
  readonly account: string;
}

/** An approved template; `{{1}}` or `{{name}}` in its body are filled from ContentVariables. */
export const newTemplate = z.strictObject({
  accountSid: z.string(),
  sid: z
    .string()
    .regex(/^HX[0-9a-f]{32}$/i)
    .optional(),
  body: z.string().min(1),
});
/** A template to add; a SID is made unless given. */
export type NewTemplate = z.output<typeof newTemplate>;
/** A template as the registry keeps it. */
export interface Template extends Omit<NewTemplate, 'accountSid'> {
  readonly sid: string;
  readonly account: string;
}

/** A domain that sends and receives for an account. Its own webhook wins over the account's. */
export const newDomain = z.strictObject({
  domain: z.string().regex(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i, 'A domain name.'),
  /** Owner: the Resend key or the name of the account. */
  apiKey: z.string(),
  webhookUrl: httpUrl.optional(),
  webhookSecret: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/=]+$/, 'whsec_ followed by base64')
    .optional(),
  status: z.enum(['not_started', 'pending', 'verified']).optional(),
});
/** A mail domain to add; `apiKey` names its owner. */
export type NewDomain = z.output<typeof newDomain>;
/** A mail domain as the registry keeps it; `account` is the name of its owner. */
export interface MailDomain extends Omit<NewDomain, 'apiKey' | 'domain' | 'status'> {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly status: 'not_started' | 'pending' | 'verified';
  readonly createdAt: Date;
}
