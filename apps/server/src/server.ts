import { join } from 'node:path';
import { ButtdialError, type Files, type Runtime, type Store } from '@buttdial/core';
import { createMcp } from '@buttdial/mcp';
import {
  type Archive,
  type CallbackSettings,
  type CallRules,
  type Connection,
  type Connections,
  type CourierSettings,
  callbackScheduleMs,
  checkpointKey,
  createArchive,
  createPost,
  createPriceOfUse,
  createQuote,
  createRootKeys,
  createSamplers,
  createSealer,
  createSwitchboard,
  createTenantConnections,
  createVault,
  type Deps,
  defaultCourier,
  defaultPlans,
  defaultPools,
  type OfferProvider,
  type PlanSettings,
  type PoolSettings,
  type ProviderDesk,
  type Settings,
  type Switchboard,
} from '@buttdial/switchboard';
import { checkpointPath, openCheckpointFile } from './audit/checkpoint-file.ts';
import { type Signing, startSigning } from './audit/signing.ts';
import type { Config } from './config.ts';
import { createLiveHub } from './http/admin/live-hub.ts';
import type { AdminParts } from './http/admin/parts.ts';
import { createPhoneAudio } from './http/admin/phone-audio.ts';
import { createSessions } from './http/admin/sessions.ts';
import { createApp } from './http/app.ts';
import { type Listening, listen } from './http/listen.ts';
import { serveSockets } from './http/sockets.ts';
import { auditCompliance, judgeOf } from './judging.ts';
import { loadStorage } from './load-providers.ts';
import { createMediaProcesses, type MediaProcesses } from './media/processes.ts';
import { createMetrics, type MetricsPage } from './metrics.ts';
import { openStore } from './open-store.ts';
import { createOutsideFetch, resolveHost } from './outside-fetch.ts';
import { type Accounts, createAccounts } from './people/accounts.ts';
import { createSandboxMode } from './sandbox-mode/sandbox-mode.ts';
import { createSimulatedNetwork, type NetworkParts, type SimulatedNetwork } from './sandbox-mode/simulated-network.ts';
import { createScratch } from './scratch.ts';
import { startUpkeep } from './upkeep.ts';
import { version } from './version.ts';
import { encodeVoiceNote } from './voice-note.ts';

/** A running server. */
export interface Running {
  readonly url: URL;
  readonly store: Store;
  readonly switchboard: Switchboard;
  readonly metrics: MetricsPage;
  readonly archive: Archive;
  /** Signs where the audit chains stand. */
  readonly signing: Signing;
  /** Takes no new work, finishes what is under way, lets go of everything. */
  close(): Promise<void>;
}

/** What a server is put together from besides its configuration. */
export interface Parts {
  readonly runtime: Runtime;
  readonly connections: Connections;
  /** Where files are kept; this machine's disk, beside the database, unless told. */
  readonly storage?: Connection;
  /** For organizations that bring accounts of their own; without it they cannot. */
  readonly offer?: OfferProvider;
  readonly catalog?: ProviderDesk['catalog'];
  /** Runs with the open store before the first request is answered. */
  readonly prepare?: (store: Store, publicUrl: URL) => Promise<void>;
  /** What the demo adds to the admin pages: its simulated network, and the token that "Open the demo" signs in with. */
  readonly admin?: Pick<AdminParts, 'network' | 'demoToken' | 'setup'>;
  /** A socket that is bound already, by the set-up. */
  readonly listening?: Listening;
  /** For tests and the demo. */
  readonly courier?: Partial<CourierSettings>;
  readonly plans?: Partial<PlanSettings>;
  readonly pools?: Partial<PoolSettings>;
  readonly calls?: Partial<CallRules>;
  /** Who talks in a demo without models. */
  readonly scripted?: Deps['scripted'];
  readonly callback?: Partial<CallbackSettings>;
  readonly failpoint?: Deps['failpoint'];
  readonly moderate?: Deps['moderate'];
  /** The world of tenants' own addresses, for tests: the real one refuses this machine. */
  readonly outside?: Pick<Deps, 'outsideFetch' | 'resolveHost'>;
  /** Leases and limits follow this process's clock instead of the database's. */
  readonly storeClock?: 'runtime';
  /** Says something to the operator at the console: codes, in a demo. */
  readonly tell?: (line: string) => void;
}

export type Keyed = Config & { readonly encryptionKey: Uint8Array };

/** Puts the parts together and listens. @throws `ButtdialError` with code `configuration`. */
export async function startServer(config: Keyed, parts: Parts): Promise<Running> {
  const { runtime, connections } = parts;
  const listening = parts.listening ?? (await listen(config));
  const publicUrl = config.publicUrl ?? listening.url;
  const store = await preparedStore(config, parts, publicUrl);
  const metrics = createMetrics();
  const sealer = createSealer(config.encryptionKey, runtime);
  const key = checkpointKey(sealer);
  const checkpoints = openCheckpointFile(checkpointPath(config), key);
  const network = networkOf(config, parts, { publicUrl, answer: request => app.fetch(request, {}) });
  const tenants = tenantsOf(config, parts, { store, network });
  const archive = createArchive({ files: await filesOf(config, parts), sealer, runtime, publicUrl });
  const media = mediaOf(config, { runtime, metrics });
  const deps = depsOf(config, parts, { store, metrics, publicUrl, sealer, archive, checkpoints, media, ...tenants });
  const switchboard = createSwitchboard(deps);
  const mcp = mcpOf(config, { switchboard, deps, metrics, allowedHosts: hostsOf(config, publicUrl, listening.url) });
  const settings = { ...config, version, publicUrl, slots: connections.slots };
  const accounts = accountsOf(config, parts, deps);
  const admin = adminOf(parts, { deps, switchboard, publicUrl, accounts });
  const app = createApp(
    { switchboard, archive, runtime, metrics, settings, admin, accounts, ping: () => store.ping() },
    [mcp.routes],
  );
  const upkeep = startUpkeep({ store, runtime, metrics, archive, retentionDays: config.retentionDays });
  const signing = startSigning({ store, runtime, metrics, key, file: checkpoints });
  listening.answer((request, bindings) => app.fetch(request, bindings));
  const sockets = serveSockets({ switchboard, runtime, media, publicUrl: config.calls.socketUrl ?? publicUrl });
  listening.upgrade(
    (request, connection, head) =>
      admin.phoneAudio?.upgrade(request, connection, head) || sockets.upgrade(request, connection, head),
  );
  switchboard.start();
  const close = async () => {
    admin.live.close();
    await mcp.close();
    await switchboard.calls.stop();
    sockets.close();
    await media?.close();
    admin.phoneAudio?.close();
    await listening.close();
    await Promise.all([switchboard.stop(), upkeep.stop()]);
    await signing.stop();
    tenants.connections.close();
    await network?.close();
    await store.close();
  };
  return { url: listening.url, store, switchboard, metrics, archive, signing, close };
}

function mcpOf(
  config: Config,
  made: {
    readonly switchboard: Switchboard;
    readonly deps: Deps;
    readonly metrics: MetricsPage;
    readonly allowedHosts: readonly string[];
  },
) {
  const { switchboard, deps, metrics, allowedHosts } = made;
  return createMcp({
    ...(deps.samplers && { samplers: deps.samplers }),
    switchboard,
    store: deps.store,
    runtime: deps.runtime,
    metrics,
    // The same on every server of the installation, so that a question asked by one can be answered at another.
    stateKey: deps.sealer.derive('mcp-request-state'),
    settings: {
      serverName: config.serverName,
      version,
      publicUrl: deps.settings.publicUrl,
      allowedHosts,
      allowedOrigins: config.corsOrigins,
      sseEnabled: config.sse.enabled,
      allowQueryToken: config.sse.queryToken,
    },
  });
}

async function filesOf(config: Config, { storage, runtime }: Parts): Promise<Files> {
  const found = storage ? { storage, problems: [] } : await loadStorage({}, { dataDir: config.dataDir }, runtime);
  const files = found.storage?.provider.files;
  if (files) return files;
  throw new ButtdialError('configuration', 'There is no store of files.', { problems: found.problems });
}

async function preparedStore(config: Config, { runtime, prepare, storeClock }: Parts, publicUrl: URL): Promise<Store> {
  const store = await openStore(config, runtime, storeClock);
  await prepare?.(store, publicUrl);
  if (!config.demo) await auditCompliance(store, runtime, config.compliance);
  return store;
}

function adminOf(
  { admin, runtime }: Parts,
  made: {
    readonly deps: Deps;
    readonly switchboard: Switchboard;
    readonly publicUrl: URL;
    readonly accounts: Accounts;
  },
): AdminParts {
  const { switchboard, publicUrl, deps, accounts } = made;
  return {
    ...admin,
    sessions: createSessions({ switchboard, sealer: deps.sealer, runtime, publicUrl, accounts }),
    live: createLiveHub({ store: deps.store, runtime, network: admin?.network }),
    ...(admin?.network ? { phoneAudio: createPhoneAudio(admin.network, runtime) } : {}),
  };
}

function accountsOf(config: Config, { tell }: Parts, deps: Deps): Accounts {
  const { store, sealer, runtime, post, settings } = deps;
  return createAccounts({
    store,
    sealer,
    runtime,
    post,
    publicUrl: settings.publicUrl,
    tokenMode: settings.tokenMode,
    registration: config.registration ? 'open' : config.demo ? 'here' : 'closed',
    ...(tell ? { tell } : {}),
  });
}

// Without one, frames of raw audio are handled here.
function mediaOf(
  { mediaProcesses: count }: Config,
  parts: { readonly runtime: Runtime; readonly metrics: MetricsPage },
): MediaProcesses | undefined {
  return count > 0 ? createMediaProcesses({ count, ...parts }) : undefined;
}

// In a demo everything is simulated already.
function networkOf(
  { demo, emailDomain }: Config,
  { runtime }: Parts,
  door: Pick<NetworkParts, 'publicUrl' | 'answer'>,
): SimulatedNetwork | undefined {
  return demo ? undefined : createSimulatedNetwork({ runtime, emailDomain, ...door });
}

// Vendor accounts: those of organizations, before those of the installation.
function tenantsOf(
  config: Keyed,
  { connections: installation, offer = async () => undefined, catalog, runtime }: Parts,
  { store, network }: { readonly store: Store; readonly network: SimulatedNetwork | undefined },
) {
  const rootKeys = createRootKeys([...config.vaultKeys, config.encryptionKey]);
  const vault = createVault({ store, runtime, rootKeys });
  const real = createTenantConnections({ installation, vault, offer, store, runtime });
  const connections = network ? createSandboxMode({ connections: real, store, runtime, network }) : real;
  return { connections, providers: { vault, offer, ...(catalog ? { catalog } : {}) } };
}

function depsOf(
  config: Keyed,
  parts: Parts,
  made: Pick<Deps, 'store' | 'sealer' | 'archive' | 'checkpoints' | 'connections' | 'providers'> & {
    readonly metrics: MetricsPage;
    readonly publicUrl: URL;
    readonly media: MediaProcesses | undefined;
  },
): Deps {
  const { runtime, failpoint, moderate, scripted } = parts;
  const { media, ...known } = made;
  return {
    ...known,
    ...(media ? { media } : {}),
    runtime,
    quote: createQuote(config.prices),
    priceOfUse: createPriceOfUse(config.prices.models),
    judge: judgeOf(config.compliance, config.demo),
    packs: config.compliance.packs,
    post: postOf(config, parts),
    outsideFetch: createOutsideFetch(),
    resolveHost,
    encodeVoiceNote,
    scratch: createScratch(join(config.dataDir, 'scratch'), runtime.newId),
    samplers: createSamplers(),
    ...parts.outside,
    settings: settingsOf(config, parts, made.publicUrl),
    ...(failpoint ? { failpoint } : {}),
    ...(moderate ? { moderate } : {}),
    ...(scripted ? { scripted } : {}),
  };
}

// Over the operator's own account, whatever the default organization brought.
function postOf(config: Config, { connections, runtime }: Parts) {
  return createPost({
    email: connections.serving('default', 'email')?.provider.email,
    domain: config.emailDomain,
    senderName: config.serverName,
    runtime,
  });
}

function settingsOf(config: Config, parts: Parts, publicUrl: URL): Settings {
  return {
    publicUrl,
    tokenMode: config.demo ? 'test' : 'live',
    serverName: config.serverName,
    version,
    edition: config.edition,
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
    calls: { ...config.calls, ...parts.calls },
    markupPercent: config.markupPercent,
    agentPoolSize: config.agentPoolSize,
    voiceMessageDays: config.retentionDays.media,
    identityMode: config.identityMode,
    isolationMode: config.isolationMode,
    pools: { ...defaultPools, maxRentalsPerMonth: config.poolRentalsPerMonth, ...parts.pools },
    ...(config.compliance.postalAddress ? { postalAddress: config.compliance.postalAddress } : {}),
    ...(config.orchestratorTokenHash ? { orchestratorTokenHash: config.orchestratorTokenHash } : {}),
  };
}

// Names under which this server may be addressed; any other Host header is a rebinding attempt on the MCP doors.
function hostsOf(config: Config, publicUrl: URL, url: URL): readonly string[] {
  return [...new Set([publicUrl.hostname, url.hostname, 'localhost', '127.0.0.1', '[::1]', ...config.allowedHosts])];
}
