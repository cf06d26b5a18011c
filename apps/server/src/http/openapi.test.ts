import { createRequire } from 'node:module';
import type { Operation } from '@buttdial/switchboard';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../../testing/installation.ts';
import { join, register } from '../../testing/person.ts';

type Json = Record<string, unknown>;
interface Described {
  readonly operationId: string;
  readonly 'x-read-only': boolean;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Json }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Json }> };
  readonly responses: Record<string, { readonly content: Record<string, { readonly schema: Json }> }>;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly components: { readonly securitySchemes: Json; readonly schemas: Record<string, Json> };
  readonly paths: Record<string, Record<string, Described>>;
}

let house: Installation;
let document: Document;
beforeAll(async () => {
  house = await install();
  document = (await house.api('GET', '/openapi.json', { token: '' })).json as unknown as Document;
});
afterAll(() => house.close());

const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
addFormats.default(ajv);

const described = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
  );

/** A schema that allows nothing but what it names: the document stays open for growth, these answers are of today. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inside = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in inside && !('additionalProperties' in inside)
    ? { ...inside, additionalProperties: false }
    : inside;
}

function validatorOf(path: string, method: string, response: { status: number; type: string }): ValidateFunction {
  const { responses } =
    document.paths[path]?.[method.toLowerCase()] ?? expect.fail(`${method} ${path} is not described.`);
  const { content } =
    responses[String(response.status)] ?? responses.default ?? expect.fail('No such answer is described.');
  const schema = content[response.type]?.schema ?? expect.fail(`${response.type} is not described.`);
  const reference = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  return ajv.compile(closed(reference ? document.components.schemas[reference] : schema) as object);
}

describe('the OpenAPI document', () => {
  it('is a valid OpenAPI 3.1 document', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(await new Validator().validate({ ...structuredClone(document) })).toEqual({ valid: true });
  });

  it('keeps what older clients look for', () => {
    expect(document.info.title).toContain('VOS');
    expect(Object.keys(document.paths).length).toBeGreaterThanOrEqual(14);
    expect(document.components.securitySchemes.BearerAuth).toMatchObject({ type: 'http', scheme: 'bearer' });
    expect(document.servers).toEqual([{ url: `${house.url}/api/v1` }]);
  });

  it('describes every operation once, under its name', () => {
    const operations = [...house.demo.switchboard.operations.values()];
    const names = described()
      .filter(each => !each.security)
      .map(each => each.operationId);
    expect(names.toSorted()).toEqual(operations.map(operation => operation.name).toSorted());
  });

  it('takes every field of every input somewhere, and nothing else', () => {
    const fieldsOf = (operation: Operation) => Object.keys(operation.input.shape).toSorted();
    for (const { operationId, parameters = [], requestBody } of described()) {
      const operation = house.demo.switchboard.operations.get(operationId);
      if (!operation) continue;
      const body = (requestBody?.content['application/json']?.schema.properties ?? {}) as Json;
      const named = [...parameters.filter(each => each.in !== 'header').map(each => each.name), ...Object.keys(body)];
      expect(named.toSorted(), operationId).toEqual(fieldsOf(operation));
    }
  });

  it('has schemas that compile, inputs included', () => {
    for (const { parameters = [], requestBody } of described()) {
      for (const { schema } of parameters) ajv.compile(schema);
      for (const { schema } of Object.values(requestBody?.content ?? {})) ajv.compile(schema);
    }
  });

  it('is what the typed client was generated from; otherwise run "pnpm --filter @buttdial/client generate"', () => {
    const committed = createRequire(import.meta.url)('@buttdial/client/openapi.json') as Document;
    const { info, servers } = committed;
    expect({ ...document, info: { ...document.info, version: info.version }, servers }).toEqual(committed);
  });
});

describe('what the server answers', () => {
  const phone = '+15559876777';
  const checked = new Set<string>();

  /** Makes a request and holds the answer against the document. */
  async function ask(
    method: string,
    route: string,
    options: Parameters<Installation['api']>[2] & { path?: string } = {},
  ) {
    const path = options.path ?? route.split('?')[0] ?? route;
    const { status, json, headers } = await house.api(method, route, options);
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
    const validate = validatorOf(path, method, { status, type });
    expect(
      validate(json),
      `${method} ${route} ${status}: ${JSON.stringify(validate.errors)} ${JSON.stringify(json)}`,
    ).toBe(true);
    if (status === 200) checked.add(`${method} ${path}`);
    return { status, json };
  }

  /** What needs something that went wrong: a message without an answer, and a callback that was given up. */
  /** Pools, shared numbers, and what an organization chooses for itself. */
  async function choices(): Promise<void> {
    const organization = { token: house.tokens.organization };
    await ask('PATCH', '/organization/settings', { ...organization, body: { keepBodiesDays: 3 } });
    await ask('GET', '/organization/settings', organization);
    const { json } = await ask('POST', '/send-message', { body: { to: phone, body: 'Kept' } });
    const path = `/messages/${json.id}/body`;
    await house.until(
      () => house.api('GET', path, organization),
      answer => answer.status === 200,
    );
    await ask('GET', path, { ...organization, path: '/messages/{id}/body' });
    await ask('POST', '/shared-numbers', { ...organization, body: {} });
    const number = '+12065550191';
    house.demo.network.control.addNumber({ number, accountSid: house.demo.state.twilio.accountSid });
    const operator = { token: house.tokens.orchestrator };
    const added = await ask('POST', '/pools', { ...operator, body: { kind: 'number', number } });
    await ask('GET', '/pools', organization);
    const { id } = added.json.entry as { id: string };
    await ask('DELETE', `/pools/${id}`, { ...organization, path: '/pools/{entryId}' });
  }

  async function resendAndRepost(): Promise<void> {
    const { control } = house.demo.network;
    control.addFault({ vendor: 'twilio', kind: 'reset', method: 'POST', times: 1 });
    const lost = await ask('POST', '/send-message', { body: { to: phone, body: 'Lost?' } });
    expect(lost.json.status).toBe('unknown');
    await ask('POST', `/messages/${lost.json.id}/resend`, { path: '/messages/{id}/resend' });
    control.sendFromPhone({ from: phone, to: '+12125550101', text: 'Still there?' });
    const waiting = await ask('GET', '/waiting-messages?waitSeconds=10');
    const [item] = waiting.json.messages as { id: string }[];
    await ask('POST', `/webhooks/${item?.id}/replay`, {
      token: house.tokens.organization,
      path: '/webhooks/{inboxId}/replay',
    });
  }

  /** What needs people: an organization that somebody registered, with two who joined it. */
  async function peopleVerbs(): Promise<void> {
    const owner = await register(house, 'owner@example.com');
    const own = { token: owner.orgToken };
    for (const role of ['admin', 'viewer']) await join(house, { ...own, email: `${role}@example.com`, role });
    const { people } = (await ask('GET', '/people', own)).json as { people: { personId: string }[] };
    const one = { ...own, path: '/people/{personId}' };
    await ask('PATCH', `/people/${people[1]?.personId}`, { ...one, body: { role: 'viewer' } });
    await ask('DELETE', `/people/${people[1]?.personId}`, one);
    const made = await ask('POST', '/invitations', { ...own, body: { email: 'late@example.com' } });
    const { id } = made.json.invitation as { id: string };
    await ask('GET', '/invitations', own);
    await ask('DELETE', `/invitations/${id}`, { ...own, path: '/invitations/{invitationId}' });
    const { sessions } = (await ask('GET', '/sessions', own)).json as { sessions: { id: string }[] };
    await ask('DELETE', `/sessions/${sessions[0]?.id}`, { ...own, path: '/sessions/{sessionId}' });
    const path = '/organizations/{organizationId}/review';
    const operator = { token: house.tokens.orchestrator, path };
    await ask('POST', `/organizations/${owner.orgId}/review`, { ...operator, body: { action: 'reject' } });
    await ask('POST', '/organization/launch', own);
  }

  /** A call from the dry run to its transcript. */
  async function calls(): Promise<void> {
    await ask('POST', '/make-call', { body: { to: '+15559876543', dryRun: true } });
    house.demo.network.control.setCharacter('+15559876543', { kind: 'busy' });
    const { json } = await ask('POST', '/make-call', { body: { to: '+15559876543', mission: 'say hello' } });
    const path = `/calls/${json.id}`;
    const waiting = { body: { waitSeconds: 0 } };
    await ask('POST', '/calls/attend', waiting);
    await house.until(
      async () => (await ask('GET', `${path}?waitSeconds=5`, { path: '/calls/{id}' })).json.state,
      state => state === 'ended',
    );
    await ask('POST', `${path}/control`, { body: { action: 'note', text: 'Busy.' }, path: '/calls/{id}/control' });
    await ask('GET', `${path}/transcript?format=vtt`, { path: '/calls/{id}/transcript' });
    await ask('GET', '/calls?state=ended');
    await joinedCalls();
  }

  /** Calls in which more than two have a part. */
  async function joinedCalls(): Promise<void> {
    const organization = { token: house.tokens.organization };
    const [first, second] = ['+15559876541', '+15559876542'];
    await ask('POST', '/send-voice-message', { body: { to: first, text: 'Your parcel is here.', dryRun: true } });
    await ask('POST', '/send-voice-message', { body: { to: first, text: 'Your parcel is here.', channel: 'link' } });
    await ask('POST', '/answer-rules', { ...organization, body: { agentId: 'test-agent-001', never: ['+1900'] } });
    await ask('POST', '/bridge-call', { ...organization, body: { action: 'list' } });
    house.demo.network.control.setCharacter(first, { kind: 'busy' });
    await ask('POST', '/call-on-behalf', { body: { requesterPhone: first, target: second } });
    house.demo.network.control.setCharacter(second, { kind: 'silence', answerMs: 0 });
    const { json } = await ask('POST', '/make-call', { body: { to: second } });
    await house.until(
      async () => (await house.api('GET', `/calls/${json.id}`)).json.state,
      state => state === 'in-progress',
    );
    await ask('POST', '/transfer-call', { body: { callId: json.id, to: first, waitSeconds: 0 } });
    await ask('POST', `/calls/${json.id}/control`, { body: { action: 'hang_up' }, path: '/calls/{id}/control' });
  }

  it('is what the document says, from every route', async () => {
    const organization = { token: house.tokens.organization };
    await ask('GET', '/health', { token: '' });
    await ask('GET', '/openapi.json', { token: '' });
    await ask('GET', '/ping?message=hello');
    await ask('GET', '/ping', { token: house.tokens.orchestrator });
    const sent = await ask('POST', '/send-message', {
      body: { to: phone, body: 'Hello', channel: 'sms', colour: 'red' },
    });
    await ask('POST', '/send-message', { body: { to: 'ada@example.com', body: 'x', subject: 'y', channel: 'email' } });
    await ask('POST', '/send-message', {
      body: { to: phone, body: 'x', sendAt: new Date(Date.now() + 86_400_000).toISOString() },
    });
    await ask('GET', `/messages/${sent.json.id}`, { path: '/messages/{id}' });
    expect((await ask('GET', '/messages?limit=5')).json.count).toBe(3);
    house.demo.network.control.sendFromPhone({ from: phone, to: '+12125550101', text: 'Hi' });
    const inbox = await ask('GET', '/waiting-messages?waitSeconds=10');
    const ids = (inbox.json.messages as { id: string }[]).map(message => message.id);
    expect(ids).toHaveLength(1);
    await ask('POST', '/waiting-messages/ack', { body: { ids } });
    await calls();
    await ask('GET', '/waiting-messages?ack=on_fetch');
    await ask('POST', '/otp/send', { body: { to: phone, channel: 'sms' } });
    await ask('POST', '/otp/verify', { body: { contactAddress: phone, code: 'none' } });
    await ask('GET', `/messages/${sent.json.id}/timeline`, { path: '/messages/{id}/timeline' });
    await ask('GET', `/messages/${sent.json.id}/decision`, { path: '/messages/{id}/decision' });
    await ask('POST', '/send-message', { body: { to: phone, body: 'x', dryRun: true } });
    const contact = { contactAddress: '+12125550198', channel: 'sms' };
    for (const verb of ['', '/check', '/revoke']) await ask('POST', `/consent${verb}`, { body: contact });
    const bought = { ...contact, relationship: 'transaction' };
    await ask('POST', '/consent/relationship', { ...organization, body: bought });
    const question = { to: phone, channel: 'sms', purpose: 'marketing' };
    await ask('POST', '/compliance/check', { ...organization, body: question });
    await ask('GET', '/compliance/lists', organization);
    const postalAddress = '1 Example Street, Springfield';
    await ask('POST', '/compliance/sender', { ...organization, body: { postalAddress } });
    const { contacts } = (await ask('GET', '/contacts?find=212555', organization)).json as {
      contacts: { id: string }[];
    };
    const contactId = contacts[0]?.id ?? 'none';
    await ask('GET', `/contacts/${contactId}`, { ...organization, path: '/contacts/{contactId}' });
    await ask('GET', `/contacts/${contactId}/thread`, { ...organization, path: '/contacts/{contactId}/thread' });
    await ask('GET', '/compliance/rules', organization);
    await ask('POST', '/consent/suppress', { ...organization, body: { addresses: ['no@example.com', 'nonsense'] } });
    for (const verb of ['export', 'erase'])
      await ask('POST', `/privacy/${verb}`, { ...organization, body: { address: 'ada@example.com' } });
    await ask('GET', '/channel-status');
    await ask('GET', '/usage?period=all');
    await ask('GET', '/agent-limits');
    await ask('GET', '/agents', organization);
    await ask('GET', '/callback-secret', organization);
    await ask('POST', '/agent-limits', {
      ...organization,
      body: { agentId: 'test-agent-002', limits: { maxActionsPerDay: 7, maxSpendPerDay: null } },
    });
    await ask('GET', '/billing');
    await ask('GET', '/billing?period=all', organization);
    await ask('POST', '/billing/config', { ...organization, body: { agentId: 'test-agent-002', tier: 'pro' } });
    await ask('GET', '/statements/2026-11', { ...organization, path: '/statements/{month}' });
    const operator = { token: house.tokens.orchestrator };
    const tenant = await ask('POST', '/organizations', { ...operator, body: { name: 'Described', slug: 'described' } });
    await ask('GET', '/audit?limit=2', organization);
    await ask('GET', '/audit/verify', organization);
    await ask('GET', '/audit/search?limit=5', organization);
    await ask('GET', '/audit/checkpoints', organization);
    await ask('GET', '/alerts', organization);
    await ask('GET', '/webhooks', organization);
    await ask('GET', '/providers/offered', organization);
    await ask('POST', '/providers/twilio/check', { ...organization, path: '/providers/{provider}/check' });
    await ask('POST', '/providers/rotate', organization);
    await resendAndRepost();
    await ask('GET', '/organizations', operator);
    await peopleVerbs();
    await ask('GET', '/usage/history', organization);
    await ask('GET', '/lines', organization);
    await ask('GET', '/organization', organization);
    await ask('GET', '/usage', operator);
    await ask('GET', '/numbers/orphans', operator);
    for (const verb of ['suspend', 'resume'])
      await ask('POST', `/organizations/${tenant.json.orgId}/${verb}`, {
        ...operator,
        path: `/organizations/{organizationId}/${verb}`,
      });
    const credentials = {
      accountSid: house.demo.state.twilio.accountSid,
      authToken: house.demo.state.twilio.authToken,
    };
    await ask('POST', '/providers', { ...organization, body: { provider: 'twilio', credentials } });
    await ask('GET', '/providers', organization);
    await ask('DELETE', '/providers/twilio', { ...organization, path: '/providers/{provider}' });
    const capabilities = { phone: true, email: true, whatsapp: true, voiceAi: true };
    await ask('POST', '/provision', {
      ...organization,
      body: { agentId: 'described', displayName: 'Described', capabilities },
    });
    await ask('POST', '/agent-pool', { ...organization, body: { maxAgents: 20 } });
    await choices();
    await ask('POST', '/onboard', { ...organization, body: { agentId: 'onboarded', displayName: 'Onboarded' } });
    const { blockedChannels } = (
      await ask('POST', '/agents/described/blocked-channels', {
        ...organization,
        body: { blockedChannels: ['email'] },
        path: '/agents/{agentId}/blocked-channels',
      })
    ).json;
    expect(blockedChannels).toEqual(['email']);
    await ask('PATCH', '/agents/described', { ...organization, body: { greeting: 'Hi' }, path: '/agents/{agentId}' });
    const rotated = await ask('POST', '/agents/described/regenerate-token', {
      ...organization,
      body: { expiresInDays: 1 },
      path: '/agents/{agentId}/regenerate-token',
    });
    await ask('GET', '/agents/described/tokens', { ...organization, path: '/agents/{agentId}/tokens' });
    await ask('DELETE', `/tokens/${rotated.json.tokenId}`, { ...organization, path: '/tokens/{tokenId}' });
    await ask('POST', '/deprovision', { ...organization, body: { agentId: 'described' } });
    const guide = await fetch(`${house.url}/api/v1/integration-guide`);
    expect(guide.headers.get('content-type')).toContain('text/markdown');
    expect(document.paths['/integration-guide']?.get?.responses['200']?.content).toHaveProperty('text/markdown');
    // A new operation is asked above, or this names it.
    const all = described().map(({ method, path }) => `${method} ${path}`);
    expect(all.filter(route => !checked.has(route))).toEqual(['GET /integration-guide']);
  });

  it('is a described problem when it is a refusal', async () => {
    const organization = { token: house.tokens.organization };
    const statuses = [
      await ask('POST', '/send-message', { body: { body: 'to nobody' } }),
      await ask('GET', '/ping', { token: 'bd_test_agent_wrong' }),
      await ask('GET', '/agents'),
      await ask('GET', '/channel-status?agentId=test-agent-002'),
      await ask('GET', '/messages/none', { path: '/messages/{id}' }),
      await ask('POST', '/send-message', { body: { to: '911', body: 'Help' } }),
      await ask('POST', '/send-message', { raw: '{' }),
      await ask('POST', '/send-message', { raw: `{"to":"${phone}","body":"${'x'.repeat(1_100_000)}"}` }),
      await ask('POST', '/agent-limits', {
        ...organization,
        body: { agentId: 'test-agent-002', limits: { maxActionsPerDay: 1 } },
      }),
      await ask('POST', '/send-message', { token: house.tokens.two, body: { to: phone, body: 'first' } }),
      await ask('POST', '/send-message', { token: house.tokens.two, body: { to: phone, body: 'second' } }),
      await ask('POST', '/send-message', { body: { to: phone, body: 'a' }, headers: { 'idempotency-key': 'k' } }),
      await ask('POST', '/send-message', { body: { to: phone, body: 'b' }, headers: { 'idempotency-key': 'k' } }),
    ].map(answer => answer.status);
    expect(statuses).toEqual([400, 401, 403, 403, 404, 403, 400, 413, 200, 200, 429, 200, 409]);
  });
});
