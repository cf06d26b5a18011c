import type { PhoneCall } from './calls/view.ts';

/** The vendors that are simulated, each at the path of its name. */
export const vendors = ['twilio', 'resend', 'openai', 'anthropic', 'elevenlabs', 'deepgram'] as const;
/** One of the simulated vendors. */
export type Vendor = (typeof vendors)[number];

/** One request that reached a simulated vendor. `status` is what the vendor would answer; a fault may keep it from the caller. */
export interface RequestRecord {
  readonly id: number;
  readonly at: string;
  readonly vendor: Vendor;
  /** Account SID or, for Resend, the account's name; absent when the request named none. */
  readonly account?: string;
  readonly method: string;
  readonly path: string;
  /** The vendor's answer. Absent when the request never took effect. */
  readonly status?: number;
  /** The fault that was applied to it. */
  readonly fault?: string;
}

/** One send that a vendor executed, whether or not its answer reached the caller. */
export interface SendRecord {
  /** The vendor's id: message SID or e-mail id. */
  readonly id: string;
  readonly at: string;
  readonly vendor: Vendor;
  readonly account: string;
  readonly channel: 'sms' | 'whatsapp' | 'email';
  readonly from: string;
  readonly to: string;
  /** The text of a message, the subject of a mail. */
  readonly text: string;
  /** The caller's own reference: `ref` of the status callback URL; for mail a tag named `ref`, else the idempotency key. */
  readonly ref?: string;
}

/** One call that a vendor executed, as it stands. */
export interface CallRecord {
  /** The vendor's call SID. */
  readonly id: string;
  readonly at: string;
  readonly vendor: Vendor;
  readonly account: string;
  readonly direction: PhoneCall['direction'];
  readonly from: string;
  readonly to: string;
  readonly status: PhoneCall['status'];
  /** Once it is over: from the answer to the end. */
  readonly durationSeconds?: number;
  /** The caller's own reference: `ref` of the status callback URL. */
  readonly ref?: string;
}

/** One attempt to call a webhook. `status` is absent when nothing answered. */
export interface CallbackRecord {
  readonly at: string;
  readonly vendor: Vendor;
  readonly account: string;
  /** `sms.inbound`, `sms.delivered`, `email.received` and so on. */
  readonly event: string;
  /** The id of the message or mail that it is about. */
  readonly about: string;
  readonly url: string;
  readonly attempt: number;
  readonly status?: number;
  readonly failure?: 'timed-out' | 'connection' | 'lost';
}

/** Something that the vendor would show in its error log: a webhook that failed, TwiML it could not read. */
export interface AlertRecord {
  readonly at: string;
  readonly vendor: Vendor;
  readonly account: string;
  readonly code: number;
  readonly message: string;
  readonly about?: string;
}

/** Everything that happened, oldest first. The newest `limit` of each kind are kept; `dropped` counts the rest. */
export interface LedgerView {
  readonly requests: readonly RequestRecord[];
  readonly sends: readonly SendRecord[];
  readonly calls: readonly CallRecord[];
  readonly callbacks: readonly CallbackRecord[];
  readonly alerts: readonly AlertRecord[];
  readonly dropped: number;
}

export interface Ledger {
  request(record: Omit<RequestRecord, 'id' | 'at'>): number;
  answered(id: number, outcome: { readonly status?: number; readonly fault?: string }): void;
  send(record: Omit<SendRecord, 'at'>): void;
  /** Writes a call down, or how it stands now. */
  call(record: Omit<CallRecord, 'at'>): void;
  callback(record: Omit<CallbackRecord, 'at'>): void;
  alert(record: Omit<AlertRecord, 'at'>): void;
  view(query?: { readonly account?: string | undefined }): LedgerView;
  clear(): void;
}

interface LedgerWorld {
  readonly now: () => Date;
  readonly announce: {
    request(request: RequestRecord): void;
    callback(callback: CallbackRecord): void;
    alert(alert: AlertRecord): void;
  };
  readonly limit: number;
}

/** The memory of the simulated network: the ground truth that tests compare the product against. */
export function createLedger(world: LedgerWorld): Ledger {
  const requests: RequestRecord[] = [];
  const sends: SendRecord[] = [];
  const calls: CallRecord[] = [];
  const callbacks: CallbackRecord[] = [];
  const alerts: AlertRecord[] = [];
  let [lastId, dropped] = [0, 0];
  const at = () => world.now().toISOString();
  const keep = <T>(list: T[], record: T): T => {
    list.push(record);
    if (list.length > world.limit) {
      list.shift();
      dropped += 1;
    }
    return record;
  };
  const answered: Ledger['answered'] = (id, outcome) => {
    // Ids grow by one, so the position follows from the first id that is still kept.
    const position = id - (requests[0]?.id ?? 0);
    const known = requests[position];
    if (!known) return;
    const request = { ...known, ...outcome };
    requests[position] = request;
    world.announce.request(request);
  };
  const call: Ledger['call'] = record => {
    const position = calls.findLastIndex(known => known.id === record.id);
    if (position === -1) keep(calls, { at: at(), ...record });
    else calls[position] = { at: calls[position]!.at, ...record };
  };
  const view: Ledger['view'] = query => {
    const mine = <T extends { readonly account?: string }>(list: readonly T[]) =>
      query?.account === undefined ? [...list] : list.filter(record => record.account === query.account);
    return {
      requests: mine(requests),
      sends: mine(sends),
      calls: mine(calls),
      callbacks: mine(callbacks),
      alerts: mine(alerts),
      dropped,
    };
  };
  return {
    request: record => keep(requests, { id: ++lastId, at: at(), ...record }).id,
    answered,
    send: record => void keep(sends, { at: at(), ...record }),
    call,
    callback: record => world.announce.callback(keep(callbacks, { at: at(), ...record })),
    alert: record => world.announce.alert(keep(alerts, { at: at(), ...record })),
    view,
    clear: () => {
      for (const list of [requests, sends, calls, callbacks, alerts]) list.length = 0;
      [lastId, dropped] = [0, 0];
    },
  };
}
