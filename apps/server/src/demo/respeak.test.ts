import { utterancesIn } from '@buttdial/testing';
import { describe, expect, it } from 'vitest';
import { respeak } from './respeak.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second));
const channel = (wav: Uint8Array, side: 0 | 1) =>
  new Int16Array(wav.slice(44).buffer).filter((_, index) => index % 2 === side);
const firstLoud = (samples: Int16Array) => samples.findIndex(sample => Math.abs(sample) > 150) / 8000;

describe('a call that is spoken once more', () => {
  it('has each side in its ear, and every line where it was heard', async () => {
    const wav = await respeak([
      { who: 'caller', text: 'Hello?', at: at(1) },
      { who: 'agent', text: 'A table for two, please.', at: at(6) },
      { who: 'agent', text: '', at: at(7) },
      { who: 'caller', text: 'Gladly.', at: at(12) },
    ]);
    const [agent, other] = [channel(wav, 0), channel(wav, 1)];
    expect(utterancesIn(agent, 900)).toHaveLength(1);
    expect(utterancesIn(other, 900)).toHaveLength(2);
    // Five seconds after the end of "Hello?" it had been said whole.
    expect(firstLoud(agent)).toBeGreaterThan(2.5);
    expect(firstLoud(agent)).toBeLessThan(5);
    expect(wav.length / 32_000).toBeGreaterThan(10);
    expect(wav.length / 32_000).toBeLessThan(14);
  });
  it('never has two lines at once, also where both were heard at the same time', async () => {
    const wav = await respeak([
      { who: 'caller', text: 'This is a rather long sentence.', at: at(3) },
      { who: 'agent', text: 'And so is this one here.', at: at(3) },
    ]);
    const [agent, other] = [channel(wav, 0), channel(wav, 1)];
    expect(agent.filter((sample, index) => sample !== 0 && other[index] !== 0)).toHaveLength(0);
    expect(agent.length / 8000).toBeGreaterThan(3);
  });
});
