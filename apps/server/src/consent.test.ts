import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const agentNumber = '+12125550101';
let house: Installation;
let client: Client;
beforeAll(async () => {
  // No consent is assumed here: what is not in the ledger was not given.
  house = await install({ env: { A2P_10DLC_REGISTERED: 'true' }, assumeConsent: false });
  client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${house.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${house.tokens.one}` } },
    }),
  );
});
afterAll(async () => {
  await client.close();
  await house.close();
});

type Json = Record<string, unknown>;
async function tool(name: string, input: Json): Promise<Json & { failed: boolean }> {
  const result = await client.callTool({ name, arguments: input });
  const [first] = result.content as { text: string }[];
  return { ...(JSON.parse(first?.text ?? '{}') as Json), failed: result.isError === true };
}
const send = (to: string, more: Json = {}) => tool('comms_send_message', { to, body: 'Your order is ready.', ...more });
const organization = (path: string, body: Json) => house.api('POST', path, { token: house.tokens.organization, body });
// From the range that is kept for fiction.
let last = 110;
const somebody = () => `+1212555${String(++last).padStart(4, '0')}`;

describe('an agent that is refused', () => {
  it('reads which rule, why, what would cure it, does that, and may', async () => {
    const to = somebody();
    const refused = await send(to);
    expect(refused).toMatchObject({
      failed: true,
      code: 'refused',
      ruleIds: ['US-TEXT-PEC'],
      citations: [expect.stringContaining('64.1200')],
      reasons: [
        {
          ruleId: 'US-TEXT-PEC',
          message: expect.stringContaining('express consent is needed'),
          remedy: expect.stringContaining('comms_record_consent'),
        },
      ],
      remedy: expect.stringContaining('comms_record_consent'),
    });
    expect(refused.error).toMatch(/^Compliance: refused by US-TEXT-PEC\. No consent on file/);
    const contact = { contactAddress: to, channel: 'sms' };
    expect(await tool('comms_check_consent', contact)).toMatchObject({
      hasConsent: false,
      status: 'none',
      message: expect.any(String),
    });
    expect(await tool('comms_record_consent', { ...contact, source: 'verbal', notes: 'said so on the phone' })).toEqual(
      {
        failed: false,
        success: true,
        consentId: expect.any(String),
        status: 'granted',
      },
    );
    expect(await tool('comms_check_consent', contact)).toMatchObject({
      hasConsent: true,
      status: 'granted',
      consentType: 'express',
      purposes: ['informational'],
      grantedAt: expect.any(String),
      revokedAt: null,
      source: 'verbal',
    });
    expect(await send(to)).toMatchObject({ failed: false, status: 'sent' });
  });

  it('is told when, where time cures it', async () => {
    const dryRun = await tool('comms_send_message', {
      to: '+447400123456',
      body: 'An offer',
      purpose: 'marketing',
      dryRun: true,
      sendAt: tomorrowAt(2),
    });
    const { decision } = dryRun.dryRun as { decision: Json };
    expect(decision).toMatchObject({
      ruleIds: ['GB-HOURS', 'GB-PECR-22'],
      nextAllowedAt: expect.stringMatching(/T0[789]:00:00Z$/),
    });
  });

  it('cannot write itself the consent that the law wants in writing, or consent to advertising', async () => {
    const contact = { contactAddress: somebody(), channel: 'sms' };
    for (const more of [{ consentType: 'express_written' }, { purposes: ['marketing'] }])
      expect(await tool('comms_record_consent', { ...contact, ...more })).toMatchObject({
        failed: true,
        code: 'forbidden',
      });
    expect(
      await organization('/consent', { ...contact, consentType: 'express_written', purposes: ['marketing'] }),
    ).toMatchObject({
      status: 200,
    });
  });

  it('may explain itself by the id of a message', async () => {
    const listed = (await tool('comms_list_messages', { limit: 1 })).messages as { id: string }[];
    expect(await tool('comms_explain_decision', { id: listed[0]?.id })).toMatchObject({
      id: listed[0]?.id,
      decision: { effect: expect.any(String), ruleIds: expect.any(Array) },
    });
  });
});

describe('a revocation', () => {
  it('holds at once, on every channel of the number, until consent is given anew', async () => {
    const to = somebody();
    for (const channel of ['sms', 'whatsapp']) await tool('comms_record_consent', { contactAddress: to, channel });
    expect(await tool('comms_revoke_consent', { contactAddress: to, channel: 'whatsapp' })).toEqual({
      failed: false,
      success: true,
      status: 'revoked',
    });
    expect(await send(to)).toMatchObject({ failed: true, ruleIds: ['OPTOUT-INTERNAL', 'US-TEXT-PEC'] });
    expect(await tool('comms_check_consent', { contactAddress: to, channel: 'sms' })).toMatchObject({
      hasConsent: false,
      status: 'revoked',
      revokedAt: expect.any(String),
    });
    await tool('comms_record_consent', { contactAddress: to, channel: 'sms' });
    expect(await send(to)).toMatchObject({ failed: false, status: 'sent' });
    const { decision } = (await organization('/compliance/check', { to, channel: 'whatsapp', template: true }))
      .json as { decision: Json };
    expect(decision.ruleIds).toContain('OPTOUT-INTERNAL');
  });

  it('of somebody who never consented is kept as well', async () => {
    const contact = { contactAddress: 'ada@example.com', channel: 'email' };
    expect(await tool('comms_revoke_consent', contact)).toMatchObject({
      status: 'revoked',
      message: expect.stringContaining('no active consent'),
    });
    expect(await send('ada@example.com', { channel: 'email', subject: 'Hello' })).toMatchObject({
      failed: true,
      ruleIds: ['OPTOUT-INTERNAL'],
    });
  });
});

describe('a STOP', () => {
  const say = async (from: string, text: string) => {
    house.demo.network.control.sendFromPhone({ from, to: agentNumber, text });
    await house
      .until(
        () => tool('comms_get_waiting_messages', { waitSeconds: 5 }),
        ({ count }) => Number(count) > 0,
      )
      .then(({ messages }) => tool('comms_ack_messages', { ids: (messages as { id: string }[]).map(one => one.id) }));
  };
  const confirmations = (of: string) =>
    house.demo.network.control.thread(of).filter(message => message.text.includes('You are unsubscribed'));

  it('in free words is confirmed once, suspends consent, and START resumes what there was', async () => {
    const to = somebody();
    await tool('comms_record_consent', { contactAddress: to, channel: 'sms' });
    await say(to, 'please stop texting me');
    await say(to, 'I said stop texting me!');
    expect(await send(to)).toMatchObject({ failed: true, ruleIds: ['OPTOUT-INTERNAL'] });
    await house.until(
      () => confirmations(to),
      found => found.length > 0,
    );
    expect(await tool('comms_check_consent', { contactAddress: to, channel: 'sms' })).toMatchObject({
      status: 'revoked',
      source: 'inbound-sms',
    });
    await say(to, 'START');
    expect(confirmations(to)).toHaveLength(1);
    expect(await send(to, { purpose: 'informational' })).toMatchObject({ failed: false, status: 'sent' });
    expect(await send(to, { purpose: 'marketing' })).toMatchObject({
      failed: true,
      ruleIds: expect.arrayContaining(['US-TEXT-PEWC']),
    });
  });

  it('cannot be lifted by an agent; the organization needs new written consent', async () => {
    const to = somebody();
    await say(to, 'stop writing to me');
    const contact = { contactAddress: to, channel: 'sms' };
    expect(await tool('comms_record_consent', contact)).toMatchObject({
      failed: true,
      code: 'refused',
      ruleIds: ['OPTOUT-INTERNAL'],
    });
    expect(await organization('/consent', contact)).toMatchObject({ status: 403 });
    expect(
      await organization('/consent', { ...contact, consentType: 'express_written', source: 'web_form' }),
    ).toMatchObject({ status: 200 });
    expect(await send(to, { purpose: 'informational' })).toMatchObject({ failed: false, status: 'sent' });
  });
});

it('expired consent is told apart from none', async () => {
  const to = somebody();
  const expiresAt = new Date(Date.now() + 700).toISOString();
  await tool('comms_record_consent', { contactAddress: to, channel: 'sms', expiresAt });
  expect(await send(to)).toMatchObject({ failed: false });
  await house.until(
    () => tool('comms_check_consent', { contactAddress: to, channel: 'sms' }),
    ({ hasConsent }) => hasConsent === false,
  );
  expect(await send(to)).toMatchObject({ failed: true, ruleIds: ['CONSENT-EXPIRED'] });
});

function tomorrowAt(hour: number): string {
  const at = new Date(Date.now() + 86_400_000);
  at.setUTCHours(hour, 0, 0, 0);
  return at.toISOString();
}
