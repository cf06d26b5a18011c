import { ButtdialError } from '@buttdial/core';
import { z } from 'zod';
import { type Character, type NewCharacter, newCharacter } from './calls/characters.ts';
import type { CallQuery, PhoneCall } from './calls/view.ts';
import { checkNumber } from './registry.ts';
import { parse } from './requests.ts';
import type { Twilio } from './twilio/index.ts';
import { callIn } from './twilio/voice/desk.ts';
import { viewOf } from './twilio/voice/leg.ts';
import type { Leg } from './twilio/voice/under-way.ts';
import type { World } from './world.ts';

/** Somebody at a phone dials. */
export const newPhoneCall = z.strictObject({ from: z.string(), to: z.string(), character: newCharacter.optional() });
/** Who calls whom; the character of the phone calls unless another one is given. */
export type NewPhoneCall = z.input<typeof newPhoneCall>;

/** A phone in somebody's hand. */
export interface HeldPhone {
  /** 20 ms of µ-law at 8 kHz into the phone. @returns whether the account's side takes sound at the moment. */
  speak(frame: Uint8Array): boolean;
  /** Resolves when the call is over. */
  readonly over: Promise<void>;
  /** Puts it down; the call goes on. */
  release(): void;
}

/** What can be done to calls from outside. `id` is the call SID, of either side where both are accounts. */
export interface CallControls {
  /** Calls a rented number from a phone. What is said follows in the background. */
  callFromPhone(call: NewPhoneCall): PhoneCall;
  /** Picks up a phone that rings. @throws `conflict` unless it rings. */
  answerCall(id: string): PhoneCall;
  /** Hangs up at the phone, or refuses a call that rings. */
  hangUpCall(id: string): PhoneCall;
  /** Speaks into the phone; an account's side that is speaking is interrupted. Said as soon as somebody listens. */
  sayInCall(id: string, text: string): PhoneCall;
  /** Presses keys on the phone. */
  pressInCall(id: string, digits: string): PhoneCall;
  /** Sends tones to the phone of an answered call, as carriers do that are asked to by their API; `w` waits half a second. */
  sendDigits(id: string, digits: string): PhoneCall;
  /**
   * Holds the phone of an answered call to somebody's ear, who hears 20 ms of µ-law at 8 kHz at a time wherever the account's
   * side speaks in sound.
   */
  holdPhone(id: string, ears: (frame: Uint8Array) => void): HeldPhone;
  /** The sound of a call over raw audio as a WAV file, where the behaviour says `recordAudio`. @throws `not-found`. */
  recording(id: string): Uint8Array;
  /** Oldest first. */
  calls(query?: CallQuery): readonly PhoneCall[];
  setCharacter(phone: string, character: NewCharacter): Character;
  /** Who is on a phone. */
  character(phone: string): Character;
}

const words = z.string().min(1);
const keys = z.string().regex(/^[0-9*#]+$/, 'Keys are 0 to 9, * and #.');

const tones = z.string().regex(/^[0-9*#w]+$/, 'Tones are 0 to 9, * and #, with w to wait.');

/** The verbs about calls over a simulated world. */
export function callVerbs({ world, twilio }: { readonly world: World; readonly twilio: Twilio }): CallControls {
  const legOf = (id: string): Leg => {
    const leg = twilio.legs.get(id);
    if (leg) return leg;
    if (allCalls(world, twilio).some(call => call.id === id)) throw new ButtdialError('conflict', 'The call is over.');
    throw new ButtdialError('not-found', 'No such call in the sandbox.');
  };
  const during = (id: string, work: (leg: Leg) => Promise<void>): PhoneCall => {
    const leg = legOf(id);
    if (!leg.call().answeredAt) throw new ButtdialError('conflict', 'The call is not answered yet.');
    leg.run(() => work(leg));
    return viewOf(leg.call());
  };
  const answerCall = (id: string) => {
    const leg = legOf(id);
    const { direction, status } = leg.call();
    if (direction === 'inbound' || status !== 'ringing')
      throw new ButtdialError('conflict', 'No phone rings for this call.');
    leg.answer();
    return viewOf(leg.call());
  };
  const hangUpCall = (id: string) => {
    const leg = legOf(id);
    const { answeredAt, direction } = leg.call();
    leg.end(answeredAt ? 'completed' : direction === 'inbound' ? 'no-answer' : 'busy');
    return viewOf(leg.call());
  };
  return {
    callFromPhone: call => callFromPhone(world, twilio, parse(newPhoneCall, call)),
    answerCall,
    hangUpCall,
    sayInCall(id, text) {
      const said = parse(words, text);
      return during(id, leg => leg.air.handset.say(said));
    },
    pressInCall(id, digits) {
      const pressed = parse(keys, digits);
      return during(id, leg => leg.air.handset.press(pressed));
    },
    sendDigits(id, digits) {
      const sent = parse(tones, digits);
      return during(id, async leg => {
        for (const digit of sent)
          if (digit === 'w') await leg.air.handset.wait(500);
          else leg.air.deliver({ kind: 'digit', digit });
      });
    },
    holdPhone(id, ears) {
      const leg = legOf(id);
      if (!leg.call().answeredAt) throw new ButtdialError('conflict', 'The call is not answered yet.');
      leg.air.passOn(frame => {
        ears(frame);
        return false;
      });
      return { speak: leg.air.hearSound, over: leg.over, release: () => leg.air.passOn(() => false) };
    },
    recording(id) {
      const wav = world.tapes.wav(id);
      if (!wav) throw new ButtdialError('not-found', 'The sound of this call was not kept.');
      return wav;
    },
    calls: query => allCalls(world, twilio).filter(call => isAsked(world, call, query)),
    setCharacter(phone, character) {
      checkNumber(phone, world.allowAnyNumber);
      if (world.registry.number(phone)) throw new ButtdialError('conflict', 'The number is rented by an account.');
      if (!world.phones.get(phone)) world.phones.add({ number: phone });
      return world.characters.set(phone, character);
    },
    character: phone => world.characters.of(phone),
  };
}

function callFromPhone(world: World, twilio: Twilio, call: z.output<typeof newPhoneCall>): PhoneCall {
  const { from, to, character } = call;
  checkNumber(from, world.allowAnyNumber);
  const rented = world.registry.number(to);
  if (!rented) throw new ButtdialError('not-found', 'Nobody rents the number that is called.', { field: 'to' });
  if (world.registry.number(from)) throw new ButtdialError('conflict', 'The calling number is rented by an account.');
  if (!world.phones.get(from)) world.phones.add({ number: from });
  return viewOf(callIn(twilio, rented, { from, character }).call());
}

function allCalls(world: World, twilio: Twilio): PhoneCall[] {
  const calls = world.registry.accounts().flatMap(account => twilio.calls.list(account.name).map(viewOf));
  return calls.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
}

function isAsked(world: World, call: PhoneCall, query: CallQuery = {}): boolean {
  const account = query.account === undefined ? undefined : world.registry.account(query.account)?.name;
  if (query.account !== undefined && call.account !== account) return false;
  return query.with === undefined || call.from === query.with || call.to === query.with;
}
