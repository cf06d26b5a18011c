import { describe, expect, it } from 'vitest';
import { createPipe } from './pipe.ts';

describe('the pipe between two processes', () => {
  it('counts what is on its way, and gives up on one that never listens', () => {
    let overflows = 0;
    const pipe = createPipe(() => {
      overflows += 1;
    });
    pipe.send(written => written(null));
    expect(pipe.waiting()).toBe(0);
    for (let sent = 0; sent < 20_000; sent++) pipe.send(() => undefined);
    expect([pipe.waiting(), overflows]).toEqual([20_000, 0]);
    pipe.send(() => undefined);
    expect(overflows).toBe(1);
  });
});
