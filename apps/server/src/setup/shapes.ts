import type { DatabaseState, Fault, Runtime } from '@buttdial/core';
import type { DraftFile } from './draft.ts';
import type { Variables } from './env-file.ts';
import type { ShownVariable, Sources } from './variables.ts';

/** Where a set-up happens, and what it may do there. */
export interface SetupPlace {
  readonly runtime: Runtime;
  /** What the process was started with. It wins over everything that the wizard writes, now and at every start. */
  readonly environment: Variables;
  readonly envFile: string;
  readonly dataDir: string;
  /** Where this process listens. */
  readonly port: number;
  /** In a set-up start: opens the wizard once. */
  readonly ticket?: string;
  /** In a set-up start: starts the server with these variables, in place of the set-up. */
  readonly start?: (variables: Variables) => Promise<void>;
  /** A walk through the simulated network, with accounts that exist there. Nothing is written. */
  readonly practice?: { readonly samples: Readonly<Record<string, Readonly<Record<string, string>>>> };
}

/** What was found wrong with what a person typed. */
export interface Wrong {
  readonly field: string;
  readonly message: string;
}

/** Slots of the server that a vendor fills by its name. */
export const slots = ['telephony', 'whatsapp', 'email'] as const;
/** What a vendor is chosen for. */
export type Slot = (typeof slots)[number] | 'language' | 'realtime' | 'speech' | 'transcription' | 'files';

/** A vendor as the wizard shows it. */
export interface VendorView {
  readonly name: string;
  readonly slots: readonly Slot[];
  /** JSON Schema of the configuration, with labels and help. */
  readonly schema: unknown;
  readonly isChosen: boolean;
  /** Fields that are set and may be seen. */
  readonly known: Readonly<Record<string, string>>;
  /** Secret fields that are set. */
  readonly kept: readonly string[];
  readonly acceptedAt?: string;
  /** In a walk through the simulated network: an account that exists there. */
  readonly sample?: Readonly<Record<string, string>>;
}

/** How a test of credentials ended. */
export type VendorTest =
  | { readonly outcome: 'works'; readonly capabilities: readonly string[] }
  | { readonly outcome: 'untried'; readonly capabilities: readonly string[] }
  | { readonly outcome: 'invalid'; readonly problems: readonly { readonly field: string; readonly message: string }[] }
  | { readonly outcome: 'refused'; readonly fault: Fault };

/** One thing that the installation stands on: right, still to do, or wrong. */
export interface Check {
  readonly name: 'node' | 'disk' | 'database' | 'publicUrl' | 'key' | 'file';
  readonly state: 'done' | 'waiting' | 'wrong';
  /** Which words explain it. */
  readonly reason: string;
  /** What was found, to be shown as it is. */
  readonly found?: string;
}

/** Lets one browser in, and knows it again. */
export interface Doorkeeper {
  /** Answers the secret of a new cookie for a ticket, which is used up by that. @throws `unauthenticated`. */
  enter(ticket: string): string;
  /** In a walk through: lets in without a ticket. The caller has made sure that it is somebody at this machine. */
  practise(): string;
  isKnown(secret: string | undefined): boolean;
}

/** The set-up as its page shows it. No secret is in it. */
export interface SetupView {
  /** `setup`: before the first start. `practice`: in the demo. `running`: beside a server that runs. */
  readonly mode: 'setup' | 'practice' | 'running';
  readonly step: string;
  readonly envFile: string;
  /** Open variables with what is in force without a word about them. */
  readonly values: Readonly<Record<string, string>>;
  /** Variables that the environment of the process sets. */
  readonly fixed: readonly string[];
  readonly vendors: readonly (VendorView & { readonly fixed: readonly string[] })[];
  readonly database: {
    readonly kind: 'sqlite' | 'postgres';
    /** The file, or host and name. */
    readonly where: string;
    readonly isChosen: boolean;
  };
  readonly writtenAt?: string;
  readonly firstAgent?: string;
  readonly isStarted: boolean;
}

/** What would be written, and everything that is still wrong with it. */
export interface Review {
  readonly variables: readonly ShownVariable[];
  readonly problems: readonly string[];
  readonly writtenAt?: string;
}

/** What the parts of the desk work with. */
export interface DeskParts {
  readonly place: SetupPlace;
  readonly draft: DraftFile;
  sources(): Sources;
  variables(): Variables;
}

/** The set-up wizard behind its page. Every change is kept at once; nothing takes effect before `write` and `start`. */
export interface SetupDesk {
  readonly isPractice: boolean;
  /** What this process answers when it is asked who it is. */
  readonly identity: string;
  readonly door: Doorkeeper;
  /** The operator's token as it is, or as it will be. */
  operatorToken(): string | undefined;
  view(): Promise<SetupView>;
  check(): Promise<readonly Check[]>;
  /** Changes open variables; answers what is wrong, and then nothing was kept. */
  change(values: Readonly<Record<string, string>>): readonly Wrong[];
  goTo(step: string): void;
  chooseVendors(names: readonly string[]): Promise<void>;
  /** Tries credentials over those that are set. What works is kept; what could not be tried only when `keep` says so. */
  testVendor(name: string, fields: Readonly<Record<string, string>>, keep: boolean): Promise<VendorTest>;
  /** Looks at a database, and chooses it when it answers. Without a URL: the file in the data folder. */
  testDatabase(databaseUrl: string | undefined): Promise<DatabaseState>;
  /** Creates or migrates the chosen database. */
  prepareDatabase(): Promise<DatabaseState>;
  review(): Promise<Review>;
  write(): Promise<Review>;
  start(): Promise<void>;
  rememberAgent(agentId: string): void;
  finish(): void;
}
