import type { MailContent } from '../mailboxes.ts';
import type { World } from '../world.ts';
import type { IdempotencyMemory } from './idempotency.ts';
import { svixHeaders } from './svix.ts';

type LastEvent =
  | 'scheduled'
  | 'queued'
  | 'sent'
  | 'delivered'
  | 'bounced'
  | 'complained'
  | 'delivery_delayed'
  | 'suppressed'
  | 'failed'
  | 'canceled';

/** A mail that an account sent. */
export interface SentEmail extends MailContent {
  readonly id: string;
  readonly account: string;
  readonly bcc: readonly string[];
  readonly tags: readonly { readonly name: string; readonly value: string }[];
  readonly createdAt: Date;
  scheduledAt?: Date | undefined;
  lastEvent: LastEvent;
}

/** A mail that reached a domain of an account. */
export interface ReceivedEmail extends MailContent {
  readonly id: string;
  readonly account: string;
  /** The domain that received it. */
  readonly domain: string;
  readonly createdAt: Date;
}

/** Records of one kind, by account, oldest first. */
export interface Shelf<T extends { readonly id: string; readonly account: string }> {
  add(record: T): void;
  get(account: string, id: string): T | undefined;
  /** Newest first, as every list of the API. */
  list(account: string): readonly T[];
  clear(): void;
}

/** Keeps the newest `limit` records of each account. */
export function createShelf<T extends { readonly id: string; readonly account: string }>(limit: number): Shelf<T> {
  const shelves = new Map<string, Map<string, T>>();
  const shelf = (account: string) => {
    const known = shelves.get(account) ?? new Map<string, T>();
    shelves.set(account, known);
    return known;
  };
  const add = (record: T) => {
    const mine = shelf(record.account);
    mine.set(record.id, record);
    const oldest = mine.keys().next().value;
    if (mine.size > limit && oldest !== undefined) mine.delete(oldest);
  };
  return {
    add,
    get: (account, id) => shelf(account).get(id),
    list: account => [...shelf(account).values()].reverse(),
    clear: () => shelves.clear(),
  };
}

/** What the parts of the simulated Resend share. */
export interface ResendNetwork {
  readonly world: World;
  readonly sent: Shelf<SentEmail>;
  readonly received: Shelf<ReceivedEmail>;
  readonly idempotency: IdempotencyMemory;
}

/** An event about a mail. `domain` chooses the webhook: the domain's own, else the account's. */
export interface MailEvent {
  readonly account: string;
  readonly domain: string;
  readonly type: `email.${string}`;
  readonly about: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Posts an event, signed as Svix does, with Svix's retries. Without an address and a secret nothing is posted. */
export async function postEvent({ world }: ResendNetwork, event: MailEvent, signal: AbortSignal): Promise<void> {
  const own = world.registry.domain(event.domain);
  const usual = world.registry.account(event.account)?.resend;
  const url = own?.webhookUrl ?? usual?.webhookUrl;
  const secret = own?.webhookSecret ?? usual?.webhookSecret;
  if (url === undefined || secret === undefined) return;
  const body = JSON.stringify({ type: event.type, created_at: world.runtime.now().toISOString(), data: event.data });
  const id = `msg_${world.random.callbacks.hex(27)}`;
  const headers = () => ({
    'content-type': 'application/json',
    'user-agent': 'Svix-Webhooks/1.0',
    ...svixHeaders(secret, { id, at: world.runtime.now(), body }),
  });
  const call = {
    vendor: 'resend' as const,
    account: event.account,
    event: event.type,
    about: event.about,
    url,
    method: 'POST' as const,
    headers,
    body,
  };
  const answer = await world.caller.call(
    { ...call, retryAfterMs: world.behaviour.current.resendRetryMs, retryOn: () => true },
    signal,
  );
  if (!answer)
    world.ledger.alert({
      vendor: 'resend',
      account: event.account,
      code: 0,
      message: 'The event could not be delivered.',
      about: event.about,
    });
}
