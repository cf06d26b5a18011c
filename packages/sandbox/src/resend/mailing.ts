import { bareAddress, domainOf, type MailAttachment, type MailContent } from '../mailboxes.ts';
import { playSteps, type Step } from '../sequence.ts';
import type { World } from '../world.ts';
import { fateOf, type MailFate } from './magic.ts';
import { postEvent, type ReceivedEmail, type ResendNetwork, type SentEmail } from './network.ts';

/** Brings a mail to one address: a domain of an account takes it in, anything else is a simulated mailbox. */
export function deliverMail(network: ResendNetwork, address: string, content: MailContent): void {
  const { world } = network;
  const id = world.random.ids.uuid();
  const domain = world.registry.domain(domainOf(address));
  if (!domain) world.mailboxes.keep({ ...content, id, mailbox: address, direction: 'received' });
  else
    takeIn(network, { ...content, id, account: domain.account, domain: domain.name, createdAt: world.runtime.now() });
}

/** The event of an inbound mail holds no text and no headers: they are fetched by id. */
function takeIn(network: ResendNetwork, email: ReceivedEmail): void {
  network.received.add(email);
  const data = {
    email_id: email.id,
    created_at: email.createdAt.toISOString(),
    from: email.from,
    to: email.to,
    bcc: [],
    cc: email.cc,
    message_id: email.messageId,
    subject: email.subject,
    attachments: email.attachments.map(attachment => attachmentMeta(attachment)),
  };
  network.world.background.run(signal =>
    postEvent(
      network,
      { account: email.account, domain: email.domain, type: 'email.received', about: email.id, data },
      signal,
    ),
  );
}

/** An attachment as events and lists describe it. */
export function attachmentMeta(attachment: MailAttachment): Record<string, unknown> {
  return {
    id: attachment.id,
    filename: attachment.name,
    content_type: attachment.contentType,
    content_disposition: attachment.contentId === undefined ? 'attachment' : 'inline',
    content_id: attachment.contentId ?? '',
  };
}

/** Sends an accepted mail on its way: its events, and its arrival in every mailbox. */
export function sendOut(network: ResendNetwork, email: SentEmail): void {
  const { behaviour, runtime } = network.world;
  const recipients = [...email.to, ...email.cc, ...email.bcc].flatMap(text => bareAddress(text) ?? []);
  const fate = recipients.map(fateOf).find(found => found !== 'delivered') ?? 'delivered';
  const waitMs =
    email.scheduledAt === undefined ? 0 : Math.max(0, email.scheduledAt.getTime() - runtime.now().getTime());
  const step = (afterMs: number, lastEvent: SentEmail['lastEvent'], extra: Extra = {}): Step => ({
    afterMs,
    happen: () => {
      if (email.lastEvent === 'canceled') return false;
      email.lastEvent = lastEvent;
      extra.change?.();
      return true;
    },
    report: signal =>
      postEvent(
        network,
        {
          account: email.account,
          domain: domainOf(bareAddress(email.from) ?? ''),
          type: `email.${lastEvent}`,
          about: email.id,
          data: { ...eventData(email), ...extra.data },
        },
        signal,
      ),
  });
  const arrive = () => {
    for (const address of recipients)
      if (fateOf(address) === 'delivered' || fate === 'complained' || fate === 'delayed')
        deliverMail(network, address, email);
  };
  playSteps(network.world, [
    step(waitMs, 'sent'),
    ...ending(fate, { arrive, step, afterMs: behaviour.current.mailDeliveredMs }),
  ]);
}

interface Extra {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly change?: () => void;
}

interface Ending {
  readonly arrive: () => void;
  readonly afterMs: number;
  step(afterMs: number, lastEvent: SentEmail['lastEvent'], extra?: Extra): Step;
}

function ending(fate: MailFate, { arrive, afterMs, step }: Ending): Step[] {
  const delivered = step(afterMs, 'delivered', { change: arrive });
  const bounce = {
    type: 'Permanent',
    subType: 'General',
    message: "The recipient's mail server permanently rejected the email.",
    diagnosticCode: ['smtp; 550 5.1.1 user unknown'],
  };
  const suppressed = {
    type: 'Suppressed',
    reason: 'previous_bounce',
    message: 'The recipient is on the suppression list of the account.',
    diagnosticCode: [],
  };
  if (fate === 'bounced') return [step(afterMs, 'bounced', { data: { bounce } })];
  if (fate === 'suppressed') return [step(afterMs, 'suppressed', { data: { suppressed } })];
  if (fate === 'failed') return [step(afterMs, 'failed', { data: { failed: { reason: 'reached_daily_quota' } } })];
  if (fate === 'complained') return [delivered, step(afterMs, 'complained')];
  return fate === 'delayed' ? [step(afterMs, 'delivery_delayed'), delivered] : [delivered];
}

function eventData(email: SentEmail): Record<string, unknown> {
  const headers = Object.entries(email.headers).map(([name, value]) => ({ name, value }));
  const tags = Object.fromEntries(email.tags.map(tag => [tag.name, tag.value]));
  return {
    email_id: email.id,
    created_at: email.createdAt.toISOString(),
    from: email.from,
    to: email.to,
    subject: email.subject,
    ...(headers.length > 0 ? { headers } : {}),
    ...(email.tags.length > 0 ? { tags } : {}),
  };
}

/** Puts a file on the shelf and describes it as an attachment. */
export function shelve(
  world: World,
  file: {
    readonly name: string;
    readonly contentType: string;
    readonly content: Uint8Array;
    readonly contentId?: string | undefined;
  },
): MailAttachment {
  const kept = world.media.put({ name: file.name, contentType: file.contentType, content: file.content });
  const contentId = file.contentId === undefined ? {} : { contentId: file.contentId };
  return {
    id: uuidOf(kept.id),
    name: file.name,
    contentType: file.contentType,
    size: file.content.length,
    url: `${world.url()}/media/${kept.id}`,
    ...contentId,
  };
}

// Resend names attachments by UUID; the shelf names files by the same 32 digits.
function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
