import { Resend } from 'resend';
import { Webhook } from 'svix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiKey, type Hooked, hookServer, instantSandbox, virtualRuntime, webhookSecret } from '../../test/support.ts';
import { createSandbox, type Listening, type Sandbox } from '../index.ts';

let sandbox: Sandbox;
let listening: Listening;
let hooks: Awaited<ReturnType<typeof hookServer>>;
let answer: (hook: Hooked) => { status?: number };
let resend: Resend;

beforeEach(async () => {
  answer = () => ({});
  hooks = await hookServer(hook => answer(hook));
  sandbox = instantSandbox();
  sandbox.control.addDomain({ domain: 'agents.example', apiKey, webhookUrl: `${hooks.url}/mail` });
  listening = await sandbox.listen();
  resend = new Resend(apiKey, { baseUrl: `${listening.url}/resend` });
});

afterEach(async () => {
  await sandbox.close();
  await hooks.close();
});

const mail = {
  from: 'Support <support@agents.example>',
  to: 'ada@example.com',
  subject: 'Your order',
  text: 'It is on its way.',
};
const event = (hook: Hooked) => {
  new Webhook(webhookSecret).verify(hook.body, hook.headers);
  return JSON.parse(hook.body) as { type: string; data: Record<string, unknown> };
};

describe('sending', () => {
  it('brings a mail of the genuine SDK to the mailbox, and events signed as Svix does', async () => {
    const attachments = [
      { filename: 'bill.txt', content: Buffer.from('12 euros').toString('base64'), contentType: 'text/plain' },
    ];
    const { data, error } = await resend.emails.send({
      ...mail,
      replyTo: 'replies@agents.example',
      headers: { 'X-Order': '7' },
      tags: [{ name: 'kind', value: 'order' }],
      attachments,
    });
    expect(error).toBeNull();
    await sandbox.control.settled();
    expect(hooks.hooks.map(hook => event(hook).type)).toEqual(['email.sent', 'email.delivered']);
    expect(event(hooks.hooks[0]!).data).toMatchObject({
      email_id: data?.id,
      from: mail.from,
      to: [mail.to],
      subject: mail.subject,
      tags: { kind: 'order' },
      headers: [{ name: 'X-Order', value: '7' }],
    });
    const [arrived] = sandbox.control.mails('ada@example.com');
    expect(arrived).toMatchObject({
      direction: 'received',
      from: mail.from,
      subject: mail.subject,
      text: mail.text,
      replyTo: ['replies@agents.example'],
      headers: { 'X-Order': '7' },
      attachments: [{ name: 'bill.txt', size: 8 }],
    });
    expect(await (await fetch(arrived!.attachments[0]!.url)).text()).toBe('12 euros');
    expect((await resend.emails.get(data!.id)).data).toMatchObject({
      id: data?.id,
      last_event: 'delivered',
      subject: mail.subject,
    });
    expect((await resend.emails.list()).data?.data).toHaveLength(1);
    expect(sandbox.ledger().sends).toMatchObject([
      { id: data?.id, channel: 'email', from: 'support@agents.example', to: 'ada@example.com', text: mail.subject },
    ]);
  });

  it('honours an idempotency key for a day: same body, same id; another body, 409', async () => {
    const first = await resend.emails.send(mail, { idempotencyKey: 'send-1' });
    const again = await resend.emails.send(mail, { idempotencyKey: 'send-1' });
    const other = await resend.emails.send({ ...mail, text: 'changed' }, { idempotencyKey: 'send-1' });
    expect(again.data?.id).toBe(first.data?.id);
    expect(other.error).toMatchObject({ statusCode: 409, name: 'invalid_idempotent_request' });
    expect((await resend.emails.send(mail, { idempotencyKey: 'k'.repeat(257) })).error).toMatchObject({
      statusCode: 400,
      name: 'invalid_idempotency_key',
    });
    expect(sandbox.ledger().sends).toMatchObject([{ ref: 'send-1' }]);
  });

  it('forgets an idempotency key after 24 hours', async () => {
    const { runtime, clock } = virtualRuntime();
    const later = createSandbox({ runtime, clock, seed: 's', accounts: [{ resend: { apiKey } }] });
    later.control.addDomain({ domain: 'agents.example', apiKey });
    const send = async () => {
      const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', 'idempotency-key': 'k' };
      const response = await later.fetch('http://sandbox.invalid/resend/emails', {
        method: 'POST',
        headers,
        body: JSON.stringify(mail),
      });
      return ((await response.json()) as { id: string }).id;
    };
    const first = await send();
    await later.control.advance(86_399_000);
    expect(await send()).toBe(first);
    await later.control.advance(2_000);
    expect(await send()).not.toBe(first);
  });

  it.each([
    ['bounced@example.com', ['email.sent', 'email.bounced']],
    ['bounced+label@resend.dev', ['email.sent', 'email.bounced']],
    ['complained@example.com', ['email.sent', 'email.delivered', 'email.complained']],
    ['delayed@example.com', ['email.sent', 'email.delivery_delayed', 'email.delivered']],
    ['suppressed@example.com', ['email.sent', 'email.suppressed']],
    ['failed@example.com', ['email.sent', 'email.failed']],
  ])('knows what becomes of a mail to %s', async (to, types) => {
    await resend.emails.send({ ...mail, to });
    await sandbox.control.settled();
    expect(hooks.hooks.map(hook => event(hook).type)).toEqual(types);
  });

  it.each([
    ['a domain of somebody else', { from: 'x@elsewhere.example' }, 403, 'validation_error'],
    ['a sender that is no address', { from: 'nobody' }, 422, 'validation_error'],
    ['a recipient that is no address', { to: 'nobody' }, 422, 'validation_error'],
    ['no subject', { subject: undefined }, 422, 'missing_required_field'],
    ['no recipient', { to: undefined }, 422, 'missing_required_field'],
    ['no text', { text: undefined }, 422, 'missing_required_field'],
    ['a field that is misspelt', { replyTo: 'x@example.com' }, 422, 'validation_error'],
    ['an empty attachment', { attachments: [{ filename: 'a' }] }, 422, 'invalid_attachment'],
    ['a tag with a space', { tags: [{ name: 'a b', value: 'c' }] }, 422, 'validation_error'],
  ])('refuses %s', async (_what, change, statusCode, name) => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const response = await fetch(`${listening.url}/resend/emails`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ ...mail, ...change }),
    });
    expect(response.status).toBe(statusCode);
    expect(await response.json()).toEqual({ statusCode, name, message: expect.any(String) });
    expect(sandbox.ledger().sends).toEqual([]);
  });

  it('refuses a missing and a wrong key', async () => {
    expect(await (await fetch(`${listening.url}/resend/emails`)).json()).toMatchObject({
      statusCode: 401,
      name: 'missing_api_key',
    });
    expect(
      (await new Resend('re_guess', { baseUrl: `${listening.url}/resend` }).emails.send(mail)).error,
    ).toMatchObject({ statusCode: 403, name: 'invalid_api_key' });
  });

  it('sends a batch whole or not at all, and takes a scheduled mail back', async () => {
    expect((await resend.batch.send([mail, { ...mail, to: 'grace@example.com' }])).data?.data).toHaveLength(2);
    expect((await resend.batch.send([mail, { ...mail, from: 'x@elsewhere.example' }])).error).toMatchObject({
      name: 'validation_error',
    });
    expect(sandbox.ledger().sends).toHaveLength(2);
    const inAnHour = new Date(sandbox.control.now().getTime() + 3_600_000).toISOString();
    const { data } = await resend.emails.send({ ...mail, to: 'late@example.com', scheduledAt: inAnHour });
    expect((await resend.emails.get(data!.id)).data).toMatchObject({ last_event: 'scheduled' });
    expect((await resend.emails.cancel(data!.id)).error).toBeNull();
    expect((await resend.emails.get(data!.id)).data).toMatchObject({ last_event: 'canceled' });
  });

  it('posts an event again, as Svix does, until it is taken', async () => {
    const { runtime, clock } = virtualRuntime();
    const statuses = [500, 503, 200];
    const posted: string[] = [];
    const callbackFetch: typeof fetch = async (_url, init) => {
      posted.push(`${runtime.now().toISOString().slice(11, 19)} ${new Headers(init?.headers).get('svix-id')}`);
      return new Response(null, { status: statuses.shift() ?? 200 });
    };
    const later = createSandbox({
      runtime,
      clock,
      seed: 's',
      callbackFetch,
      accounts: [{ resend: { apiKey, webhookUrl: 'http://hooks.invalid/', webhookSecret } }],
    });
    later.control.addDomain({ domain: 'agents.example', apiKey });
    later.control.sendMail({ from: 'ada@example.com', to: ['support@agents.example'], subject: 'Hi', text: 'hello' });
    await later.control.advance(400_000);
    await later.control.settled();
    expect(posted.map(line => line.slice(0, 8))).toEqual(['15:00:00', '15:00:05', '15:05:05']);
    expect(new Set(posted.map(line => line.slice(9))).size).toBe(1);
  });
});

describe('receiving', () => {
  it('announces a reply without its text, and serves the text and the attachment by id', async () => {
    await resend.emails.send({ ...mail, replyTo: 'support@agents.example' });
    await sandbox.control.settled();
    const [arrived] = sandbox.control.mails('ada@example.com');
    const file = { name: 'photo.png', contentType: 'image/png', content: btoa('pixels') };
    const reply = sandbox.control.replyToMail(arrived!.id, { text: 'Thank you!', attachments: [file] });
    await sandbox.control.settled();
    const received = event(hooks.hooks.at(-1)!);
    expect(received.type).toBe('email.received');
    expect(received.data).toMatchObject({
      from: 'ada@example.com',
      to: ['support@agents.example'],
      subject: 'Re: Your order',
      message_id: reply.messageId,
      attachments: [{ filename: 'photo.png', content_type: 'image/png' }],
    });
    expect(received.data).not.toHaveProperty('text');
    const id = String(received.data.email_id);
    const { data } = await resend.emails.receiving.get(id);
    expect(data).toMatchObject({
      id,
      text: 'Thank you!',
      headers: { 'In-Reply-To': arrived!.messageId, References: arrived!.messageId },
    });
    const attachments = await resend.emails.receiving.attachments.list({ emailId: id });
    const link = attachments.data?.data[0]?.download_url ?? '';
    expect(await (await fetch(link)).text()).toBe('pixels');
    expect((await resend.emails.receiving.list()).data?.data).toHaveLength(1);
  });

  it('keeps domains with their records, pending until verified', async () => {
    const { data: made } = await resend.domains.create({ name: 'new.example' });
    expect(made?.records.map(record => record.record)).toContain('DKIM');
    expect((await resend.emails.send({ ...mail, from: 'a@new.example' })).error).toMatchObject({ statusCode: 403 });
    await resend.domains.verify(made!.id);
    await sandbox.control.settled();
    expect((await resend.domains.get(made!.id)).data).toMatchObject({ status: 'verified' });
    expect((await resend.emails.send({ ...mail, from: 'a@new.example' })).error).toBeNull();
    expect((await resend.domains.list()).data?.data.map(domain => domain.name)).toEqual([
      'new.example',
      'agents.example',
    ]);
    expect((await resend.domains.create({ name: 'agents.example' })).error).toMatchObject({ name: 'validation_error' });
    expect((await resend.domains.remove(made!.id)).data).toMatchObject({ deleted: true });
  });
});
