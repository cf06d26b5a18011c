import { z } from 'zod';
import { parse } from '../requests.ts';
import type { Handset } from './air.ts';
import { babble, interrupt, keepWaiting, leave, offer, record, screen, talk } from './people.ts';

const line = z.string().min(1);
/** From the first ring to the answer. Default: `callAnswerMs` of the behaviour. */
const answerMs = z.int().nonnegative().optional();
const chance = z.number().min(0).max(1);
const milliseconds = z.int().nonnegative();

/** What everybody has who answers. */
const answering = {
  answerMs,
  /** How bad the line is. Hiss and loss are heard in raw audio only. */
  line: z
    .strictObject({
      /** Decibels below full scale. */
      noiseDb: z.number().min(-90).max(-6).optional(),
      /** Chance of every 20 ms of what the phone says to be lost. */
      frameLoss: chance.optional(),
      /** The carrier's first socket breaks so long after it stood; the phone stays on the line. */
      socketBreaksAfterMs: z.int().positive().optional(),
    })
    .default({}),
};

const conversation = {
  /** Said one after the other: the first at once, each further one after something was heard. */
  lines: z.array(line).default(['Hello?', 'Yes.', 'Thank you, goodbye.']),
  /** After the last line was answered. */
  hangsUp: z.boolean().default(true),
};

/** Who is on a phone when it rings, or when it calls. */
export const newCharacter = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('human'),
    ...conversation,
    ...answering,
    /** False waits with the first line until something was heard. */
    speaksFirst: z.boolean().default(true),
  }),
  z.strictObject({ kind: z.literal('busy') }),
  z.strictObject({ kind: z.literal('no-answer') }),
  z.strictObject({
    kind: z.literal('voicemail'),
    greeting: line.default('Please leave a message after the tone.'),
    /** How long it records before it hangs up. */
    recordMs: z.int().positive().default(30_000),
    ...answering,
  }),
  z.strictObject({ kind: z.literal('silence'), ...answering }),
  z.strictObject({
    kind: z.literal('ivr'),
    greeting: line.default('For opening hours press 1. For a person press 2.'),
    /** What is said after a key; any other key repeats the greeting. */
    options: z
      .record(z.string().regex(/^[0-9*#]$/), line)
      .default({ '1': 'We are open from nine to five.', '2': 'Please hold.' }),
    ...answering,
  }),
  z.strictObject({
    kind: z.literal('screener'),
    greeting: line.default("Hi. If you record your name and reason for calling, I'll see if this person is available."),
    /** What comes after the caller said it. */
    verdict: z.enum(['answers', 'declines', 'voicemail']).default('answers'),
    /** How long it waits for the caller to say it. */
    waitMs: milliseconds.default(25_000),
    /** How long the person takes to decide. */
    decideMs: milliseconds.default(4000),
    ...conversation,
    ...answering,
  }),
  z.strictObject({
    kind: z.literal('hold'),
    greeting: line.default('Thank you for calling. Please hold, the next available agent will be with you shortly.'),
    /** How long the music plays. */
    holdMs: milliseconds.default(20_000),
    ...conversation,
    ...answering,
  }),
  z.strictObject({
    kind: z.literal('babbler'),
    /** Said in turn while the account speaks. */
    words: z.array(line).min(1).default(['mhm', 'uh-huh', 'right', 'okay']),
    everyMs: milliseconds.default(1500),
    ...conversation,
    ...answering,
  }),
  z.strictObject({
    kind: z.literal('interrupter'),
    /** How far into what the account says it breaks in with its next line. */
    afterMs: milliseconds.default(1200),
    ...conversation,
    ...answering,
  }),
  z.strictObject({
    kind: z.literal('slow-talker'),
    /** Silence between two words. */
    pauseMs: milliseconds.default(700),
    ...conversation,
    ...answering,
  }),
  z.strictObject({
    kind: z.literal('leaver'),
    /** How far into what the account says it hangs up, after the last of its lines. */
    afterMs: milliseconds.default(700),
    lines: z.array(line).default(['Hello?']),
    ...answering,
  }),
  /** Somebody at the controls: answers, speaks, presses keys and hangs up when told. */
  z.strictObject({ kind: z.literal('manual') }),
]);
/** Who is on a phone; fields that are left out have defaults. */
export type NewCharacter = z.input<typeof newCharacter>;
/** Who is on a phone, every field filled. */
export type Character = z.output<typeof newCharacter>;

/** Who is on which phone. */
export interface Characters {
  set(phone: string, character: NewCharacter): Character;
  of(phone: string): Character;
  clear(): void;
}

/** Every phone is a human with a few words until told otherwise. */
export function createCharacters(): Characters {
  const cast = new Map<string, Character>();
  const usual = parse(newCharacter, { kind: 'human' });
  const set = (phone: string, given: NewCharacter) => {
    const character = parse(newCharacter, given);
    cast.set(phone, character);
    return character;
  };
  return { set, of: phone => cast.get(phone) ?? usual, clear: () => cast.clear() };
}

/** Plays a character from the answer to the end of the call. */
export async function perform(character: Character, handset: Handset): Promise<void> {
  if ('line' in character) handset.line(character.line);
  switch (character.kind) {
    case 'human':
      return talk(character, handset);
    case 'slow-talker':
      return talk({ ...character, speaksFirst: true }, handset, character);
    case 'voicemail':
      return record(character, handset);
    case 'ivr':
      return offer(character, handset);
    case 'screener':
      return screen(character, handset);
    case 'hold':
      return keepWaiting(character, handset);
    case 'babbler':
      return babble(character, handset);
    case 'interrupter':
      return interrupt(character, handset);
    case 'leaver':
      return leave(character, handset);
    default:
      return undefined;
  }
}
