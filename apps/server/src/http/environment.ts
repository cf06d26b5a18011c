import type { Runtime } from '@buttdial/core';
import type { Archive, Switchboard } from '@buttdial/switchboard';
import type { HttpBindings } from '@hono/node-server';
import type { MetricsPage } from '../metrics.ts';
import type { Accounts } from '../people/accounts.ts';
import type { AdminParts } from './admin/parts.ts';

/** What every request carries. `incoming` is absent when the app is called without a socket. */
export interface HttpEnvironment {
  readonly Bindings: Partial<HttpBindings>;
  readonly Variables: {
    requestId: string;
    peer: string /** The answer was made with the standard headers. */;
    stamped?: boolean;
  };
}

/** What the HTTP doors work with. */
export interface HttpDeps {
  readonly switchboard: Switchboard;
  /** What links to files lead into. */
  readonly archive: Archive;
  readonly runtime: Runtime;
  readonly metrics: MetricsPage;
  readonly settings: HttpSettings;
  /** Answers whether the store answers. */
  readonly ping: () => Promise<void>;
  /** What the pages of people need. */
  readonly admin: AdminParts;
  /** People who sign in as themselves. */
  readonly accounts: Accounts;
}
export interface HttpSettings {
  readonly serverName: string;
  readonly version: string;
  readonly demo: boolean;
  /** Where vendors reach this server; webhook signatures are checked against it. */
  readonly publicUrl: URL;
  readonly corsOrigins: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly rateLimit: { readonly perAddress: number; readonly global: number };
  readonly slots: Readonly<Record<string, string>>;
}

/** Bodies larger than this are refused before they are read. */
export const maxBodyBytes = 1024 * 1024;
