import type { Air } from '../../calls/air.ts';
import { type Character, perform } from '../../calls/characters.ts';
import type { RentedNumber } from '../../entities.ts';
import { fictionalCountry } from '../../fictional.ts';
import type { TwilioNetwork } from '../network.ts';
import type { Leg } from './under-way.ts';

interface Ringing {
  readonly ringSeconds: number;
}

/** Lets the other side of an outbound call ring until somebody answers, refuses or the time is up. */
export async function ring(network: TwilioNetwork, leg: Leg, ringing: Ringing): Promise<void> {
  const { world } = network;
  const { to } = leg.call();
  // A turn later: nothing happens before the request that caused it was answered.
  await world.runtime.sleep(0, leg.signal);
  leg.announce();
  await world.runtime.sleep(world.behaviour.current.callSetupMs, leg.signal);
  const rented = world.registry.number(to);
  if (rented) return ringNumber(network, leg, { ...ringing, rented });
  if (!world.allowAnyNumber && fictionalCountry(to) === undefined) return leg.end('failed');
  if (!world.phones.get(to)) world.phones.add({ number: to });
  return ringPhone(network, leg, { ...ringing, character: world.characters.of(to) });
}

async function ringPhone(
  { world }: TwilioNetwork,
  leg: Leg,
  { ringSeconds, character }: Ringing & { readonly character: Character },
): Promise<void> {
  if (character.kind === 'busy') return leg.end('busy');
  leg.ring();
  const answerMs = 'answerMs' in character ? character.answerMs : undefined;
  const byItself = character.kind !== 'manual' && character.kind !== 'no-answer';
  const patienceMs = ringSeconds * 1000;
  const waitMs = byItself ? (answerMs ?? world.behaviour.current.callAnswerMs) : patienceMs;
  const waited = world.runtime.sleep(Math.min(waitMs, patienceMs), leg.signal);
  // Somebody at the controls may be faster.
  await Promise.race([waited, leg.answered]);
  if (leg.call().status === 'ringing' && (!byItself || waitMs >= patienceMs)) return leg.end('no-answer');
  if (leg.call().status === 'ringing') leg.answer();
  if (byItself) return perform(character, leg.air.handset);
  return waited;
}

/** The number of an account: its own call comes in there, and the two are joined. */
async function ringNumber(
  network: TwilioNetwork,
  leg: Leg,
  { ringSeconds, rented }: Ringing & { readonly rented: RentedNumber },
): Promise<void> {
  const other = network.arrive(rented, leg.call().from);
  leg.ring();
  void leg.over.then(() => other.end(other.call().answeredAt ? 'completed' : 'no-answer'));
  leg.run(async () => {
    await network.world.runtime.sleep(ringSeconds * 1000, leg.signal);
    if (leg.call().status === 'ringing') leg.end('no-answer');
  });
  if (!(await other.answered)) {
    const { status } = other.call();
    return leg.end(status === 'busy' || status === 'no-answer' ? status : 'failed');
  }
  leg.answer();
  leg.air.passOn(other.air.hearSound);
  other.air.passOn(leg.air.hearSound);
  leg.air.passVoice(other.air.hearVoice);
  other.air.passVoice(leg.air.hearVoice);
  leg.run(() => carry(leg.air, other.air));
  other.run(() => carry(other.air, leg.air));
  await other.over;
  leg.end('completed');
}

/** What one account says is what the other's phone says: as it sounds where both take sound, else in words. */
async function carry({ handset: from }: Air, to: Air): Promise<void> {
  for (let heard = await from.heard(); heard; heard = await from.heard()) {
    if (heard.kind === 'digit') await to.handset.press(heard.digit);
    else if (heard.isPassedOn) to.overhear(heard.text);
    else await to.handset.say(heard.text);
  }
}
