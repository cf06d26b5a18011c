/** The roads a message or call can take. */
export const channels = ['voice', 'sms', 'whatsapp', 'line', 'email'] as const;
/** One of `channels`. */
export type Channel = (typeof channels)[number];

/** Why somebody is contacted. `reply` answers an inbound message; `otp` is a one-time code the person asked for. */
export const purposes = ['marketing', 'informational', 'otp', 'reply', 'emergency'] as const;
/** One of `purposes`. */
export type Purpose = (typeof purposes)[number];

/** Who speaks on a call. */
export const voices = ['human', 'ai', 'prerecorded'] as const;
/** One of `voices`. */
export type Voice = (typeof voices)[number];

/** Weakest first. */
export const consentLevels = ['none', 'implied', 'express', 'express_written'] as const;
/** One of `consentLevels`. */
export type ConsentLevel = (typeof consentLevels)[number];

/** What a content filter may have found in the text that is about to leave. */
export const contentFlags = [
  'profanity',
  'hate',
  'harassment',
  'threat',
  'violence',
  'abuse',
  'sex',
  'alcohol',
  'firearms',
  'tobacco',
  'cannabis',
  'gambling',
  'payday_loan',
  'marketing',
] as const;
/** One of `contentFlags`. */
export type ContentFlag = (typeof contentFlags)[number];

/** ISO 8601 with a zone, for example `2026-10-14T16:00:00Z`. */
export type Instant = string;

/** One attempt to reach one recipient. A missing boolean is false. */
export interface Action {
  readonly channel: Channel;
  /** E.164 for voice, sms and whatsapp; a mail address; a LINE user id. */
  readonly to: string;
  readonly purpose: Purpose;
  /** Required for voice, ignored elsewhere. */
  readonly voice?: Voice | undefined;
  /** The script opens by saying that an AI speaks. */
  readonly aiDisclosure?: boolean | undefined;
  readonly record?: boolean | undefined;
  readonly recordingAnnouncement?: boolean | undefined;
  /** The approved WhatsApp template that is sent. */
  readonly templateId?: string | undefined;
  readonly email?:
    | {
        readonly physicalAddress?: boolean | undefined;
        readonly unsubscribeLink?: boolean | undefined;
        readonly listUnsubscribeOneClick?: boolean | undefined;
      }
    | undefined;
  /** The one message that confirms an opt-out is judged by its own short list of rules. */
  readonly kind?: 'optout_confirmation' | undefined;
  readonly contentFlags?: readonly ContentFlag[] | undefined;
  /** What the attempt is about. Where the law counts per subject, attempts about other subjects do not count. */
  readonly subject?: string | undefined;
  /** Which agent makes the attempt. Where a cap counts per agent, attempts of other agents do not count. */
  readonly agent?: string | undefined;
}

/** What the person agreed to. The engine judges one record: the one that fits best. */
export interface ConsentRecord {
  readonly level: ConsentLevel;
  readonly channels: readonly Channel[];
  readonly purposes: readonly Purpose[];
  readonly grantedAt?: Instant | undefined;
  readonly expiresAt?: Instant | undefined;
  readonly revokedAt?: Instant | undefined;
  /** Agreed to be called outside the usual hours. */
  readonly outsideHours?: boolean | undefined;
}

/** Everything the law needs to know about the recipient, the moment and the sender. */
export interface Context {
  readonly nowUtc: Instant;
  readonly consent?: ConsentRecord | null | undefined;
  readonly optOut?:
    | { readonly at: Instant; readonly channel: Channel; readonly confirmationSent?: boolean | undefined }
    | null
    | undefined;
  /** Per do-not-call list: how old our copy is, and whether the number is on it. */
  readonly dnc?:
    | Readonly<Record<string, { readonly asOf: Instant; readonly listed: boolean } | undefined>>
    | null
    | undefined;
  /** Established business relationship. */
  readonly ebr?:
    | {
        readonly lastTransactionAt?: Instant | null | undefined;
        readonly lastInquiryAt?: Instant | null | undefined;
        readonly activeContractRelated?: boolean | undefined;
      }
    | null
    | undefined;
  /** Earlier attempts to this recipient. */
  readonly history?:
    | readonly {
        readonly channel: Channel;
        readonly at: Instant;
        readonly subject?: string | undefined;
        readonly agent?: string | undefined;
      }[]
    | null
    | undefined;
  /** The person's last inbound message or call on the same channel. */
  readonly lastInboundAt?: Instant | null | undefined;
  /** Better evidence than the number. A region or state is added to those of the number; a zone replaces them. */
  readonly recipient?:
    | {
        readonly region?: string | null | undefined;
        readonly state?: string | null | undefined;
        readonly zone?: string | null | undefined;
      }
    | null
    | undefined;
  /** When given (an empty list counts), only numbers that start with one of these may be reached. */
  readonly allowPrefixes?: readonly string[] | null | undefined;
  readonly limits?: { readonly maxCallsPerDayToSameNumber?: number | null | undefined } | null | undefined;
  /** The person asked for erasure. */
  readonly erased?: boolean | null | undefined;
  readonly lineFriend?: boolean | null | undefined;
  /** Existing customer, similar goods, an easy refusal offered each time (PECR reg. 22(3), 2002/58/EC art. 13(2)). */
  readonly softOptIn?: boolean | null | undefined;
  /** Answer of the US reassigned numbers database. */
  readonly rnd?: { readonly result: 'yes' | 'no' | 'no_data' } | null | undefined;
  readonly sender?: { readonly a2pRegistered?: boolean | null | undefined } | null | undefined;
}
