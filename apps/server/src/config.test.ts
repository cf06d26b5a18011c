import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const complete = {
  CREDENTIALS_ENCRYPTION_KEY: '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff',
  ORCHESTRATOR_SECURITY_TOKEN: 'a-long-enough-operator-token-1234',
  WEBHOOK_BASE_URL: 'https://phone.example.com',
};

describe('the configuration', () => {
  it('is accepted when complete', () => {
    const { config, problems } = readConfig(complete, { demo: false });
    expect(problems).toEqual([]);
    expect(config).toMatchObject({
      port: 3100,
      host: '127.0.0.1',
      demo: false,
      emailDomain: 'agents.example.com',
      defaultLimits: { maxActionsPerMinute: 10, maxSpendMicrosPerDay: 10_000_000 },
    });
  });

  it('names everything that is missing at once', () => {
    const { problems } = readConfig(
      {
        PORT: 'many',
        EDITION: 'gold',
        DATABASE_URL: 'mysql://x',
        AGENTOS_CALLBACK_URL: 'nowhere',
        PRICES_FILE: '/does/not/exist',
      },
      { demo: false },
    );
    const named = [
      'PORT',
      'EDITION',
      'DATABASE_URL',
      'CREDENTIALS_ENCRYPTION_KEY',
      'ORCHESTRATOR_SECURITY_TOKEN',
      'WEBHOOK_BASE_URL',
      'AGENTOS_CALLBACK_URL',
      'PRICES_FILE',
    ];
    for (const name of named)
      expect(
        problems.some(problem => problem.startsWith(`${name}:`)),
        name,
      ).toBe(true);
  });

  it.each([
    ['a short key', { CREDENTIALS_ENCRYPTION_KEY: 'abcd' }],
    ['a key of zeros', { CREDENTIALS_ENCRYPTION_KEY: '0'.repeat(64) }],
    ['a root key of zeros', { VAULT_KEYS: `${complete.CREDENTIALS_ENCRYPTION_KEY},${'0'.repeat(64)}` }],
    ['an operator token that can be guessed', { ORCHESTRATOR_SECURITY_TOKEN: 'secret' }],
    ['a public address without https', { WEBHOOK_BASE_URL: 'http://phone.example.com' }],
  ])('refuses %s', (_name, change) => {
    expect(readConfig({ ...complete, ...change }, { demo: false }).problems).toHaveLength(1);
  });

  it('never repeats a secret in a problem', () => {
    const { problems } = readConfig(
      { ...complete, CREDENTIALS_ENCRYPTION_KEY: 'hunter2hunter2', ORCHESTRATOR_SECURITY_TOKEN: 'swordfish' },
      { demo: false },
    );
    expect(problems.join()).not.toMatch(/hunter2|swordfish/);
  });

  it('takes an empty variable for an unset one, and asks a demo for no secrets', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' }, { demo: true })).toMatchObject({
      problems: [],
      config: { port: 3100, demo: true },
    });
  });
});
