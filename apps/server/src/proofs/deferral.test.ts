import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockAt, type SetClock } from '../../testing/clock.ts';
import { type Installation, install } from '../../testing/installation.ts';

// 21:30 in London: advertisements wait until 8 o'clock.
const evening = '2026-11-18T21:30:00Z';
const opening = '2026-11-19T08:00:00.000Z';
const [waiting, regretting] = ['+447400123456', '+447400123457'];

describe('what a quiet night holds back', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'buttdial-deferral-'));
  const clock: SetClock = clockAt(evening);
  /** When each request to the vendor was made, by the clock of the server. */
  const requests: Date[] = [];
  const { runtime } = clock;
  const watched: typeof fetch = (input, init) => {
    if (init?.method === 'POST' && String(input).includes('/Messages.json')) requests.push(runtime.now());
    return runtime.fetch(input, init);
  };
  const start = () =>
    install({
      dataDir,
      runtime: { ...runtime, fetch: watched },
      parts: { storeClock: 'runtime', courier: { pollMs: 20 } },
    });
  const ids: Record<string, string> = {};
  let house: Installation;

  beforeAll(async () => {
    house = await start();
    for (const to of [waiting, regretting]) {
      await house.api('POST', '/consent', {
        token: house.tokens.organization,
        body: { contactAddress: to, channel: 'sms', purposes: ['marketing'] },
      });
      const { json } = await house.api('POST', '/send-message', {
        body: { to, body: 'An offer', purpose: 'marketing' },
      });
      expect(json).toMatchObject({ status: 'deferred', ruleIds: ['GB-HOURS'], externalId: null });
      expect(json.reason).toContain('GB-HOURS');
      const sendsAt = new Date(String(json.sendsAt)).getTime();
      expect(sendsAt).toBeGreaterThanOrEqual(new Date(opening).getTime());
      expect(sendsAt).toBeLessThan(new Date(opening).getTime() + 60_000);
      ids[to] = String(json.id);
    }
  });
  afterAll(async () => {
    await house.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const stateOf = async (to: string) => (await house.api('GET', `/messages/${ids[to]}`)).json;

  it('does not leave early, not even after a restart', async () => {
    await house.close();
    house = await start();
    clock.advance(10 * 3_600_000);
    await house.demo.switchboard.drain();
    expect(runtime.now() < new Date(opening)).toBe(true);
    expect(await stateOf(waiting)).toMatchObject({ status: 'deferred', ruleIds: ['GB-HOURS'] });
    expect(requests).toEqual([]);
  });

  it('leaves by itself when the window opens, judged again: who changed their mind meanwhile hears nothing', async () => {
    await house.api('POST', '/consent/revoke', { body: { contactAddress: regretting, channel: 'sms' } });
    clock.advance(32 * 60_000);
    expect(
      await house.until(
        () => stateOf(waiting),
        ({ status }) => status !== 'deferred' && status !== 'sending',
      ),
    ).not.toHaveProperty('reason');
    expect(
      await house.until(
        () => stateOf(regretting),
        ({ status }) => status !== 'deferred' && status !== 'sending',
      ),
    ).toMatchObject({
      status: 'refused',
      ruleIds: ['GB-PECR-22', 'OPTOUT-INTERNAL'],
    });
    expect(requests).toHaveLength(1);
    expect(requests.at(-1)! >= new Date(opening)).toBe(true);
    const decision = (await house.api('GET', `/messages/${ids[waiting]}/decision`)).json;
    expect(decision).toMatchObject({ decision: { effect: 'allow', purpose: 'marketing' } });
  });
});
