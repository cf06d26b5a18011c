import { z } from 'zod';

const milliseconds = z.int().nonnegative();
const count = z.int().nonnegative();

const reply = z.strictObject({
  /** Answers only where the last thing said, or a tool's result, contains this, in any case. */
  when: z.string().optional(),
  text: z.string().default(''),
  /** Tools that it calls, after the text. */
  tools: z
    .array(z.strictObject({ name: z.string(), arguments: z.record(z.string(), z.unknown()).default({}) }))
    .default([]),
  /** `length`: cut short by the limit of tokens; `refused`: by the vendor's policy. */
  ends: z.enum(['stop', 'length', 'refused']).default('stop'),
  /** Before the first word: so long, or drawn between two. */
  thinkMs: z.union([milliseconds, z.tuple([milliseconds, milliseconds])]).default(0),
  /** Between two words. */
  wordMs: milliseconds.default(0),
  /** After so many words the connection is gone. */
  cutAfterWords: count.optional(),
  /** After so many words the vendor reports that it is overloaded, and ends. */
  failsAfterWords: count.optional(),
});

/** What the models of an account answer: each reply once, in this order, then as they would by themselves. */
export const modelScript = z.strictObject({ replies: z.array(reply) });
/** What the models of an account answer; see the fields of a reply. */
export type NewModelScript = z.input<typeof modelScript>;
/** One answer. */
export type ModelReply = z.output<typeof reply>;

/** Fills in what a reply leaves out. */
export const readReply = (given: z.input<typeof reply>): ModelReply => reply.parse(given);
