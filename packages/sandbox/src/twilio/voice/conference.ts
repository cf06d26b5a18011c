import type { Listener } from '../../calls/spoken.ts';
import type { TwilioNetwork } from '../network.ts';
import { elements, type TwimlElement, textOf } from '../twiml.ts';
import type { Following } from './line.ts';
import type { Leg, Room } from './under-way.ts';

/** `<Dial><Conference>`: stays in the room until the call, or the room, is over. @returns the fields for the action. */
export async function confer(following: Following, noun: TwimlElement): Promise<Record<string, string>> {
  const { network, leg, signal } = following;
  const key = `${leg.call().account} ${textOf(noun)}`;
  const room = roomOf(network, key);
  const listener = memberOf(following, room);
  room.members.add(leg);
  leg.air.attach(listener);
  await left(signal, room);
  leg.air.detach(listener);
  room.members.delete(leg);
  if (noun.attributes.endConferenceOnExit === 'true') room.over.abort();
  if (room.members.size === 0 || room.over.signal.aborted) network.rooms.delete(key);
  signal.throwIfAborted();
  return { DialCallStatus: 'answered' };
}

/** The conference that a Dial names, if it names one. */
export function conferenceIn(verb: TwimlElement): TwimlElement | undefined {
  return elements(verb, ['Conference'])[0];
}

function roomOf({ rooms }: TwilioNetwork, key: string): Room {
  const room = rooms.get(key) ?? { members: new Set<Leg>(), over: new AbortController() };
  rooms.set(key, room);
  return room;
}

function left(signal: AbortSignal, { over }: Room): Promise<void> {
  const either = AbortSignal.any([signal, over.signal]);
  if (either.aborted) return Promise.resolve();
  return new Promise(resolve => {
    either.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** What the phone of one leg says, everybody else hears. */
function memberOf({ network, leg }: Following, { members }: Room): Listener {
  const { runtime, behaviour } = network.world;
  const others = () => [...members].filter(member => member !== leg);
  return {
    async hear(text) {
      await runtime.sleep(text.length * behaviour.current.speechMsPerCharacter, leg.signal);
      for (const other of others()) other.air.deliver({ kind: 'speech', text, interrupted: false });
    },
    press: digit => {
      for (const other of others()) other.air.deliver({ kind: 'digit', digit });
    },
  };
}
