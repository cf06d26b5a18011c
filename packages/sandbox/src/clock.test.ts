import { describe, expect, it } from 'vitest';
import { createVirtualClock } from './clock.ts';

describe('the virtual clock', () => {
  it('lets timeouts pass among the sleepers, each at its moment', async () => {
    const clock = createVirtualClock(new Date('2026-03-02T15:00:00Z'));
    const startMs = clock.now().getTime();
    const passed: string[] = [];
    const note = (name: string) => passed.push(`${name} ${clock.now().getTime() - startMs}`);
    const late = clock.timeout(200);
    late.addEventListener('abort', () => note('timeout'));
    void clock.sleep(100).then(() => note('first'));
    void clock.sleep(300).then(() => note('last'));
    expect(clock.waiting()).toBe(2);
    await clock.advance(150);
    expect([passed, late.aborted]).toEqual([['first 100'], false]);
    await clock.advance(1_000);
    expect(passed).toEqual(['first 100', 'timeout 200', 'last 300']);
    expect(late.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('gives up a request at the moment of its time limit, without any real time', async () => {
    const clock = createVirtualClock(new Date('2026-03-02T15:00:00Z'));
    const silent = new Promise<never>((_resolve, reject) => {
      const late = clock.timeout(86_400_000);
      late.addEventListener('abort', () => reject(late.reason));
    });
    const failed = expect(silent).rejects.toMatchObject({ name: 'TimeoutError' });
    await clock.advance(86_400_000);
    await failed;
  });
});
