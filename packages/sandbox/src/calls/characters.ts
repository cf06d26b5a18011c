import { z } from 'zod';
import { parse } from '../requests.ts';
import type { Handset } from './air.ts';

const line = z.string().min(1);
/** From the first ring to the answer. Default: `callAnswerMs` of the behaviour. */
const answerMs = z.int().nonnegative().optional();

/** Who is on a phone when it rings, or when it calls. */
export const newCharacter = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('human'),
    /** Said one after the other: the first at once, each further one after something was heard. */
    lines: z.array(line).default(['Hello?', 'Yes.', 'Thank you, goodbye.']),
    /** False waits with the first line until something was heard. */
    speaksFirst: z.boolean().default(true),
    /** After the last line was answered. */
    hangsUp: z.boolean().default(true),
    answerMs,
  }),
  z.strictObject({ kind: z.literal('busy') }),
  z.strictObject({ kind: z.literal('no-answer') }),
  z.strictObject({
    kind: z.literal('voicemail'),
    greeting: line.default('Please leave a message after the tone.'),
    /** How long it records before it hangs up. */
    recordMs: z.int().positive().default(30_000),
    answerMs,
  }),
  z.strictObject({ kind: z.literal('silence'), answerMs }),
  z.strictObject({
    kind: z.literal('ivr'),
    greeting: line.default('For opening hours press 1. For a person press 2.'),
    /** What is said after a key; any other key repeats the greeting. */
    options: z
      .record(z.string().regex(/^[0-9*#]$/), line)
      .default({ '1': 'We are open from nine to five.', '2': 'Please hold.' }),
    answerMs,
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
  switch (character.kind) {
    case 'human':
      return talk(character, handset);
    case 'voicemail':
      return record(character, handset);
    case 'ivr':
      return offer(character, handset);
    default:
      return undefined;
  }
}

type Of<Kind extends Character['kind']> = Extract<Character, { kind: Kind }>;

async function talk({ lines, speaksFirst, hangsUp }: Of<'human'>, handset: Handset): Promise<void> {
  const left = [...lines];
  if (speaksFirst && left.length > 0) await handset.say(left.shift()!);
  for (let heard = await handset.heard(); heard; heard = await handset.heard()) {
    if (heard.kind !== 'speech') continue;
    const next = left.shift();
    if (next !== undefined) await handset.say(next);
    else if (hangsUp) return handset.hangUp();
  }
}

async function record({ greeting, recordMs }: Of<'voicemail'>, handset: Handset): Promise<void> {
  await handset.say(greeting);
  await handset.beep();
  await handset.wait(recordMs);
  handset.hangUp();
}

async function offer({ greeting, options }: Of<'ivr'>, handset: Handset): Promise<void> {
  await handset.say(greeting);
  for (let heard = await handset.heard(); heard; heard = await handset.heard())
    if (heard.kind === 'digit') await handset.say(options[heard.digit] ?? greeting);
}
