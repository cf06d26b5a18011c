import { type Exchange, fakeRuntime, readExchanges, vendorContract } from '@buttdial/testing';
import { describe, expect, it } from 'vitest';
import { createTwilio } from './src/index.ts';

const vendor = await vendorContract('twilio', process.env);
const recorded = readExchanges(new URL('./recorded/accounts.json', import.meta.url));
const settings = { accountSid: 'ACd3adb33fd3adb33fd3adb33fd3adb33f', authToken: 'token', wabaId: '1234567891' };
const call = { signal: new AbortController().signal, idempotencyKey: 'key' };
const sender = 'XEaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const subaccount = 'ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';

async function played<Result>(
  name: string,
  act: (twilio: ReturnType<typeof createTwilio>) => Promise<Result>,
  inspect: (request: Parameters<typeof vendor.inspect>[0]) => readonly string[] = vendor.inspect,
): Promise<Result> {
  const runtime = fakeRuntime({ exchanges: [recorded[name] as Exchange], inspect });
  const result = await act(createTwilio(settings, runtime));
  runtime.settled();
  return result;
}

// The description of this part is not among those at hand: the requests are held against the recorded ones.
const undescribed = () => [];

describe('WhatsApp senders', () => {
  it('are registered under a display name, pointed and given back', async () => {
    const register = (name: string) =>
      played(
        name,
        twilio => twilio.senders.register({ number: '+15017122661', displayName: 'Acme' }, call),
        undescribed,
      );
    expect(await register('register')).toMatchObject({ outcome: 'accepted', vendorId: sender });
    expect(await register('register-taken')).toMatchObject({ outcome: 'refused', fault: { kind: 'invalid' } });
    const hook = new URL('https://buttdial.example/webhooks/agent-1/whatsapp');
    const pointed = await played('point', twilio => twilio.senders.point(sender, hook, call), undescribed);
    const released = await played('release', twilio => twilio.senders.release(sender, call), undescribed);
    expect([pointed, released]).toMatchObject(Array(2).fill({ outcome: 'accepted', vendorId: sender }));
  });

  it('are listed with what Meta says of them', async () => {
    expect(await played('senders', twilio => twilio.senders.list(call), undescribed)).toEqual([
      { vendorId: sender, number: '+15017122661', state: 'approved', quality: 'high' },
      { vendorId: sender.replaceAll('a', 'b'), number: '+15017122662', state: 'pending' },
      { vendorId: sender.replaceAll('a', 'c'), number: '+15017122663', state: 'rejected', quality: 'low' },
    ]);
  });
});

describe('subaccounts', () => {
  it('are opened, found by their name with a token of their own, and closed', async () => {
    const opened = await played('open', twilio => twilio.subaccounts.open('buttdial acme', call));
    expect(opened).toMatchObject({ outcome: 'accepted', vendorId: subaccount });
    expect(await played('accounts', twilio => twilio.subaccounts.list('buttdial acme', call))).toEqual([
      {
        vendorId: subaccount,
        name: 'buttdial acme',
        credentials: { accountSid: subaccount, authToken: 'subaccount-token' },
      },
    ]);
    const closed = await played('close', twilio => twilio.subaccounts.close(subaccount, call));
    expect(closed).toMatchObject({ outcome: 'accepted', vendorId: subaccount });
  });
});
