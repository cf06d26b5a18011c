import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttdial } from '../testing/command-line.ts';
import { type Installation, install } from '../testing/installation.ts';

const phone = '+15559876543';
const events: Record<string, unknown>[] = [];
const application = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  events.push(JSON.parse(Buffer.concat(chunks).toString()));
  response.writeHead(200).end();
});

let house: Installation;
beforeAll(async () => {
  await new Promise<void>(resolve => application.listen(0, '127.0.0.1', resolve));
  const { port } = application.address() as AddressInfo;
  house = await install({
    env: { BILLING_MARKUP_PERCENT: '10', AGENTOS_CALLBACK_URL: `http://127.0.0.1:${port}/{agentId}` },
  });
});
afterAll(async () => {
  await house.close();
  application.close();
});

const organization = () => ({ token: house.tokens.organization });
const send = (token = house.tokens.one) =>
  house.api('POST', '/send-message', { token, body: { to: phone, body: 'Hello', purpose: 'informational' } });
const thisMonth = () => new Date().toISOString().slice(0, 7);

async function statement(month = thisMonth()) {
  const { json } = await house.api('GET', `/statements/${month}`, organization());
  return json as {
    closed: boolean;
    lines: { agentId: string; channel: string; messages: number; totalMicros: number; billedMicros: number }[];
    totals: { messages: number; totalMicros: number; billedMicros: number };
  };
}

describe('the bill of an agent', () => {
  it('is what was spent, with the markup of the installation', async () => {
    await send();
    await send();
    const { lines } = await statement();
    const spent = lines.find(line => line.agentId === 'test-agent-001')?.totalMicros ?? 0;
    expect(spent).toBeGreaterThan(0);
    const { json } = await house.api('GET', '/billing');
    expect(json).toMatchObject({
      agentId: 'test-agent-001',
      period: 'month',
      providerCost: spent / 1e6,
      billingCost: Math.round(spent * 1.1 * 0.01) / 1e4,
      markupPercent: 10,
      byChannel: { sms: { count: 2, providerCost: spent / 1e6 } },
      tier: 'starter',
      billingConfig: { tier: 'starter', markupPercent: 10, billingEmail: null },
    });
    expect((await house.api('GET', '/usage')).json.totalCost).toBe(spent / 1e6);
  });

  it('is seen by its organization and by nobody else', async () => {
    const { json } = await house.api('GET', '/billing?period=today', organization());
    expect(json).toMatchObject({ period: 'today', globalMarkupPercent: 10 });
    const agents = json.agents as { agentId: string; providerCost: number; billingCost: number }[];
    expect(agents.map(each => each.agentId)).toEqual(['test-agent-001', 'test-agent-002']);
    const totals = json.totals as { providerCost: number; billingCost: number; revenue: number };
    expect(totals.revenue).toBeCloseTo(totals.billingCost - totals.providerCost, 4);
    expect((await house.api('GET', '/billing?agentId=test-agent-002')).status).toBe(403);
    const all = await house.api('GET', '/billing', { token: house.tokens.orchestrator });
    expect((all.json.agents as object[]).length).toBe(2);
  });
});

describe('a tier', () => {
  const set = (body: object) => house.api('POST', '/billing/config', { ...organization(), body });

  it('brings its caps, which hold from the next send on', async () => {
    const { json } = await set({ agentId: 'test-agent-002', tier: 'free', billingEmail: 'bills@example.com' });
    expect(json).toMatchObject({
      success: true,
      billingConfig: { tier: 'free', markupPercent: 10, billingEmail: 'bills@example.com' },
      tierLimits: { maxActionsPerMinute: 5, maxActionsPerDay: 100, maxSpendPerDay: 1, maxSpendPerMonth: 10 },
      availableTiers: ['free', 'starter', 'pro', 'enterprise'],
    });
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(house.tokens.two)));
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(5);
    expect(answers.find(answer => answer.status !== 200)).toMatchObject({
      status: 429,
      json: { limitType: 'per-minute' },
    });
  });

  it('stays when only the markup changes', async () => {
    expect((await set({ agentId: 'test-agent-002', markupPercent: 12.5 })).json).toMatchObject({
      billingConfig: { tier: 'free', markupPercent: 12.5, billingEmail: 'bills@example.com' },
    });
    expect((await house.api('GET', '/billing', { token: house.tokens.two })).json).toMatchObject({
      markupPercent: 12.5,
    });
  });

  it.each([
    [{ tier: 'gold' }, 'tier'],
    [{ markupPercent: 501 }, 'markupPercent'],
    [{ billingEmail: 'nobody' }, 'billingEmail'],
    [{}, 'tier'],
  ])('is refused with %j', async (change, field) => {
    expect(await set({ agentId: 'test-agent-002', ...change })).toMatchObject({ status: 400, json: { field } });
  });

  it('is not for the agent to choose', async () => {
    expect((await house.api('POST', '/billing/config', { body: { tier: 'enterprise' } })).status).toBe(403);
  });
});

describe('the statement of a month', () => {
  it('agrees with the books to the micro, as JSON, as a table and on the command line', async () => {
    const json = await statement();
    expect(json.totals.messages).toBe(7);
    expect(json.totals.totalMicros).toBe(json.lines.reduce((sum, line) => sum + line.totalMicros, 0));
    expect(json.closed).toBe(false);
    const answer = await fetch(`${house.url}/api/v1/statements/${thisMonth()}`, {
      headers: { authorization: `Bearer ${house.tokens.organization}`, accept: 'text/csv' },
    });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const table = await answer.text();
    const rows = table.trim().split('\r\n');
    expect(rows).toHaveLength(json.lines.length + 2);
    expect(rows[0]).toMatch(/^month,agent,channel,messages,/);
    expect(rows.at(-1)).toContain(`,total,,7,`);
    const ask = ['statement', thisMonth(), '--csv', '--url', house.url, '--token', house.tokens.organization];
    const { said, exit } = buttdial(ask);
    expect(await exit, said.err).toBe(0);
    expect(said.out).toBe(table);
  });

  it('is empty and closed for a month long ago, and refused for what is none', async () => {
    expect(await statement('2020-01')).toMatchObject({ closed: true, lines: [], totals: { totalMicros: 0 } });
    expect((await house.api('GET', '/statements/2026-13', organization())).status).toBe(400);
    expect((await house.api('GET', `/statements/${thisMonth()}`)).status).toBe(403);
  });
});

describe('four fifths of a budget', () => {
  it('are told once a day: in the audit trail, in the metrics and to the application', async () => {
    await house.api('POST', '/agent-limits', {
      ...organization(),
      body: { agentId: 'test-agent-001', limits: { maxSpendPerDay: 0.079, maxSpendPerMonth: null } },
    });
    const warnings = () => events.filter(event => event.type === 'budget.warning');
    const audited = async () =>
      (await house.demo.store.audit.list('default', 1, 1000)).filter(row => row.body.includes('budget.warning')).length;
    for (let sent = 2; sent < 10; sent += 1) expect((await send()).status).toBe(200);
    expect((await send()).json).toMatchObject({ limitType: 'daily-spend' });
    await house.until(
      () => warnings().length,
      count => count === 1,
    );
    expect(warnings()[0]).toMatchObject({ agentId: 'test-agent-001', limitType: 'daily-spend', max: 0.079 });
    expect(await audited()).toBe(1);
    expect(await house.demo.metrics.page()).toContain('buttdial_budget_warnings_total{limit_type="daily-spend"} 1');
  });
});
