import twilio from 'twilio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  accountSid,
  authToken,
  type Hooked,
  hookServer,
  instantSandbox,
  ourNumber,
  phone,
  twilioClient,
} from '../../test/support.ts';
import type { Sandbox } from '../index.ts';

let sandbox: Sandbox;
let hooks: Awaited<ReturnType<typeof hookServer>>;
let answer: (hook: Hooked) => { status?: number; type?: string; body?: string };

beforeEach(async () => {
  answer = () => ({});
  hooks = await hookServer(hook => answer(hook));
  sandbox = instantSandbox();
  sandbox.control.addNumber({
    number: ourNumber,
    accountSid,
    smsUrl: `${hooks.url}/sms`,
    whatsappUrl: `${hooks.url}/whatsapp`,
  });
});

afterEach(async () => {
  await sandbox.close();
  await hooks.close();
});

const client = () => twilioClient('http://sandbox.invalid/twilio', sandbox.fetch);
const genuine = (hook: Hooked) =>
  twilio.validateRequest(authToken, hook.headers['x-twilio-signature'] ?? '', hook.url, hook.form);

describe('sending', () => {
  it('brings an SMS of the genuine SDK to the phone, and signed reports to the callback', async () => {
    const message = await client().messages.create({
      from: ourNumber,
      to: phone,
      body: 'Hello é ✓',
      statusCallback: `${hooks.url}/status?ref=send-1`,
    });
    expect(message).toMatchObject({
      status: 'queued',
      from: ourNumber,
      to: phone,
      price: null,
      direction: 'outbound-api',
      numSegments: '1',
    });
    await sandbox.control.settled();

    expect(sandbox.control.thread(phone)).toMatchObject([
      { id: message.sid, direction: 'received', channel: 'sms', with: ourNumber, text: 'Hello é ✓' },
    ]);
    expect(hooks.hooks.map(hook => hook.form.MessageStatus)).toEqual(['queued', 'sent', 'delivered']);
    expect(hooks.hooks.every(genuine)).toBe(true);
    expect(hooks.hooks[0]?.form).toMatchObject({
      MessageSid: message.sid,
      SmsSid: message.sid,
      AccountSid: accountSid,
      From: ourNumber,
      To: phone,
    });
    expect(sandbox.ledger().sends).toMatchObject([
      { id: message.sid, account: 'ours', channel: 'sms', from: ourNumber, to: phone, ref: 'send-1' },
    ]);
    const later = await client().messages(message.sid).fetch();
    expect(later).toMatchObject({ status: 'delivered', price: '-0.00790', priceUnit: 'USD' });
    expect(later.dateSent).toBeInstanceOf(Date);
  });

  it('takes WhatsApp free text only within a day after the phone wrote, and templates always', async () => {
    const { sid } = sandbox.control.addTemplate({ accountSid, body: 'Hi {{1}}, your table is ready.' });
    const send = (content: { body: string } | { contentSid: string; contentVariables: string }) =>
      client().messages.create({
        from: `whatsapp:${ourNumber}`,
        to: `whatsapp:${phone}`,
        statusCallback: `${hooks.url}/status`,
        ...content,
      });
    const early = await send({ body: 'too early' });
    await send({ contentSid: sid, contentVariables: JSON.stringify({ 1: 'Ada' }) });
    await sandbox.control.settled();
    expect(await client().messages(early.sid).fetch()).toMatchObject({ status: 'undelivered', errorCode: 63016 });
    expect(sandbox.control.thread(phone, { channel: 'whatsapp' }).map(message => message.text)).toEqual([
      'Hi Ada, your table is ready.',
    ]);

    sandbox.control.sendFromPhone({ from: phone, to: ourNumber, channel: 'whatsapp', text: 'hello' });
    const open = await send({ body: 'now it goes' });
    await sandbox.control.settled();
    expect(sandbox.control.readOnPhone(phone, ourNumber)).toBe(2);
    await sandbox.control.settled();
    expect(await client().messages(open.sid).fetch()).toMatchObject({ status: 'read' });
    expect(hooks.hooks.filter(hook => hook.form.MessageStatus === 'read')).toHaveLength(2);
  });

  it.each([
    ['no recipient', { from: ourNumber, to: '', body: 'x' }, 21604],
    ['a recipient that is no number', { from: ourNumber, to: '12', body: 'x' }, 21211],
    ['no sender', { to: phone, body: 'x' }, 21603],
    ['a sender of somebody else', { from: '+12125550199', to: phone, body: 'x' }, 21606],
    ['a sender that is no number', { from: 'no number', to: phone, body: 'x' }, 21212],
    ['no content', { from: ourNumber, to: phone }, 21619],
    ['too much text', { from: ourNumber, to: phone, body: 'x'.repeat(1601) }, 21617],
    ['two channels', { from: ourNumber, to: `whatsapp:${phone}`, body: 'x' }, 21910],
    ['a sender that is not on WhatsApp', { from: 'whatsapp:+12125550199', to: `whatsapp:${phone}`, body: 'x' }, 63007],
    ['itself', { from: ourNumber, to: ourNumber, body: 'x' }, 21266],
    [
      'eleven pictures',
      { from: ourNumber, to: phone, mediaUrl: Array.from({ length: 11 }, () => 'https://example.com/a.png') },
      21623,
    ],
    ['an unknown template', { from: ourNumber, to: phone, contentSid: `HX${'0'.repeat(32)}` }, 21655],
    ['a callback that is no address', { from: ourNumber, to: phone, body: 'x', statusCallback: 'nowhere' }, 21609],
    ['an unknown service', { messagingServiceSid: `MG${'0'.repeat(32)}`, to: phone, body: 'x' }, 21701],
    ['magic: invalid', { from: ourNumber, to: '+15005550001', body: 'x' }, 21211],
    ['magic: no route', { from: ourNumber, to: '+15005550002', body: 'x' }, 21612],
    ['magic: region', { from: ourNumber, to: '+15005550003', body: 'x' }, 21408],
    ['magic: blocked', { from: ourNumber, to: '+15005550004', body: 'x' }, 21610],
    ['magic: landline', { from: ourNumber, to: '+15005550009', body: 'x' }, 21614],
    ['magic: full queue', { from: '+15005550008', to: phone, body: 'x' }, 21611],
  ])('refuses %s', async (_what, params, code) => {
    const refused = client().messages.create(params as never);
    await expect(refused).rejects.toMatchObject({ code, moreInfo: `https://www.twilio.com/docs/errors/${code}` });
    expect(sandbox.ledger().sends).toEqual([]);
  });

  it('refuses a parameter that Twilio does not have', async () => {
    const body = new URLSearchParams({ Form: ourNumber, From: ourNumber, To: phone, Body: 'x' });
    const headers = {
      authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}`,
      'content-type': 'application/x-www-form-urlencoded',
    };
    const response = await sandbox.fetch(
      `http://sandbox.invalid/twilio/2010-04-01/Accounts/${accountSid}/Messages.json`,
      { method: 'POST', headers, body },
    );
    expect(await response.json()).toMatchObject({ code: 20001, status: 400, message: expect.stringContaining('Form') });
  });

  it('refuses a wrong token with 401 and somebody else’s account with 404', async () => {
    const wrong = twilioClient('http://sandbox.invalid/twilio', sandbox.fetch, { token: 'guess' });
    await expect(wrong.messages.list()).rejects.toMatchObject({ status: 401, code: 20003 });
    await expect(
      client()
        .api.v2010.accounts(`AC${'2'.repeat(32)}`)
        .fetch(),
    ).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  it.each([
    ['+15005550030', 'undelivered', 30003],
    ['+15005550034', 'undelivered', 30007],
    ['+15005550036', 'failed', 30034],
    ['+14155551234', 'undelivered', 30005],
  ])('lets a message to %s end as %s', async (to, status, errorCode) => {
    const message = await client().messages.create({
      from: ourNumber,
      to,
      body: 'x',
      statusCallback: `${hooks.url}/status`,
    });
    await sandbox.control.settled();
    expect(await client().messages(message.sid).fetch()).toMatchObject({ status, errorCode });
    expect(hooks.hooks.at(-1)?.form).toMatchObject({ MessageStatus: status, ErrorCode: String(errorCode) });
    expect(sandbox.control.thread(to)).toEqual([]);
  });

  it('sends through a messaging service with the number that the recipient knows', async () => {
    sandbox.control.addNumber({ number: '+12125550102', accountSid });
    const { sid } = sandbox.control.addMessagingService({ accountSid, numbers: ['+12125550102', ourNumber] });
    await client().messages.create({ from: ourNumber, to: phone, body: 'first' });
    const message = await client().messages.create({ messagingServiceSid: sid, to: phone, body: 'second' });
    expect(message).toMatchObject({ status: 'accepted', messagingServiceSid: sid, from: null, numSegments: '0' });
    await sandbox.control.settled();
    expect(sandbox.control.thread(phone).map(one => one.with)).toEqual([ourNumber, ourNumber]);
  });
});

describe('listing', () => {
  it('pages through the SDK, newest first, and filters by people and date', async () => {
    for (const body of ['a', 'b', 'c', 'd', 'e']) await client().messages.create({ from: ourNumber, to: phone, body });
    await client().messages.create({ from: ourNumber, to: '+12125550150', body: 'other' });
    await sandbox.control.settled();
    const bodies = (messages: { body: string }[]) => messages.map(message => message.body);
    expect(bodies(await client().messages.list({ to: phone, pageSize: 2 }))).toEqual(['e', 'd', 'c', 'b', 'a']);
    const now = sandbox.control.now().getTime();
    expect(
      await client().messages.list({ dateSentAfter: new Date(now - 60_000), dateSentBefore: new Date(now + 60_000) }),
    ).toHaveLength(6);
    expect(await client().messages.list({ dateSentAfter: new Date(now + 60_000) })).toEqual([]);
    expect(await client().messages.list({ to: phone, limit: 3 })).toHaveLength(3);
  });

  it('redacts, deletes, and no longer finds', async () => {
    const { sid } = await client().messages.create({ from: ourNumber, to: phone, body: 'secret' });
    expect(await client().messages(sid).update({ body: '' })).toMatchObject({ body: '' });
    await client().messages(sid).remove();
    await expect(client().messages(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  it('shows account and balance', async () => {
    await client().messages.create({ from: ourNumber, to: phone, body: 'x' });
    await sandbox.control.settled();
    expect(await client().api.v2010.accounts(accountSid).fetch()).toMatchObject({
      sid: accountSid,
      status: 'active',
      type: 'Full',
    });
    expect(await client().balance.fetch()).toMatchObject({ balance: '99.9921', currency: 'USD' });
  });
});

describe('numbers', () => {
  it('finds, buys, points and releases', async () => {
    const found = await client().availablePhoneNumbers('US').local.list({ areaCode: 312, smsEnabled: true, limit: 3 });
    expect(found.map(number => number.phoneNumber)).toEqual(['+13125550100', '+13125550101', '+13125550102']);
    const bought = await client().incomingPhoneNumbers.create({
      phoneNumber: found[0]!.phoneNumber,
      smsUrl: `${hooks.url}/a`,
    });
    expect(bought).toMatchObject({
      phoneNumber: '+13125550100',
      smsUrl: `${hooks.url}/a`,
      capabilities: { sms: true, voice: true },
    });
    await expect(client().incomingPhoneNumbers.create({ phoneNumber: '+13125550100' })).rejects.toMatchObject({
      code: 21422,
    });
    await expect(client().incomingPhoneNumbers.create({ phoneNumber: '+14155551234' })).rejects.toMatchObject({
      code: 21421,
    });
    await client()
      .incomingPhoneNumbers(bought.sid)
      .update({ smsUrl: `${hooks.url}/b` });
    sandbox.control.sendFromPhone({ from: phone, to: '+13125550100', text: 'hi' });
    await sandbox.control.settled();
    expect(hooks.hooks.map(hook => hook.path)).toEqual(['/b']);
    expect((await client().incomingPhoneNumbers.list()).map(number => number.phoneNumber).sort()).toEqual([
      ourNumber,
      '+13125550100',
    ]);
    await client().incomingPhoneNumbers(bought.sid).remove();
    await expect(client().messages.create({ from: '+13125550100', to: phone, body: 'x' })).rejects.toMatchObject({
      code: 21606,
    });
  });
});

describe('receiving', () => {
  it('posts a signed webhook and brings the TwiML answer back to the phone', async () => {
    answer = () => ({
      body: '<?xml version="1.0"?><Response><Message>Got &amp; kept</Message><Message><Body>second</Body></Message></Response>',
    });
    const sent = sandbox.control.sendFromPhone({ from: phone, to: ourNumber, text: 'Is this on? ✓' });
    await sandbox.control.settled();
    expect(hooks.hooks).toHaveLength(1);
    expect(genuine(hooks.hooks[0]!)).toBe(true);
    expect(hooks.hooks[0]?.form).toMatchObject({
      MessageSid: sent.id,
      SmsSid: sent.id,
      AccountSid: accountSid,
      From: phone,
      To: ourNumber,
      Body: 'Is this on? ✓',
      NumMedia: '0',
      SmsStatus: 'received',
      FromCountry: 'US',
    });
    expect(sandbox.control.thread(phone).map(message => [message.direction, message.text])).toEqual([
      ['sent', 'Is this on? ✓'],
      ['received', 'Got & kept'],
      ['received', 'second'],
    ]);
    expect(await client().messages(sent.id).fetch()).toMatchObject({ direction: 'inbound', status: 'received' });
  });

  it('carries WhatsApp names and media that only the account can fetch', async () => {
    sandbox.control.addPhone({ number: phone, name: 'Sam Lee' });
    const { url, close } = await sandbox.listen();
    sandbox.control.sendFromPhone({
      from: phone,
      to: ourNumber,
      channel: 'whatsapp',
      text: 'look',
      media: [{ contentType: 'image/png', content: btoa('pixels') }],
    });
    await sandbox.control.settled();
    const form = hooks.hooks[0]!.form;
    expect(form).toMatchObject({
      From: `whatsapp:${phone}`,
      To: `whatsapp:${ourNumber}`,
      ProfileName: 'Sam Lee',
      WaId: phone.slice(1),
      NumMedia: '1',
      MediaContentType0: 'image/png',
      MessageType: 'image',
    });
    expect(form.MediaUrl0).toMatch(
      new RegExp(`^${url}/twilio/2010-04-01/Accounts/${accountSid}/Messages/MM[0-9a-f]{32}/Media/ME[0-9a-f]{32}$`),
    );
    expect((await fetch(form.MediaUrl0!)).status).toBe(401);
    const file = await fetch(form.MediaUrl0!, {
      headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
    });
    expect([file.headers.get('content-type'), await file.text()]).toEqual(['image/png', 'pixels']);
    await close();
  });

  it('blocks after STOP and opens again after START', async () => {
    sandbox.control.sendFromPhone({ from: phone, to: ourNumber, text: ' stop ' });
    await expect(client().messages.create({ from: ourNumber, to: phone, body: 'x' })).rejects.toMatchObject({
      code: 21610,
      status: 400,
    });
    await sandbox.control.settled();
    expect(hooks.hooks[0]?.form).not.toHaveProperty('OptOutType');
    expect(sandbox.control.thread(phone)).toHaveLength(1);
    sandbox.control.sendFromPhone({ from: phone, to: ourNumber, text: 'START' });
    await expect(client().messages.create({ from: ourNumber, to: phone, body: 'x' })).resolves.toMatchObject({
      status: 'queued',
    });
  });

  it('says OptOutType and answers by itself where advanced opt-out is on', async () => {
    sandbox.control.updateNumber(ourNumber, { optOut: 'advanced' });
    sandbox.control.sendFromPhone({ from: phone, to: ourNumber, text: 'STOP' });
    await sandbox.control.settled();
    expect(hooks.hooks[0]?.form).toMatchObject({ OptOutType: 'STOP' });
    expect(sandbox.control.thread(phone).at(-1)?.text).toContain('You have successfully been unsubscribed');
  });

  it('tries once more after a broken connection, with the same token, and falls back', async () => {
    const dead = await hookServer();
    await dead.close();
    sandbox.control.updateNumber(ourNumber, { smsUrl: `${dead.url}/gone`, smsFallbackUrl: `${hooks.url}/fallback` });
    sandbox.control.sendFromPhone({ from: phone, to: ourNumber, text: 'hi' });
    await sandbox.control.settled();
    expect(sandbox.ledger().callbacks.map(call => [call.attempt, call.status ?? call.failure])).toEqual([
      [1, 'connection'],
      [2, 'connection'],
      [1, 200],
    ]);
    expect(hooks.hooks[0]?.form).toMatchObject({ ErrorCode: '11200', ErrorUrl: `${dead.url}/gone` });
  });

  it('notes what it could not deliver or read', async () => {
    answer = () => ({ status: 500 });
    sandbox.control.sendFromPhone({ from: phone, to: ourNumber, text: 'one' });
    await sandbox.control.settled();
    answer = () => ({ body: '<Response><Message>unclosed</Response>' });
    sandbox.control.sendFromPhone({ from: phone, to: ourNumber, text: 'two' });
    await sandbox.control.settled();
    expect(sandbox.ledger().alerts.map(alert => alert.code)).toEqual([11200, 12100]);
    sandbox.control.changeBehaviour({ twilioRetryOn: ['5xx'], twilioRetries: 2 });
    answer = () => ({ status: 503 });
    sandbox.control.sendFromPhone({ from: phone, to: ourNumber, text: 'three' });
    await sandbox.control.settled();
    const attempts = hooks.hooks.filter(hook => hook.form.Body === 'three');
    expect(attempts).toHaveLength(3);
    expect(new Set(attempts.map(hook => hook.headers['i-twilio-idempotency-token'])).size).toBe(1);
  });

  it('signs GET hooks over their whole address', async () => {
    sandbox.control.updateNumber(ourNumber, { smsUrl: `${hooks.url}/sms?agent=a`, smsMethod: 'GET' });
    sandbox.control.sendFromPhone({ from: phone, to: ourNumber, text: 'hi & bye' });
    await sandbox.control.settled();
    const hook = hooks.hooks[0]!;
    expect(twilio.validateRequest(authToken, hook.headers['x-twilio-signature'] ?? '', hook.url, {})).toBe(true);
    expect(new URL(hook.url).searchParams.get('Body')).toBe('hi & bye');
  });

  it('joins two accounts: what one sends, the other receives', async () => {
    const other = `AC${'2'.repeat(32)}`;
    sandbox.control.addAccount({ name: 'theirs', twilio: { accountSid: other, authToken: 'other' } });
    sandbox.control.addNumber({ number: '+12125550188', accountSid: other, smsUrl: `${hooks.url}/theirs` });
    await client().messages.create({ from: ourNumber, to: '+12125550188', body: 'from agent to agent' });
    await sandbox.control.settled();
    const hook = hooks.hooks.find(one => one.path === '/theirs')!;
    expect(hook.form).toMatchObject({ AccountSid: other, From: ourNumber, Body: 'from agent to agent' });
    expect(twilio.validateRequest('other', hook.headers['x-twilio-signature'] ?? '', hook.url, hook.form)).toBe(true);
  });
});
