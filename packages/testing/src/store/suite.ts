import { describe } from 'vitest';
import { admissionLaws } from './admission.ts';
import { auditLaws } from './audit.ts';
import { backupLaws } from './backups.ts';
import { bodyLaws } from './bodies.ts';
import { bookLaws } from './books.ts';
import { callOrderLaws } from './call-orders.ts';
import { callLaws } from './calls.ts';
import { codeLaws } from './codes.ts';
import { contactLaws } from './contacts.ts';
import { conversationLaws } from './conversations.ts';
import { courierLaws } from './couriers.ts';
import { directoryLaws } from './directory.ts';
import { failureLaws } from './failures.ts';
import { inboxLaws } from './inbox.ts';
import { ingestLaws } from './ingest.ts';
import { inspectionLaws } from './inspection.ts';
import { listLaws } from './lists.ts';
import { membershipLaws } from './membership.ts';
import { moneyLaws } from './money.ts';
import { orderLaws } from './order.ts';
import { planLaws } from './plans.ts';
import { poolLaws } from './pools.ts';
import { privacyLaws } from './privacy.ts';
import { processLaws } from './processes.ts';
import { roomLaws } from './rooms.ts';
import { schemaLaws } from './schema.ts';
import { settlementLaws } from './settlement.ts';
import type { StoreSubject } from './subject.ts';
import { vaultLaws } from './vault.ts';
import { wallLaws } from './walls.ts';
import { windowLaws } from './windows.ts';

/**
 * The laws of a store, the same on every dialect.
 * @example testStore('sqlite', { definition, module: import.meta.resolve('./src/index.ts'), processes: 2, runs: 5, createDatabase });
 */
export function testStore(name: string, subject: StoreSubject): void {
  describe(`store ${name}`, () => {
    for (const laws of chapters) laws(subject);
  });
}

const chapters = [
  schemaLaws,
  inspectionLaws,
  backupLaws,
  admissionLaws,
  windowLaws,
  moneyLaws,
  processLaws,
  courierLaws,
  settlementLaws,
  orderLaws,
  ingestLaws,
  inboxLaws,
  directoryLaws,
  roomLaws,
  listLaws,
  privacyLaws,
  wallLaws,
  auditLaws,
  bookLaws,
  planLaws,
  poolLaws,
  conversationLaws,
  bodyLaws,
  vaultLaws,
  codeLaws,
  membershipLaws,
  callLaws,
  callOrderLaws,
  contactLaws,
  failureLaws,
];
