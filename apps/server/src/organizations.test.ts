import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const phone = '+15559876543';
let house: Installation;
beforeAll(async () => {
  house = await install();
});
afterAll(() => house.close());

const operator = () => ({ token: house.tokens.orchestrator });

/** An organization with one agent on a rented number. */
async function tenant(slug: string) {
  const made = await house.api('POST', '/organizations', { ...operator(), body: { name: slug.toUpperCase(), slug } });
  expect(made.status).toBe(200);
  const { orgId, adminToken } = made.json as { orgId: string; adminToken: string };
  const agent = await house.api('POST', '/provision', {
    token: adminToken,
    body: { agentId: `${slug}-agent`, displayName: slug, capabilities: ['sms'] },
  });
  expect(agent.status).toBe(200);
  return { orgId, adminToken, agentId: `${slug}-agent`, agentToken: String(agent.json.securityToken) };
}

describe('an organization', () => {
  it('is made by the operator, once per slug, and stands in the list', async () => {
    const { orgId } = await tenant('acme');
    const again = await house.api('POST', '/organizations', { ...operator(), body: { name: 'Other', slug: 'acme' } });
    expect(again).toMatchObject({ status: 409, json: { field: 'slug' } });
    const { json } = await house.api('GET', '/organizations', operator());
    const organizations = json.organizations as Record<string, unknown>[];
    expect(json.total).toBe(organizations.length);
    expect(organizations.find(each => each.id === orgId)).toMatchObject({
      name: 'ACME',
      slug: 'acme',
      status: 'active',
      agentCount: 1,
      settings: {},
    });
  });

  it('is no business of anybody else', async () => {
    for (const token of [house.tokens.one, house.tokens.organization]) {
      expect((await house.api('GET', '/organizations', { token })).status).toBe(403);
      expect((await house.api('POST', '/organizations', { token, body: { name: 'x', slug: 'x' } })).status).toBe(403);
    }
  });

  it.each([
    ['a bad slug', { name: 'x', slug: 'Not A Slug' }, 'slug'],
    ['no name', { name: ' ', slug: 'x' }, 'name'],
    ['a pool that is no number', { name: 'x', slug: 'x', settings: { maxAgents: 'many' } }, 'settings.maxAgents'],
  ])('is refused with %s', async (_what, body, field) => {
    expect(await house.api('POST', '/organizations', { ...operator(), body })).toMatchObject({
      status: 400,
      json: { field },
    });
  });

  it('has the pool that it was made with', async () => {
    const made = await house.api('POST', '/organizations', {
      ...operator(),
      body: { name: 'Small', slug: 'small', settings: { maxAgents: 0, plan: 'x' } },
    });
    const refused = await house.api('POST', '/provision', {
      token: String(made.json.adminToken),
      body: { displayName: 'x', capabilities: ['email'] },
    });
    expect(refused).toMatchObject({ status: 429, json: { limitType: 'agent-pool' } });
  });

  it('has caps of its own that hold for all of its agents together', async () => {
    const { adminToken, agentToken, orgId } = await tenant('capped');
    const set = await house.api('POST', '/agent-limits', {
      token: adminToken,
      body: { limits: { maxActionsPerDay: 1, maxSpendPerMonth: 5 } },
    });
    expect(set.json).toMatchObject({
      organizationId: orgId,
      currentLimits: { maxActionsPerDay: 1, maxSpendPerMonth: 5 },
    });
    expect(set.json.agentId).toBeUndefined();
    const send = () => house.api('POST', '/send-message', { token: agentToken, body: { to: phone, body: 'Hello' } });
    expect((await send()).status).toBe(200);
    expect(await send()).toMatchObject({ status: 429, json: { limitType: 'org-per-day', current: 1, max: 1 } });
    const { json } = await house.api('GET', '/agent-limits', { token: adminToken });
    expect(json).toMatchObject({ organizationId: orgId, used: { actionsToday: 1 } });
  });

  it('must be named by the operator, and must exist', async () => {
    expect((await house.api('POST', '/agent-limits', { ...operator(), body: { limits: {} } })).status).toBe(400);
    const unknown = { organizationId: 'nowhere', limits: { maxActionsPerDay: 1 } };
    expect((await house.api('POST', '/agent-limits', { ...operator(), body: unknown })).status).toBe(404);
  });

  it('sees what all of its agents did, and the operator what all organizations did', async () => {
    const { adminToken, agentToken, agentId, orgId } = await tenant('busy');
    await house.api('POST', '/send-message', { token: agentToken, body: { to: phone, body: 'Hello' } });
    const { json } = await house.api('GET', '/usage', { token: adminToken });
    expect(json).toMatchObject({
      organizationId: orgId,
      totalActions: 1,
      globalTotals: { totalActions: 1 },
      agents: [{ agentId, organizationId: orgId, actions: { sms: 1 } }],
      currentUsage: { actionsToday: 1, actionsLimit: null },
    });
    const all = (await house.api('GET', '/usage', operator())).json as {
      globalTotals: { totalActions: number; totalCost: number };
      agents: { agentId: string; totalActions: number }[];
    };
    expect(all.agents.map(each => each.agentId)).toEqual(expect.arrayContaining([agentId, 'capped-agent']));
    expect(all.globalTotals.totalActions).toBe(all.agents.reduce((sum, each) => sum + each.totalActions, 0));
  });
});

describe('a suspended organization', () => {
  it('is refused, keeps what is written to it, and goes on where it was', async () => {
    const { adminToken, agentToken, orgId, agentId } = await tenant('late');
    const ask = (token: string) => house.api('GET', '/usage', { token });
    const send = () =>
      house.api('POST', '/send-message', {
        token: agentToken,
        body: { to: phone, body: 'For later', sendAt: new Date(Date.now() + 1_500).toISOString() },
      });
    const queued = await send();
    expect(queued.json.status).toBe('queued');
    const suspended = await house.api('POST', `/organizations/${orgId}/suspend`, operator());
    expect(suspended.json).toEqual({ success: true, organizationId: orgId, status: 'suspended' });
    for (const token of [agentToken, adminToken]) {
      const refused = await house.until(
        () => ask(token),
        answer => answer.status === 403,
      );
      expect(refused.json.remedy).toContain('operator');
    }
    expect((await ask(house.tokens.organization)).status).toBe(200);

    const [line] = await house.demo.store.lines.ofAgent(orgId, agentId);
    house.demo.network.control.sendFromPhone({ from: phone, to: line?.address ?? '', text: 'Are you there?' });
    await house.until(
      () => house.demo.store.inbox.waiting(orgId, agentId),
      waiting => waiting.sms === 1,
    );
    await house.until(
      () => house.demo.store.messages.get(orgId, String(queued.json.id)),
      message => message?.attempt === 1 && message.state === 'queued',
    );
    expect(house.demo.network.ledger().sends.some(each => each.text === 'For later')).toBe(false);

    const listed = (await house.api('GET', '/organizations', operator())).json.organizations as { id: string }[];
    expect(listed.find(each => each.id === orgId)).toMatchObject({ status: 'suspended' });
    await house.api('POST', `/organizations/${orgId}/resume`, operator());
    await house.until(
      () => ask(agentToken),
      answer => answer.status === 200,
    );
    const audit = (await house.demo.store.audit.list(orgId, 1, 100)).map(each => JSON.parse(each.body).event);
    expect(audit).toEqual(expect.arrayContaining(['organization.suspended', 'organization.resumed']));
  });

  it('must exist', async () => {
    expect((await house.api('POST', '/organizations/nowhere/suspend', operator())).status).toBe(404);
  });
});
