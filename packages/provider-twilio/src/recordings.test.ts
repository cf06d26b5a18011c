import { systemRuntime } from '@buttdial/core';
import { describe, expect, it } from 'vitest';
import { createTwilio } from './index.ts';

const call = { signal: new AbortController().signal, idempotencyKey: 'key' };
const settings = { accountSid: 'ACd3adb33fd3adb33fd3adb33fd3adb33f', authToken: 'token' };

/** A provider, and who it asked with which credentials. */
function provider(answer: () => Response, baseUrl?: string) {
  const asked: (string | null)[] = [];
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    asked.push(new Headers(init?.headers).get('authorization'));
    return answer();
  };
  const twilio = createTwilio({ ...settings, ...(baseUrl && { baseUrl }) }, { ...systemRuntime(), fetch });
  return { asked, twilio };
}
/** Fetches the sound at an address. */
async function opened(url: string, answer: () => Response, baseUrl?: string) {
  const { asked, twilio } = provider(answer, baseUrl);
  return { asked, sound: twilio.telephony.control.openRecording({ url: new URL(url) }, call) };
}
const wav = () => new Response('RIFF', { headers: { 'content-type': 'audio/x-wav' } });
const basic = `Basic ${Buffer.from(`${settings.accountSid}:${settings.authToken}`).toString('base64')}`;

describe('the sound of a recording', () => {
  it('is asked for with the credentials of the account', async () => {
    const { asked, sound } = await opened('https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1', wav);
    const { contentType, body } = await sound;
    expect([contentType, await new Response(body).text()]).toEqual(['audio/x-wav', 'RIFF']);
    expect(asked).toEqual([basic]);
    const elsewhere = await opened('https://twilio.example.com/RE1', wav, 'https://twilio.example.com/twilio');
    await elsewhere.sound;
    expect(elsewhere.asked).toEqual([basic]);
  });

  it.each(['https://evil.example.com/RE1', 'https://eviltwilio.com/RE1', 'http://api.twilio.com/RE1'])(
    'at %s is asked for without them',
    async url => {
      const { asked, sound } = await opened(url, wav);
      await sound;
      expect(asked).toEqual([null]);
    },
  );

  it('that does not come is said to be unavailable', async () => {
    const { sound } = await opened('https://api.twilio.com/RE1', () => new Response('gone', { status: 404 }));
    await expect(sound).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('a medium that came with a message', () => {
  const medium = 'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1';

  it('is asked for with the credentials of the account', async () => {
    const { asked, twilio } = provider(wav);
    const { contentType, body } = await twilio.messaging.openAttachment({ url: new URL(medium) }, call);
    expect([contentType, await new Response(body).text(), asked]).toEqual(['audio/x-wav', 'RIFF', [basic]]);
  });

  it.each(['https://evil.example.com/ME1', 'http://api.twilio.com/ME1', undefined])(
    'at %s is not asked for: a stranger could have named it',
    async url => {
      const { asked, twilio } = provider(wav);
      const attachment = url === undefined ? {} : { url: new URL(url) };
      await expect(twilio.messaging.openAttachment(attachment, call)).rejects.toMatchObject({ code: 'unavailable' });
      expect(asked).toEqual([]);
    },
  );

  it('that does not come is said to be unavailable', async () => {
    const { twilio } = provider(() => new Response('gone', { status: 404 }));
    const asked = twilio.messaging.openAttachment({ url: new URL(medium) }, call);
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
  });
});
