import { type Exchange, fakeRuntime, readExchanges, vendorContract } from '@buttdial/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createResend } from './index.ts';

const vendor = await vendorContract('resend', process.env);
const recorded = readExchanges(new URL('../recorded/rest.json', import.meta.url));
const sends = readExchanges(new URL('../recorded/send.json', import.meta.url));
const call = { signal: new AbortController().signal, idempotencyKey: 'key' };

/** A connection in a world where exactly these exchanges happen. */
async function played<Result>(
  names: readonly (string | Exchange)[],
  act: (resend: ReturnType<typeof createResend>) => Promise<Result>,
) {
  const runtime = fakeRuntime({
    exchanges: names.map(one => (typeof one === 'string' ? recorded[one]! : one)),
    inspect: vendor.inspect,
  });
  const result = await act(createResend({ apiKey: 're_1' }, runtime));
  runtime.settled();
  return { result, runtime };
}

describe('sending domains', () => {
  const records = [
    { type: 'MX', name: 'send', value: 'feedback-smtp.us-east-1.amazonses.com', priority: 10 },
    { type: 'TXT', name: 'send', value: '"v=spf1 include:amazonses.com ~all"' },
    { type: 'TXT', name: 'resend._domainkey', value: 'p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ' },
  ];

  it('are added and tell the records that prove them', async () => {
    const { result } = await played(['domain-add'], resend => resend.email.domains.add('acme.example', call));
    expect(result).toEqual({ name: 'acme.example', verified: false, records });
  });
  it('are found by name over several pages', async () => {
    const { result } = await played(['domain-list', 'domain-list-2', 'domain-get'], resend =>
      resend.email.domains.get('Acme.example', call),
    );
    expect(result).toEqual({ name: 'acme.example', verified: true, records });
  });
  it('that Resend does not list are unknown', async () => {
    const { result } = await played(['domain-list', 'domain-list-2'], resend =>
      resend.email.domains.get('nobody.example', call),
    );
    expect(result).toBeUndefined();
  });
  it('throw without the vendor’s words when Resend refuses', async () => {
    await expect(
      played(['domain-add-refused'], resend => resend.email.domains.add('acme.example', call)),
    ).rejects.toMatchObject({ code: 'vendor-failed', message: expect.not.stringContaining('acme') });
  });
});

describe('check', () => {
  it('finds nothing wrong with a key that works, also when it may only send', async () => {
    expect((await played(['check'], resend => resend.check(call))).result).toBeUndefined();
    expect((await played(['check-sending-key'], resend => resend.check(call))).result).toBeUndefined();
  });
  it('tells a rejected key', async () => {
    expect((await played(['check-refused'], resend => resend.check(call))).result).toMatchObject({
      kind: 'credentials',
    });
  });
});

describe('sending', () => {
  const email = { from: 'desk@acme.example', to: 'sam@customer.example', subject: 'Hi', text: 'Hello' };
  const accepted = (body: Exchange['request']['body']): Exchange => ({
    request: { method: 'POST', url: 'https://api.resend.com/emails', body: body! },
    response: sends.text!.response,
  });
  const withRef = (ref: string) => ({
    ...call,
    statusUrl: new URL(`https://buttdial.example/?ref=${encodeURIComponent(ref)}`),
  });

  it('carries our reference as a tag, encoded where a tag cannot hold it', async () => {
    await played([accepted({ tags: [{ name: 'ref', value: 'attempt_1-a' }] })], resend =>
      resend.email.send(email, withRef('attempt_1-a')),
    );
    await played([accepted({ tags: [{ name: 'ref64', value: 'YS5iL2M' }] })], resend =>
      resend.email.send(email, withRef('a.b/c')),
    );
  });
  it('keeps a sender’s name from adding headers', async () => {
    await played([accepted({ from: '"Acme Bcc: all" <desk@acme.example>' })], resend =>
      resend.email.send({ ...email, fromName: 'Acme\r\nBcc: all' }, call),
    );
  });
  it('refuses an idempotency key that Resend would not take, without a request', async () => {
    const { result } = await played([], resend =>
      resend.email.send(email, { ...call, idempotencyKey: 'k'.repeat(257) }),
    );
    expect(result).toMatchObject({ outcome: 'refused', fault: { kind: 'invalid' } });
  });
  it('reads a code that it does not know by the status, whatever the code is', async () => {
    for (const name of ['constructor', '__proto__', 'brand_new_error']) {
      const refused: Exchange = {
        request: { method: 'POST', url: 'https://api.resend.com/emails' },
        response: { status: 422, body: { name, message: 'sam@customer.example' } },
      };
      const { result } = await played([refused], resend => resend.email.send(email, call));
      expect(result).toEqual({
        outcome: 'refused',
        fault: { kind: 'invalid', message: 'The vendor finds the request invalid.', vendorCode: name },
      });
    }
  });
  it('goes to another base URL where one is set', async () => {
    const runtime = fakeRuntime({
      exchanges: [{ ...accepted({}), request: { method: 'POST', url: 'http://127.0.0.1:4010/resend/emails' } }],
    });
    await createResend({ apiKey: 're_1', baseUrl: 'http://127.0.0.1:4010/resend/' }, runtime).email.send(email, call);
    runtime.settled();
  });
});

describe('webhooks', () => {
  const event = {
    type: 'email.received',
    created_at: '2026-02-22T23:41:12.126Z',
    data: { email_id: '56761188-7520-42d8-8898-ff6fc54ce618', from: 'a@b.example', to: ['c@d.example'], subject: 'Hi' },
  };
  const hook = (body: object) => ({
    method: 'POST',
    url: new URL('https://buttdial.example/'),
    headers: new Headers(),
    body: Buffer.from(JSON.stringify(body)),
  });

  it('pass nothing, and say so in the log, where no signing secret is set', async () => {
    const { result, runtime } = await played([], resend => resend.webhooks.verify(hook(event)));
    expect(result).toBe(false);
    expect(runtime.logs).toEqual([{ level: 'warn', event: 'resend.webhook-secret-missing', fields: {} }]);
  });
  it('fetch the text of mail with one request', async () => {
    const { result } = await played(['received'], resend => resend.webhooks.read(hook(event)));
    expect(result).toMatchObject([{ kind: 'message', text: 'At eight?', to: 'c@d.example' }]);
  });
  it('throw when the text cannot be fetched, so that the event comes again', async () => {
    await expect(played(['received-missing'], resend => resend.webhooks.read(hook(event)))).rejects.toMatchObject({
      code: 'vendor-failed',
    });
  });
  it('fetch nothing for an id that would lead elsewhere', async () => {
    const astray = { ...event, data: { ...event.data, email_id: '../domains' } };
    await expect(played([], resend => resend.webhooks.read(hook(astray)))).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });
  it('read whatever comes, and never throw', async () => {
    const { webhooks } = createResend({ apiKey: 're_1' }, fakeRuntime());
    const types = fc.oneof(
      fc.constantFrom(
        'email.received',
        'email.bounced',
        'email.suppressed',
        'email.failed',
        'email.delivered',
        'toString',
      ),
      fc.jsonValue(),
    );
    const data = fc.record({
      email_id: fc.oneof(fc.constant('1'), fc.jsonValue()),
      text: fc.constant('Hi'),
      from: fc.jsonValue(),
      to: fc.jsonValue(),
      tags: fc.jsonValue(),
      headers: fc.jsonValue(),
      attachments: fc.jsonValue(),
      bounce: fc.jsonValue(),
      suppressed: fc.jsonValue(),
      failed: fc.jsonValue(),
    });
    await fc.assert(
      fc.asyncProperty(types, fc.oneof(data, fc.jsonValue()), async (type, content) => {
        for (const one of await webhooks.read(hook({ type, created_at: '2026', data: content })))
          expect(one.vendorId).not.toBe('');
      }),
    );
  });
  it('are answered with what existing installations answer', async () => {
    expect(createResend({ apiKey: 're_1' }, fakeRuntime()).webhooks.answer()).toEqual({
      contentType: 'application/json',
      body: '{"ok":true}',
    });
  });
});
