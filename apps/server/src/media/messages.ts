import { z } from 'zod';

const id = z.string().min(1).max(200);
const recipe = z.object({ name: z.string(), settings: z.record(z.string(), z.string()) });

/** What the server tells a media process. `voice` is for the host of the lines. With `socket` comes the connection itself. */
export const toMedia = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('voice'), message: z.unknown() }),
  z.object({
    kind: z.literal('socket'),
    line: id,
    headers: z.record(z.string(), z.string()),
    head: z.custom<Uint8Array>(given => given instanceof Uint8Array),
    recipes: z.object({
      carrier: recipe,
      speech: recipe,
      transcription: recipe.exactOptional(),
      realtime: recipe.exactOptional(),
    }),
  }),
]);

/** What a media process tells the server. Counts are since its last message; times in milliseconds. */
export const fromMedia = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('voice'), message: z.unknown() }),
  z.object({
    kind: z.literal('log'),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    event: z.string().max(100),
    fields: z.record(z.string(), z.union([z.string().max(500), z.number(), z.boolean()])).exactOptional(),
  }),
  z.object({ kind: z.literal('measured'), frames: z.number(), overMs: z.number(), delayP99Ms: z.number() }),
]);

/** One of `toMedia`. */
export type ToMedia = z.output<typeof toMedia>;
/** One of `fromMedia`. */
export type FromMedia = z.output<typeof fromMedia>;
