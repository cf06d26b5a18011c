import type { Hono } from 'hono';
import type { World } from '../world.ts';
import { twilioApp } from './app.ts';
import { markRead } from './delivery.ts';
import { receive } from './inbound.ts';
import type { TwilioNetwork } from './network.ts';
import { createShelf } from './records.ts';
import { arrive } from './voice/desk.ts';

/** The simulated Twilio: its HTTP face, and the doors through which phones reach it. */
export interface Twilio extends TwilioNetwork {
  readonly app: Hono;
  /** A phone opens its WhatsApp conversation with a number: everything delivered becomes read. */
  read(phone: string, number: string): number;
  clear(): void;
}

/** Builds Twilio on a simulated world. */
export function createTwilio(world: World): Twilio {
  const network: TwilioNetwork = {
    world,
    messages: createShelf(world.historyLimit),
    calls: createShelf(world.historyLimit),
    legs: new Map(),
    recordings: new Map(),
    rooms: new Map(),
    optedOut: new Set(),
    whatsappHeard: new Map(),
    subaccounts: new Map(),
    senders: new Map(),
    verifications: new Map(),
    receive: (number, arriving) => receive(network, number, arriving),
    arrive: (number, from) => arrive(network, number, from),
  };
  const read = (phone: string, number: string) => {
    const owner = world.registry.number(number)?.account;
    if (owner === undefined) return 0;
    const [to, from] = [`whatsapp:${phone}`, `whatsapp:${number}`];
    const unread = network.messages
      .list(owner)
      .filter(message => message.to === to && message.from === from && message.status === 'delivered');
    for (const message of unread) markRead(network, message);
    return unread.length;
  };
  const clear = () => {
    const { messages, calls, legs, recordings, rooms, optedOut, whatsappHeard, subaccounts, senders, verifications } =
      network;
    for (const part of [
      messages,
      calls,
      legs,
      recordings,
      rooms,
      optedOut,
      whatsappHeard,
      subaccounts,
      senders,
      verifications,
    ])
      part.clear();
  };
  return { ...network, app: twilioApp(network), read, clear };
}
