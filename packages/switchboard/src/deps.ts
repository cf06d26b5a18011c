import type { ContentModerator, RulePack } from '@buttdial/compliance';
import type { Channel, Provider, Runtime, Store } from '@buttdial/core';
import type { TextBrain } from '@buttdial/voice';
import type { Alarm } from './alarm.ts';
import type { Archive } from './archive/archive.ts';
import type { Aside } from './beside.ts';
import type { MediaElsewhere } from './calls/media-elsewhere.ts';
import type { Scratch } from './calls/reel.ts';
import type { CallRules } from './calls/rules.ts';
import type { Samplers } from './calls/samplers.ts';
import type { CheckpointShelf } from './checkpoints.ts';
import type { Judge } from './judge.ts';
import type { PriceOfUse } from './model-prices.ts';
import type { Post } from './post.ts';
import type { Quote } from './prices.ts';
import type { Sealer } from './seal.ts';
import type { ProviderDesk } from './vault/offer.ts';
import type { VoiceNotes } from './voice-messages/voice-notes.ts';

/** A provider that is configured and live. */
export interface Connection {
  /** The provider's name; stored with lines and messages. */
  readonly name: string;
  readonly provider: Provider;
}

/** What a provider may offer besides carrying a channel. */
export type Ability = 'speech' | 'transcription' | 'language' | 'realtime' | 'files';

/** The vendors of this installation. */
export interface Connections {
  /**
   * What carries a channel for an organization, if anything does: its own account first, then the installation's. Where
   * agents have accounts of their own, that of the named one comes before both.
   */
  serving(organizationId: string, channel: Channel, agentId?: string): Connection | undefined;
  get(organizationId: string, name: string): Connection | undefined;
  /** One of the installation's own, which subaccounts are opened under. */
  installation?(name: string): Connection | undefined;
  /**
   * Makes sure that what the two above answer for the organization is not older than a second; undefined when it is not.
   * @throws when its credentials cannot be opened.
   */
  ready?(organizationId: string): Promise<void> | undefined;
  /** What offers one of the abilities that go with no channel, such as `speech`; the organization's own first. */
  offering?(organizationId: string, ability: Ability): Connection | undefined;
  /** For `comms_ping` and readiness: which slots are filled, and by whom. */
  readonly slots: Readonly<Record<string, string>>;
}

/** Counters and timings, without anybody's address in a label. */
export interface Metrics {
  count(name: string, labels?: Readonly<Record<string, string>>): void;
  observe(name: string, seconds: number, labels?: Readonly<Record<string, string>>): void;
}

/** Numbers that an operator may turn. Times in milliseconds. */
export interface Settings {
  /** Where vendors reach this server; webhooks and status URLs are built on it. */
  readonly publicUrl: URL;
  /** Prefix of tokens made here. */
  readonly tokenMode: 'live' | 'test';
  /** SHA-256 of the operator's own token, hex. */
  readonly orchestratorTokenHash?: string;
  readonly serverName: string;
  readonly version: string;
  /** In `saas` the operator looks at an organization before it leaves its sandbox. */
  readonly edition: 'community' | 'enterprise' | 'saas';
  readonly emailDomain: string;
  /** Shown in commercial e-mail unless an organization has its own. */
  readonly postalAddress?: string;
  /** Names the process in leases. */
  readonly owner: string;
  readonly courier: CourierSettings;
  readonly inbox: { readonly leaseMs: number; readonly longestWaitSeconds: number };
  readonly callback: CallbackSettings;
  /** What may be called, and how; nothing rings when it is left out. */
  readonly calls?: CallRules;
  readonly defaultLimits: import('@buttdial/core').Limits;
  /** On top of what vendors charge, where an agent has no markup of its own; 0 when left out. */
  readonly markupPercent?: number;
  readonly plans: PlanSettings;
  /** Whether agents have numbers of their own or share them, where an organization does not say; `dedicated` when left out. */
  readonly identityMode?: IdentityMode;
  /** On whose vendor account numbers are rented; `single-account` when left out. */
  readonly isolationMode?: IsolationMode;
  /** What the pools of all organizations may rent; nothing when left out. */
  readonly pools?: PoolSettings;
  /** How long a voice message can be listened to by its link; 7 when left out. */
  readonly voiceMessageDays?: number;
  /** How many agents an organization may have at once, unless its settings say otherwise. */
  readonly agentPoolSize: number;
}
/** Who has numbers: every agent its own, all the organization's, or each as it is asked for. */
export type IdentityMode = 'dedicated' | 'shared' | 'hybrid';
/** One vendor account for all, or one below it for every agent or organization. */
export type IsolationMode = 'single-account' | 'per-agent-subaccount' | 'per-customer-subaccount';
/** How much background renting the operator allows. */
export interface PoolSettings {
  /** For each organization, in a UTC month; 0 for none at all. */
  readonly maxRentalsPerMonth: number;
  /** How often an organization's pools are looked after. */
  readonly pollMs: number;
}
/** How messages leave. `reconcileAfterMs` counts from the moment a message became unknown. */
export interface CourierSettings {
  /** Longer than `requestTimeoutMs`, or a slow answer would look like a crash. */
  readonly leaseMs: number;
  readonly requestTimeoutMs: number;
  readonly pollMs: number;
  readonly concurrency: number;
  readonly maxAttempts: number;
  readonly retryBaseMs: number;
  /** After how long an unknown message is looked up at the vendor; the last one is the horizon. */
  readonly reconcileAfterMs: readonly number[];
  /** How long an unknown message is looked up every now and then before it stays unknown for good. */
  readonly giveUpAfterMs: number;
}
/** How long a plan to make an agent belongs to who carries it out, and how often to look for those that are left behind. */
export interface PlanSettings {
  /** From its last note on; longer than any request to a vendor. */
  readonly leaseMs: number;
  readonly pollMs: number;
}
/** How inbound messages are posted to applications. `scheduleMs[n]` is the wait before attempt n + 1. */
export interface CallbackSettings {
  /** From the operator: where every agent without a callback of its own is told, `{agentId}` is filled in. */
  readonly defaultUrl?: string;
  readonly scheduleMs: readonly number[];
  readonly timeoutMs: number;
  readonly concurrency: number;
  readonly pollMs: number;
}

/** Everything the switchboard works with; all of it can be replaced. */
export interface Deps {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly sealer: Sealer;
  /** Recordings, voice messages and media. Absent where nothing can be kept. */
  readonly archive?: Archive;
  /** Empty places for sound that grows while a call goes on; in the memory when left out. */
  readonly scratch?: () => Promise<Scratch>;
  readonly connections: Connections;
  /** Vendor accounts of organizations. */
  readonly providers: ProviderDesk;
  readonly quote: Quote;
  /** What models, voices and ears cost. */
  readonly priceOfUse: PriceOfUse;
  readonly judge: Judge;
  /** The rules that it judges by, for people to read; all packs when left out. */
  readonly packs?: readonly RulePack[];
  /** Mails of the installation itself. */
  readonly post: Post;
  /** Where frames of raw audio are handled; in this process when left out. */
  readonly media?: MediaElsewhere;
  /** Clients that lend their model to their agent's telephone. */
  readonly samplers?: Samplers;
  /** A second opinion on every text that is about to leave. While it does not answer, nothing leaves. */
  readonly moderate?: ContentModerator['moderate'];
  readonly metrics: Metrics;
  readonly settings: Settings;
  /** A fetch for URLs that tenants gave: refuses private addresses at the moment of connecting. */
  readonly outsideFetch: typeof globalThis.fetch;
  /** Resolves a host name to its addresses, for refusing private ones before anything is stored. */
  readonly resolveHost: (host: string) => Promise<readonly string[]>;
  /** Signed sightings of the audit chains; without it a chain is checked only against itself. */
  readonly checkpoints?: CheckpointShelf;
  /** Made by `createSwitchboard`. */
  readonly alarm?: Alarm;
  /** Made by `createSwitchboard`. */
  readonly voiceNotes?: VoiceNotes;
  /** Made by `createSwitchboard`. */
  readonly aside?: Aside;
  /** Who talks where no model is configured: the demo's script. */
  readonly scripted?: (call: ScriptedCall) => TextBrain;
  /** One voice, 16 bits linear, as OGG with Opus: what messengers play as a voice note. Absent where nothing encodes it. */
  readonly encodeVoiceNote?: (samples: Int16Array, sampleRate: number) => Promise<Uint8Array>;
  /** Called around commits and socket writes; a test kills the process there. */
  readonly failpoint?: (label: Failpoint) => void;
}
/** What a script is told about the call that it is to talk in. */
export interface ScriptedCall {
  readonly direction: 'inbound' | 'outbound';
  readonly agentName: string;
  readonly mission?: string | undefined;
}
/** A place around a commit or a socket write. */
export type Failpoint =
  | 'before-admit'
  | 'after-admit'
  | 'before-send'
  | 'after-send'
  | 'before-settle'
  | 'after-settle'
  | 'before-call'
  | 'after-call'
  | 'before-dial'
  | 'after-dial'
  | 'before-call-settle'
  | 'after-call-settle'
  | 'before-order'
  | 'after-order'
  | 'before-ingest'
  | 'after-ingest'
  | 'after-begin'
  | 'after-take'
  | 'before-open'
  | 'after-open'
  | 'before-pool'
  | 'after-pool'
  | 'before-rent'
  | 'after-rent'
  | 'before-create'
  | 'after-create'
  | 'after-deprovision'
  | 'before-release'
  | 'after-release';

/** Values that fit every installation unless an operator knows better. */
export const defaultCourier: CourierSettings = {
  leaseMs: 40_000,
  requestTimeoutMs: 15_000,
  pollMs: 1_000,
  concurrency: 32,
  maxAttempts: 8,
  retryBaseMs: 2_000,
  reconcileAfterMs: [60_000, 300_000, 1_800_000, 3_600_000],
  giveUpAfterMs: 86_400_000,
};

/** Values that fit every installation. */
export const defaultPlans: PlanSettings = { leaseMs: 60_000, pollMs: 10_000 };

/** Nothing is rented in the background unless an operator says so. */
export const defaultPools: PoolSettings = { maxRentalsPerMonth: 0, pollMs: 60_000 };

/** Attempts at 0 s, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h. */
export const callbackScheduleMs = [
  0, 5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000,
] as const;
