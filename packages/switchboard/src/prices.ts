import { ButtdialError, type Channel } from '@buttdial/core';
import { z } from 'zod';
import { defaultModelPrices, modelPrice } from './model-prices.ts';
import { countSegments } from './segments.ts';

/** One price: what one message (one SMS part) to numbers with this prefix costs at most. */
const row = z.object({
  channel: z.enum(['sms', 'whatsapp', 'email', 'line', 'voice']),
  /** E.164 prefix such as `+44`; the longest matching one wins. `*` is for everything else. */
  prefix: z.union([z.literal('*'), z.string().regex(/^\+\d{1,8}$/)]),
  micros: z.int().nonnegative(),
});

/** A dated price list; an operator replaces it with a JSON file of this shape (`PRICES_FILE`). */
export const priceTable = z.object({
  /** ISO date of the list. */
  asOf: z.iso.date(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  rows: z.array(row).min(1),
  /** What models, voices and ears cost; the built-in ones where a list has none. */
  models: z.array(modelPrice).default([...defaultModelPrices]),
});
/** A parsed price list. */
export type PriceTable = z.output<typeof priceTable>;

/** Rough public list prices: high enough to reserve, corrected by what the vendor really charges. */
export const defaultPrices: PriceTable = {
  asOf: '2026-11-01',
  currency: 'USD',
  rows: [
    { channel: 'sms', prefix: '+1', micros: 7_900 },
    { channel: 'sms', prefix: '+44', micros: 52_000 },
    { channel: 'sms', prefix: '+49', micros: 112_000 },
    { channel: 'sms', prefix: '+972', micros: 246_000 },
    { channel: 'sms', prefix: '*', micros: 300_000 },
    { channel: 'whatsapp', prefix: '+1', micros: 5_000 },
    { channel: 'whatsapp', prefix: '*', micros: 5_000 },
    { channel: 'email', prefix: '*', micros: 1_000 },
    { channel: 'line', prefix: '*', micros: 3_000 },
    { channel: 'voice', prefix: '+1', micros: 14_000 },
    { channel: 'voice', prefix: '*', micros: 400_000 },
  ],
  models: [...defaultModelPrices],
};

/** The highest price one message can have, in micros. */
export type Quote = (message: { readonly channel: Channel; readonly to: string; readonly text: string }) => number;

/** @throws `configuration` when a channel has no `*` row, because then a price could be missing. */
export function createQuote(table: PriceTable): Quote {
  const byChannel = Map.groupBy(
    [...table.rows].sort((a, b) => b.prefix.length - a.prefix.length),
    entry => entry.channel,
  );
  for (const [channel, rows] of byChannel) {
    if (!rows.some(entry => entry.prefix === '*'))
      throw new ButtdialError('configuration', `The price list has no "*" row for ${channel}.`, {
        remedy: 'Add a row that covers every other destination.',
      });
  }
  return ({ channel, to, text }) => {
    const match = byChannel.get(channel)?.find(entry => entry.prefix === '*' || to.startsWith(entry.prefix));
    if (!match)
      throw new ButtdialError('configuration', `The price list has no row for ${channel}.`, {
        remedy: 'Add rows for it to the file named by PRICES_FILE.',
      });
    return channel === 'sms' ? match.micros * countSegments(text) : match.micros;
  };
}
