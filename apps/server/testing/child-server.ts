import { systemRuntime } from '@buttdial/core';
import { hashToken } from '@buttdial/switchboard';
import { readConfig } from '../src/config.ts';
import { type DemoState, demoState } from '../src/demo/demo-state.ts';
import { scriptedTalk } from '../src/demo/scripted-talk.ts';
import { seedDemo } from '../src/demo/seed.ts';
import { loadProviders } from '../src/load-providers.ts';
import { startServer } from '../src/server.ts';
import type { ChildSettings } from './children.ts';

/*
 * A server in a process of its own, for tests that run several or kill them. It lives on a network that its parent runs,
 * and can be told to kill itself at a failpoint: `{ label, hit }` means the hit-th time that the label is passed.
 */
const settings = JSON.parse(process.env.CHILD_SETTINGS ?? '{}') as ChildSettings;
const runtime = systemRuntime();
const { config, problems } = readConfig(
  {
    PORT: String(settings.port),
    DATA_DIR: settings.dataDir,
    DATABASE_URL: settings.databaseUrl ?? '',
    WEBHOOK_BASE_URL: settings.publicUrl ?? '',
    LOG_LEVEL: 'silent',
    DEFAULT_MAX_ACTIONS_PER_MINUTE: '0',
    DEFAULT_MAX_ACTIONS_PER_HOUR: '0',
    DEFAULT_MAX_ACTIONS_PER_DAY: '0',
    DEFAULT_MAX_SPEND_PER_DAY: '100000',
    DEFAULT_MAX_SPEND_PER_MONTH: '100000',
    ...settings.env,
  },
  { demo: true },
);
if (problems.length > 0) throw new Error(problems.join('\n'));
const state: DemoState = demoState(settings.dataDir, runtime);
const { connections, offer } = await loadProviders(
  {
    TWILIO_ACCOUNT_SID: state.twilio.accountSid,
    TWILIO_AUTH_TOKEN: state.twilio.authToken,
    TWILIO_BASE_URL: `${settings.networkUrl}/twilio`,
    RESEND_API_KEY: state.resend.apiKey,
    RESEND_WEBHOOK_SECRET: state.resend.webhookSecret,
    RESEND_BASE_URL: `${settings.networkUrl}/resend`,
    ...settings.vendors,
  },
  {},
  runtime,
);
const hits = new Map<string, number>();
const server = await startServer(
  {
    ...config,
    encryptionKey: Buffer.from(state.encryptionKey, 'hex'),
    orchestratorTokenHash: hashToken(state.orchestratorToken),
  },
  {
    runtime,
    connections,
    offer,
    courier: {
      leaseMs: settings.patient ? 30_000 : 2_000,
      requestTimeoutMs: settings.patient ? 20_000 : 1_500,
      pollMs: 50,
      retryBaseMs: 50,
      maxAttempts: 20,
      reconcileAfterMs: [200, 600, 1_500, 3_000],
    },
    plans: { leaseMs: 3_000, pollMs: 100 },
    calls: { leaseMs: 1_500, pollMs: 100 },
    scripted: scriptedTalk,
    prepare: store =>
      seedDemo(store, runtime, { state, emailDomain: config.emailDomain, limits: config.defaultLimits }),
    failpoint(label) {
      const hit = (hits.get(label) ?? 0) + 1;
      hits.set(label, hit);
      if (settings.failpoint?.label === label && settings.failpoint.hit === hit) process.kill(process.pid, 'SIGKILL');
    },
  },
);
process.send?.({ url: server.url.href });
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
// An orphan ends itself.
process.on('disconnect', () => process.exit(1));
