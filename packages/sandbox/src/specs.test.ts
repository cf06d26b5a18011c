import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { accountSid, apiKey, authToken, instantSandbox, ourNumber, phone, webhookSecret } from '../test/support.ts';
import type { Sandbox } from './index.ts';
import { sendRequest } from './resend/requests.ts';
import { messageParameters } from './twilio/checks.ts';
import { callParameters } from './twilio/voice/checks.ts';

const specs = process.env.VENDOR_SPECS;

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
}
interface Description {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { requestBody: { content: Readonly<Record<string, { schema: Schema }>> } }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const read = (file: string) => JSON.parse(readFileSync(join(specs ?? '', file), 'utf8')) as Description;
const fields = (schema: Schema | undefined) => Object.keys(schema?.properties ?? {}).sort();

// The vendors' own descriptions are not part of this repository; VENDOR_SPECS names the folder that holds them.
describe.skipIf(specs === undefined)('against the vendors’ descriptions', () => {
  let sandbox: Sandbox;
  const base = `http://sandbox.invalid/twilio/2010-04-01/Accounts/${accountSid}`;
  const headers = { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` };
  const twilio = async (path: string, form?: Record<string, string>) => {
    const init = form === undefined ? { headers } : { method: 'POST', headers, body: new URLSearchParams(form) };
    return (await sandbox.fetch(base + path, init)).json() as Promise<Record<string, Record<string, unknown>[]>>;
  };

  beforeEach(() => {
    sandbox = instantSandbox();
    sandbox.control.addNumber({ number: ourNumber, accountSid });
    sandbox.control.addDomain({ domain: 'agents.example', apiKey });
  });

  it('knows the parameters of a Twilio message, all and no others', () => {
    const path = read('twilio/api_v2010.json').paths['/2010-04-01/Accounts/{AccountSid}/Messages.json'];
    const { schema } = path!.post!.requestBody.content['application/x-www-form-urlencoded']!;
    expect([...messageParameters].sort()).toEqual(fields(schema));
  });

  it('knows the parameters of a Twilio call, all and no others', () => {
    const path = read('twilio/api_v2010.json').paths['/2010-04-01/Accounts/{AccountSid}/Calls.json'];
    const { schema } = path!.post!.requestBody.content['application/x-www-form-urlencoded']!;
    expect([...callParameters].sort()).toEqual(fields(schema));
  });

  it('answers with the fields of Twilio’s calls and recordings, all and no others', async () => {
    const { schemas } = read('twilio/api_v2010.json').components;
    const call = await twilio('/Calls.json', {
      From: ourNumber,
      To: phone,
      Twiml: '<Response><Pause length="9"/></Response>',
    });
    expect(Object.keys(call).sort()).toEqual(fields(schemas['api.v2010.account.call']));
    const [made] = sandbox.control.calls();
    await new Promise<void>(resolve => {
      sandbox.control.listen(event => event.kind === 'call' && event.call.answeredAt !== undefined && resolve());
    });
    const recording = await twilio(`/Calls/${made?.id}/Recordings.json`, { RecordingChannels: 'dual' });
    expect(Object.keys(recording).sort()).toEqual(fields(schemas['api.v2010.account.call.call_recording']));
    await sandbox.close();
  });

  it('answers with the fields of Twilio’s resources, all and no others', async () => {
    const { schemas } = read('twilio/api_v2010.json').components;
    const shown = (resource: object | undefined) => Object.keys(resource ?? {}).sort();
    expect(shown(await twilio('/Messages.json', { From: ourNumber, To: phone, Body: 'x' }))).toEqual(
      fields(schemas['api.v2010.account.message']),
    );
    expect(shown(await twilio('.json'))).toEqual(fields(schemas['api.v2010.account']));
    expect(shown(await twilio('/Balance.json'))).toEqual(fields(schemas['api.v2010.account.balance']));
    const numbers = await twilio('/IncomingPhoneNumbers.json');
    expect(shown(numbers.incoming_phone_numbers?.[0])).toEqual(
      fields(schemas['api.v2010.account.incoming_phone_number']),
    );
    const available = await twilio('/AvailablePhoneNumbers/US/Local.json');
    expect(shown(available.available_phone_numbers?.[0])).toEqual(
      fields(schemas['api.v2010.account.available_phone_number_country.available_phone_number_local']),
    );
  });

  it('knows the fields of a Resend mail, all and no others', () => {
    const { schemas } = read('resend/resend.json').components;
    expect(Object.keys(sendRequest.shape).sort()).toEqual(fields(schemas.SendEmailRequest));
    expect(Object.keys(sendRequest.shape.attachments.unwrap().element.shape).sort()).toEqual(
      fields(schemas.Attachment),
    );
  });

  it('posts events and answers that hold what Resend’s description asks for', async () => {
    const { schemas } = read('resend/resend.json').components;
    const events: { type: string; data: Record<string, unknown> }[] = [];
    const callbackFetch: typeof fetch = async (_url, init) => {
      events.push(JSON.parse(String(init?.body)));
      return new Response();
    };
    sandbox = instantSandbox({ callbackFetch });
    sandbox.control.addDomain({
      domain: 'agents.example',
      apiKey,
      webhookUrl: 'http://product.invalid/',
      webhookSecret,
    });
    const resend = async (path: string, body?: object) => {
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      const response = await sandbox.fetch(`http://sandbox.invalid/resend${path}`, {
        ...init,
        headers: { authorization: `Bearer ${apiKey}` },
      });
      return (await response.json()) as Record<string, unknown>;
    };
    const { id } = await resend('/emails', {
      from: 'a@agents.example',
      to: 'bounced@example.com',
      subject: 's',
      text: 't',
    });
    sandbox.control.sendMail({ from: 'ada@example.com', to: ['a@agents.example'], subject: 's', text: 't' });
    await sandbox.control.settled();
    const data = (type: string) => events.find(event => event.type === type)?.data ?? {};
    expect(Object.keys(data('email.received'))).toEqual(
      expect.arrayContaining([...(schemas.EmailReceivedEventData?.required ?? ['?'])]),
    );
    expect(Object.keys(data('email.bounced'))).toEqual(
      expect.arrayContaining([...(schemas.OutboundEmailEventData?.required ?? ['?'])]),
    );
    expect(data('email.bounced').bounce).toEqual(
      expect.objectContaining(
        Object.fromEntries((schemas.WebhookEventBounce?.required ?? ['?']).map(name => [name, expect.anything()])),
      ),
    );
    expect(Object.keys(await resend(`/emails/${id}`))).toEqual(expect.arrayContaining(fields(schemas.Email)));
    expect(Object.keys(await resend(`/emails/receiving/${data('email.received').email_id}`)).sort()).toEqual(
      fields(schemas.GetReceivedEmailResponse),
    );
  });
});
