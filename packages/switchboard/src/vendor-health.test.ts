import type { Provider, Receipt } from '@buttdial/core';
import { systemRuntime } from '@buttdial/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultCourier, type Settings } from './deps.ts';
import { createVendorHealth, type VendorHealth } from './vendor-health.ts';

const accepted: Receipt = { outcome: 'accepted', vendorId: 'x' };
const down: Receipt = { outcome: 'refused', fault: { kind: 'unavailable', message: 'down' } };
const wrong: Receipt = { outcome: 'refused', fault: { kind: 'invalid', message: 'wrong' } };
const provider: Provider = {};
const connection = { name: 'twilio', provider };

let now: number;
let health: VendorHealth;
beforeEach(() => {
  now = Date.parse('2026-11-20T12:00:00Z');
  health = createVendorHealth({
    runtime: { ...systemRuntime(), now: () => new Date(now) },
    settings: { courier: defaultCourier } as Settings,
    metrics: { count: () => undefined, observe: () => undefined },
  });
});

const fail = (times: number) => {
  for (let time = 0; time < times; time += 1) health.heard(connection, down);
};
const waitMs = (isRepeat = false) => {
  const until = health.holdBack(provider, isRepeat);
  return until ? until.getTime() - now : 0;
};

describe('a vendor in trouble', () => {
  it('is asked as long as one message in five gets through', () => {
    fail(4);
    expect(waitMs()).toBe(0);
    health.heard(connection, accepted);
    fail(4);
    expect(waitMs()).toBe(0);
  });

  it('is left alone for twice as long each time, at most a minute', () => {
    const pauses: number[] = [];
    fail(4);
    for (let time = 0; time < 7; time += 1) {
      fail(1);
      pauses.push(waitMs());
      now += waitMs();
      expect(waitMs()).toBe(0);
    }
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('is asked by one message at a time until one gets through', () => {
    fail(5);
    now += 2_000;
    expect(waitMs()).toBe(0);
    expect([waitMs(), waitMs()]).toEqual([1_000, 1_000]);
    health.heard(connection, accepted);
    expect([waitMs(), waitMs()]).toEqual([0, 0]);
  });

  it('is asked again when the answer of the one that asked never came', () => {
    fail(5);
    now += 2_000;
    expect(waitMs()).toBe(0);
    now += defaultCourier.requestTimeoutMs;
    expect(waitMs()).toBe(0);
  });

  it('is not what is wrong when a message is', () => {
    for (let time = 0; time < 20; time += 1) health.heard(connection, wrong);
    expect(waitMs()).toBe(0);
  });

  it('says for how long, and is believed up to a minute', () => {
    fail(4);
    health.heard(connection, {
      outcome: 'refused',
      fault: { kind: 'rate-limited', message: 'slow down', retryAfterMs: 3_600_000 },
    });
    expect(waitMs()).toBe(60_000);
  });

  it('is no trouble of another vendor', () => {
    fail(5);
    expect(health.holdBack({}, false)).toBeUndefined();
  });
});

describe('repeats', () => {
  const affordable = (): number => {
    let count = 0;
    while (waitMs(true) === 0) count += 1;
    return count;
  };

  it('are a tenth of the traffic, and one a second', () => {
    expect(affordable()).toBe(10);
    for (let sent = 0; sent < 50; sent += 1) expect(waitMs()).toBe(0);
    expect(affordable()).toBe(5);
    expect(waitMs(true)).toBe(1_000);
    now += 3_000;
    expect(affordable()).toBe(3);
  });
});
