import type {
  Admission,
  AdmitRequest,
  InboxEntry,
  Ingest,
  Limits,
  MessageRecord,
  Settlement,
  SettleOutcome,
  StatusUpdate,
  Store,
} from '@buttdial/core';

/** The moment most tests happen at: noon, in the middle of a month, UTC. */
export const noon = new Date('2026-03-15T12:00:00.000Z');
export const minute = 60_000;
export const hour = 3_600_000;
export const day = 86_400_000;

/** A moment some milliseconds after noon. */
export function later(milliseconds: number): Date {
  return new Date(noon.getTime() + milliseconds);
}

/** An organization and its first agent. */
export interface Home {
  readonly organizationId: string;
  readonly agentId: string;
}

/** Makes an organization with one agent; every id and name in it holds `name`. */
export async function makeHome(store: Store, name = 'alpha', limits: Limits = {}): Promise<Home> {
  const home = { organizationId: `org-${name}`, agentId: `agent-${name}` };
  const organization = {
    id: home.organizationId,
    name,
    slug: name,
    mode: 'sandbox' as const,
    settings: { of: name },
    createdAt: noon,
  };
  await store.createOrganization(organization, undefined, `{"event":"organization.created"}`);
  await addAgent(store, home, limits);
  return home;
}

export async function addAgent(store: Store, { organizationId, agentId }: Home, limits: Limits = {}): Promise<void> {
  await store.agents.create(organizationId, {
    id: agentId,
    displayName: agentId,
    profile: { greeting: `hello from ${agentId}` },
    createdAt: noon,
    limits,
    lines: [
      {
        id: `line-${agentId}`,
        channel: 'sms',
        address: `+1555${agentId}`,
        connection: 'acme',
        status: 'active',
        createdAt: noon,
      },
    ],
    token: { id: `token-${agentId}`, hash: `hash-${agentId}`, label: agentId, scopes: ['send'], createdAt: noon },
    auditBody: `{"event":"agent.created"}`,
  });
}

let count = 0;

/** A request that nothing speaks against: a text for now, reserved at 1,000 micros, not claimed. */
export function asking(home: Home, change: Partial<AdmitRequest> = {}): AdmitRequest {
  count += 1;
  const now = change.now ?? noon;
  return {
    id: `message-${String(count).padStart(6, '0')}`,
    ...home,
    channel: 'sms',
    purpose: 'informational',
    from: '+15550001111',
    to: '+15550002222',
    contactKey: 'contact-1',
    connection: 'acme',
    sealedBody: new Uint8Array([1, 2, 3]),
    reserveMicros: 1_000,
    currency: 'USD',
    now,
    dueAt: now,
    auditBody: '{"event":"message.admitted"}',
    ...change,
  };
}

/** The courier `owner` takes it at once. */
export const claimed = { claim: { owner: 'courier', leaseMs: minute } };

/** Admits or fails the test. */
export async function admitted(store: Store, request: AdmitRequest): Promise<MessageRecord> {
  const answer = await store.admit(request);
  if (answer.outcome !== 'admitted') throw new Error(`Expected an admission, got ${answer.outcome}.`);
  return answer.message;
}

/** How often each outcome came. */
export function tally(answers: readonly Admission[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of answers) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** Runs a task so many times with so many callers at once. */
export async function inParallel<Result>(
  times: number,
  callers: number,
  task: (index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = new Array(times);
  let next = 0;
  const caller = async () => {
    while (next < times) {
      const index = next++;
      results[index] = await task(index);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return results;
}

export function settlement(
  message: MessageRecord,
  outcome: SettleOutcome,
  change: Partial<Settlement> = {},
): Settlement {
  const { organizationId, id: messageId, attempt } = message;
  return {
    organizationId,
    messageId,
    attempt,
    now: noon,
    outcome,
    auditBody: '{"event":"message.settled"}',
    ...change,
  };
}

export function report(message: MessageRecord, change: Partial<StatusUpdate>): StatusUpdate {
  const { organizationId, connection, id: ref } = message;
  return { organizationId, connection, ref, vendorId: `vendor-${message.id}`, status: 'sent', now: noon, ...change };
}

/** A webhook of the connection `acme` with nothing in it yet. */
export function webhook(organizationId: string, change: Partial<Ingest> = {}): Ingest {
  return { organizationId, connection: 'acme', now: noon, messages: [], statuses: [], consent: [], ...change };
}

/** An inbound text from one contact. */
export function incoming(home: Home, change: Partial<InboxEntry> = {}): InboxEntry {
  count += 1;
  const id = change.id ?? `inbox-${String(count).padStart(6, '0')}`;
  return {
    id,
    agentId: home.agentId,
    channel: 'sms',
    from: '+15550002222',
    to: '+15550001111',
    contactKey: 'contact-1',
    vendorId: `event-${id}`,
    sealed: new Uint8Array([7, 8, 9]),
    receivedAt: noon,
    ...change,
  };
}
