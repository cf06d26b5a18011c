import { queryOptions } from '@tanstack/react-query';
import { callPage } from './client.ts';
import type { ConfigSchema } from './config-schema.ts';
import { setupKey } from './session.ts';

/** The rooms of the wizard, in their order. */
export const setupSteps = [
  'surroundings',
  'vendors',
  'credentials',
  'limits',
  'database',
  'start',
  'agent',
  'done',
] as const;
/** One of them. */
export type SetupStep = (typeof setupSteps)[number];

/** What a vendor can be chosen for. */
export type Slot = 'telephony' | 'whatsapp' | 'email' | 'language' | 'realtime' | 'speech' | 'transcription' | 'files';

/** A vendor whose package is installed. */
export interface SetupVendor {
  readonly name: string;
  readonly slots: readonly Slot[];
  readonly schema: ConfigSchema;
  readonly isChosen: boolean;
  readonly known: Readonly<Record<string, string>>;
  readonly kept: readonly string[];
  /** Variables of it that the environment of the process sets. */
  readonly fixed: readonly string[];
  readonly acceptedAt?: string;
  /** An account on the simulated network. */
  readonly sample?: Readonly<Record<string, string>>;
}

/** The set-up as the server keeps it. No secret is in it. */
export interface SetupView {
  readonly mode: 'setup' | 'practice' | 'running';
  readonly step: string;
  readonly envFile: string;
  readonly values: Readonly<Record<string, string>>;
  readonly fixed: readonly string[];
  readonly vendors: readonly SetupVendor[];
  readonly database: { readonly kind: 'sqlite' | 'postgres'; readonly where: string; readonly isChosen: boolean };
  readonly writtenAt?: string;
  readonly firstAgent?: string;
  readonly isStarted: boolean;
}

/** One thing that the installation stands on. */
export interface SetupCheck {
  readonly name: 'node' | 'disk' | 'database' | 'publicUrl' | 'key' | 'file';
  readonly state: 'done' | 'waiting' | 'wrong';
  readonly reason: string;
  readonly found?: string;
}

/** How a database stands. */
export interface DatabaseState {
  readonly server: string;
  readonly applied: number;
  readonly pending: readonly string[];
}

/** What was found wrong with what was typed. */
export interface Wrong {
  readonly field: string;
  readonly message: string;
}

/** How a test of credentials ended. */
export type VendorTest =
  | { readonly outcome: 'works' | 'untried'; readonly capabilities: readonly string[] }
  | { readonly outcome: 'invalid'; readonly problems: readonly Wrong[] }
  | {
      readonly outcome: 'refused';
      readonly fault: { readonly kind: string; readonly message: string; readonly vendorCode?: string };
    };

/** What would be written, and what is still wrong with it. */
export interface SetupReview {
  readonly variables: readonly { readonly name: string; readonly value?: string; readonly isSecret: boolean }[];
  readonly problems: readonly string[];
  readonly writtenAt?: string;
}

/** The set-up; an error where it is locked. */
export const setupQuery = queryOptions({
  queryKey: [setupKey],
  queryFn: () => callPage<SetupView>('GET', '/setup'),
  staleTime: Number.POSITIVE_INFINITY,
});

/** What the installation stands on, looked at anew. */
export const checksQuery = queryOptions({
  queryKey: ['setup-checks'],
  queryFn: async () => (await callPage<{ checks: readonly SetupCheck[] }>('GET', '/setup/checks')).checks,
  staleTime: 0,
});

/** What would be written. */
export const reviewQuery = queryOptions({
  queryKey: ['setup-review'],
  queryFn: () => callPage<SetupReview>('GET', '/setup/review'),
  staleTime: 0,
});

interface Changed {
  readonly view: SetupView;
}
const post = <Answer>(path: string, body: object = {}) => callPage<Answer>('POST', `/setup${path}`, body);

/** The verbs of the wizard. Each is kept by the server at once. */
export const setup = {
  open: (token: string) => post<SetupView>('/session', { token }),
  practise: () => post<SetupView>('/practice'),
  goTo: (step: SetupStep) => post<SetupView>('/step', { step }),
  change: (values: Readonly<Record<string, string>>) =>
    post<Changed & { readonly problems: readonly Wrong[] }>('/values', { values }),
  chooseVendors: (vendors: readonly string[]) => post<SetupView>('/vendors', { vendors }),
  testVendor: (name: string, fields: Readonly<Record<string, string>>, keep = false) =>
    post<Changed & { readonly test: VendorTest }>(`/vendors/${encodeURIComponent(name)}/test`, { fields, keep }),
  testDatabase: (url?: string) =>
    post<Changed & { readonly database: DatabaseState }>('/database/test', url === undefined ? {} : { url }),
  prepareDatabase: () => post<Changed & { readonly database: DatabaseState }>('/database/prepare'),
  write: () => post<SetupReview>('/write'),
  start: () => post<SetupView>('/start'),
  enter: () => post<{ readonly entered: boolean }>('/enter'),
  rememberAgent: (agentId: string) => post<SetupView>('/first-agent', { agentId }),
  finish: () => post<{ readonly finished: boolean }>('/finish'),
};
