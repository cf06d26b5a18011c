import type { MessageRecord } from '@buttdial/core';
import type { Connection } from './deps.ts';

/** The vendor promises to recognize a repetition of this message. */
export function isSafeToRepeat(connection: Connection, item: MessageRecord, now: Date): boolean {
  const { messaging, email } = connection.provider;
  const idempotency =
    item.channel === 'email'
      ? email?.idempotency
      : item.channel === 'voice'
        ? undefined
        : messaging?.routes[item.channel]?.idempotency;
  if (idempotency === undefined || idempotency === 'none') return false;
  return now.getTime() - item.createdAt.getTime() < (idempotency.ttlSeconds - 60) * 1000;
}
