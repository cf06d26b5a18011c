import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

let house: Installation;
let foreign: { agentId: string; token: string };
beforeAll(async () => {
  house = await install();
  foreign = await otherTenant(house);
});
afterAll(() => house.close());

interface Wrong {
  readonly name: string;
  readonly send: (house: Installation) => Promise<{ status: number; json: Record<string, unknown>; headers: Headers }>;
  readonly status: number;
  readonly code: string;
  readonly field?: string;
}

const ok = { to: '+15559876543', body: 'hi' };
const post = (body: unknown, token?: string) => (house: Installation) =>
  house.api('POST', '/send-message', { body, ...(token === undefined ? {} : { token }) });
const raw = (text: string) => (house: Installation) => house.api('POST', '/send-message', { raw: text });

const table: readonly Wrong[] = [
  {
    name: 'a number that is none',
    send: post({ ...ok, to: '+12ab' }),
    status: 400,
    code: 'invalid-input',
    field: 'to',
  },
  {
    name: 'a national number',
    send: post({ ...ok, to: '(212) 555-0123' }),
    status: 400,
    code: 'invalid-input',
    field: 'to',
  },
  {
    name: 'too many digits',
    send: post({ ...ok, to: '+1234567890123456' }),
    status: 400,
    code: 'invalid-input',
    field: 'to',
  },
  { name: 'the emergency number 911', send: post({ ...ok, to: '911' }), status: 403, code: 'refused' },
  { name: 'the emergency number 112', send: post({ ...ok, to: '+112' }), status: 403, code: 'refused' },
  {
    name: 'an emergency number behind a country code',
    send: post({ ...ok, to: '+1911' }),
    status: 403,
    code: 'refused',
  },
  { name: 'a premium number', send: post({ ...ok, to: '+19005550123' }), status: 403, code: 'refused' },
  {
    name: 'a mailbox where a number belongs',
    send: post({ ...ok, to: 'ada@example.com' }),
    status: 400,
    code: 'invalid-input',
    field: 'to',
  },
  {
    name: 'a number where a mailbox belongs',
    send: post({ ...ok, channel: 'email', subject: 's' }),
    status: 400,
    code: 'invalid-input',
    field: 'to',
  },
  {
    name: 'an agent that does not exist',
    send: house =>
      house.api('POST', '/send-message', { token: house.tokens.organization, body: { ...ok, agentId: 'nobody' } }),
    status: 404,
    code: 'not-found',
    field: 'agentId',
  },
  {
    name: "another tenant's agent",
    send: house =>
      house.api('POST', '/send-message', {
        token: house.tokens.organization,
        body: { ...ok, agentId: foreign.agentId },
      }),
    status: 404,
    code: 'not-found',
    field: 'agentId',
  },
  {
    name: 'an agent that speaks for another',
    send: post({ ...ok, agentId: 'test-agent-002' }),
    status: 403,
    code: 'forbidden',
    field: 'agentId',
  },
  {
    name: 'no agent at all',
    send: house => house.api('POST', '/send-message', { token: house.tokens.organization, body: ok }),
    status: 400,
    code: 'invalid-input',
    field: 'agentId',
  },
  { name: 'an empty text', send: post({ ...ok, body: '' }), status: 400, code: 'invalid-input', field: 'body' },
  {
    name: 'a text of blanks',
    send: post({ ...ok, body: ' \n\t ' }),
    status: 400,
    code: 'invalid-input',
    field: 'body',
  },
  { name: 'an empty request', send: raw(''), status: 400, code: 'invalid-input' },
  {
    name: 'a text longer than the channel takes',
    send: post({ ...ok, body: 'x'.repeat(2_000) }),
    status: 400,
    code: 'invalid-input',
    field: 'body',
  },
  {
    name: 'a body of 10 MB',
    send: raw(JSON.stringify({ ...ok, body: 'x'.repeat(10_000_000) })),
    status: 413,
    code: 'too-large',
  },
  { name: 'broken JSON', send: raw('{"to": "+1'), status: 400, code: 'invalid-input' },
  { name: 'JSON that is no object', send: raw('[1, 2]'), status: 400, code: 'invalid-input' },
  {
    name: 'a field of the wrong type',
    send: post({ ...ok, body: 42 }),
    status: 400,
    code: 'invalid-input',
    field: 'body',
  },
  {
    name: 'control characters',
    send: post({ ...ok, body: 'a\u0000b' }),
    status: 400,
    code: 'invalid-input',
    field: 'body',
  },
  {
    name: 'direction overrides',
    send: post({ ...ok, body: 'a\u202Eb' }),
    status: 400,
    code: 'invalid-input',
    field: 'body',
  },
  {
    name: 'half a surrogate pair',
    send: raw('{"to":"+15559876543","body":"\\ud83d"}'),
    status: 400,
    code: 'invalid-input',
    field: 'body',
  },
  {
    name: 'a channel that does not exist',
    send: post({ ...ok, channel: 'pigeon' }),
    status: 400,
    code: 'invalid-input',
    field: 'channel',
  },
  {
    name: 'a channel that the agent has no line on',
    send: post({ ...ok, to: `U${'0'.repeat(32)}`, channel: 'line' }),
    status: 400,
    code: 'invalid-input',
    field: 'channel',
  },
  {
    name: 'an e-mail without a subject',
    send: post({ to: 'ada@example.com', body: 'x', channel: 'email' }),
    status: 400,
    code: 'invalid-input',
    field: 'subject',
  },
  {
    name: 'a subject of two lines',
    send: post({ to: 'ada@example.com', body: 'x', channel: 'email', subject: 'a\r\nBcc: eve@example.com' }),
    status: 400,
    code: 'invalid-input',
    field: 'subject',
  },
  {
    name: 'an attachment on this machine',
    send: post({ ...ok, mediaUrls: ['https://127.0.0.1/secret'] }),
    status: 400,
    code: 'invalid-input',
    field: 'mediaUrls.0',
  },
  {
    name: 'an attachment without https',
    send: post({ ...ok, mediaUrls: ['http://example.com/a.png'] }),
    status: 400,
    code: 'invalid-input',
    field: 'mediaUrls.0',
  },
  {
    name: 'a time that is none',
    send: post({ ...ok, sendAt: 'tomorrow' }),
    status: 400,
    code: 'invalid-input',
    field: 'sendAt',
  },
  {
    name: 'a time too far ahead',
    send: post({ ...ok, sendAt: '2099-01-01T00:00:00Z' }),
    status: 400,
    code: 'invalid-input',
    field: 'sendAt',
  },
  { name: 'no token', send: post(ok, ''), status: 401, code: 'unauthenticated' },
  {
    name: 'a mistyped token',
    send: house =>
      house.api('POST', '/send-message', {
        token: `${house.tokens.one.slice(0, -1)}${house.tokens.one.endsWith('0') ? '1' : '0'}`,
        body: ok,
      }),
    status: 401,
    code: 'unauthenticated',
  },
  {
    name: 'a token of nobody',
    send: post(ok, 'bd_live_agent_00000000000000000000000000000000000000000000Gxx6H'),
    status: 401,
    code: 'unauthenticated',
  },
  { name: 'an expired token', send: expired, status: 401, code: 'unauthenticated' },
  { name: 'a revoked token', send: revoked, status: 401, code: 'unauthenticated' },
  {
    name: "an agent at the organization's door",
    send: house => house.api('POST', '/agent-limits', { body: { limits: { maxActionsPerDay: 99_999 } } }),
    status: 403,
    code: 'forbidden',
  },
  {
    name: 'a limit below zero',
    send: house =>
      house.api('POST', '/agent-limits', {
        token: house.tokens.organization,
        body: { agentId: 'test-agent-001', limits: { maxActionsPerDay: -1 } },
      }),
    status: 400,
    code: 'invalid-input',
    field: 'limits.maxActionsPerDay',
  },
  {
    name: 'a message that does not exist',
    send: house => house.api('GET', '/messages/nothing'),
    status: 404,
    code: 'not-found',
    field: 'id',
  },
  {
    name: 'a wait that is too long',
    send: house => house.api('GET', '/waiting-messages?waitSeconds=600'),
    status: 400,
    code: 'invalid-input',
    field: 'waitSeconds',
  },
  {
    name: 'a page that does not exist',
    send: house => house.api('GET', '/no-such-thing'),
    status: 404,
    code: 'not-found',
  },
];

describe('wrong input gets an answer of its own, with a remedy', () => {
  it.each(table)('$name', async ({ send, status, code, field }) => {
    const answer = await send(house);
    expect(answer.json).toMatchObject({ status, code, ...(field ? { field } : {}) });
    expect(answer.status).toBe(status);
    expect(answer.json.error).toBe(answer.json.detail);
    expect(String(answer.json.remedy).length).toBeGreaterThan(10);
    expect(JSON.stringify(answer.json)).not.toMatch(/ at .*:\d+:\d+|node_modules|SQLITE|undefined/);
    if (status === 401) expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('nothing of it reached the network', () => {
    expect(house.demo.network.ledger().sends).toHaveLength(0);
  });

  it('a reached limit says which, how far, and until when', async () => {
    await house.api('POST', '/agent-limits', {
      token: house.tokens.organization,
      body: { agentId: 'test-agent-002', limits: { maxActionsPerMinute: 1 } },
    });
    expect((await house.api('POST', '/send-message', { token: house.tokens.two, body: ok })).status).toBe(200);
    const answer = await house.api('POST', '/send-message', { token: house.tokens.two, body: ok });
    expect(answer).toMatchObject({
      status: 429,
      json: { code: 'limit-exceeded', limitType: 'per-minute', current: 1, max: 1 },
    });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

async function expired(house: Installation) {
  const made = await house.api('POST', '/agents/test-agent-002/regenerate-token', {
    token: house.tokens.organization,
    body: { expiresInDays: 1 },
  });
  const record = (await house.demo.store.tokens.list('default', 'test-agent-002')).find(
    token => token.id === made.json.tokenId,
  );
  if (!record) throw new Error('The token was not stored.');
  const { hashToken, newToken } = await import('@buttdial/switchboard');
  const { systemRuntime } = await import('@buttdial/core');
  const runtime = systemRuntime();
  const stale = newToken('agent', 'test', runtime);
  await house.demo.store.tokens.add('default', {
    ...record,
    id: runtime.newId(),
    hash: hashToken(stale),
    expiresAt: new Date(Date.now() - 1_000),
  });
  house.tokens = { ...house.tokens, two: String(made.json.token) };
  return house.api('POST', '/send-message', { token: stale, body: ok });
}

async function revoked(house: Installation) {
  const before = house.tokens.two;
  expect((await house.api('GET', '/channel-status', { token: before })).status).toBe(200);
  const made = await house.api('POST', '/agents/test-agent-002/regenerate-token', {
    token: house.tokens.organization,
    body: {},
  });
  house.tokens = { ...house.tokens, two: String(made.json.token) };
  await house.until(
    async () => (await house.api('GET', '/channel-status', { token: before })).status,
    status => status === 401,
  );
  return house.api('POST', '/send-message', { token: before, body: ok });
}

async function otherTenant(house: Installation): Promise<{ agentId: string; token: string }> {
  const { hashToken, newToken } = await import('@buttdial/switchboard');
  const { systemRuntime } = await import('@buttdial/core');
  const runtime = systemRuntime();
  const token = newToken('organization', 'test', runtime);
  const now = new Date();
  await house.demo.store.createOrganization(
    { id: 'other', name: 'Other', slug: 'other', mode: 'sandbox', settings: {}, createdAt: now },
    {
      id: runtime.newId(),
      kind: 'organization',
      organizationId: 'other',
      hash: hashToken(token),
      label: 'test',
      scopes: [],
      createdAt: now,
    },
    '{}',
  );
  const made = await house.api('POST', '/provision', {
    token,
    body: { agentId: 'their-agent', displayName: 'Theirs', capabilities: { email: true } },
  });
  expect(made.status).toBe(200);
  return { agentId: 'their-agent', token };
}
