import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const phone = '+15559876543';
let house: Installation;
beforeAll(async () => {
  house = await install({ env: { INITIAL_AGENT_POOL_SIZE: '3' } });
});
afterAll(() => house.close());

const organization = () => ({ token: house.tokens.organization });
const provision = (body: object = {}) =>
  house.api('POST', '/provision', { ...organization(), body: { displayName: 'x', capabilities: ['sms'], ...body } });
const rented = () => house.demo.network.control.numbers().length;

describe('the pool of agents', () => {
  it('gives out each of its places once, and pays for no number more', async () => {
    const before = rented();
    const answers = await Promise.all(Array.from({ length: 12 }, () => provision()));
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(3);
    const full = answers.filter(answer => answer.status === 429);
    expect(full).toHaveLength(9);
    expect(full[0]?.json).toMatchObject({ limitType: 'agent-pool', remedy: expect.stringContaining('expand') });
    expect(rented() - before).toBe(3);
  });

  it('is enlarged, and not made smaller than what is in it', async () => {
    const expand = (maxAgents: number) => house.api('POST', '/agent-pool', { ...organization(), body: { maxAgents } });
    expect(await expand(2)).toMatchObject({ status: 400, json: { field: 'maxAgents' } });
    expect((await expand(5)).json).toEqual({
      success: true,
      pool: { maxAgents: 5, activeAgents: 3, slotsRemaining: 2, previousMax: 3 },
    });
    expect((await provision()).status).toBe(200);
    expect((await house.api('POST', '/agent-pool', { body: { maxAgents: 9 } })).status).toBe(403);
    const other = { organizationId: 'nowhere', maxAgents: 9 };
    expect((await house.api('POST', '/agent-pool', { token: house.tokens.orchestrator, body: other })).status).toBe(
      404,
    );
  });
});

describe('provisioning', () => {
  it('rents nothing when something else cannot be had', async () => {
    const before = rented();
    expect((await provision({ agentId: 'test-agent-001' })).status).toBe(409);
    expect(rented()).toBe(before);
  });
});

describe('a number that nobody has', () => {
  it('is found by comparing with the vendor, and left alone', async () => {
    const operator = { token: house.tokens.orchestrator };
    const before = await house.api('GET', '/numbers/orphans', operator);
    expect(before.json).toMatchObject({ provider: 'twilio', orphans: [] });
    const { accountSid } = house.demo.state.twilio;
    house.demo.network.control.addNumber({ number: '+12125550177', accountSid });
    const { json } = await house.api('GET', '/numbers/orphans', operator);
    expect(json).toMatchObject({ rented: Number(before.json.rented) + 1, orphans: [{ number: '+12125550177' }] });
    expect((await house.api('GET', '/numbers/orphans', organization())).status).toBe(403);
  });
});

describe('an agent', () => {
  it('is edited field by field', async () => {
    const edit = (body: object) => house.api('PATCH', '/agents/test-agent-002', { ...organization(), body });
    const { json } = await edit({ displayName: 'Renamed', voice: 'nova', language: 'he-IL', greeting: null });
    expect(json).toEqual({
      success: true,
      agentId: 'test-agent-002',
      displayName: 'Renamed',
      changed: ['greeting', 'voice', 'language', 'displayName'],
    });
    const agent = await house.demo.store.agents.get('default', 'test-agent-002');
    expect(agent).toMatchObject({
      displayName: 'Renamed',
      profile: { voice: 'nova', language: 'he-IL', gender: 'neutral' },
    });
    expect(agent?.profile).not.toHaveProperty('greeting');
    expect(await edit({ callbackUrl: 'http://169.254.169.254/' })).toMatchObject({
      status: 400,
      json: { field: 'callbackUrl' },
    });
    expect((await house.api('PATCH', '/agents/test-agent-002', { body: { voice: 'x' } })).status).toBe(403);
  });

  it('sends nothing on a channel that is blocked, from the next message on', async () => {
    const block = (blockedChannels: string[]) =>
      house.api('POST', '/agents/test-agent-002/blocked-channels', { ...organization(), body: { blockedChannels } });
    const send = () =>
      house.api('POST', '/send-message', { token: house.tokens.two, body: { to: phone, body: 'Hello' } });
    expect((await block(['sms', 'voice'])).json).toMatchObject({ blockedChannels: ['sms', 'voice'] });
    expect(await send()).toMatchObject({ status: 403, json: { field: 'channel' } });
    house.demo.network.control.sendFromPhone({ from: phone, to: '+12125550102', text: 'Hello?' });
    await block([]);
    expect((await send()).status).toBe(200);
    expect((await block(['fax'])).status).toBe(400);
  });
});

describe('a customer', () => {
  it('is onboarded with everything that must be told', async () => {
    const { status, json } = await house.api('POST', '/onboard', {
      ...organization(),
      body: { agentId: 'customer', displayName: 'Customer', emailDomain: 'mail.customer.example' },
    });
    expect(status).toBe(200);
    const { provisioning, emailSetup, webhookUrls, connectionInstructions } = json as {
      provisioning: { agentId: string; securityToken: string; channels: { email: { address: string } } };
      emailSetup: { domain: string; verified: boolean; records: { type: string; name: string; value: string }[] };
      webhookUrls: Record<string, string>;
      connectionInstructions: { authHeader: string; mcpEndpoint: string; steps: string[] };
    };
    expect(provisioning.channels.email.address).toBe('customer@mail.customer.example');
    expect(emailSetup).toMatchObject({ domain: 'mail.customer.example', verified: false });
    expect(emailSetup.records.map(record => record.type)).toEqual(expect.arrayContaining(['TXT', 'MX']));
    expect(webhookUrls).toEqual({
      sms: `${house.url}/webhooks/customer/sms`,
      whatsapp: `${house.url}/webhooks/customer/whatsapp`,
      email: `${house.url}/webhooks/customer/email`,
      voice: `${house.url}/webhooks/customer/voice`,
      voiceWs: `${house.url.replace('http', 'ws')}/webhooks/customer/voice-ws`,
    });
    expect(connectionInstructions.authHeader).toBe(`Authorization: Bearer ${provisioning.securityToken}`);
    expect((await house.api('GET', '/channel-status', { token: provisioning.securityToken })).status).toBe(200);
  });
});
