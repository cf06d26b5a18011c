import { systemRuntime } from '@buttdial/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';
import { createMetrics } from './metrics.ts';
import { startUpkeep } from './upkeep.ts';

let house: Installation;
beforeAll(async () => {
  house = await install();
});
afterAll(() => house.close());

const call = { signal: new AbortController().signal };

describe('the hourly round', () => {
  it('sweeps files that are older than their kind is kept', async () => {
    const { store, archive } = house.demo;
    const put = (kind: 'recording' | 'media') =>
      archive.put('default', { kind, contentType: 'audio/wav', body: Buffer.from('x') }, call);
    const [recording, media] = [await put('recording'), await put('media')];
    const system = systemRuntime();
    const { promise: swept, resolve } = Promise.withResolvers<number>();
    let rounds = 0;
    const upkeep = startUpkeep({
      store,
      archive,
      metrics: createMetrics(),
      retentionDays: { inbox: 7, messages: 90, calls: 365, recordings: 90, voicemail: 30, media: 7 },
      runtime: {
        ...system,
        now: () => new Date(Date.now() + 8 * 86_400_000),
        // The first hour is over at once, the second never.
        sleep: (milliseconds, signal) => (rounds++ === 0 ? Promise.resolve() : system.sleep(milliseconds, signal)),
        log: { ...system.log, info: (_event, fields) => resolve(Number(fields?.files)) },
      },
    });
    expect(await swept).toBe(1);
    await upkeep.stop();
    expect(await archive.get('default', media.key, call)).toBeUndefined();
    const kept = await archive.get('default', recording.key, call);
    expect(kept?.sizeBytes).toBe(1);
    await kept?.body.cancel();
  });
});
