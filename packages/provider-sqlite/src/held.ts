import type { MessageRow } from './rows.ts';

/**
 * Messages that this process admitted into its own hands, as they stand until their attempt ends: whoever reports that end
 * need not read the row again, only write it on the condition that it still stands so.
 */
export interface Held {
  put(row: HeldRow): void;
  get(messageId: string): HeldRow | undefined;
  /** Gives a row away; undefined when it is not held. */
  take(messageId: string): HeldRow | undefined;
}

export interface HeldRow extends MessageRow {
  readonly position: number;
}

/** More than any process has under way; what is beyond is read again. */
const most = 4_096;

/** Holds nothing at first. */
export function createHeld(): Held {
  const rows = new Map<string, HeldRow>();
  return {
    put(row) {
      rows.set(row.id, row);
      if (rows.size <= most) return;
      for (const oldest of rows.keys()) {
        rows.delete(oldest);
        break;
      }
    },
    get: messageId => rows.get(messageId),
    take(messageId) {
      const row = rows.get(messageId);
      if (row) rows.delete(messageId);
      return row;
    },
  };
}
