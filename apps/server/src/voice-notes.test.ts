import { modemSamples, monoWav } from '@buttdial/voice/wire';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const person = '+15559876543';
const agentNumber = '+12125550101';
const said = 'Please call me back before six.';
const note = Buffer.from(monoWav(modemSamples(said, 16_000), 16_000)).toString('base64');

let house: Installation;
const posted: Record<string, unknown>[] = [];
beforeAll(async () => {
  house = await install({
    parts: {
      callback: { scheduleMs: [0, 50], pollMs: 20 },
      outside: {
        outsideFetch: async (_, init) => {
          posted.push(JSON.parse(String(init?.body)) as Record<string, unknown>);
          return new Response(null, { status: posted.length === 1 ? 503 : 200 });
        },
        resolveHost: async () => ['93.184.216.34'],
      },
    },
  });
});
afterAll(() => house.close());
afterEach(() => want(null));

const control = () => house.demo.network.control;
const asOrganization = (method: string, path: string, body: object) =>
  house.api(method, path, { token: house.tokens.organization, body });
const want = (transcribeAudio: boolean | null) =>
  asOrganization('PATCH', '/organization/settings', { transcribeAudio });
const sends = (options: { readonly text?: string; readonly content?: string; readonly contentType?: string } = {}) =>
  control().sendFromPhone({
    from: person,
    to: agentNumber,
    channel: 'whatsapp',
    text: options.text ?? '',
    media: [{ contentType: options.contentType ?? 'audio/wav', content: options.content ?? note }],
  });
interface Waiting {
  readonly id: string;
  readonly body: string;
  readonly attachments: readonly { readonly url: string; readonly contentType: string; readonly transcript?: string }[];
}
async function waiting(): Promise<Waiting> {
  const { json } = await house.api('GET', '/waiting-messages?waitSeconds=10&ack=on_fetch');
  return (json.messages as Waiting[])[0]!;
}
const filesHeard = () => house.demo.network.ledger().requests.filter(({ path }) => path === '/v1/listen').length;

describe('a voice note that comes in', () => {
  it('is a file like any other, unless the organization wants it heard', async () => {
    sends();
    const item = await waiting();
    expect(item.body).toBe('');
    expect(item.attachments).toMatchObject([{ contentType: 'audio/wav' }]);
    expect(item.attachments[0]).not.toHaveProperty('transcript');
    expect(filesHeard()).toBe(0);
  });

  it('is read by the agent as what was said', async () => {
    await want(true);
    sends();
    expect(await waiting()).toMatchObject({ body: said, attachments: [{ transcript: said }] });
  });

  it('does not stand in for what was written beside it', async () => {
    await want(true);
    sends({ text: 'Listen to this' });
    expect(await waiting()).toMatchObject({ body: 'Listen to this', attachments: [{ transcript: said }] });
  });

  it.each([
    ['nothing can be read in it', { content: Buffer.from('no sound').toString('base64') }],
    ['it is a picture', { contentType: 'image/png' }],
  ])('is as it came where %s', async (_, how) => {
    await want(true);
    sends({ text: 'Look', ...how });
    const item = await waiting();
    expect(item.body).toBe('Look');
    expect(item.attachments[0]).not.toHaveProperty('transcript');
  });

  it('is posted to the callback of the agent with what was said, and heard once however often that is tried', async () => {
    await want(true);
    await asOrganization('PATCH', '/agents/test-agent-001', { callbackUrl: 'https://app.example.com/in' });
    const before = filesHeard();
    sends();
    await house.until(
      () => posted.length,
      count => count === 2,
    );
    expect(posted[1]).toMatchObject({ body: said, attachments: [{ transcript: said }], untrusted: true });
    expect(filesHeard()).toBe(before + 1);
    await asOrganization('PATCH', '/agents/test-agent-001', { callbackUrl: null });
  });
});
