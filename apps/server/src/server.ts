import type { Runtime, Store } from '@buttdial/core';
import { createMcp } from '@buttdial/mcp';
import {
  type CallbackSettings,
  type Connections,
  type CourierSettings,
  callbackScheduleMs,
  checkpointKey,
  createQuote,
  createRootKeys,
  createSealer,
  createSwitchboard,
  createTenantConnections,
  createVault,
  type Deps,
  defaultCourier,
  defaultPlans,
  type OfferProvider,
  type PlanSettings,
  type Settings,
  type Switchboard,
} from '@buttdial/switchboard';
import { checkpointPath, openCheckpointFile } from './audit/checkpoint-file.ts';
import { type Signing, startSigning } from './audit/signing.ts';
import type { Config } from './config.ts';
import { createLiveHub } from './http/admin/live-hub.ts';
import type { AdminParts } from './http/admin/parts.ts';
import { createSessions } from './http/admin/sessions.ts';
import { createApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import { auditCompliance, judgeOf } from './judging.ts';
import { createMetrics, type MetricsPage } from './metrics.ts';
import { openStore } from './open-store.ts';
import { createOutsideFetch, resolveHost } from './outside-fetch.ts';
import { startUpkeep } from './upkeep.ts';
import { version } from './version.ts';

/** A running server. */
export interface Running {
  readonly url: URL;
  readonly store: Store;
  readonly switchboard: Switchboard;
  readonly metrics: MetricsPage;
  /** Signs where the audit chains stand. */
  readonly signing: Signing;
  /** Takes no new work, finishes what is under way, lets go of everything. */
  close(): Promise<void>;
}

/** What a server is put together from besides its configuration. */
export interface Parts {
  readonly runtime: Runtime;
  readonly connections: Connections;
  /** For organizations that bring accounts of their own; without it they cannot. */
  readonly offer?: OfferProvider;
  /** Runs with the open store before the first request is answered. */
  readonly prepare?: (store: Store, publicUrl: URL) => Promise<void>;
  /** What the demo adds to the admin pages: its simulated network, and the token that "Open the demo" signs in with. */
  readonly admin?: Pick<AdminParts, 'network' | 'demoToken'>;
  /** For tests and the demo. */
  readonly courier?: Partial<CourierSettings>;
  readonly plans?: Partial<PlanSettings>;
  readonly callback?: Partial<CallbackSettings>;
  readonly failpoint?: Deps['failpoint'];
  readonly moderate?: Deps['moderate'];
  /** Leases and limits follow this process's clock instead of the database's. */
  readonly storeClock?: 'runtime';
}

export type Keyed = Config & { readonly encryptionKey: Uint8Array };

/** Puts the parts together and listens. @throws `ButtdialError` with code `configuration`. */
export async function startServer(config: Keyed, parts: Parts): Promise<Running> {
  const { runtime, connections } = parts;
  const listening = await listen(config);
  const publicUrl = config.publicUrl ?? listening.url;
  const store = await preparedStore(config, parts, publicUrl);
  const metrics = createMetrics();
  const sealer = createSealer(config.encryptionKey, runtime);
  const key = checkpointKey(sealer);
  const checkpoints = openCheckpointFile(checkpointPath(config), key);
  const tenants = tenantsOf(config, parts, store);
  const deps = depsOf(config, parts, { store, metrics, publicUrl, sealer, checkpoints, ...tenants });
  const switchboard = createSwitchboard(deps);
  const mcp = createMcp({
    switchboard,
    store,
    runtime,
    metrics,
    // The same on every server of the installation, so that a question asked by one can be answered at another.
    stateKey: deps.sealer.derive('mcp-request-state'),
    settings: {
      serverName: config.serverName,
      version,
      publicUrl,
      allowedHosts: hostsOf(config, publicUrl, listening.url),
      allowedOrigins: config.corsOrigins,
      sseEnabled: config.sse.enabled,
      allowQueryToken: config.sse.queryToken,
    },
  });
  const settings = { ...config, version, publicUrl, slots: connections.slots };
  const admin = adminOf(parts, { deps, switchboard, publicUrl });
  const app = createApp({ switchboard, runtime, metrics, settings, admin, ping: () => store.ping() }, [mcp.routes]);
  const upkeep = startUpkeep({ store, runtime, metrics, retentionDays: config.retentionDays });
  const signing = startSigning({ store, runtime, metrics, key, file: checkpoints });
  listening.answer((request, bindings) => app.fetch(request, bindings));
  switchboard.start();
  const close = async () => {
    admin.live.close();
    await mcp.close();
    await listening.close();
    await Promise.all([switchboard.stop(), upkeep.stop()]);
    await signing.stop();
    tenants.connections.close();
    await store.close();
  };
  return { url: listening.url, store, switchboard, metrics, signing, close };
}

async function preparedStore(config: Config, { runtime, prepare, storeClock }: Parts, publicUrl: URL): Promise<Store> {
  const store = await openStore(config, runtime, storeClock);
  await prepare?.(store, publicUrl);
  if (!config.demo) await auditCompliance(store, runtime, config.compliance);
  return store;
}

function adminOf(
  { admin, runtime }: Parts,
  made: { readonly deps: Deps; readonly switchboard: Switchboard; readonly publicUrl: URL },
): AdminParts {
  const { switchboard, publicUrl, deps } = made;
  return {
    ...admin,
    sessions: createSessions({ switchboard, sealer: deps.sealer, runtime, publicUrl }),
    live: createLiveHub({ store: deps.store, runtime, network: admin?.network }),
  };
}

// Vendor accounts: those of organizations, before those of the installation.
function tenantsOf(
  config: Keyed,
  { connections: installation, offer = async () => undefined, runtime }: Parts,
  store: Store,
) {
  const rootKeys = createRootKeys([...config.vaultKeys, config.encryptionKey]);
  const vault = createVault({ store, runtime, rootKeys });
  const connections = createTenantConnections({ installation, vault, offer, store, runtime });
  return { connections, providers: { vault, offer } };
}

function depsOf(
  config: Keyed,
  parts: Parts,
  made: Pick<Deps, 'store' | 'sealer' | 'checkpoints' | 'connections' | 'providers'> & {
    readonly metrics: MetricsPage;
    readonly publicUrl: URL;
  },
): Deps {
  const { runtime, failpoint, moderate } = parts;
  return {
    ...made,
    runtime,
    quote: createQuote(config.prices),
    judge: judgeOf(config.compliance, config.demo),
    outsideFetch: createOutsideFetch(),
    resolveHost,
    settings: settingsOf(config, parts, made.publicUrl),
    ...(failpoint ? { failpoint } : {}),
    ...(moderate ? { moderate } : {}),
  };
}

function settingsOf(config: Config, parts: Parts, publicUrl: URL): Settings {
  return {
    publicUrl,
    tokenMode: config.demo ? 'test' : 'live',
    serverName: config.serverName,
    version,
    emailDomain: config.emailDomain,
    owner: `server-${parts.runtime.newId()}`,
    courier: { ...defaultCourier, ...parts.courier },
    plans: { ...defaultPlans, ...parts.plans },
    inbox: { leaseMs: 60_000, longestWaitSeconds: 25 },
    callback: {
      scheduleMs: callbackScheduleMs,
      timeoutMs: 15_000,
      concurrency: 16,
      pollMs: 1_000,
      ...(config.callbackUrl ? { defaultUrl: config.callbackUrl } : {}),
      ...parts.callback,
    },
    defaultLimits: config.defaultLimits,
    markupPercent: config.markupPercent,
    agentPoolSize: config.agentPoolSize,
    ...(config.compliance.postalAddress ? { postalAddress: config.compliance.postalAddress } : {}),
    ...(config.orchestratorTokenHash ? { orchestratorTokenHash: config.orchestratorTokenHash } : {}),
  };
}

// Names under which this server may be addressed; any other Host header is a rebinding attempt on the MCP doors.
function hostsOf(config: Config, publicUrl: URL, url: URL): readonly string[] {
  return [...new Set([publicUrl.hostname, url.hostname, 'localhost', '127.0.0.1', '[::1]', ...config.allowedHosts])];
}
