import { systemRuntime } from '@buttdial/core';
import { describe, expect, it } from 'vitest';
import { createTwilio } from './index.ts';

const call = { signal: new AbortController().signal, idempotencyKey: 'key' };
const settings = { accountSid: 'ACd3adb33fd3adb33fd3adb33fd3adb33f', authToken: 'token' };

/** Fetches the sound at an address; who was asked with which credentials. */
async function opened(url: string, answer: () => Response, baseUrl?: string) {
  const asked: (string | null)[] = [];
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    asked.push(new Headers(init?.headers).get('authorization'));
    return answer();
  };
  const twilio = createTwilio({ ...settings, ...(baseUrl && { baseUrl }) }, { ...systemRuntime(), fetch });
  const sound = twilio.telephony.control.openRecording({ url: new URL(url) }, call);
  return { asked, sound };
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
