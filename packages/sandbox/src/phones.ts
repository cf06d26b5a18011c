import type { MediaFile } from './media.ts';

/** What a handset can send and receive. */
export type PhoneChannel = 'sms' | 'whatsapp';

/** A simulated handset. */
export interface Phone {
  readonly number: string;
  /** Shown in WhatsApp as the profile name. */
  readonly name: string;
}

/** A picture or file in a message; `url` serves it. */
export interface PhoneMedia {
  readonly id: string;
  readonly contentType: string;
  readonly url: string;
  /** Where whoever sent it keeps it, when it is not here; `url` serves this address then. */
  readonly source?: string;
}

/** One message as the handset shows it. */
export interface PhoneMessage {
  /** The vendor's SID where a vendor was involved. */
  readonly id: string;
  readonly at: string;
  readonly phone: string;
  readonly direction: 'received' | 'sent';
  readonly channel: PhoneChannel;
  /** The number on the other side. */
  readonly with: string;
  readonly text: string;
  readonly media: readonly PhoneMedia[];
}

/** Which part of a phone's messages. */
export interface ThreadQuery {
  readonly with?: string | undefined;
  readonly channel?: PhoneChannel | undefined;
}

export interface Phones {
  /** Makes a phone, or renames one. */
  add(phone: { readonly number: string; readonly name?: string | undefined }): Phone;
  get(number: string): Phone | undefined;
  list(): readonly Phone[];
  keep(message: Omit<PhoneMessage, 'at' | 'media'> & { readonly media: readonly MediaFile[] }): PhoneMessage;
  thread(number: string, query?: ThreadQuery): readonly PhoneMessage[];
  clear(): void;
}

interface PhonesWorld {
  readonly now: () => Date;
  readonly announce: (message: PhoneMessage) => void;
  readonly mediaUrl: (id: string) => string;
  readonly limit: number;
}

/** All handsets and what lies in them, oldest message first. */
export function createPhones(world: PhonesWorld): Phones {
  const phones = new Map<string, Phone>();
  const messages = new Map<string, PhoneMessage[]>();
  const add: Phones['add'] = given => {
    const made = {
      number: given.number,
      name: given.name ?? phones.get(given.number)?.name ?? `Phone ${given.number.slice(-4)}`,
    };
    phones.set(made.number, made);
    return made;
  };
  const keep: Phones['keep'] = given => {
    if (!phones.has(given.phone)) add({ number: given.phone });
    const media = given.media.map(file => ({
      id: file.id,
      contentType: file.contentType,
      url: world.mediaUrl(file.id),
      ...(file.source === undefined ? {} : { source: file.source }),
    }));
    const message: PhoneMessage = { ...given, at: world.now().toISOString(), media };
    const list = messages.get(given.phone) ?? [];
    messages.set(given.phone, list);
    list.push(message);
    if (list.length > world.limit) list.shift();
    world.announce(message);
    return message;
  };
  const thread: Phones['thread'] = (number, query = {}) =>
    (messages.get(number) ?? []).filter(
      message =>
        (query.with === undefined || message.with === query.with) &&
        (query.channel === undefined || message.channel === query.channel),
    );
  const clear = () => {
    phones.clear();
    messages.clear();
  };
  return { add, get: number => phones.get(number), list: () => [...phones.values()], keep, thread, clear };
}
