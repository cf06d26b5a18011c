import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const person = '+15559876543';
const accountOf = (house: Installation, number: string) =>
  house.demo.network.control.numbers().find(each => each.number === number)?.account;
const subaccounts = (house: Installation) =>
  house.demo.network.control.accounts().filter(account => account.name !== house.demo.state.twilio.accountSid);

interface Tenant {
  readonly id: string;
  readonly token: string;
}

async function tenant(house: Installation, name: string): Promise<Tenant> {
  const body = { name, slug: name };
  const made = await house.api('POST', '/organizations', { token: house.tokens.orchestrator, body });
  return { id: String(made.json.orgId), token: String(made.json.adminToken) };
}

async function provision(house: Installation, token: string, agentId: string) {
  const made = await house.api('POST', '/provision', {
    token,
    body: { agentId, displayName: agentId, capabilities: ['sms'] },
  });
  expect(made.status, JSON.stringify(made.json)).toBe(200);
  return (made.json.channels as { phone: { number: string } }).phone.number;
}

/** Both ways: out over the subaccount, in with its signature. */
async function converses(house: Installation, { id, token }: Tenant, line: { agentId: string; number: string }) {
  const { agentId, number } = line;
  const sent = await house.api('POST', '/send-message', { token, body: { agentId, to: person, body: 'Hello' } });
  expect(sent.json).toMatchObject({ status: 'sent', from: number });
  await house.until(
    () => house.demo.store.messages.get(id, String(sent.json.id)),
    message => message?.state === 'delivered',
  );
  house.demo.network.control.sendFromPhone({ from: person, to: number, text: 'Hello yourself' });
  await house.until(
    () => house.demo.store.inbox.waiting(id, agentId),
    waiting => waiting.sms === 1,
  );
}

describe('an account for every organization', () => {
  let house: Installation;
  beforeAll(async () => {
    house = await install({ env: { ISOLATION_MODE: 'per-customer-subaccount' } });
  });
  afterAll(() => house.close());

  it('is opened once, whoever asks first, and is used for numbers, messages and signatures', async () => {
    const acme = await tenant(house, 'acme');
    const numbers = await Promise.all(['one', 'two'].map(agentId => provision(house, acme.token, agentId)));
    const [account] = subaccounts(house);
    expect(subaccounts(house)).toHaveLength(1);
    expect(numbers.map(number => accountOf(house, number))).toEqual([account?.name, account?.name]);
    await converses(house, acme, { agentId: 'one', number: numbers[0] ?? '' });
    const other = await tenant(house, 'other');
    const number = await provision(house, other.token, 'other-agent');
    expect(subaccounts(house)).toHaveLength(2);
    expect(accountOf(house, number)).not.toBe(account?.name);
    await converses(house, other, { agentId: 'other-agent', number });
  });

  it('keeps its token sealed, and lets nobody in with another one', async () => {
    const [account] = subaccounts(house);
    const token = account?.twilio?.authToken ?? 'none';
    const kept = JSON.stringify(await house.demo.store.vault.list((await acmeId(house)) ?? ''));
    expect(kept).toContain('twilio');
    expect(kept).not.toContain(token);
    const shown = await house.api('GET', '/providers?organizationId=x', { token: house.tokens.organization });
    expect(JSON.stringify(shown.json)).not.toContain(token);
    // A webhook with the signature of another account is forged.
    const hook = new URLSearchParams({ From: person, To: accountNumber(house), Body: 'x', MessageSid: 'SM1' });
    const answer = await fetch(`${house.url}/webhooks/one/sms`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'AAAA' },
      body: hook,
    });
    expect(answer.status).toBe(403);
  });

  it('leaves nothing at the vendor when opening fails half-way', async () => {
    const late = await tenant(house, 'late');
    const before = subaccounts(house).length;
    // The account is opened, and then nobody lists it.
    house.demo.network.control.addFault({
      kind: 'failing',
      method: 'GET',
      times: 1,
      path: '/2010-04-01/Accounts.json',
    });
    const refused = await house.api('POST', '/provision', {
      token: late.token,
      body: { agentId: 'late-agent', displayName: 'Late', capabilities: ['sms'] },
    });
    expect(refused.status).toBeGreaterThanOrEqual(500);
    expect(subaccounts(house)).toHaveLength(before);
    expect(await house.demo.store.plans.list(late.id)).toEqual([]);
    await provision(house, late.token, 'late-agent');
    expect(subaccounts(house)).toHaveLength(before + 1);
  });
});

const acmeId = async (house: Installation) =>
  (await house.demo.store.listOrganizations()).find(each => each.slug === 'acme')?.id;
const accountNumber = (house: Installation) =>
  house.demo.network.control.numbers().find(each => each.account === subaccounts(house)[0]?.name)?.number ?? '';

describe('an account for every agent', () => {
  let house: Installation;
  beforeAll(async () => {
    house = await install({ env: { ISOLATION_MODE: 'per-agent-subaccount' } });
  });
  afterAll(() => house.close());

  it('is opened with its agent and closed with it', async () => {
    const owner = { id: 'default', token: house.tokens.organization };
    const [one, two] = [await provision(house, owner.token, 'apart-1'), await provision(house, owner.token, 'apart-2')];
    const accounts = [accountOf(house, one), accountOf(house, two)];
    expect(new Set([...accounts, house.demo.state.twilio.accountSid]).size).toBe(3);
    await converses(house, owner, { agentId: 'apart-1', number: one });
    await converses(house, owner, { agentId: 'apart-2', number: two });
    // Agents of before, on the account of all, still hear with its signature.
    house.demo.network.control.sendFromPhone({ from: person, to: '+12125550101', text: 'Hello' });
    await house.until(
      () => house.demo.store.inbox.waiting('default', 'test-agent-001'),
      waiting => waiting.sms === 1,
    );
    const ended = await house.api('POST', '/deprovision', { ...owner, body: { agentId: 'apart-1' } });
    expect(ended.json).toMatchObject({ numberReleased: true });
    expect(subaccounts(house).map(account => account.name)).toEqual([accounts[1]]);
    const kept = await house.demo.store.vault.list('default');
    expect(kept.map(each => each.connection)).toEqual(['twilio@apart-2']);
  });

  it('is closed again when its agent does not come to be', async () => {
    const before = subaccounts(house).length;
    house.demo.network.control.addFault({
      kind: 'failing',
      method: 'POST',
      times: 1,
      path: '*IncomingPhoneNumbers.json',
    });
    const refused = await house.api('POST', '/provision', {
      token: house.tokens.organization,
      body: { agentId: 'never', displayName: 'Never', capabilities: ['sms'] },
    });
    expect(refused.status).toBeGreaterThanOrEqual(500);
    await house.until(
      () => subaccounts(house).length,
      count => count === before,
    );
    expect((await house.demo.store.vault.list('default')).map(each => each.connection)).not.toContain('twilio@never');
    expect((await house.api('GET', '/channel-status?agentId=never', { token: house.tokens.organization })).status).toBe(
      404,
    );
  });
});
