import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { safetyPack } from '@buttdial/compliance';
import { ButtdialError, type Runtime, type Store } from '@buttdial/core';
import { createMcp } from '@buttdial/mcp';
import {
  type CallbackSettings,
  type Connections,
  type CourierSettings,
  callbackScheduleMs,
  createJudge,
  createQuote,
  createSealer,
  createSwitchboard,
  type Deps,
  defaultCourier,
  type Settings,
  type Switchboard,
} from '@buttdial/switchboard';
import type { Config } from './config.ts';
import { createApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import { loadStore } from './load-providers.ts';
import { createMetrics, type MetricsPage } from './metrics.ts';
import { createOutsideFetch, resolveHost } from './outside-fetch.ts';
import { startUpkeep } from './upkeep.ts';
import { version } from './version.ts';

/** A running server. */
export interface Running {
  readonly url: URL;
  readonly store: Store;
  readonly switchboard: Switchboard;
  readonly metrics: MetricsPage;
  /** Takes no new work, finishes what is under way, lets go of everything. */
  close(): Promise<void>;
}

/** What a server is put together from besides its configuration. */
export interface Parts {
  readonly runtime: Runtime;
  readonly connections: Connections;
  /** Runs with the open store before the first request is answered. */
  readonly prepare?: (store: Store, publicUrl: URL) => Promise<void>;
  /** For tests and the demo. */
  readonly courier?: Partial<CourierSettings>;
  readonly callback?: Partial<CallbackSettings>;
  readonly failpoint?: Deps['failpoint'];
}

export type Keyed = Config & { readonly encryptionKey: Uint8Array };

/** Puts the parts together and listens. @throws `ButtdialError` with code `configuration`. */
export async function startServer(config: Keyed, parts: Parts): Promise<Running> {
  const { runtime, connections } = parts;
  const listening = await listen(config);
  const publicUrl = config.publicUrl ?? listening.url;
  const store = await openStore(config, runtime);
  await parts.prepare?.(store, publicUrl);
  const metrics = createMetrics();
  const deps = depsOf(config, parts, { store, metrics, publicUrl });
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
  const app = createApp({ switchboard, runtime, metrics, settings, ping: () => store.ping() }, [mcp.routes]);
  const upkeep = startUpkeep({ store, runtime, metrics, retentionDays: config.retentionDays });
  listening.answer((request, bindings) => app.fetch(request, bindings));
  switchboard.start();
  const close = async () => {
    await mcp.close();
    await listening.close();
    await Promise.all([switchboard.stop(), upkeep.stop()]);
    await store.close();
  };
  return { url: listening.url, store, switchboard, metrics, close };
}

async function openStore(config: Config, runtime: Runtime): Promise<Store> {
  mkdirSync(config.dataDir, { recursive: true });
  const file = join(config.dataDir, 'buttdial.db');
  const provider = await loadStore(
    { file, ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }) },
    runtime,
  );
  if (!provider.store) throw new ButtdialError('configuration', 'The store provider offers no store.');
  return provider.store.open();
}

function depsOf(
  config: Keyed,
  parts: Parts,
  made: { readonly store: Store; readonly metrics: MetricsPage; readonly publicUrl: URL },
): Deps {
  const { runtime, connections, failpoint } = parts;
  return {
    store: made.store,
    metrics: made.metrics,
    runtime,
    connections,
    sealer: createSealer(config.encryptionKey, runtime),
    quote: createQuote(config.prices),
    judge: createJudge([safetyPack], config.demo ? { standIn: fictionalStandIn } : {}),
    outsideFetch: createOutsideFetch(),
    resolveHost,
    settings: settingsOf(config, parts, made.publicUrl),
    ...(failpoint ? { failpoint } : {}),
  };
}

// Area code 555 is given to nobody, so the law knows no place for it; on the simulated network it is in New York.
function fictionalStandIn(number: string): string {
  return /^\+1555\d{7}$/.test(number) ? `+1212${number.slice(5)}` : number;
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
    agentPoolSize: config.agentPoolSize,
    ...(config.orchestratorTokenHash ? { orchestratorTokenHash: config.orchestratorTokenHash } : {}),
  };
}

// Names under which this server may be addressed; any other Host header is a rebinding attempt on the MCP doors.
function hostsOf(config: Config, publicUrl: URL, url: URL): readonly string[] {
  return [...new Set([publicUrl.hostname, url.hostname, 'localhost', '127.0.0.1', '[::1]', ...config.allowedHosts])];
}
