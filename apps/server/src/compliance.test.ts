import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockAt } from '../testing/clock.ts';
import { type Installation, install } from '../testing/installation.ts';

// A Wednesday, 11 o'clock in New York and 16 o'clock in London.
const clock = clockAt('2026-11-18T16:00:00Z');
const newcomer = '+12125550123';
let house: Installation;
beforeAll(async () => {
  house = await install({ runtime: clock.runtime, parts: { storeClock: 'runtime' } });
});
afterAll(() => house.close());

type Json = Record<string, unknown>;
interface Decision {
  readonly effect: string;
  readonly purpose: string;
  readonly ruleIds: string[];
  readonly reasons: { ruleId: string; citation: string; message: string; remedy: string }[];
  readonly alsoRequired?: { ruleId: string }[];
  readonly obligations: { ruleId: string }[];
  readonly nextAllowedAt?: string;
}
interface DryRun {
  readonly allowed: boolean;
  readonly decision: Decision;
  readonly price: { max: number; currency: string };
  readonly line: { address: string; provider: string };
  readonly limitsLeft: Record<string, number | null>;
}

const send = (body: Json) => house.api('POST', '/send-message', { body: { body: 'Your parcel is here.', ...body } });
const dry = async (body: Json) => (await send({ ...body, dryRun: true })).json.dryRun as DryRun;
const asOrganization = (path: string, body: Json) =>
  house.api('POST', path, { token: house.tokens.organization, body: { agentId: 'test-agent-001', ...body } });
const control = () => house.demo.network.control;

const email = { channel: 'email', subject: 'Sale', to: 'ada@example.com' };
const families: readonly (readonly [string, Json, string, readonly string[]])[] = [
  ['a premium number', { to: '+19005550123' }, 'deny', ['SAFE-PREMIUM']],
  ['a number that does not exist', { to: '+12120000000' }, 'deny', ['SAFE-INVALID-NUMBER']],
  ['abuse', { to: newcomer, body: 'you fucking idiot' }, 'deny', ['CONTENT-ABUSE']],
  ['abuse in the subject of a mail', { ...email, subject: 'you fucking idiot' }, 'deny', ['CONTENT-ABUSE']],
  ['what carriers refuse', { to: newcomer, body: 'Free spins at our casino' }, 'deny', ['CONTENT-SHAFT']],
  ['an advertisement without written consent', { to: newcomer, purpose: 'marketing' }, 'deny', ['US-TEXT-PEWC']],
  ['an advertisement to Canada', { to: '+14165550123', purpose: 'marketing' }, 'deny', ['CA-CASL-CONSENT']],
  ['an advertisement to Britain', { to: '+447400123456', purpose: 'marketing' }, 'deny', ['GB-PECR-22']],
  ['a reply to somebody who never wrote', { to: newcomer, purpose: 'reply' }, 'deny', ['REPLY-WINDOW']],
  ['free text on WhatsApp to somebody who never wrote', { to: newcomer, channel: 'whatsapp' }, 'require', ['WA-24H']],
  [
    'an advertising mail without a way out',
    { ...email, purpose: 'marketing' },
    'require',
    ['EMAIL-ONECLICK', 'EMAIL-UNSUB'],
  ],
];

describe('a dry run', () => {
  it('tells decision, price, line and what is left, and leaves no trace', async () => {
    const before = house.demo.network.ledger().sends.length;
    const answer = await send({ to: newcomer, dryRun: true });
    expect(answer).toMatchObject({
      status: 200,
      json: { success: true, status: 'dry-run', id: '', externalId: null, cost: null },
    });
    expect(answer.json.dryRun).toMatchObject({
      allowed: true,
      decision: { effect: 'allow', purpose: 'informational', ruleIds: [], jurisdictions: ['US', 'US-NY'] },
      price: { max: 0.0079, currency: 'USD' },
      line: { address: '+12125550101', provider: 'twilio' },
      limitsLeft: { actionsThisMinute: 10_000, actionsThisMonth: null, spendToday: 1000 },
    });
    const { obligations } = (answer.json.dryRun as DryRun).decision;
    expect(obligations.map(one => one.ruleId)).toContain('AI-ANSWER-TRUTHFULLY');
    expect(house.demo.network.ledger().sends).toHaveLength(before);
    expect((await house.api('GET', '/messages')).json.count).toBe(0);
  });

  it('judges a later message at its moment', async () => {
    const { decision, allowed } = await dry({
      to: '+447400123456',
      purpose: 'marketing',
      sendAt: '2026-11-19T02:00:00Z',
    });
    expect(allowed).toBe(false);
    expect(decision.ruleIds).toContain('GB-HOURS');
    expect(decision.nextAllowedAt).toBe('2026-11-19T08:00:00Z');
  });

  it.each(families)('refuses %s', async (_name, body, effect, rules) => {
    const { allowed, decision } = await dry(body);
    expect({ allowed, effect: decision.effect, rules: decision.ruleIds }).toEqual({ allowed: false, effect, rules });
    for (const reason of decision.reasons)
      expect(reason).toEqual({
        ruleId: expect.stringMatching(/^[A-Z]/),
        citation: expect.stringMatching(/\w/),
        message: expect.stringMatching(/\.$/),
        remedy: expect.stringMatching(/\.$/),
      });
  });
});

describe('a refusal', () => {
  it.each(families)('of %s is the same at the exit, and nothing leaves', async (_name, body, _effect, rules) => {
    const before = house.demo.network.ledger().sends.length;
    const { status, json } = await send(body);
    expect(status).toBe(403);
    expect(json).toMatchObject({ code: 'refused', ruleIds: rules, title: 'Refused by law or policy' });
    expect(json.error).toMatch(/^Compliance: refused by /);
    expect(json.reasons).toHaveLength(rules.length);
    expect(house.demo.network.ledger().sends).toHaveLength(before);
  });

  it('says no to an emergency number, however it is written', async () => {
    for (const to of ['911', '+1911', '112', '988'])
      expect((await send({ to })).json).toMatchObject({ code: 'refused', ruleIds: ['SAFE-EMERGENCY'] });
  });

  it('can be read again by the id of the message', async () => {
    await send({ to: newcomer, purpose: 'marketing' });
    const listed = (await house.api('GET', '/messages?limit=1')).json.messages as { id: string; status: string }[];
    expect(listed[0]?.status).toBe('refused');
    const { json } = await house.api('GET', `/messages/${listed[0]?.id}/decision`);
    expect(json).toMatchObject({
      status: 'refused',
      decision: {
        effect: 'deny',
        purpose: 'marketing',
        ruleIds: ['US-TEXT-PEWC'],
        alsoRequired: [{ ruleId: 'DNC-STALE' }],
        at: expect.stringMatching(/^2026-11-18T16/),
      },
    });
  });
});

describe('an allow', () => {
  it('is kept with the message, small, and can be explained', async () => {
    const sent = await send({ to: newcomer });
    const stored = await house.demo.store.messages.get('default', String(sent.json.id));
    expect(stored?.decision).toMatchObject({ effect: 'allow', ruleIds: [] });
    expect(JSON.stringify(stored?.decision).length).toBeLessThan(400);
    const { json } = await house.api('GET', `/messages/${sent.json.id}/decision`);
    expect(json.decision).toMatchObject({
      effect: 'allow',
      purpose: 'informational',
      jurisdictions: ['US', 'US-NY'],
      packs: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    const other = await house.api('GET', `/messages/${sent.json.id}/decision`, { token: house.tokens.two });
    expect(other.status).toBe(404);
  });

  it('counts an answer within 24 hours as a reply, unless the caller says otherwise', async () => {
    const writer = '+12125550177';
    control().sendFromPhone({ from: writer, to: '+12125550101', text: 'Are you there?' });
    await house.api('GET', '/waiting-messages?waitSeconds=10&ack=on_fetch');
    expect((await dry({ to: writer })).decision.purpose).toBe('reply');
    expect((await dry({ to: writer, purpose: 'informational' })).decision.purpose).toBe('informational');
    expect((await dry({ to: writer, channel: 'whatsapp' })).decision.purpose).toBe('informational');
    const sent = await send({ to: writer });
    const { json } = await house.api('GET', `/messages/${sent.json.id}/decision`);
    expect(json.decision).toMatchObject({ effect: 'allow', purpose: 'reply' });
    expect((await dry({ to: writer, sendAt: '2026-11-19T17:00:00Z' })).decision.purpose).toBe('informational');
  });
});

describe('the question of an operator', () => {
  const ask = async (body: Json) =>
    (await asOrganization('/compliance/check', body)).json as { allowed: boolean; decision: Decision };

  it('may be asked for any moment and channel', async () => {
    const call = { to: '+13055550123', channel: 'voice', purpose: 'informational' };
    expect(await ask(call)).toMatchObject({ allowed: true });
    expect(await ask({ ...call, aiDisclosure: false })).toMatchObject({
      allowed: false,
      decision: { ruleIds: ['AI-DISCLOSE'] },
    });
    expect((await ask({ ...call, record: true })).decision.ruleIds).toEqual(['REC-ANNOUNCE']);
    expect((await ask({ to: `U${'0'.repeat(32)}`, channel: 'line' })).decision.ruleIds).toEqual(['LINE-FRIEND']);
    expect((await ask({ to: '911' })).decision.ruleIds).toEqual(['SAFE-EMERGENCY']);
    const night = await ask({ ...call, purpose: 'marketing', voice: 'human', at: '2026-11-19T02:00:00Z' });
    expect(night.decision.ruleIds).toEqual(['US-FL-HOURS', 'US-TCPA-HOURS']);
  });

  it('is not for agents', async () => {
    const { status } = await house.api('POST', '/compliance/check', { body: { to: newcomer } });
    expect(status).toBe(403);
  });
});

describe('lists and relationships', () => {
  const listed = '+12125550144';
  const clear = '+12125550145';
  const written = { channel: 'sms', consentType: 'express_written', purposes: ['marketing'], source: 'web_form' };

  it('hold back advertisements while the list is missing, old, or names the number', async () => {
    for (const contactAddress of [listed, clear]) await asOrganization('/consent', { ...written, contactAddress });
    const marketing = (to: string) => dry({ to, purpose: 'marketing' });
    expect((await marketing(clear)).decision).toMatchObject({ effect: 'require', ruleIds: ['DNC-STALE'] });
    await load('2026-10-10');
    expect((await marketing(clear)).decision.ruleIds).toEqual(['DNC-STALE']);
    await load('2026-11-10');
    expect((await marketing(clear)).decision.effect).toBe('allow');
    // Written consent lifts a listing; without it the listing stands.
    expect((await marketing(listed)).decision.effect).toBe('allow');
    const { decision } = (
      await asOrganization('/compliance/check', {
        to: '+12125550146',
        channel: 'voice',
        voice: 'human',
        purpose: 'marketing',
      })
    ).json as { decision: Decision };
    expect(decision.ruleIds).toEqual(['US-DNC-NATIONAL']);
    const { json } = await house.api('GET', '/compliance/lists', { token: house.tokens.organization });
    expect(json.lists).toMatchObject([
      { list: 'ftc-national', numbers: 2, asOf: '2026-11-10T00:00:00.000Z', ageDays: 8 },
    ]);
  });

  it('a purchase lifts a listing for a call by a person', async () => {
    const call = { to: '+12125550146', channel: 'voice', voice: 'human', purpose: 'marketing' };
    const bought = {
      contactAddress: call.to,
      channel: 'voice',
      relationship: 'transaction',
      at: '2026-06-01T00:00:00Z',
    };
    expect((await asOrganization('/consent/relationship', bought)).status).toBe(200);
    const { json } = await asOrganization('/compliance/check', call);
    expect(json).toMatchObject({ allowed: true });
  });

  async function load(asOf: string) {
    async function* numbers() {
      yield [listed, '+12125550146'].map(number => ({ number, change: 'add' as const }));
    }
    const now = clock.runtime.now();
    const file = {
      list: 'ftc-national',
      kind: 'full',
      asOf: new Date(`${asOf}T00:00:00Z`),
      source: 'test',
      now,
    } as const;
    await house.demo.store.importList({ ...file, digest: () => 'ab'.repeat(32) }, numbers());
  }
});

describe('a cap of the law', () => {
  it('lets three advertisements a day to Florida', async () => {
    const to = '+13055550188';
    await asOrganization('/consent', {
      contactAddress: to,
      channel: 'sms',
      consentType: 'express_written',
      purposes: ['marketing'],
    });
    const statuses: unknown[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1)
      statuses.push((await send({ to, purpose: 'marketing', body: `Offer ${attempt}` })).json.ruleIds ?? 'sent');
    expect(statuses).toEqual(['sent', 'sent', 'sent', ['US-FL-FREQ']]);
  });
});
