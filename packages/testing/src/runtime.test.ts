import { describe, expect, it } from 'vitest';
import type { Exchange } from './exchange.ts';
import { fakeRuntime } from './runtime.ts';

const startAt = new Date('2026-05-01T12:00:00Z');

describe('the made-up clock', () => {
  it('stands still until it is told to move', async () => {
    const runtime = fakeRuntime({ startAt });
    expect(runtime.now()).toEqual(startAt);
    await runtime.advance(1500);
    expect(runtime.now()).toEqual(new Date('2026-05-01T12:00:01.500Z'));
  });
  it('moves by each instant sleep', async () => {
    const runtime = fakeRuntime({ startAt });
    await runtime.sleep(86_400_000);
    expect(runtime.now()).toEqual(new Date('2026-05-02T12:00:00Z'));
  });
  it('wakes held sleepers at their own times and in their order, also those who fall asleep again', async () => {
    const runtime = fakeRuntime({ startAt, sleep: 'held' });
    const woken: string[] = [];
    const note = (name: string) => woken.push(`${name} ${runtime.now().getTime() - startAt.getTime()}`);
    const late = runtime.sleep(300).then(() => note('late'));
    const twice = runtime.sleep(100).then(async () => {
      note('first');
      await runtime.sleep(150);
      note('second');
    });
    await runtime.advance(99);
    expect(woken).toEqual([]);
    await runtime.advance(1000);
    await Promise.all([late, twice]);
    expect(woken).toEqual(['first 100', 'second 250', 'late 300']);
  });
  it('lets a sleeper be called off', async () => {
    const runtime = fakeRuntime({ sleep: 'held' });
    const [controller, reason] = [new AbortController(), new Error('enough')];
    const sleeping = runtime.sleep(100, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(runtime.sleep(100, controller.signal)).rejects.toBe(reason);
  });
});

describe('made-up timeouts', () => {
  it.each(['held', 'instant'] as const)('pass when the clock says so, and not before (%s)', async sleep => {
    const runtime = fakeRuntime({ startAt, sleep });
    const [soon, late] = [runtime.timeout(100), runtime.timeout(5_000)];
    await runtime.advance(99);
    expect(soon.aborted).toBe(false);
    await runtime.advance(1);
    expect(soon.reason).toMatchObject({ name: 'TimeoutError' });
    expect(late.aborted).toBe(false);
    if (sleep === 'held') await runtime.advance(5_000);
    else await runtime.sleep(5_000);
    expect(late.aborted).toBe(true);
  });
});

describe('made-up chance', () => {
  it('is the same for the same seed, and another for another', () => {
    const draw = (seed: number) => {
      const runtime = fakeRuntime({ seed });
      return [runtime.random(), runtime.random(), ...runtime.randomBytes(8)];
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    for (const number of draw(7).slice(0, 2)) expect(number >= 0 && number < 1).toBe(true);
  });
  it('counts ids that sort by their making', async () => {
    const runtime = fakeRuntime();
    const ids = [runtime.newId(), runtime.newId()];
    await runtime.advance(5);
    ids.push(runtime.newId());
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(3);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('recorded exchanges', () => {
  const hello: Exchange = {
    request: {
      method: 'POST',
      url: 'https://api.acme.example/hello',
      headers: { 'x-key': '1' },
      body: { to: 'a', tags: ['x', 'y'] },
    },
    response: { status: 201, headers: { 'x-id': '9' }, body: { id: 'm1' } },
  };
  const ask = (runtime: ReturnType<typeof fakeRuntime>, body: object, path = '/hello?page=2') =>
    runtime.fetch(`https://api.acme.example${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-key': '1' },
      body: JSON.stringify(body),
    });

  it('are played in order to requests that have at least the recorded fields', async () => {
    const runtime = fakeRuntime({ exchanges: [hello] });
    const response = await ask(runtime, { to: 'a', tags: ['x', 'y'], more: true });
    expect([response.status, response.headers.get('x-id'), await response.json()]).toEqual([201, '9', { id: 'm1' }]);
    expect(() => runtime.settled()).not.toThrow();
  });
  it('tell what is different', async () => {
    const runtime = fakeRuntime({ exchanges: [hello] });
    await ask(runtime, { to: 'b', tags: ['x'] }, '/bye');
    expect(() => runtime.settled()).toThrow(
      /address https:\/\/api.acme.example\/bye[\s\S]*field to is "b", recorded is "a"[\s\S]*field tags/,
    );
  });
  it('fail on a request too many and on one too few', async () => {
    const quiet = fakeRuntime({ exchanges: [hello] });
    expect(() => quiet.settled()).toThrow('1 recorded exchanges were not asked for');
    const runtime = fakeRuntime();
    await expect(ask(runtime, {})).rejects.toThrow();
    expect(() => runtime.settled()).toThrow('nothing is recorded for POST /hello');
  });
  it('compare a query where one is recorded, and forms field by field', async () => {
    const form: Exchange = {
      request: { method: 'POST', url: '/hello?page=1', body: { a: ['1', '2'], b: '3' } },
      response: { status: 204 },
    };
    const runtime = fakeRuntime({ exchanges: [form, form] });
    await runtime.fetch('https://x.example/hello?page=1', { method: 'POST', body: new URLSearchParams('a=1&a=2&b=3') });
    expect(() => fakeRuntime().settled()).not.toThrow();
    await runtime.fetch('https://x.example/hello?page=2', { method: 'POST', body: new URLSearchParams('a=1&b=3') });
    expect(() => runtime.settled()).toThrow(/request 2: address[\s\S]*request 2: field a is "1"/);
  });
});
