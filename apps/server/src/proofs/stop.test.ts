import { systemRuntime } from '@buttdial/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../../testing/installation.ts';

const count = process.env.TEST_FULL === undefined ? 150 : 1_000;
const person = '+15559877777';

describe(`STOP while ${count} sends wait`, () => {
  let house: Installation;
  /** What happened, in the order in which it did: requests that started, and the commit of the STOP. */
  const order: ('request' | 'committed')[] = [];

  beforeAll(async () => {
    const runtime = systemRuntime();
    const watched: typeof fetch = (input, init) => {
      if (init?.method === 'POST' && String(input).includes('/Messages.json')) order.push('request');
      return runtime.fetch(input, init);
    };
    let pending = false;
    const failpoint = (label: string) => {
      if (label !== 'after-ingest' || !pending) return;
      pending = false;
      order.push('committed');
    };
    house = await install({
      runtime: { ...runtime, fetch: watched },
      parts: { courier: { concurrency: 4, pollMs: 10 }, failpoint },
    });
    const { control } = house.demo.network;
    // A slow vendor keeps most of them in the queue.
    control.addFault({ kind: 'delayed', delayMs: 30, path: '/2010-04-01/*Messages.json', method: 'POST' });
    control.changeBehaviour({ loseCallbacks: 1 });
    // Later than it takes to schedule them all, so that they leave together.
    const sendAt = new Date(Date.now() + 500 + count * 6).toISOString();
    await Promise.all(
      Array.from({ length: count }, (_, index) =>
        house.api('POST', '/send-message', { body: { to: person, body: `waiting ${index}`, sendAt } }),
      ),
    );
    await house.until(
      () => order.length,
      requests => requests > 8,
    );
    pending = true;
    control.changeBehaviour({ loseCallbacks: 0 });
    control.sendFromPhone({ from: person, to: '+12125550101', text: 'STOP' });
    await house.until(
      () => order.includes('committed'),
      committed => committed,
    );
    await house.until(
      async () => (await house.demo.store.depth()).outboxDue,
      due => due === 0,
    );
  }, 120_000);
  afterAll(() => house.close());

  it('no vendor request starts after its commit, except the one confirmation', async () => {
    expect(order.indexOf('committed')).toBeGreaterThan(0);
    expect(order.indexOf('committed')).toBe(order.length - 1);
    expect(order.length).toBeLessThan(count);
    const confirmations = house.demo.network.control
      .thread(person)
      .filter(message => message.text.includes('unsubscribed'));
    expect(confirmations).toHaveLength(1);
  });

  it('every one that was held back says why', async () => {
    const { json } = await house.api('GET', '/messages?limit=200');
    const refused = (json.messages as { status: string; ruleIds?: string[] }[]).filter(
      message => message.status === 'refused',
    );
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(message => (message.ruleIds?.length ?? 0) > 0)).toBe(true);
  });
});
