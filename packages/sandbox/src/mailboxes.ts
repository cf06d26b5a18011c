import { isEmailAddress } from '@buttdial/core';

/** A file that came with a mail; `url` serves it. */
export interface MailAttachment {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly contentId?: string;
  readonly url: string;
}

/** What travels, whoever sends it. Addresses in `from` may carry a display name. */
export interface MailContent {
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly text?: string | undefined;
  readonly html?: string | undefined;
  /** Names as they were given. */
  readonly headers: Readonly<Record<string, string>>;
  readonly messageId: string;
  readonly attachments: readonly MailAttachment[];
}

/** One mail in a simulated mailbox. */
export interface Mail extends MailContent {
  readonly id: string;
  readonly at: string;
  /** The bare address of the mailbox that it lies in. */
  readonly mailbox: string;
  readonly direction: 'received' | 'sent';
}

export interface Mailboxes {
  list(): readonly { readonly address: string; readonly mails: number }[];
  mails(address: string): readonly Mail[];
  mail(id: string): Mail | undefined;
  keep(mail: Omit<Mail, 'at'>): Mail;
  clear(): void;
}

interface MailboxesWorld {
  readonly now: () => Date;
  readonly announce: (mail: Mail) => void;
  readonly limit: number;
}

/** Every mailbox that no account owns; one comes into being with its first mail. */
export function createMailboxes(world: MailboxesWorld): Mailboxes {
  const boxes = new Map<string, Mail[]>();
  const keep: Mailboxes['keep'] = given => {
    const mail: Mail = { ...given, at: world.now().toISOString() };
    const box = boxes.get(mail.mailbox) ?? [];
    boxes.set(mail.mailbox, box);
    box.push(mail);
    if (box.length > world.limit) box.shift();
    world.announce(mail);
    return mail;
  };
  const mail = (id: string) => {
    for (const box of boxes.values()) {
      const found = box.find(known => known.id === id);
      if (found) return found;
    }
    return undefined;
  };
  return {
    list: () => [...boxes].map(([address, box]) => ({ address, mails: box.length })),
    mails: address => [...(boxes.get(address.toLowerCase()) ?? [])],
    mail,
    keep,
    clear: () => boxes.clear(),
  };
}

/** The bare address in `Name <a@b>`, `"Quoted, name" <a@b>` or `a@b`, lower-cased; undefined when there is none. */
export function bareAddress(text: string): string | undefined {
  const unnamed = text.trim().replace(/^(?:"(?:[^"\\]|\\.)*"|[^<>"]*)\s*<(.*)>$/s, '$1');
  return isEmailAddress(unnamed) ? unnamed.toLowerCase() : undefined;
}

/** What stands after the @. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
