import { type Exchange, fakeRuntime, readExchanges, vendorContract } from '@buttdial/testing';
import fc from 'fast-check';
import sdk from 'twilio';
import { describe, expect, it } from 'vitest';
import { createTwilio, type TwilioConfig } from './index.ts';

const vendor = await vendorContract('twilio', process.env);
const recorded = readExchanges(new URL('../recorded/rest.json', import.meta.url));
const sends = readExchanges(new URL('../recorded/send.json', import.meta.url));
const settings = { accountSid: 'ACd3adb33fd3adb33fd3adb33fd3adb33f', authToken: 'token' };
const call = { signal: new AbortController().signal, idempotencyKey: 'key' };

/** A connection in a world where exactly these exchanges happen. */
async function played<Result>(
  names: readonly (string | Exchange)[],
  act: (twilio: ReturnType<typeof createTwilio>) => Promise<Result>,
  config: Partial<TwilioConfig> = {},
) {
  const runtime = fakeRuntime({
    exchanges: names.map(one => (typeof one === 'string' ? recorded[one]! : one)),
    inspect: vendor.inspect,
  });
  const result = await act(createTwilio({ ...settings, ...config }, runtime));
  runtime.settled();
  return { result, requests: runtime.requests };
}

describe('what was sent', () => {
  const span = { since: new Date('2023-08-24T05:00:00Z'), until: new Date('2023-08-24T06:00:00Z') };

  it('finds the messages between two numbers in a span, also those that are only queued', async () => {
    const { result } = await played(['find'], twilio =>
      twilio.messaging.find({ channel: 'sms', from: '+15017122661', to: '+15558675310', ...span }, call),
    );
    expect(result).toEqual([
      {
        vendorId: 'SM1f0e8ae6ade43cb3c0ce4525424e404f',
        from: '+15017122661',
        to: '+15558675310',
        text: 'Your table is ready',
        sentAt: new Date('2023-08-24T05:01:46Z'),
        createdAt: new Date('2023-08-24T05:01:45Z'),
        status: 'delivered',
      },
      {
        vendorId: 'SM9f0e8ae6ade43cb3c0ce4525424e404f',
        from: '+15017122661',
        to: '+15558675310',
        text: 'Your table is ready',
        createdAt: new Date('2023-08-24T05:01:45Z'),
        status: 'sent',
      },
    ]);
  });

  it('throws when Twilio does not tell, so that nobody takes silence for "nothing was sent"', async () => {
    const refused: Exchange = {
      request: recorded.find!.request,
      response: { status: 503, headers: { 'retry-after': '3' }, body: '' },
    };
    await expect(
      played([refused], twilio =>
        twilio.messaging.find({ channel: 'sms', from: '+15017122661', to: '+15558675310', ...span }, call),
      ),
    ).rejects.toMatchObject({
      code: 'unavailable',
      details: { retryAfterMs: 3000 },
    });
  });

  it('gets one message, or nothing where Twilio knows none', async () => {
    const known = await played(['get'], twilio => twilio.messaging.get('SM1f0e8ae6ade43cb3c0ce4525424e404f', call));
    expect(known.result).toMatchObject({ vendorId: 'SM1f0e8ae6ade43cb3c0ce4525424e404f', status: 'delivered' });
    const missing = await played(['get-missing'], twilio =>
      twilio.messaging.get('SM1f0e8ae6ade43cb3c0ce4525424e404f', call),
    );
    expect(missing.result).toBeUndefined();
  });
});

describe('sending', () => {
  const sms = {
    channel: 'sms',
    from: '+15017122661',
    to: '+15558675310',
    content: { kind: 'text', text: 'Hello' },
  } as const;
  const accepted = (request: Partial<Exchange['request']>): Exchange => ({
    request: { ...sends['bad-credentials']!.request, ...request },
    response: sends.sms!.response,
  });

  it('goes through the Messaging Service where one is set, but keeps the sender', async () => {
    const service = 'MGd3adb33fd3adb33fd3adb33fd3adb33f';
    await played(
      [accepted({ body: { MessagingServiceSid: service, From: '+15017122661' } })],
      twilio => twilio.messaging.send(sms, call),
      { messagingServiceSid: service },
    );
  });

  it('signs in with the API key where one is set', async () => {
    const apiKey = 'SKd3adb33fd3adb33fd3adb33fd3adb33f';
    const authorization = `Basic ${Buffer.from(`${apiKey}:secret`).toString('base64')}`;
    await played([accepted({ headers: { authorization } })], twilio => twilio.messaging.send(sms, call), {
      apiKey,
      apiSecret: 'secret',
    });
  });

  it('goes to another base URL where one is set, and names the host it was meant for', async () => {
    const url = `http://127.0.0.1:4010/twilio/2010-04-01/Accounts/${settings.accountSid}/Messages.json`;
    const exchange = accepted({ url, headers: { 'x-original-host': 'api.twilio.com' } });
    const runtime = fakeRuntime({ exchanges: [exchange] });
    await createTwilio({ ...settings, baseUrl: 'http://127.0.0.1:4010/twilio/' }, runtime).messaging.send(sms, call);
    runtime.settled();
  });

  it('takes over the price where Twilio names it at once', async () => {
    const priced = {
      ...accepted({}),
      response: { status: 201, body: { sid: 'SM1', price: '-0.00750', price_unit: 'USD' } },
    };
    const { result } = await played([priced], twilio => twilio.messaging.send(sms, call));
    expect(result).toEqual({ outcome: 'accepted', vendorId: 'SM1', price: { micros: 7500, currency: 'USD' } });
  });

  it('refuses media that Twilio cannot fetch or that are too many, without a request', async () => {
    const withMedia = (channel: 'sms' | 'whatsapp', attachments: readonly { url?: URL; content?: Uint8Array }[]) => ({
      ...sms,
      channel,
      content: { kind: 'text', text: '', attachments } as const,
    });
    const inline = await played([], twilio =>
      twilio.messaging.send(withMedia('sms', [{ content: new Uint8Array(1) }]), call),
    );
    expect(inline.result).toMatchObject({ outcome: 'refused', fault: { kind: 'unsupported' } });
    const url = new URL('https://media.example/a.png');
    const many = await played([], twilio => twilio.messaging.send(withMedia('whatsapp', [{ url }, { url }]), call));
    expect(many.result).toMatchObject({ outcome: 'refused', fault: { kind: 'invalid' } });
  });
});

describe('numbers', () => {
  const number = 'PN2a0747eba6abf96b7e3c3ff0b4530f6e';
  const hook = (path: string) => new URL(`https://buttdial.example/webhooks/${path}`);

  it('are searched by country, area and what they can do', async () => {
    const { result } = await played(['search-local'], twilio =>
      twilio.numbers.search({ country: 'US', capabilities: ['sms', 'voice'], areaCode: '501', limit: 2 }, call),
    );
    expect(result).toEqual([
      { number: '+15017122661', country: 'US', capabilities: ['sms', 'mms', 'voice'], label: '+15017122661' },
      { number: '+15017122662', country: 'US', capabilities: ['sms', 'voice'], label: '+15017122662' },
    ]);
  });

  it('are searched among the mobile ones where a country sells no local ones', async () => {
    const { result } = await played(['search-gb-local', 'search-gb-mobile'], twilio =>
      twilio.numbers.search({ country: 'GB', capabilities: ['sms'], limit: 1 }, call),
    );
    expect(result).toEqual([
      { number: '+447700900123', country: 'GB', capabilities: ['sms', 'voice'], label: '+447700900123' },
    ]);
  });

  it('are rented with their hooks', async () => {
    const { result } = await played(['rent'], twilio =>
      twilio.numbers.rent('+15017122661', { sms: hook('agent-1/sms'), voice: hook('agent-1/voice') }, call),
    );
    expect(result).toEqual({ outcome: 'accepted', vendorId: number });
    const gone = await played(['rent-gone'], twilio => twilio.numbers.rent('+15017122661', {}, call));
    expect(gone.result).toMatchObject({ outcome: 'refused', fault: { kind: 'invalid', vendorCode: '21422' } });
  });

  it('are pointed elsewhere and released', async () => {
    const pointed = await played(['point'], twilio =>
      twilio.numbers.point(number, { sms: hook('agent-2/sms'), status: hook('agent-2/call-status') }, call),
    );
    expect(pointed.result).toEqual({ outcome: 'accepted', vendorId: number });
    const released = await played(['release'], twilio => twilio.numbers.release(number, call));
    expect(released.result).toEqual({ outcome: 'accepted', vendorId: number });
  });

  it('are listed with the country they belong to', async () => {
    const { result } = await played(['list'], twilio => twilio.numbers.list(call));
    expect(result.map(one => [one.number, one.country, one.vendorId, one.capabilities])).toEqual([
      ['+15017122661', 'US', number, ['sms', 'mms', 'voice']],
      ['+447700900123', 'GB', 'PN3a0747eba6abf96b7e3c3ff0b4530f6e', ['sms', 'mms', 'voice']],
    ]);
  });
});

describe('check', () => {
  it('finds nothing wrong with an active account', async () => {
    expect((await played(['account'], twilio => twilio.check(call))).result).toBeUndefined();
  });
  it('tells rejected credentials and suspended accounts', async () => {
    expect((await played(['account-refused'], twilio => twilio.check(call))).result).toMatchObject({
      kind: 'credentials',
      vendorCode: '20003',
    });
    expect((await played(['account-suspended'], twilio => twilio.check(call))).result).toMatchObject({
      kind: 'credentials',
    });
  });
  it('does not read the account with an API key, which may not', async () => {
    const config = { apiKey: 'SKd3adb33fd3adb33fd3adb33fd3adb33f', apiSecret: 'secret' };
    expect((await played(['messages-with-key'], twilio => twilio.check(call), config)).result).toBeUndefined();
  });
});

describe('webhooks', () => {
  const { webhooks } = createTwilio(settings, fakeRuntime());

  it('verify whatever Twilio’s own SDK signs, and nothing else', async () => {
    // Twilio's names are ASCII. Beyond that its SDK, which compares UTF-16, and bytes would order a few names differently.
    const fields = fc.dictionary(fc.string({ unit: 'binary-ascii', minLength: 1 }), fc.string({ unit: 'binary' }));
    await fc.assert(
      fc.asyncProperty(fields, fc.webUrl({ withQueryParameters: true }), async (params, address) => {
        const url = new URL(address);
        const headers = new Headers({
          'x-twilio-signature': sdk.getExpectedTwilioSignature(settings.authToken, url.href, params),
        });
        const hook = { method: 'POST', url, headers, body: Buffer.from(new URLSearchParams(params).toString()) };
        expect(await webhooks.verify(hook)).toBe(true);
        expect(await webhooks.verify({ ...hook, body: Buffer.concat([hook.body, Buffer.from('&x-added=1')]) })).toBe(
          false,
        );
        expect(await createTwilio({ ...settings, authToken: 'other' }, fakeRuntime()).webhooks.verify(hook)).toBe(
          false,
        );
      }),
    );
  });

  it('read whatever comes, and never throw', async () => {
    const names = [
      'MessageSid',
      'MessageStatus',
      'SmsStatus',
      'CallSid',
      'CallStatus',
      'RecordingSid',
      'RecordingUrl',
      'From',
      'To',
      'Body',
      'NumMedia',
      'MediaUrl0',
      'ErrorCode',
      'Price',
      'OptOutType',
      'AnsweredBy',
    ];
    const values = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'delivered',
        'failed',
        'ringing',
        'toString',
        '__proto__',
        '99999999999',
        '-1',
        'NaN',
        'https://x.example/',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), values), async params => {
        const body = Buffer.from(new URLSearchParams(params).toString());
        const events = await webhooks.read({
          method: 'POST',
          url: new URL('https://buttdial.example/?ref=1'),
          headers: new Headers(),
          body,
        });
        expect(events.length).toBeLessThan(2);
        for (const event of events) expect(event.vendorId).not.toBe('');
      }),
    );
  });

  it('answer with nothing, or with a text from which no markup escapes', () => {
    expect(webhooks.answer()).toEqual({ contentType: 'text/xml', body: '<Response/>' });
    expect(webhooks.answer('Stopped.').body).toBe('<Response><Message>Stopped.</Message></Response>');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const inside = /^<Response><Message>([^<>"']*)<\/Message><\/Response>$/.exec(webhooks.answer(text).body)?.[1];
        expect(inside).not.toMatch(/&(?!(amp|lt|gt|quot|apos);)/);
        expect(inside).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
      }),
    );
    expect(webhooks.answer('</Message><Dial>+1900</Dial>').body).not.toContain('<Dial>');
  });
});
