import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../../testing/installation.ts';

const waiting = 200;

describe('a vendor that is down', () => {
  let house: Installation;
  beforeAll(async () => {
    house = await install({ parts: { courier: { pollMs: 20, retryBaseMs: 100 } } });
  });
  afterAll(() => house.close());

  const asked = () =>
    house.demo.network.control.ledger().requests.filter(({ path }) => path.endsWith('/Messages.json')).length;
  const send = async (index: number) =>
    (
      await house.api('POST', '/send-message', {
        body: { to: `+1555987${String(1_000 + index)}`, body: `Number ${index}` },
      })
    ).json;
  const states = async () => {
    const { json } = await house.api('GET', '/messages?limit=200');
    return (json.messages as { status: string }[]).map(({ status }) => status);
  };

  it('is asked now and then, not by every message that waits', async () => {
    house.demo.network.control.addFault({
      kind: 'failing',
      status: 503,
      path: '/2010-04-01/*Messages.json',
      method: 'POST',
    });
    for (let index = 0; index < 5; index += 1) expect(await send(index)).toMatchObject({ status: 'queued' });
    const rest = await Promise.all(Array.from({ length: waiting - 5 }, (_, index) => send(index + 5)));
    expect(new Set(rest.map(({ status }) => status))).toEqual(new Set(['queued']));
    await house.until(asked, count => count >= 8);
    expect(asked()).toBeLessThan(waiting / 8);
  });

  it('gets every message once when it is back', async () => {
    house.demo.network.control.clearFaults();
    await house.until(
      states,
      list => list.length === waiting && list.every(status => status === 'sent' || status === 'delivered'),
    );
    const texts = house.demo.network.control.ledger().sends.map(({ text }) => text);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts).toHaveLength(waiting);
  });
});
