import type { Channel, ConsentLevel, ContentFlag, Purpose, Voice } from './action.ts';
import type { Destination } from './destination.ts';

/** The action after reading: every boolean is there, every unknown word was refused before. */
export interface ReadAction {
  readonly channel: Channel;
  readonly to: string;
  readonly purpose: Purpose;
  readonly voice: Voice | undefined;
  readonly aiDisclosure: boolean;
  readonly record: boolean;
  readonly recordingAnnouncement: boolean;
  readonly templateId: string | undefined;
  readonly email: {
    readonly physicalAddress: boolean;
    readonly unsubscribeLink: boolean;
    readonly listUnsubscribeOneClick: boolean;
  };
  readonly confirmsOptOut: boolean;
  readonly contentFlags: readonly ContentFlag[];
  readonly subject: string | undefined;
  readonly agent: string | undefined;
}

/** The consent record after reading. Instants are milliseconds since 1970. */
export interface ReadConsent {
  readonly level: ConsentLevel;
  readonly channels: readonly Channel[];
  readonly purposes: readonly Purpose[];
  readonly grantedAt: number | undefined;
  readonly expiresAt: number | undefined;
  readonly revokedAt: number | undefined;
  readonly outsideHours: boolean;
}

/** One earlier attempt. `at` is milliseconds since 1970. */
export interface Attempt {
  readonly channel: Channel;
  readonly at: number;
  readonly subject: string | undefined;
  readonly agent: string | undefined;
}

/** The context after reading: instants are milliseconds since 1970. */
export interface ReadContext {
  readonly now: number;
  readonly consent: ReadConsent | undefined;
  readonly optOut: { readonly at: number; readonly confirmationSent: boolean } | undefined;
  readonly dnc: ReadonlyMap<string, { readonly asOf: number; readonly listed: boolean }>;
  readonly lastTransactionAt: number | undefined;
  readonly lastInquiryAt: number | undefined;
  readonly activeContractRelated: boolean;
  readonly history: readonly Attempt[];
  readonly lastInboundAt: number | undefined;
  readonly region: string | undefined;
  readonly state: string | undefined;
  readonly zone: string | undefined;
  readonly allowPrefixes: readonly string[] | undefined;
  readonly maxCallsPerDay: number | undefined;
  readonly erased: boolean;
  readonly lineFriend: boolean;
  readonly softOptIn: boolean;
  readonly reassigned: boolean;
  readonly a2pRegistered: boolean;
}

/** What the rules judge. Custom rules receive exactly this. */
export interface Facts {
  readonly action: ReadAction;
  readonly context: ReadContext;
  /** The number, for voice, sms and whatsapp. */
  readonly destination: Destination | undefined;
  /** Codes of every jurisdiction, and `*`. */
  readonly jurisdictions: ReadonlySet<string>;
  readonly zones: readonly string[];
  /** The zone named by the context does not exist in this runtime. */
  readonly zoneUnknown: boolean;
  /** 0 none to 3 express_written: the level of the record if it counts for this channel and purpose, now. */
  readonly consentRank: number;
  /** The record would count, had it not expired. */
  readonly consentExpired: boolean;
  /** The last inbound message is at most 24 hours old. */
  readonly recentInbound: boolean;
}
