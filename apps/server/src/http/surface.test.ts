import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../../testing/installation.ts';
import { peerOf } from './protection.ts';

let house: Installation;
beforeAll(async () => {
  house = await install({ env: { CORS_ALLOWED_ORIGINS: 'https://app.example.com', HTTP_RATE_LIMIT_PER_IP: '60' } });
});
afterAll(() => house.close());

const get = (path: string, init?: RequestInit) => fetch(`${house.url}${path}`, init);

describe('every answer', () => {
  it.each([
    '/health',
    '/health/ready',
    '/metrics',
    '/api/v1/health',
    '/api/v1/openapi.json',
    '/api/v1/messages',
    '/nowhere',
  ])('of %s carries the security headers and a request id', async path => {
    const { headers } = await get(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBeTruthy();
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-request-id')).toBeTruthy();
  });
});

describe('browsers of other origins', () => {
  const preflight = (origin: string) =>
    get('/api/v1/send-message', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });

  it('are let in when they are listed', async () => {
    expect((await preflight('https://app.example.com')).headers.get('access-control-allow-origin')).toBe(
      'https://app.example.com',
    );
  });

  it('are not let in when they are not', async () => {
    expect((await preflight('https://evil.example.com')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('health', () => {
  it('says that the process lives, in which mode, and since when', async () => {
    expect(await (await get('/health')).json()).toMatchObject({
      status: 'ok',
      demoMode: true,
      mode: 'demo',
      uptime: expect.any(Number),
    });
  });

  it('says what is ready', async () => {
    expect(await (await get('/health/ready')).json()).toEqual({
      status: 'ready',
      providers: {
        database: 'ok',
        telephony: 'configured',
        email: 'configured',
        whatsapp: 'configured',
        line: 'not_configured',
      },
    });
  });

  it('counts in the exposition format', async () => {
    await house.api('POST', '/send-message', { body: { to: '+15559876543', body: 'count me' } });
    const response = await get('/metrics');
    const page = await response.text();
    expect(response.headers.get('content-type')).toContain('version=0.0.4');
    for (const name of [
      'mcp_uptime_seconds',
      'mcp_messages_sent_total{channel="sms"} 1',
      'buttdial_http_request_seconds_bucket',
      'buttdial_outbox_due 0',
    ])
      expect(page).toContain(name);
  });
});

describe('too many requests', () => {
  it('are refused with a time to come back, but never those of vendors', async () => {
    const answers = await Promise.all(Array.from({ length: 70 }, () => house.api('GET', '/usage')));
    const refused = answers.find(answer => answer.status === 429);
    expect(refused?.json).toMatchObject({ code: 'limit-exceeded', remedy: expect.any(String) });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await get('/webhooks/test-agent-001/sms', { method: 'POST' })).status).toBe(403);
    expect((await get('/health')).status).toBe(200);
  });
});

describe("the caller's address", () => {
  it.each([
    ['a stranger with a forwarding header is taken at its own address', '198.51.100.7', '1.2.3.4', [], '198.51.100.7'],
    ['a trusted proxy is believed', '10.0.0.1', '203.0.113.9', ['10.0.0.1'], '203.0.113.9'],
    ['what a client wrote before the proxy is not', '10.0.0.1', '1.2.3.4, 203.0.113.9', ['10.0.0.1'], '203.0.113.9'],
    [
      'a chain of trusted proxies is followed',
      '10.0.0.1',
      '203.0.113.9, 10.0.0.2',
      ['10.0.0.1', '10.0.0.2'],
      '203.0.113.9',
    ],
    ['an IPv4 address in IPv6 clothes is known', '::ffff:10.0.0.1', '203.0.113.9', ['10.0.0.1'], '203.0.113.9'],
  ])('%s', (_name, socket, forwarded, trusted, expected) => {
    expect(peerOf(socket, forwarded, trusted)).toBe(expected);
  });
});

describe('guessing tokens', () => {
  it('is slowed down without locking out a good token', async () => {
    const own = await install();
    try {
      const guess = () => own.api('GET', '/usage', { token: 'bd_live_agent_wrong' });
      const answers = [];
      for (let tries = 0; tries < 14; tries += 1) answers.push((await guess()).status);
      expect(answers.slice(0, 10)).toEqual(Array(10).fill(401));
      expect(answers.at(-1)).toBe(429);
      expect((await own.api('GET', '/usage')).status).toBe(200);
    } finally {
      await own.close();
    }
  });
});
