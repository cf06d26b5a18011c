import { createServer } from 'node:http';
import { runOperation } from '@buttdial/switchboard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

type Json = Record<string, unknown>;

let house: Installation;
beforeAll(async () => {
  house = await install({ parts: { callback: { pollMs: 50, scheduleMs: [0, 20] } } });
});
afterAll(() => house.close());

const agentNumber = '+12125550101';
const organization = (method: string, path: string, body?: Json) =>
  house.api(method, path, { token: house.tokens.organization, ...(body ? { body } : {}) });
const list = async <Item = Json>(path: string, key: string): Promise<readonly Item[]> =>
  (await organization('GET', path)).json[key] as readonly Item[];

describe('contacts', () => {
  it('are whom the organization wrote to, who wrote, and who agreed', async () => {
    const { control } = house.demo.network;
    const [ada, bob, eve] = ['+12125550121', '+12125550122', 'eve@example.com'];
    control.addPhone({ number: ada, name: 'Ada' });
    control.addPhone({ number: bob, name: 'Bob' });
    await house.api('POST', '/send-message', { body: { to: ada, body: 'Hello Ada' } });
    control.sendFromPhone({ from: bob, to: agentNumber, text: 'STOP' });
    await organization('POST', '/consent', { contactAddress: eve, channel: 'email', source: 'web_form' });
    const known = await house.until(
      () => list('/contacts', 'contacts'),
      contacts => contacts.some(contact => contact.address === bob),
    );
    const about = (address: string) => known.find(contact => contact.address === address);
    expect(about(ada)).toMatchObject({ channel: 'sms', status: 'none' });
    expect(about(bob)).toMatchObject({ status: 'opted-out' });
    expect(about(eve)).toMatchObject({ channel: 'email', status: 'granted' });
    expect(await list('/contacts?find=0122', 'contacts')).toMatchObject([{ address: bob }]);
    expect(await list('/contacts?status=granted', 'contacts')).toMatchObject([{ address: eve }]);
    const page = await organization('GET', '/contacts?limit=1');
    expect((await organization('GET', `/contacts?limit=1&before=${page.json.next}`)).json.contacts).not.toEqual(
      page.json.contacts,
    );

    const one = (await organization('GET', `/contacts/${about(bob)?.id}`)).json;
    expect(one).toMatchObject({ address: bob, ledger: [{ kind: 'stop', channel: '*' }] });
    expect((one.channels as Json[]).map(each => [each.channel, each.status])).toEqual([
      ['sms', 'opted-out'],
      ['whatsapp', 'opted-out'],
      ['voice', 'opted-out'],
    ]);
    expect((await organization('GET', '/contacts/nobody')).status).toBe(404);
    const stopped = await list('/alerts?kind=consent', 'alerts');
    expect(stopped.map(alert => alert.event).toSorted()).toEqual(['consent.stopped', 'consent_recorded']);
    expect(stopped[0]).toMatchObject({ kind: 'consent', severity: 'note' });

    await organization('POST', '/privacy/erase', { address: bob });
    expect((await organization('GET', `/contacts/${about(bob)?.id}`)).status).toBe(404);
  });

  it('are opted out by the list, each once', async () => {
    const addresses = ['+12125550161', 'carol@example.com', 'carol@EXAMPLE.com', 'nonsense', ''];
    const suppress = () => organization('POST', '/consent/suppress', { addresses, source: 'old system' });
    expect((await suppress()).json).toEqual({ added: 2, known: 0, invalid: [3, 4] });
    expect((await suppress()).json).toEqual({ added: 0, known: 2, invalid: [3, 4] });
    const refused = await house.api('POST', '/send-message', { body: { to: '+12125550161', body: 'Hi' } });
    expect([refused.status, refused.json.code]).toEqual([403, 'refused']);
    const [carol] = await list('/contacts?find=carol', 'contacts');
    expect(carol).toMatchObject({ status: 'opted-out', channel: 'email' });
    const { ledger } = (await organization('GET', `/contacts/${carol?.id}`)).json as { ledger: Json[] };
    expect(ledger).toMatchObject([{ kind: 'stop', source: 'old system' }]);
  });

  it('have one thread over all channels, with the text where it still is', async () => {
    const { control } = house.demo.network;
    const grace = '+12125550131';
    control.addPhone({ number: grace, name: 'Grace' });
    const first = await house.api('POST', '/send-message', { body: { to: grace, body: 'By text' } });
    control.sendFromPhone({ from: grace, to: agentNumber, channel: 'whatsapp', text: 'By WhatsApp' });
    const later = new Date(Date.now() + 3_600_000).toISOString();
    await house.api('POST', '/send-message', { body: { to: grace, body: 'In an hour', sendAt: later } });
    const contact = (await list('/contacts?find=0131', 'contacts'))[0];
    const entries = await house.until(
      () => list(`/contacts/${contact?.id}/thread`, 'entries'),
      found => found.length === 3,
    );
    const told = entries.map(({ direction, channel, text, kept }) => ({ direction, channel, text, kept }));
    expect(told).toContainEqual({ direction: 'in', channel: 'whatsapp', text: 'By WhatsApp', kept: 'waiting' });
    expect(told).toContainEqual({ direction: 'out', channel: 'sms', text: 'In an hour', kept: 'under-way' });
    expect(entries.find(entry => entry.id === first.json.id)).toMatchObject({ text: null, kept: 'erased' });
    const pageOne = (await organization('GET', `/contacts/${contact?.id}/thread?limit=2`)).json;
    const pageTwo = (await organization('GET', `/contacts/${contact?.id}/thread?limit=2&until=${pageOne.next}`)).json;
    const ids = [...(pageOne.entries as Json[]), ...(pageTwo.entries as Json[])].map(entry => entry.id);
    expect(ids.toSorted()).toEqual(entries.map(entry => entry.id).toSorted());
    await house.api('GET', '/waiting-messages?ack=on_fetch');
    const after = await list(`/contacts/${contact?.id}/thread`, 'entries');
    expect(after.find(entry => entry.direction === 'in')).toMatchObject({ text: null, status: 'acknowledged' });
  });
});

describe('an organization that keeps texts', () => {
  it('reads them in the thread, unless who asks is a viewer', async () => {
    const other = await install();
    try {
      const token = other.tokens.organization;
      await other.api('PATCH', '/organization/settings', { token, body: { keepBodiesDays: 7 } });
      const to = '+12125550171';
      other.demo.network.control.addPhone({ number: to, name: 'Kept' });
      const sent = (await other.api('POST', '/send-message', { body: { to, body: 'Kept by choice' } })).json;
      const [contact] = await other.until(
        async () => (await other.api('GET', '/contacts?find=0171', { token })).json.contacts as Json[],
        found => found.length > 0,
      );
      const thread = await other.until(
        async () => (await other.api('GET', `/contacts/${contact?.id}/thread`, { token })).json.entries as Json[],
        entries => entries[0]?.kept === 'by-choice',
      );
      expect(thread).toMatchObject([{ id: sent.id, text: 'Kept by choice' }]);
      const operation = other.demo.switchboard.operations.get('contacts.thread');
      if (!operation) throw new Error('There is no contacts.thread.');
      const viewer = { id: 'somebody', role: 'viewer' } as const;
      const principal = { kind: 'organization', organizationId: 'default', tokenId: 'x', person: viewer } as const;
      const signal = new AbortController().signal;
      const seen = await runOperation(operation, { contactId: contact?.id }, { principal, signal });
      expect(seen.value.entries).toMatchObject([{ id: sent.id, text: null, kept: 'hidden' }]);
    } finally {
      await other.close();
    }
  });
});

describe('messages', () => {
  it('are found by id, by the id of the vendor and by part of the recipient', async () => {
    const sent = (await house.api('POST', '/send-message', { body: { to: '+12125550141', body: 'Find me' } })).json;
    for (const find of [sent.id, sent.externalId, '5550141', '+12125550141'])
      expect(await list(`/messages?find=${encodeURIComponent(String(find))}`, 'messages')).toMatchObject([
        { id: sent.id },
      ]);
    expect(await list('/messages?find=nobody', 'messages')).toEqual([]);
    expect(await list(`/messages?find=${sent.id}&agentId=test-agent-002`, 'messages')).toEqual([]);
  });

  it('tell every step that they took, and why they were refused', async () => {
    const to = '+12125550142';
    house.demo.network.control.addFault({ kind: 'failing', status: 429, code: 20429, to, times: 1 });
    const sent = (await house.api('POST', '/send-message', { body: { to, body: 'Slowly' } })).json;
    const told = await house.until(
      async () => (await house.api('GET', `/messages/${sent.id}/timeline`)).json,
      ({ message }) => (message as Json).status === 'delivered',
    );
    const steps = told.steps as Json[];
    expect(steps.map(step => step.step)).toEqual(['admitted', 'retry', 'sent', 'delivered']);
    expect(steps[0]).toMatchObject({ actor: expect.stringMatching(/^agent:/) });
    expect(steps[1]).toMatchObject({ attempt: 1, fault: 'rate-limited' });
    expect(told).toMatchObject({ textKept: false, decision: { effect: 'allow' } });

    const stubborn = '+12125550143';
    house.demo.network.control.addPhone({ number: stubborn, name: 'No' });
    house.demo.network.control.sendFromPhone({ from: stubborn, to: agentNumber, text: 'STOP' });
    await house.until(
      () => house.demo.network.control.thread(stubborn).length,
      length => length > 1,
    );
    await house.api('POST', '/send-message', { body: { to: stubborn, body: 'Please' } });
    const [refused] = await list('/messages?status=refused', 'messages');
    const why = (await house.api('GET', `/messages/${refused?.id}/timeline`)).json;
    expect(why).toMatchObject({ decision: { effect: 'deny', reasons: [{ citation: expect.any(String) }] } });
    expect((why.steps as Json[]).at(-1)).toMatchObject({ step: 'refused', ruleIds: expect.any(Array) });
    const again = await house.api('POST', `/messages/${refused?.id}/resend`, { body: {} });
    expect([again.status, again.json.detail]).toEqual([404, 'The text of this message is not kept any more.']);
    const needless = await house.api('POST', `/messages/${sent.id}/resend`, { body: {} });
    expect(needless.status).toBe(409);
  });

  it('are sent once more, once, where the text is still here', async () => {
    const to = '+12125550144';
    house.demo.network.control.addPhone({ number: to, name: 'Again' });
    house.demo.network.control.addFault({ kind: 'reset', executed: false, to, times: 1 });
    const lost = (await house.api('POST', '/send-message', { body: { to, body: 'Once more' } })).json;
    expect(lost.status).toBe('unknown');
    const [one, two] = await Promise.all(
      [1, 2].map(() => house.api('POST', `/messages/${lost.id}/resend`, { body: {} })),
    );
    expect(one?.json).toMatchObject({ success: true, message: { to, status: 'sent' } });
    expect(two?.json.id).toBe(one?.json.id);
    const thread = await house.until(
      () => house.demo.network.control.thread(to),
      messages => messages.length > 0,
    );
    expect(thread.map(message => message.text)).toEqual(['Once more']);
  });

  it('leave as a table, however many there are, without formulas', async () => {
    await organization('POST', '/consent', { contactAddress: '=cmd@example.com', channel: 'email' });
    const read = async (path: string) =>
      (
        await fetch(`${house.url}/api/v1${path}`, {
          headers: { accept: 'text/csv', authorization: `Bearer ${house.tokens.organization}` },
        })
      ).text();
    const all = await read('/messages?limit=2');
    const count = (await list('/messages?limit=200', 'messages')).length;
    expect(all.trim().split('\r\n')).toHaveLength(count + 1);
    expect(all).toMatch(/^id,createdAt,agentId/);
    expect(await read('/contacts?limit=1&find=cmd')).toContain(`,'=cmd@example.com,`);
    expect((await read('/audit/search?limit=50')).split('\r\n')[0]).toBe('sequence,at,event,actor,target,details,hash');
    const refused = await fetch(`${house.url}/api/v1/contacts`, {
      headers: { accept: 'text/csv', authorization: `Bearer ${house.tokens.one}` },
    });
    expect(refused.status).toBe(403);
  });
});

describe('posts', () => {
  it('of vendors are noted, and a forged one is an alert, once', async () => {
    const forge = () =>
      fetch(`${house.url}/webhooks/test-agent-001/sms`, {
        method: 'POST',
        headers: { 'x-twilio-signature': 'forged', 'content-type': 'application/x-www-form-urlencoded' },
        body: 'From=%2B15550001&Body=hi',
      });
    expect([(await forge()).status, (await forge()).status]).toEqual([403, 403]);
    const forged = await list('/webhooks?outcome=forged', 'posts');
    expect(forged).toMatchObject([
      { direction: 'in', status: 403, provider: 'twilio', messages: 0 },
      { direction: 'in', status: 403 },
    ]);
    const alerts = await house.until(
      () => list('/alerts?kind=security', 'alerts'),
      found => found.some(alert => alert.event === 'webhook.rejected'),
    );
    expect(alerts.filter(alert => alert.event === 'webhook.rejected')).toMatchObject([{ severity: 'warning' }]);
    const applied = await list('/webhooks?direction=in&outcome=applied&limit=1', 'posts');
    expect(applied).toMatchObject([{ outcome: 'applied', status: 200 }]);
  });

  it('to applications are noted attempt by attempt, and posted again on request', async () => {
    let answer = 500;
    const seen: string[] = [];
    const application = createServer((request, response) => {
      seen.push(String(request.headers['webhook-id']));
      response.writeHead(answer).end();
    });
    await new Promise<void>(resolve => application.listen(0, '127.0.0.1', resolve));
    const { port } = application.address() as { port: number };
    const other = await install({
      env: { AGENTOS_CALLBACK_URL: `http://127.0.0.1:${port}/in/{agentId}` },
      parts: { callback: { pollMs: 50, scheduleMs: [0, 20] } },
    });
    try {
      const token = other.tokens.organization;
      other.demo.network.control.sendFromPhone({ from: '+15559876543', to: agentNumber, text: 'Ring' });
      const posts = async () =>
        (await other.api('GET', '/webhooks?direction=out', { token })).json.posts as readonly Json[];
      const failed = await other.until(posts, found => found.some(post => post.outcome === 'exhausted'));
      expect(failed.map(post => [post.attempt, post.outcome, post.status])).toEqual([
        [2, 'exhausted', 500],
        [1, 'failed', 500],
      ]);
      const inboxId = String(failed[0]?.inboxId);
      answer = 204;
      expect((await other.api('POST', `/webhooks/${inboxId}/replay`, { token, body: {} })).status).toBe(200);
      const delivered = await other.until(posts, found => found[0]?.outcome === 'delivered');
      expect(delivered[0]).toMatchObject({ inboxId, status: 204, attempt: 1 });
      expect(new Set(seen)).toEqual(new Set([inboxId]));
      expect((await other.api('POST', `/webhooks/${inboxId}/replay`, { token, body: {} })).status).toBe(409);
      expect((await other.api('POST', '/webhooks/none/replay', { token, body: {} })).status).toBe(404);
      expect((await other.api('GET', '/webhooks?inboxId=none', { token })).status).toBe(404);
    } finally {
      await other.close();
      application.close();
    }
  });
});

describe('limits', () => {
  it('that are reached are an alert, once in a while', async () => {
    await organization('POST', '/agent-limits', { agentId: 'test-agent-002', limits: { maxActionsPerDay: 1 } });
    const send = () =>
      house.api('POST', '/send-message', { token: house.tokens.two, body: { to: '+12125550151', body: 'x' } });
    expect([(await send()).status, (await send()).status, (await send()).status]).toEqual([200, 429, 429]);
    const reached = await house.until(
      async () => (await list('/alerts?kind=limits', 'alerts')).filter(alert => alert.event === 'limit.reached'),
      found => found.length > 0,
    );
    expect(reached).toMatchObject([{ target: 'test-agent-002', details: { limit: 'per-day' }, severity: 'warning' }]);
  });
});

describe('rules and vendors', () => {
  it('in force are listed with their law', async () => {
    const packs = await list<{ id: string; rules: readonly Json[] }>('/compliance/rules', 'packs');
    const rules = packs.flatMap(pack => pack.rules);
    expect(rules.length).toBeGreaterThan(50);
    expect(rules.every(rule => String(rule.citation).length > 3)).toBe(true);
    expect(rules.find(rule => rule.kind === 'hours')).toMatchObject({ says: { windows: expect.any(Object) } });
  });

  it('are offered with what they ask for, tried, and sealed anew', async () => {
    const offered = await list<Json>('/providers/offered', 'providers');
    const twilio = offered.find(each => each.provider === 'twilio');
    expect(twilio).toMatchObject({ own: false, serves: expect.arrayContaining(['sms', 'whatsapp']) });
    const { properties } = (twilio?.schema ?? {}) as { properties: Record<string, Json> };
    expect(properties).toHaveProperty('accountSid');
    expect(properties.authToken).toMatchObject({ secret: true });
    expect(properties).not.toHaveProperty('baseUrl');
    expect((await organization('POST', '/providers/twilio/check', {})).json).toMatchObject({ state: 'works' });
    expect((await organization('POST', '/providers/vonage/check', {})).status).toBe(404);
    const { accountSid, authToken } = house.demo.state.twilio;
    await organization('POST', '/providers', { provider: 'twilio', credentials: { accountSid, authToken } });
    expect((await organization('POST', '/providers/rotate', {})).json).toMatchObject({ resealed: 1, dropped: 1 });
    const now = (await list<Json>('/providers/offered', 'providers')).find(each => each.provider === 'twilio');
    expect(now).toMatchObject({ own: true });
    expect((await organization('POST', '/providers/twilio/check', {})).json).toMatchObject({ state: 'works' });
  });
});

describe('the audit trail', () => {
  it('is searched newest first, with or without what every message brings', async () => {
    const plain = await list<Json>('/audit/search?limit=200', 'entries');
    expect(plain.every(entry => !/^message\.|^webhook\.applied$/.test(String(entry.event)))).toBe(true);
    const sequences = plain.map(entry => Number(entry.sequence));
    expect(sequences).toEqual(sequences.toSorted((a, b) => b - a));
    const all = (await organization('GET', '/audit/search?traffic=yes&limit=3')).json;
    expect((all.entries as Json[]).length).toBe(3);
    const next = (await organization('GET', `/audit/search?traffic=yes&limit=1&beforeSequence=${all.next}`)).json;
    expect((next.entries as Json[])[0]?.sequence).toBe(Number(all.next) - 1);
    const sent = await list<Json>('/audit/search?event=message.sent&limit=1', 'entries');
    expect(sent).toMatchObject([{ event: 'message.sent' }]);
    expect((await organization('GET', '/audit/checkpoints')).json).toMatchObject({ publicKey: expect.any(String) });
  });
});
