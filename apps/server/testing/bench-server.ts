import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Provider, systemRuntime } from '@buttdial/core';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { readConfig } from '../src/config.ts';
import { demoState } from '../src/demo/demo-state.ts';
import { seedDemo } from '../src/demo/seed.ts';
import { createLog } from '../src/log.ts';
import { startServer } from '../src/server.ts';
import { floorApp } from './bench-floor.ts';

/*
 * What the benchmarks load: `echo`, a bare Hono route; `floor`, that and the rows of a send; or `send`, the whole server with a vendor that answers in process.
 * Tells its parent its CPU time when asked.
 */
const [kind, database] = process.argv.slice(2);
const ready = (message: object) => process.send?.(message);
process.on(
  'message',
  question => question === 'cpu' && ready({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() }),
);
process.on('disconnect', () => process.exit(0));

if (kind === 'echo') {
  const app = new Hono().post('/echo', async context => context.json(await context.req.json()));
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, info => ready({ url: `http://127.0.0.1:${info.port}` }));
} else if (kind === 'floor') {
  const dataDir = mkdtempSync(join(tmpdir(), 'buttdial-floor-'));
  process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  const { fetch } = await floorApp(dataDir);
  serve({ fetch, port: 0, hostname: '127.0.0.1' }, info => ready({ url: `http://127.0.0.1:${info.port}` }));
} else {
  const dataDir = mkdtempSync(join(tmpdir(), 'buttdial-bench-'));
  process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  const runtime = systemRuntime(createLog('info'));
  const unlimited = {
    DEFAULT_MAX_ACTIONS_PER_MINUTE: '0',
    DEFAULT_MAX_ACTIONS_PER_HOUR: '0',
    DEFAULT_MAX_ACTIONS_PER_DAY: '100000000',
    DEFAULT_MAX_SPEND_PER_DAY: '1000000',
    DEFAULT_MAX_SPEND_PER_MONTH: '1000000',
  };
  const { config } = readConfig(
    { ...unlimited, PORT: '0', DATA_DIR: dataDir, DATABASE_URL: database ?? '' },
    { demo: true },
  );
  const state = demoState(dataDir, runtime);
  let count = 0;
  const provider: Provider = {
    messaging: {
      routes: { sms: { idempotency: 'none', maxAttachments: 10, templates: false, maxTextLength: 1600 } },
      send: async () => ({ outcome: 'accepted', vendorId: `SM${(++count).toString(16).padStart(32, '0')}` }),
    },
  };
  const connection = { name: 'twilio', provider };
  const server = await startServer(
    { ...config, encryptionKey: Buffer.from(state.encryptionKey, 'hex') },
    {
      runtime,
      connections: { serving: () => connection, get: () => connection, slots: { telephony: 'twilio' } },
      prepare: store =>
        seedDemo(store, runtime, { state, emailDomain: config.emailDomain, limits: config.defaultLimits }),
    },
  );
  ready({ url: server.url.href.replace(/\/$/, ''), token: state.agentTokens['test-agent-001'], dataDir });
}
