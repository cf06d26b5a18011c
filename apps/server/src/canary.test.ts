import { type Log, systemRuntime } from '@buttdial/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const lines: string[] = [];
const write = (level: string) => (event: string, fields?: object) =>
  void lines.push(JSON.stringify({ level, event, ...fields }));
const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };

const agentNumber = '+12125550101';
const person = '+15559871234';
const mailbox = 'canary.person@example.com';
const body = 'canary-body-7319 tell nobody';
const reply = 'canary-reply-8842 private';
let house: Installation;
let page = '';

beforeAll(async () => {
  house = await install({ runtime: systemRuntime(log), parts: { courier: { pollMs: 20, retryBaseMs: 20 } } });
  const { control } = house.demo.network;
  const send = (more: object, headers?: Record<string, string>) =>
    house.api('POST', '/send-message', { body: { to: person, body, ...more }, ...(headers ? { headers } : {}) });
  await send({});
  await send({ channel: 'email', to: mailbox, subject: 'canary-subject-1177' });
  await send({ to: 'canary-not-a-number-5511' });
  await send({ to: '+15005550001' });
  for (const kind of ['failing', 'rate-limited', 'reset', 'half-answer', 'garbled'] as const) {
    control.addFault({ kind, times: 1 });
    await send({});
  }
  control.sendFromPhone({ from: person, to: agentNumber, text: reply });
  await house.api('GET', '/waiting-messages?waitSeconds=10');
  await fetch(`${house.url}/webhooks/test-agent-001/sms`, {
    method: 'POST',
    body: new URLSearchParams({ From: person, To: agentNumber, Body: body, MessageSid: 'SMcanary' }),
  });
  await fetch(`${house.url}/sse?token=${house.tokens.two}x&agentId=test-agent-002`);
  const stream = new AbortController();
  await fetch(`${house.url}/sse?token=${house.tokens.two}&agentId=test-agent-002`, { signal: stream.signal });
  stream.abort();
  await fetch(`${house.url}/nowhere/${encodeURIComponent(person)}?token=${house.tokens.one}`);
  await house.api('POST', '/send-message', { raw: `{"to": "${person}", "body": "${body}` });
  page = await (await fetch(`${house.url}/metrics`)).text();
});
afterAll(() => house.close());

describe('the canary', () => {
  const spellings = (text: string) => [
    text,
    encodeURIComponent(text),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
    text.replace(/^\+/, ''),
  ];

  it('was sung: successes and failures were logged', () => {
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.some(line => line.includes('message.settled'))).toBe(true);
    expect(page).toContain('mcp_messages_sent_total');
  });

  it.each([
    ['a phone number', () => person],
    ['a mailbox', () => mailbox],
    ['a body', () => body],
    ['a subject', () => 'canary-subject-1177'],
    ['an inbound text', () => reply],
    ['what was no number', () => 'canary-not-a-number-5511'],
    ["an agent's token", () => house.tokens.one],
    ['the token of a /sse address', () => house.tokens.two],
    ["the organization's token", () => house.tokens.organization],
    ["the vendor's secret", () => house.demo.state.twilio.authToken],
    ["the vendor's key", () => house.demo.state.resend.apiKey],
  ])('%s is in no log line and in no metric', (_name, secret) => {
    for (const spelling of spellings(secret())) {
      expect(lines.filter(line => line.includes(spelling))).toEqual([]);
      expect(page).not.toContain(spelling);
    }
  });
});
