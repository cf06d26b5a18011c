import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Screening } from '@buttdial/compliance';
import { systemRuntime } from '@buttdial/core';
import { afterAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';
import { readConfig } from './config.ts';
import { startServer } from './server.ts';

const folder = mkdtempSync(join(tmpdir(), 'buttdial-judging-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function pack(name: string, value: object): string {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify({ id: name, version: '1', ...value }));
  return path;
}
const strict = pack('strict', {
  rules: [
    {
      id: 'ACME-NO-SPAIN',
      kind: 'consent',
      jurisdiction: 'ES',
      channels: ['sms'],
      purposes: ['informational'],
      needs: 'express_written',
      citation: 'Acme contact policy 1',
      confidence: 'policy',
    },
  ],
  adjust: [{ rule: 'SAFE-FREQ', set: { max: 1 } }],
});
const loose = pack('loose', { adjust: [{ rule: 'GB-HOURS', off: true }] });
const unlawful = pack('unlawful', { adjust: [{ rule: 'US-TCPA-HOURS', off: true }] });

async function within(
  options: Parameters<typeof install>[0],
  work: (house: Installation) => Promise<void>,
): Promise<void> {
  const house = await install(options);
  try {
    await work(house);
  } finally {
    await house.close();
  }
}
const send = (house: Installation, body: object) =>
  house.api('POST', '/send-message', { body: { body: 'Hello', ...body } });

describe('what only an operator knows', () => {
  it('is asked for: without 10DLC no text goes to the United States, and without its prefix nowhere', () =>
    within({ env: { A2P_10DLC_REGISTERED: 'false', DESTINATION_ALLOW_PREFIXES: '+1212,+34' } }, async house => {
      const { json } = await send(house, { to: '+12125550123' });
      expect(json).toMatchObject({ ruleIds: ['US-10DLC'], citations: [expect.stringContaining('30034')] });
      expect(json.remedy).toContain('A2P_10DLC_REGISTERED=true');
      const elsewhere = await send(house, { to: '+447400123456' });
      expect(elsewhere.json).toMatchObject({
        ruleIds: ['SAFE-DEST-ALLOWLIST'],
        remedy: expect.stringContaining('DESTINATION_ALLOW_PREFIXES'),
      });
      expect((await send(house, { to: '+34612345678' })).status).toBe(200);
    }));

  it('may be stricter than the law', () =>
    within({ env: { COMPLIANCE_PACKS: strict } }, async house => {
      const { json } = await send(house, { to: '+34612345678' });
      expect(json).toMatchObject({ ruleIds: ['ACME-NO-SPAIN'], citations: ['Acme contact policy 1'] });
    }));

  it('is checked before anything starts', () => {
    const { problems } = readConfig(
      {
        COMPLIANCE_PACKS: `${unlawful},${join(folder, 'missing.json')}`,
        DESTINATION_ALLOW_PREFIXES: '0044',
        CONSENT_ASSUMED: 'marketing',
      },
      { demo: true },
    );
    expect(problems).toEqual([
      expect.stringMatching(/^CONSENT_ASSUMED: /),
      expect.stringMatching(/unlawful\.json: US-TCPA-HOURS cannot be switched off/),
      expect.stringMatching(/missing\.json: there is no such file/),
      expect.stringMatching(/^DESTINATION_ALLOW_PREFIXES: /),
    ]);
  });

  it('is in the audit of every organization when it loosens or vouches', async () => {
    const dataDir = mkdtempSync(join(folder, 'data-'));
    const { config, problems } = readConfig(
      {
        PORT: '0',
        DATA_DIR: dataDir,
        LOG_LEVEL: 'silent',
        WEBHOOK_BASE_URL: 'http://127.0.0.1:9',
        CREDENTIALS_ENCRYPTION_KEY: Buffer.from(systemRuntime().randomBytes(32)).toString('hex'),
        ORCHESTRATOR_SECURITY_TOKEN: 'an orchestrator token of a test',
        COMPLIANCE_PACKS: loose,
        CONSENT_ASSUMED: 'informational',
      },
      { demo: false },
    );
    expect(problems).toEqual([]);
    const runtime = systemRuntime();
    const { encryptionKey = new Uint8Array() } = config;
    const server = await startServer(
      { ...config, encryptionKey },
      {
        runtime,
        connections: { serving: () => undefined, get: () => undefined, slots: {} },
        prepare: async store => {
          const organization = { id: 'one', name: 'One', slug: 'one', mode: 'production', settings: {} } as const;
          await store.createOrganization({ ...organization, createdAt: runtime.now() }, undefined, '{}');
        },
      },
    );
    const bodies = (await server.store.audit.list('one', 1, 10)).map(link => JSON.parse(link.body) as object);
    await server.close();
    expect(bodies).toContainEqual({
      event: 'compliance.loosened',
      actor: 'system',
      target: 'server',
      details: {
        consentAssumed: true,
        rows: [{ ruleId: 'GB-HOURS', field: 'off', from: false, to: true, by: 'loose' }],
      },
    });
  });
});

describe('a moderator beside the filter', () => {
  it('adds its flags', () =>
    within({ parts: { moderate: async () => ({ flags: ['threat'] }) } }, async house => {
      expect((await send(house, { to: '+12125550123' })).json).toMatchObject({ ruleIds: ['CONTENT-ABUSE'] });
    }));

  it('that does not answer holds everything back, until it does', async () => {
    let down = true;
    const moderate = async (): Promise<Screening> => {
      if (down) throw new Error('down');
      return { flags: [] };
    };
    await within({ parts: { moderate, courier: { retryBaseMs: 30, pollMs: 20 } } }, async house => {
      const { json } = await send(house, { to: '+12125550123' });
      expect(json).toMatchObject({ status: 'queued', externalId: null });
      expect(house.demo.network.ledger().sends).toHaveLength(0);
      const dry = await send(house, { to: '+12125550123', dryRun: true });
      expect(dry).toMatchObject({ status: 503, json: { code: 'unavailable' } });
      down = false;
      await house.until(
        async () => (await house.api('GET', `/messages/${json.id}`)).json.status,
        state => state === 'sent' || state === 'delivered',
      );
    });
  });
});
