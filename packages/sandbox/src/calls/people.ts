import type { Handset } from './air.ts';
import type { Manner } from './spoken.ts';

/** Somebody who has something to say. */
export interface Talker {
  readonly lines: readonly string[];
  readonly hangsUp: boolean;
  readonly speaksFirst?: boolean;
  /** Silence after which somebody is taken to have finished. */
  readonly patienceMs?: number;
}

/** Says a line for each thing that is heard, then hangs up. */
export async function talk(
  { lines, speaksFirst = true, hangsUp, patienceMs = 0 }: Talker,
  handset: Handset,
  manner?: Manner,
): Promise<void> {
  const left = [...lines];
  if (speaksFirst && left.length > 0) await handset.say(left.shift()!, manner);
  for (let heard = await handset.heard(); heard; heard = await handset.heard()) {
    if (heard.kind !== 'speech' || (patienceMs > 0 && (await goesOn(handset, patienceMs)))) continue;
    const next = left.shift();
    if (next !== undefined) await handset.say(next, manner);
    else if (hangsUp) return handset.hangUp();
  }
}

/** Whether the account's side only paused. */
async function goesOn(handset: Handset, patienceMs: number): Promise<boolean> {
  await handset.wait(patienceMs);
  return handset.isAccountSpeaking();
}

/** An answering machine: greets, beeps, records. */
export async function record(
  { greeting, recordMs }: { readonly greeting: string; readonly recordMs: number },
  handset: Handset,
): Promise<void> {
  await handset.say(greeting);
  await handset.beep();
  await handset.wait(recordMs);
  handset.hangUp();
}

/** A menu: says what there is, and answers keys. */
export async function offer(
  { greeting, options }: { readonly greeting: string; readonly options: Readonly<Record<string, string>> },
  handset: Handset,
): Promise<void> {
  await handset.say(greeting);
  for (let heard = await handset.heard(); heard; heard = await handset.heard())
    if (heard.kind === 'digit') await handset.say(options[heard.digit] ?? greeting);
}

/** A telephone that asks who calls and why, before it bothers its owner. */
export interface Screener extends Talker {
  readonly greeting: string;
  readonly verdict: 'answers' | 'declines' | 'voicemail';
  readonly waitMs: number;
  readonly decideMs: number;
}

const mailbox = { greeting: 'Please leave a message after the tone.', recordMs: 30_000 };

/** Asks who calls and why; then its owner answers, declines, or lets the machine do it. */
export async function screen(screener: Screener, handset: Handset): Promise<void> {
  await handset.say(screener.greeting);
  const said = await Promise.race([handset.heard(), handset.wait(screener.waitMs)]);
  if (!said) return handset.hangUp();
  await handset.say('Thanks. Stay on the line.');
  await handset.wait(screener.decideMs);
  if (screener.verdict === 'answers') return talk(screener, handset);
  if (screener.verdict === 'voicemail') return record(mailbox, handset);
  await handset.say("Sorry, this person can't take your call.");
  handset.hangUp();
}

/** Music first, then a person. */
export async function keepWaiting(
  given: Talker & { readonly greeting: string; readonly holdMs: number },
  handset: Handset,
): Promise<void> {
  await handset.say(given.greeting);
  await handset.music(given.holdMs);
  return talk(given, handset);
}

/** Shows again and again that it listens, while it is spoken to. */
export async function babble(
  given: Talker & { readonly words: readonly string[]; readonly everyMs: number },
  handset: Handset,
): Promise<void> {
  const nod = async () => {
    for (let said = 0; ; ) {
      await handset.accountSpeaks();
      await handset.wait(given.everyMs);
      if (handset.isAccountSpeaking()) await handset.say(given.words[said++ % given.words.length]!);
    }
  };
  // Who shows that they listen may be waited for: that is a pause, not an end.
  await Promise.all([talk({ ...given, patienceMs: 1000 }, handset), nod()]);
}

/** Breaks into whatever is said to it, as long as it has lines. */
export async function interrupt(
  { lines, hangsUp, afterMs }: Talker & { readonly afterMs: number },
  handset: Handset,
): Promise<void> {
  const [first, ...others] = lines;
  if (first !== undefined) await handset.say(first);
  for (const line of others) {
    await handset.accountSpeaks();
    await handset.wait(afterMs);
    await handset.say(line);
    // Who cannot be stopped is let finish, and interrupted in what comes next.
    while (handset.isAccountSpeaking()) await handset.wait(100);
  }
  await handset.accountSpeaks();
  while (handset.isAccountSpeaking()) await handset.wait(100);
  if (hangsUp) handset.hangUp();
}

/** Hangs up in the middle of a word that is said to it. */
export async function leave(
  { lines, afterMs }: { readonly lines: readonly string[]; readonly afterMs: number },
  handset: Handset,
): Promise<void> {
  for (const [at, line] of lines.entries()) {
    if (at > 0) await handset.heard();
    await handset.say(line);
  }
  await handset.accountSpeaks();
  await handset.wait(afterMs);
  handset.hangUp();
}
