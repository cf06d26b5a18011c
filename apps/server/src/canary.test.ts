import { type Log, systemRuntime } from '@buttdial/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';
import { codesFor, goodPassword, register, turnTotpOn } from '../testing/person.ts';

const lines: string[] = [];
const write = (level: string) => (event: string, fields?: object) =>
  void lines.push(JSON.stringify({ level, event, ...fields }));
const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };

const agentNumber = '+12125550101';
const person = '+15559871234';
const mailbox = 'canary.person@example.com';
const body = 'canary-body-7319 tell nobody';
const reply = 'canary-reply-8842 private';
const spokenByUs = 'canary-mission-6120 of ours';
const spokenByThem = 'canary-speech-5577 of theirs';
const pressed = '7315902864';
const ticket = 'canary-ticket-44444444444444444444';
const human = 'canary.human@example.com';
const wrongPassword = 'canary-password-2258';
let code = '';
let session = '';
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
  await aPerson();
  await aCall(control);
  page = await (await fetch(`${house.url}/metrics`)).text();
}, 60_000);
afterAll(() => house.close());

/** Somebody who registers, mistypes their password, signs in, and turns a second factor on. */
async function aPerson(): Promise<void> {
  const { browsing } = await register(house, human);
  code = codesFor(house, human)[0] ?? '';
  await browsing.call('POST', '/auth/api/login', { email: human, password: wrongPassword });
  await browsing.call('POST', '/auth/api/login', { email: human, password: goodPassword });
  session = decodeURIComponent(browsing.jar.get('bd_person.session_token') ?? '').split('.')[0] ?? '';
  await turnTotpOn(browsing);
  await browsing.call('POST', '/auth/api/second-factor', { kind: 'totp', code });
  await browsing.call('POST', '/auth/api/register', { email: human, password: goodPassword, tosAccepted: true });
}

/** A call in which both sides talk and press keys, one that is refused, and a socket that nobody may open. */
async function aCall(control: Installation['demo']['network']['control']): Promise<void> {
  control.changeBehaviour({ speechMsPerCharacter: 5, callAnswerMs: 20 });
  control.setCharacter(person, { kind: 'human', lines: ['Hello?', spokenByThem, 'Goodbye.'] });
  const made = await house.api('POST', '/make-call', {
    body: { to: person, mission: spokenByUs, greeting: spokenByUs },
  });
  const path = `/calls/${made.json.id}`;
  const follow = async () => (await house.api('GET', `${path}?waitSeconds=1`)).json;
  await house.until(follow, call => JSON.stringify(call).includes(spokenByThem));
  await house.api('POST', `${path}/control`, { body: { action: 'digits', digits: pressed } });
  await house.api('POST', `${path}/control`, { body: { action: 'note', text: spokenByUs } });
  await house.until(follow, call => call.state === 'ended');
  await house.api('POST', '/make-call', { body: { to: '+12129991234' } });
  const socket = new WebSocket(`${house.url.replace('http', 'ws')}/webhooks/test-agent-001/voice-ws/${ticket}`);
  await new Promise(resolve => socket.addEventListener('error', resolve));
}

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
    expect(lines.some(line => line.includes('call.ended'))).toBe(true);
    expect(page).toContain('mcp_messages_sent_total');
    expect(page).toContain('buttdial_calls_ended_total');
  });

  it.each([
    ['a phone number', () => person],
    ['a mailbox', () => mailbox],
    ['somebody who signs in', () => human],
    ['a password', () => goodPassword],
    ['a wrong password', () => wrongPassword],
    ['a code by mail', () => code],
    ['a session', () => session],
    ['a body', () => body],
    ['a subject', () => 'canary-subject-1177'],
    ['an inbound text', () => reply],
    ['what we said in a call', () => spokenByUs],
    ['what they said in a call', () => spokenByThem],
    ['keys that were pressed', () => pressed],
    ['a number that may not be called', () => '+12129991234'],
    ['the path of a socket', () => ticket],
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
