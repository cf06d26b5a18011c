import type { PhoneMessage } from '@buttdial/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';

const person = '+15559876543';
const agentNumber = '+12125550101';
const text = 'Your parcel is here. Please come before six.';

let house: Installation;
beforeAll(async () => {
  house = await install({
    parts: {
      outside: {
        outsideFetch: fetch,
        resolveHost: async host => (host === 'inside.example.com' ? ['10.0.0.7'] : ['93.184.216.34']),
      },
    },
  });
  control().sendFromPhone({ from: person, to: agentNumber, channel: 'whatsapp', text: 'Hello' });
  await house.api('GET', '/waiting-messages?waitSeconds=10&channel=whatsapp&ack=on_fetch');
});
afterAll(() => house.close());

const control = () => house.demo.network.control;
const say = (body: object) => house.api('POST', '/send-voice-message', { body: { to: person, text, ...body } });
const received = (channel: 'sms' | 'whatsapp') =>
  control()
    .thread(person, { channel })
    .filter(message => message.direction === 'received');
/** What the vendor would fetch. */
async function mediumOf(message: PhoneMessage): Promise<Response> {
  const listed = await (await fetch(message.media[0]!.url)).text();
  return fetch(listed);
}
const delivered = (channel: 'sms' | 'whatsapp', count: number) =>
  house.until(
    () => received(channel),
    messages => messages.length >= count,
  );

const maxOf = (json: Record<string, unknown>) => (json.dryRun as { price: { max: number } }).price.max;

describe('a voice message by WhatsApp', () => {
  it('is a voice note, by the road of all messages', async () => {
    const { status, json } = await say({ channel: 'whatsapp' });
    expect(status).toBe(200);
    expect(json).toMatchObject({ success: true, channel: 'whatsapp', status: 'sent', callId: '', callSid: null });
    expect(json.durationSeconds).toBeGreaterThan(1);
    const [note] = await delivered('whatsapp', 1);
    expect(note!.text).toBe('');
    const medium = await mediumOf(note!);
    expect(medium.headers.get('content-type')).toBe('audio/ogg');
    const bytes = await medium.bytes();
    expect(new TextDecoder().decode(bytes.subarray(28, 36))).toBe('OpusHead');
    // 24 kilobits a second.
    expect(bytes.length / (json.durationSeconds as number)).toBeGreaterThan(1_000);
    const { json: message } = await house.api('GET', `/messages/${json.id}`);
    expect(message).toMatchObject({ channel: 'whatsapp', to: person, externalId: json.externalId });
  });

  it('is sent once for one key, though its link is another each time', async () => {
    const before = received('whatsapp').length;
    const body = { channel: 'whatsapp', idempotencyKey: 'voice-1' };
    const [first, again] = [await say(body), await say(body)];
    expect([again.status, again.json.id]).toEqual([200, first.json.id]);
    expect((await say({ ...body, text: 'Something else.' })).status).toBe(409);
    await delivered('whatsapp', before + 1);
    expect(received('whatsapp')).toHaveLength(before + 1);
  });

  it('is judged like a text: outside the window, and by what is said', async () => {
    const closed = await say({ channel: 'whatsapp', to: '+15559870001' });
    expect(closed).toMatchObject({ status: 403, json: { ruleIds: expect.arrayContaining(['WA-24H']) } });
    const rude = await say({ channel: 'whatsapp', text: 'I will kill you tomorrow.' });
    const written = await house.api('POST', '/send-message', {
      body: { to: person, channel: 'whatsapp', body: 'I will kill you tomorrow.' },
    });
    expect([rude.status, rude.json.ruleIds]).toEqual([written.status, written.json.ruleIds]);
    expect(rude.status).toBe(403);
  });

  it('is only judged and priced in a dry run', async () => {
    const before = received('whatsapp').length;
    const { json } = await say({ channel: 'whatsapp', dryRun: true });
    expect(json).toMatchObject({ status: 'dry-run', id: '', audioUrl: null, dryRun: { allowed: true } });
    const link = await say({ channel: 'link', dryRun: true });
    const short = await house.api('POST', '/send-message', { body: { to: person, body: text, dryRun: true } });
    expect(maxOf(link.json)).toBeGreaterThan(maxOf(short.json));
    expect(received('whatsapp')).toHaveLength(before);
  });

  it('waits until its time', async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    expect((await say({ channel: 'whatsapp', scheduleAt: soon })).json).toMatchObject({
      status: 'queued',
      sendsAt: soon,
    });
    const late = new Date(Date.now() + 20 * 86_400_000).toISOString();
    expect(await say({ channel: 'whatsapp', scheduleAt: late })).toMatchObject({
      status: 400,
      json: { field: 'scheduleAt' },
    });
  });
});

describe('a voice message by a link', () => {
  it('is a text with an address that needs no login, and plays in any browser', async () => {
    const before = received('sms').length;
    const { json } = await say({ channel: 'link' });
    expect(json).toMatchObject({ success: true, channel: 'sms', status: 'sent' });
    const message = (await delivered('sms', before + 1)).at(-1)!;
    expect(message.text).toContain(text);
    expect(message.text).toContain(String(json.audioUrl));
    const sound = await fetch(String(json.audioUrl));
    expect(sound.headers.get('content-type')).toBe('audio/wav');
    const bytes = await sound.bytes();
    const view = new DataView(bytes.buffer);
    expect((bytes.length - 44) / view.getUint32(28, true)).toBeCloseTo(json.durationSeconds as number, -1);
  });

  it('goes by e-mail to an e-mail address', async () => {
    const { json } = await say({ channel: 'link', to: 'ada@example.com' });
    expect(json).toMatchObject({ channel: 'email', status: 'sent', to: 'ada@example.com' });
    const [mail] = await house.until(
      () => control().mails('ada@example.com'),
      mails => mails.length === 1,
    );
    expect(mail!.subject).toContain('Voice message from');
    expect(mail!.text).toContain(String(json.audioUrl));
  });
});

describe('a sound that is there already', () => {
  const other = 'https://sounds.example.com/parcel.mp3';

  it('is fetched by the vendor where it lies', async () => {
    const before = received('whatsapp').length;
    const { json } = await say({ channel: 'whatsapp', text: undefined, audioUrl: other });
    expect(json).toMatchObject({ status: 'sent', audioUrl: other });
    const note = (await delivered('whatsapp', before + 1)).at(-1)!;
    expect(await (await fetch(note.media[0]!.url)).text()).toBe(other);
  });

  it('may be a link of this server, and becomes what the channel plays', async () => {
    const { json: linked } = await say({ channel: 'link' });
    const before = received('whatsapp').length;
    const { json } = await say({ channel: 'whatsapp', text: undefined, audioUrl: linked.audioUrl });
    expect(json.audioUrl).not.toBe(linked.audioUrl);
    const note = (await delivered('whatsapp', before + 1)).at(-1)!;
    expect((await mediumOf(note)).headers.get('content-type')).toBe('audio/ogg');
    expect(json.durationSeconds).toBe(linked.durationSeconds);
  });

  it.each([
    ['on this machine', 'https://127.0.0.1/a.mp3'],
    ['inside, behind a name', 'https://inside.example.com/a.mp3'],
    ['without TLS', 'http://sounds.example.com/a.mp3'],
    ['that nobody here signed', 'FILES/nonsense'],
  ])('is refused %s', async (_, audioUrl) => {
    const answer = await say({
      channel: 'link',
      text: undefined,
      audioUrl: audioUrl.replace('FILES', `${house.url}/files`),
    });
    expect(answer).toMatchObject({ status: 400, json: { field: 'audioUrl' } });
  });
});

it.each([
  [{ channel: 'link', text: undefined }, 'text'],
  [{ text: undefined }, 'text'],
  [{ audioUrl: 'https://127.0.0.1/a.wav' }, 'audioUrl'],
  [{ text: undefined, audioUrl: 'https://sounds.example.com/a.wav' }, 'text'],
  [{ channel: 'link', recordResponse: true }, 'recordResponse'],
  [{ channel: 'fax' }, 'channel'],
])('says what is wrong with %j', async (body, field) => {
  expect(await say(body)).toMatchObject({ status: 400, json: { field } });
});
